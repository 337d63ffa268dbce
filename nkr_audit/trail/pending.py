"""The note of a write that is decided on: what is left to do, should the process die."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.trail.places import Places


@dataclass(frozen=True, slots=True)
class Move:
    """A file that is to take its place: paths from the book's folder, and SHA-256 of the file."""

    temporary: str
    final: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What is decided: files to put in their places, and lines to add to the log.

    ``log_size`` is how long the log was before.
    """

    moves: tuple[Move, ...]
    log_size: int
    lines: str

    def encoded(self) -> bytes:
        """The note as it is kept."""
        moves = [(one.temporary, one.final, one.sha256) for one in self.moves]
        content = {"moves": moves, "log_size": self.log_size, "lines": self.lines}
        return json.dumps(content, ensure_ascii=False).encode()


def read_pending(places: Places) -> Pending:
    """Read the note. It took its place whole: one that cannot be read is by somebody else.

    Raises NkrError for such a note, and for one that leads out of the book's folder.
    """
    try:
        content: Any = json.loads(places.pending.read_bytes())
        moves = tuple(Move(*map(str, move)) for move in content["moves"])
        for one in moves:
            places.relative(places.root / one.final)
        pending = Pending(moves, int(content["log_size"]), str(content["lines"]))
    except (ValueError, KeyError, TypeError, RecursionError, NkrError) as error:
        raise damaged(places, places.pending) from error
    from_elsewhere = any((places.root / one.temporary).parent != places.staging for one in moves)
    if from_elsewhere or pending.log_size < 0:
        raise damaged(places, places.pending)
    return pending


def damaged(places: Places, path: Path) -> NkrError:
    """An unfinished write cannot be finished, since ``path`` is not what it was."""
    name = path.name
    return NkrError(
        Text(
            f"En oavslutad skrivning kan inte göras klar: {name} är skadad eller ändrad sedan "
            "dess.",
            f"An unfinished write cannot be finished: {name} is damaged, or was altered since.",
        ),
        remedy=Text(
            f"hämta boken ur en säkerhetskopia, eller flytta undan {places.pending.name} och kör "
            "nkr log verify, som visar vad som inte stämmer",
            f"fetch the book from a backup, or move {places.pending.name} away and run "
            "nkr log verify, which tells what is not right",
        ),
        place=places.pending,
    )
