"""The processing log as read from its file, and what it says that each file of the book holds."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_audit.trail.checkpoint import Checkpoint
from nkr_audit.trail.merkle import Tree, root_of
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import NO_RECORD, Record, hash_of, parse_record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from nkr_audit.text import Language
    from nkr_audit.trail.record import Act, FileChange


@dataclass(slots=True)
class Log:
    """The state of a log: its records, the hash of the last, and the hash of each file it knows.

    ``tree`` has a leaf for each record; ``name`` is that of the log, taken from its first record.
    """

    records: list[Record] = field(default_factory=list)
    last_hash: str = NO_RECORD
    files: dict[str, str] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)
    name: str = ""

    def checkpoint(self) -> Checkpoint:
        """The log as it is now."""
        return Checkpoint(self.name, self.tree.size, self.tree.root())

    def add(self, time: datetime, act: Act, files: Iterable[FileChange]) -> bytes:
        """Add a record and return its line, line end and all."""
        record = Record(len(self.records) + 1, time, act, tuple(files), self.last_hash)
        line = record.line()
        self._take(record, line)
        return line + b"\n"

    def _take(self, record: Record, line: bytes) -> None:
        self.records.append(record)
        self.last_hash = hash_of(line)
        self.tree.add(line)
        self.name = self.name or name_of(line)
        for change in record.files:
            if change.after is None:
                self.files.pop(change.path, None)
            else:
                self.files[change.path] = change.after

    def known(self, line: bytes) -> None:
        """Take in the next line of the file. Raises ValueError when it does not follow."""
        record = parse_record(line)
        if (record.seq, record.previous) != (len(self.records) + 1, self.last_hash):
            raise ValueError("does not follow the record before")
        self._take(record, line)


def name_of(first: bytes) -> str:
    """The name of the log that begins with this line: no two logs have the same."""
    return f"nkr-audit/{hash_of(first)[:16]}"


def read_log(places: Places) -> Log:
    """Read the log to add to it; empty when there is none.

    Raises NkrError when it is broken: nothing is added to such a log.
    """
    log = Log()
    try:
        lines, whole = log_lines(places), ends_whole(places)
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Loggen kan inte läsas: {why}.", f"The log cannot be read: {why}."),
            remedy=Text("kontrollera filens rättigheter", "check the permissions of the file"),
            place=places.log,
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            log.known(line)
            if number == len(lines) and not whole:
                raise ValueError("no line end")  # noqa: TRY301 (one way out)
        except ValueError as error:
            raise NkrError(
                Text(
                    "Behandlingshistoriken är bruten här, och inget skrivs i boken.",
                    "The processing log is broken here, and nothing is written in the book.",
                ),
                remedy=Text(
                    "kör nkr log verify, som visar vad som inte stämmer; hämta sedan loggen ur en "
                    "säkerhetskopia",
                    "run nkr log verify, which tells what is not right; then fetch the log from a "
                    "backup",
                ),
                place=Place(str(places.log), number),
            ) from error
    return log


def ends_whole(places: Places) -> bool:
    """Tell whether the log ends with a line end, so that a record can be added to it."""
    if not places.log.exists() or not places.log.stat().st_size:
        return True
    with places.log.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read() == b"\n"


def log_lines(places: Places) -> list[bytes]:
    """The lines of the log, without line ends; what follows the last line end is a line too."""
    if not places.log.exists():
        return []
    if not places.log.is_file():
        raise OSError(errno.EINVAL, "no ordinary file", str(places.log))
    lines = places.log.read_bytes().split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


def short_root(root: Path, language: Language = "sv") -> str | None:
    """Tell the log of the book in the folder ``root`` by its length and root, for a report to bear.

    None when there is no log, or it cannot be read.
    """
    try:
        lines = log_lines(Places(root))
    except OSError:
        return None
    if not lines:
        return None
    short = Checkpoint("", len(lines), root_of(lines)).short
    count = len(lines)
    said = Text(
        f"{count} {'post' if count == 1 else 'poster'}, rot {short}…",
        f"{count} {'record' if count == 1 else 'records'}, root {short}…",
    )
    return said.to(language)
