"""Documents on their way into ``underlag``: names that are safe and unique, and their hashes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beancount.core.data import Document

from nkr_audit.errors import NkrError
from nkr_audit.metadata import word
from nkr_audit.recording.model import Filed
from nkr_audit.text import Text
from nkr_audit.vocabulary import DOCUMENT_KINDS
from nkr_importers.opening import unreadable
from nkr_importers.peppol.attachments import OTHER_ENDING, safe_name, unique_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Grant
    from nkr_audit.ledger import Ledger

FOLDER: Final = "underlag"
LARGEST: Final = 256 << 20
_OF_ACTIVITY: Final = "insats"
# Endings of what a book itself is made of: a document called so could be read as part of it.
_OF_BOOKS: Final = frozenset({".beancount", ".bean", ".toml"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that a person has named, read: what it is called, what it holds, and its kind."""

    name: str
    content: bytes
    kind: str
    activity: str | None = None
    source: Path | None = None

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def read_paper(path: Path, kind: str, activity: str | None = None) -> Paper:
    """Read a document. Raises NkrError when it cannot be read, is empty, or is of no known kind."""
    if kind not in DOCUMENT_KINDS:
        listed = ", ".join(sorted(DOCUMENT_KINDS))
        raise NkrError(
            Text(f"Underlag av typen ”{kind}” finns inte.", f"There is no kind “{kind}”."),
            remedy=Text(f"ange --type: {listed}", f"give --type: {listed}"),
        )
    if kind == _OF_ACTIVITY and activity is None:
        raise NkrError(
            Text(
                "Det framgår inte vilken insats underlaget styrker.",
                "Nothing says which activity the document proves.",
            ),
            remedy=Text("ange --activity, som I1", "give --activity, as I1"),
        )
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            raise NkrError(
                Text(
                    f"Filen är större än {LARGEST >> 20} MiB.",
                    f"The file is larger than {LARGEST >> 20} MiB.",
                ),
                remedy=Text(
                    "dela upp den, eller spara den i ett mindre format",
                    "part it, or save it in a smaller format",
                ),
                place=path,
            )
        if path.exists() and not path.is_file() and not path.is_dir():
            raise NkrError(
                Text("Det här är ingen vanlig fil.", "This is no plain file."),
                remedy=Text("ange fakturans fil", "name the file of the invoice"),
                place=path,
            )
        content = path.read_bytes()
    except OSError as error:
        remedy = Text("ange underlagets fil", "name the file of the document")
        raise unreadable(path, error, remedy) from error
    if not content:
        raise NkrError(
            Text("Filen är tom och styrker ingenting.", "The file is empty and proves nothing."),
            remedy=Text("ange den rätta filen", "name the right file"),
            place=path,
        )
    return Paper(path.name, content, kind, activity, path.resolve())


def check_activity(grant: Grant, activity: str | None) -> None:
    """Raise NkrError when the grant has no such activity."""
    known = [one.id for one in grant.activities]
    if activity is not None and activity not in known:
        listed = ", ".join(known) or "–"
        raise NkrError(
            Text(
                f"{grant.id} har ingen insats {activity}.",
                f"{grant.id} has no activity {activity}.",
            ),
            remedy=Text(
                f"välj bland {listed}, eller lägg upp insatsen (nkr-insats) i boken",
                f"choose among {listed}, or declare the activity (nkr-insats) in the book",
            ),
            place=grant.place,
        )


class Shelf:
    """The folder ``underlag`` of a book, and what is to be put in it."""

    def __init__(self, ledger: Ledger) -> None:
        self.folder = ledger.root / FOLDER
        self.new: dict[Path, bytes] = {}
        self._ledger = ledger
        self._taken = self._names()

    def put(self, number: str, paper: Paper) -> Filed:
        """Give the document of a voucher its place; what has the same name and bytes is there."""
        if self._lies_here(paper.source):
            return Filed(self.folder / paper.name, paper.kind, paper.sha256, paper.activity)
        name = _name(f"{number}-{paper.kind}-{paper.name}".replace("/", "-").replace("\\", "-"))
        path = self.folder / name
        if not (name.lower() in self._taken and _holds(path, paper.content)):
            path = self.folder / unique_name(name, self._taken)
            self.new[path] = paper.content
        self._taken.add(path.name.lower())
        return Filed(path, paper.kind, paper.sha256, paper.activity)

    def _lies_here(self, source: Path | None) -> bool:
        """Tell whether the file is in the folder already, under a name that is safe as it is."""
        if source is None or source.parent != self.folder.resolve():
            return False
        return _name(source.name) == source.name

    def _names(self) -> set[str]:
        """The names that are taken, in lower case: some systems see no difference."""
        plain = Text(
            "gör underlag till en vanlig mapp bredvid boken",
            "make underlag a plain folder beside the book",
        )
        if not self.folder.resolve().is_relative_to(self._ledger.root.resolve()):
            raise NkrError(
                Text(
                    "Mappen för underlag är en länk ut ur bokens mapp.",
                    "The folder for documents is a link out of the book's folder.",
                ),
                remedy=plain,
                place=self.folder,
            )
        try:
            if not self.folder.is_dir():
                return set()
            return {one.name.lower() for one in self.folder.iterdir()}
        except OSError as error:
            raise unreadable(self.folder, error, plain) from error


def filed_on(ledger: Ledger, number: str) -> Iterator[Filed]:
    """The documents that carry a voucher's number, as the book has them."""
    for entry in ledger.entries:
        if isinstance(entry, Document) and number in (entry.links or ()):
            stated = word(entry.meta.get("sha256"))
            path, said = Path(entry.filename), entry.meta
            digest = stated.lower() if stated else _digest_of(path)
            yield Filed(path, word(said.get("typ")) or "", digest, word(said.get(_OF_ACTIVITY)))


def _name(name: str) -> str:
    """A name that is safe on any system, and that no book takes for its own."""
    safe = safe_name(name)
    return f"{safe}.{OTHER_ENDING}" if Path(safe).suffix.lower() in _OF_BOOKS else safe


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether the file is there, itself and no link, with exactly this in it."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size != len(content):
            return False
        return path.read_bytes() == content
    except OSError:
        return False
