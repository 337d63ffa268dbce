"""What a table is made of: cells, rows, and what makes a cell unusable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.text import Text

# None: an empty cell. A CSV file has texts only.
Cell = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below the header: its line (the row number in Excel), and a cell for each column."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """What stands in a cell that no value can be taken from, and how to mend it."""

    what: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the file has it, header rows included."""

    line: int
    cells: tuple[Cell | Unusable, ...]


class Source(Protocol):
    """A file that rows can be read from, as often as is wanted."""

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes."""

    @property
    def encoding(self) -> str:
        """How its text is written, as the report tells it."""

    def rows(self) -> Iterator[RawRow]:
        """The rows from the first, blank ones left out."""


def column_letters(index: int) -> str:
    """Return what Excel calls the column (0 = ``A``)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
