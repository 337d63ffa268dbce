"""Writing in a book: the only way in. One writer at a time; each write is whole, and is logged."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document

from nkr_audit.errors import NkrError
from nkr_audit.ledger import load, refuse_unreadable
from nkr_audit.text import Text
from nkr_audit.trail.commit import commit, finish
from nkr_audit.trail.git import IGNORED, commit_to_git
from nkr_audit.trail.lock import locked
from nkr_audit.trail.log import Log, read_log
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import DISCOVERED, START, Act, FileChange
from nkr_audit.trail.roles import ROLES_FILE, require_for
from nkr_audit.trail.touched import touched_vouchers
from nkr_audit.trail.versions import TEXT_FILES, difference, last_wording, packed, prune

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.ledger import Ledger


@contextmanager
def writing(main: Path) -> Iterator[BookWriter]:
    """Hold the book whose main file is ``main`` for writing, and load it.

    Raises NkrError when another process keeps it, its log is broken, or something in it is broken.
    """
    root = Path.cwd() / main.parent
    if not main.is_file():
        load(main)  # says why it cannot be opened, before anything is made beside it
    places = Places(root.resolve())
    with locked(places):
        finish(places)
        yield BookWriter(places, open_book(main), read_log(places))


def write_new_book(root: Path, contents: Mapping[Path, bytes], act: Act) -> None:
    """Write the files of a new book, and begin its log with them.

    Raises NkrError when one of them is there already: somebody else was first.
    """
    places = Places(root.resolve())
    with locked(places):
        finish(places)
        for path in contents:
            if path.exists():
                raise NkrError(
                    Text("Här finns redan en bok.", "There is a book here already."),
                    remedy=Text("välj en annan mapp", "choose another folder"),
                    place=path,
                )
        _write(places, read_log(places), contents, act, [])


@dataclass(slots=True)
class BookWriter:
    """The one writer of a book. ``ledger`` is the book as it was loaded under the lock."""

    places: Places
    ledger: Ledger
    log: Log

    def write(self, contents: Mapping[Path, bytes], act: Act) -> None:
        """Write the files of a book whole or not at all, and log it.

        ``contents`` is in the order in which they take their places: one that points to others
        last. What was changed outside the tool since the last act is logged first, as discovered.

        Raises NkrError when the one who acts may not, a file would be one that Beancount cannot
        read, or the system refuses.
        """
        require_for(self.places.root, act)
        entries = refuse_unreadable(
            {path: content for path, content in contents.items() if path.suffix == ".beancount"}
        )
        lines: list[bytes] = []
        now = datetime.now(UTC)
        if not self.log.records:
            files = [
                FileChange(self.places.relative(path), None, _sha256(path))
                for path in book_files(self.ledger)
            ]
            lines.append(self.log.add(now, Act(START, act.who), files))
        elif found := discovered(self.places, self.ledger, self.log):
            touched = touched_vouchers(self.places, self.ledger, found)
            lines.append(self.log.add(now, Act(DISCOVERED, act.who, touched), found))
        self._write(contents, act, lines, self._named_by(entries, contents))

    def _named_by(self, entries: list[Any], contents: Mapping[Path, bytes]) -> list[FileChange]:
        """The documents that were there already, and are the book's by what is written now."""
        written = {self.places.relative(path) for path in contents}
        inside = self.places.root.resolve()
        found = {
            self.places.relative(path): path
            for path in (Path(entry.filename) for entry in entries if isinstance(entry, Document))
            if path.is_file() and path.resolve().is_relative_to(inside)
        }
        return [
            FileChange(name, None, _sha256(path))
            for name, path in sorted(found.items())
            if name not in written and name not in self.log.files
        ]

    def adopt(self, act: Act, changes: Iterable[FileChange]) -> None:
        """Log an act that writes nothing itself: it takes in what was changed outside the tool."""
        require_for(self.places.root, act)
        self._write({}, act, [], changes)

    def _write(
        self,
        contents: Mapping[Path, bytes],
        act: Act,
        lines: list[bytes],
        made: Iterable[FileChange] = (),
    ) -> None:
        try:
            _write(self.places, self.log, contents, act, lines, made)
        except NkrError:
            self.log = read_log(self.places)  # the records were not written, or not yet
            raise


def _write(
    places: Places,
    log: Log,
    contents: Mapping[Path, bytes],
    act: Act,
    lines: list[bytes],
    made: Iterable[FileChange] = (),
) -> None:
    """Write the files and the log as one. ``lines`` are records before that of the act itself.

    ``made`` are changes that the act takes in, made already.
    """
    first = len(log.records) - len(lines)
    after = {places.relative(path): _digest(content) for path, content in contents.items()}
    files = [*made, *(FileChange(path, log.files.get(path), after[path]) for path in after)]
    lines.append(log.add(datetime.now(UTC), act, files))
    wordings = {
        path: digest for path, digest in log.files.items() if Path(path).suffix in TEXT_FILES
    }
    new = {
        places.version(after[places.relative(path)]): packed(content)
        for path, content in contents.items()
        if places.relative(path) in wordings
    }
    kept = {
        places.version(digest): packed((places.root / path).read_bytes())
        for path, digest in wordings.items()
        if path not in after and not places.version(digest).exists()
    }
    head = {places.head: log.checkpoint().text().encode()}
    if not places.git_ignore.exists():
        head[places.git_ignore] = IGNORED
    commit(places, {**new, **kept, **contents, **head}, b"".join(lines))
    prune(places, set(wordings.values()))
    touched = {change.path for record in log.records[first:] for change in record.files}
    commit_to_git(places, touched, act)


def book_files(ledger: Ledger) -> list[Path]:
    """The files that a book is made of: what it includes, its documents, and who may do what."""
    documents = (Path(entry.filename) for entry in ledger.entries if isinstance(entry, Document))
    inside = ledger.root.resolve()
    files = (*map(Path, ledger.options["include"]), *documents, ledger.root / ROLES_FILE)
    return sorted(
        {path for path in files if path.is_file() and path.resolve().is_relative_to(inside)}
    )


def discovered(
    places: Places, ledger: Ledger, log: Log, *, documents: bool = False
) -> list[FileChange]:
    """What has been changed outside the tool in the texts of the book, and new files in it.

    Documents that are known are read again only when ``documents`` says so; ``nkr log verify``
    and ``nkr log adopt`` do that.
    """
    known = [
        places.root / path for path in log.files if documents or Path(path).suffix in TEXT_FILES
    ]
    found = []
    for path in sorted({*known, *book_files(ledger)}):
        name = places.relative(path)
        before = log.files.get(name)
        if before is not None and path.suffix not in TEXT_FILES and not documents:
            continue
        after = _sha256(path) if path.is_file() else None
        if after != before:
            found.append(FileChange(name, before, after, _diff(places, path, before, after)))
    return found


def _diff(places: Places, path: Path, before: str | None, after: str | None) -> str:
    if before is None or after is None or path.suffix not in TEXT_FILES:
        return ""
    text = path.read_bytes().decode("utf-8", "replace")
    return difference(places.relative(path), last_wording(places, before), text)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(
                f"Filen hör till boken men kan inte läsas: {why}.",
                f"The file is of the book but cannot be read: {why}.",
            ),
            remedy=Text("kontrollera filens rättigheter", "check the permissions of the file"),
            place=path,
        ) from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
