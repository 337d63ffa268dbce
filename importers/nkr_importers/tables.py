"""Tables from outside: rows out of a CSV file or an Excel workbook, safely and exactly.

Nothing is guessed: a cell is what the file says. A formula, an error value and merged cells are
refused with their address.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.naming import printable
from nkr_importers.tabular.cells import Cell, TableRow, Unusable, column_letters
from nkr_importers.tabular.delimited import open_delimited
from nkr_importers.tabular.package import looks_like_workbook
from nkr_importers.tabular.sheet import MOST_COLUMNS
from nkr_importers.tabular.workbook import open_workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from nkr_importers.tabular.cells import RawRow, Source

__all__ = ["Cell", "Table", "TableRow", "read_table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is read. ``rows`` can be read any number of times, as a stream.

    ``columns`` are the names of the header; without one they are ``1``, ``2`` and so on. ``width``
    is how many cells the header has, also those without a name at its end. ``is_text`` tells that
    every cell is text (CSV).
    """

    path: Path
    name: str
    sha256: str
    encoding: str
    is_text: bool
    columns: tuple[str, ...]
    width: int
    header_row: int
    source: Source

    @property
    def rows(self) -> Iterator[TableRow]:
        """The rows below the header, blank ones left out.

        Raises NkrError at a cell that cannot be used in any column that has a name.
        """
        return self.rows_with([index for index, name in enumerate(self.columns) if name])

    def rows_with(self, wanted: Collection[int]) -> Iterator[TableRow]:
        """The rows; only the columns of the indexes ``wanted`` must be usable, others are None."""
        for row in self.source.rows():
            if row.line > self.header_row:
                yield self._row(row, wanted)

    def index(self, name: str) -> int:
        """Return the place of the column (0 = first); letter case and space do not matter.

        Raises NkrError when there is no such column, or several.
        """
        plain = [_plain(one) for one in self.columns]
        count = plain.count(_plain(name))
        if count == 1:
            return plain.index(_plain(name))
        listed = ", ".join(one for one in self.columns if one)
        near = get_close_matches(_plain(name), [one for one in plain if one], n=1)
        meant = self.columns[plain.index(near[0])] if near else ""
        hint = Text(f" Menas {meant}?", f" Is {meant} meant?") if meant else Text("", "")
        if count:
            what = Text(
                f"Kolumnen {name} finns {count} gånger.",
                f"The column {name} is there {count} times.",
            )
        else:
            what = Text(
                f"Kolumnen {name} saknas.{hint.sv} Filen har: {listed}.",
                f"The column {name} is missing.{hint.en} The file has: {listed}.",
            )
        raise NkrError(
            what,
            remedy=Text(
                "rätta rubriken i filen, eller ange kolumnen som den heter i den",
                "mend the header of the file, or name the column as it is called there",
            ),
            place=Place(str(self.path), self.header_row),
        )

    def place(self, row: TableRow) -> Place:
        """Where the row stands."""
        return Place(str(self.path), row.line)

    def cell_name(self, line: int, index: int) -> Text:
        """Return what to call a cell: its address in Excel, and the column by its name."""
        name = printable(self.columns[index]) if index < len(self.columns) else ""
        if self.is_text:
            name = name or str(index + 1)
            return Text(f"kolumnen {name}", f"the column {name}")
        address = f"{column_letters(index)}{line}"
        called = f" ({name})" if name else ""
        return Text(f"cellen {address}{called}", f"the cell {address}{called}")

    def _row(self, row: RawRow, wanted: Collection[int]) -> TableRow:
        width, found = len(self.columns), len(row.cells)
        if self.is_text and (found != self.width or any(row.cells[width:])):
            raise self._wrong_width(row)
        padded = row.cells[:width] if found >= width else row.cells + (None,) * (width - found)
        if any(isinstance(cell, Unusable) for cell in padded):
            usable = (self._cell(row, index, cell, wanted) for index, cell in enumerate(padded))
            return TableRow(row.line, tuple(usable))
        return TableRow(row.line, cast("tuple[Cell, ...]", padded))

    def _cell(
        self, row: RawRow, index: int, cell: Cell | Unusable, wanted: Collection[int]
    ) -> Cell:
        if not isinstance(cell, Unusable):
            return cell
        if index not in wanted:
            return None
        where = self.cell_name(row.line, index)
        raise NkrError(
            Text(f"I {where.sv} står {cell.what.sv}.", f"In {where.en} stands {cell.what.en}."),
            remedy=cell.remedy,
            place=Place(str(self.path), row.line),
        )

    def _wrong_width(self, row: RawRow) -> NkrError:
        found, width = len(row.cells), len(self.columns)
        what = Text(
            f"Raden har {found} kolumner, rubrikraden {self.width}.",
            f"The row has {found} columns, the header {self.width}.",
        )
        if found == self.width:
            what = Text(
                f"Raden har något i kolumn {width + 1} eller längre till höger, där rubrikraden är"
                " tom.",
                f"The row has something in column {width + 1} or further right, where the header is"
                " empty.",
            )
        return NkrError(
            what,
            remedy=Text(
                "ta bort rader som inte hör till tabellen; står avgränsaren i en text eller ett"
                " belopp (12,50) ska cellen ha citattecken omkring sig, eller uttaget en annan"
                " avgränsare",
                "remove rows that are no part of the table; a cell whose text or amount (12,50) has"
                " the delimiter in it needs quotation marks around it, or the extract another"
                " delimiter",
            ),
            place=Place(str(self.path), row.line),
        )


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int = 1,
) -> Table:
    """Open a table; a CSV file or an .xlsx, told by its contents.

    ``sheet`` is that of a workbook (left out: the only visible one); ``encoding`` and
    ``delimiter`` those of a text file (left out: found out); ``header_row`` the line of the
    header, 0 when there is none. Raises NkrError when it cannot be read.
    """
    is_text = not looks_like_workbook(path)
    source: Source = (
        open_delimited(path, encoding, delimiter, header_row)
        if is_text
        else open_workbook(path, sheet, header_row)
    )
    columns, width = _columns(path, source, header_row)
    return Table(
        path, path.name, source.sha256, source.encoding, is_text, columns, width, header_row, source
    )


def _columns(path: Path, source: Source, header_row: int) -> tuple[tuple[str, ...], int]:
    """The names of the columns, those to the right without a name left out, and all its cells."""
    rows = source.rows()
    first = next(rows, None)
    while first is not None and first.line < header_row:
        first = next(rows, None)
    if first is None or (header_row and first.line != header_row):
        raise NkrError(
            Text(
                f"Rubrikraden, rad {header_row}, är tom eller saknas.",
                f"The header, row {header_row}, is empty or missing.",
            ),
            remedy=Text(
                "ange på vilken rad rubrikerna står (rubrikrad i mappningsfilen)",
                "give the row that the header is on (rubrikrad in the layout)",
            ),
            place=path,
        )
    if len(first.cells) > MOST_COLUMNS:
        raise NkrError(
            Text(f"Fler än {MOST_COLUMNS} kolumner.", f"More than {MOST_COLUMNS} columns."),
            remedy=Text("ange rätt fil", "name the right file"),
            place=Place(str(path), first.line),
        )
    if not header_row:
        return tuple(str(number) for number in range(1, len(first.cells) + 1)), len(first.cells)
    names = [_name(cell) for cell in first.cells]
    width = max((index for index, name in enumerate(names, start=1) if name), default=0)
    return tuple(names[:width]), len(names)


def _name(cell: Cell | Unusable) -> str:
    if cell is None or isinstance(cell, Unusable):
        return ""
    return " ".join(printable(str(cell)).split())


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
