"""The rows of a table on a sheet: heading, rows, sums as formulas, note."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from nkr_audit.reports.formats import head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.reports.document import Row, Table, ValueKind
    from nkr_audit.reports.formats.xlsx_cells import Cells
    from nkr_audit.text import Text

HEADING_ROW: Final = 2  # counted from 1, below the title
FIRST_ROW: Final = HEADING_ROW + 1
_MOST_REMEMBERED: Final = 10_000
_MOST_AREAS: Final = 250  # that one SUBTOTAL takes
_ADDED = (int, Decimal)


def letters(place: int) -> str:
    """Return the name of a column: A for 0, AA for 26."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class TableRows:
    """Writes one table as rows of XML. Sums follow the filter, and tie before anything is counted.

    Behind the table's own columns stand the voucher, when no column has it, and the document.
    """

    def __init__(self, table: Table, title: str, cells: Cells) -> None:
        self._table = table
        self._title = title
        self._cells = cells
        self.traces: list[Text] = []
        self._links: dict[str, str | None] = {}
        if any(row.voucher and row.voucher not in row.values for row in table.rows):
            self.traces.append(head.VOUCHER)
        if any(row.document for row in table.rows):
            self.traces.append(head.DOCUMENT)
        self._letters = [letters(place) for place in range(self.width)]
        self._sums = {
            place: _Sum(self._letters[place])
            for place, column in enumerate(table.columns)
            if column.total
        }

    def letter(self, place: int) -> str:
        """The name of a column."""
        return self._letters[place]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self._table.columns) + len(self.traces)

    @property
    def last_row(self) -> int:
        """The last row of the table's own rows, counted from 1."""
        return FIRST_ROW + len(self._table.rows) - 1

    def heading(self) -> list[str]:
        """The headings of all columns."""
        titles = chain((column.title for column in self._table.columns), self.traces)
        return [title.to(self._cells.language) for title in titles]

    def rows(self, headings: list[str]) -> Iterator[str]:
        """Yield each row. ``headings`` are the cells of the heading, as they are to be."""
        title = self._cells.text("A1", self._title, heavy=True)
        yield f'<row r="1">{title}</row>'
        yield f'<row r="{HEADING_ROW}">{"".join(headings)}</row>'
        if not self._table.rows:
            empty = self._cells.text(
                f"A{FIRST_ROW}", self._table.empty.to(self._cells.language), heavy=False
            )
            yield f'<row r="{FIRST_ROW}">{empty}</row>'
        kinds = (column.kind for column in self._table.columns)
        columns = list(zip(self._letters, kinds, strict=False))
        for number, row in enumerate(self._table.rows, start=FIRST_ROW):
            yield self._row(number, row, columns)
        yield from self._below()

    def _row(self, number: int, row: Row, columns: list[tuple[str, ValueKind]]) -> str:
        heavy = row.level > 0
        parts = self._cells.plain_row(number, row, columns)
        for place, kept in self._sums.items():
            one = row.values[place]
            amount = one if isinstance(one, _ADDED) else None
            if not heavy:
                kept.add(amount)
                continue
            formula = kept.close(number, amount)
            if formula and amount is not None:
                cell = f"{self._letters[place]}{number}"
                parts[place] = self._cells.formula(
                    cell, formula, amount, self._table.columns[place].kind
                )
        if self.traces:
            parts += self._traces(number, row)
        return f'<row r="{number}">{"".join(parts)}</row>'

    def _traces(self, number: int, row: Row) -> Iterator[str]:
        for place, trace in enumerate(self.traces, start=len(self._table.columns)):
            cell = f"{self._letters[place]}{number}"
            if trace is head.DOCUMENT and row.document:
                yield self._link(cell, row.document)
            elif trace is head.VOUCHER and row.voucher:
                yield self._cells.text(cell, row.voucher, heavy=False)

    def _link(self, cell: str, path: str) -> str:
        """A cell that opens a document, or only names it; rows often share a document."""
        if path not in self._links:
            if len(self._links) >= _MOST_REMEMBERED:
                self._links.clear()
            self._links[path] = self._cells.link(path)
        link = self._links[path]
        return self._cells.text(cell, path, heavy=False) if link is None else f'<c r="{cell}"{link}'

    def _below(self) -> Iterator[str]:
        number = max(self.last_row, FIRST_ROW) + 1
        totals = self._table.totals()
        if totals is not None and self._table.rows:
            parts = [
                self._sum(f"{self._letters[place]}{number}", place, total)
                for place, total in enumerate(totals)
                if total is not None
            ]
            if totals[0] is None:
                said = head.SUM.to(self._cells.language)
                parts.insert(0, self._cells.text(f"A{number}", said, heavy=True))
            yield f'<row r="{number}">{"".join(parts)}</row>'
            number += 1
        if self._table.note:
            note = self._table.note.to(self._cells.language)
            text = self._cells.text(f"A{number + 1}", note, heavy=False)
            yield f'<row r="{number + 1}">{text}</row>'

    def _sum(self, cell: str, place: int, total: Decimal | int) -> str:
        kind = self._table.columns[place].kind
        formula = self._sums[place].formula(self.last_row)
        if formula is None:
            return self._cells.value(cell, total, kind, heavy=True)
        return self._cells.formula(cell, formula, total, kind)


class _Sum:
    """Which rows of one column a sum is made of.

    SUBTOTAL does not count what itself is a SUBTOTAL. A sum among the rows that is not what stands
    above it, such as a balance, is left as a figure, and the areas go round it.
    """

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self._areas: list[tuple[int, int]] = []
        self._area_start = FIRST_ROW
        self._part_start = FIRST_ROW
        self._part: Decimal | int = 0

    def add(self, value: Decimal | int | None) -> None:
        """Take in an ordinary row."""
        if value:
            self._part += value

    def close(self, number: int, value: Decimal | int | None) -> str | None:
        """Take in a sum; return its formula when it is the sum of the rows since the last one."""
        start, part = self._part_start, self._part
        self._part_start, self._part = number + 1, 0
        if value is not None and start < number and value == part:
            return f"SUBTOTAL(109,{self._letter}{start}:{self._letter}{number - 1})"
        if value:
            self._end_area(number - 1)
            self._area_start = number + 1
        return None

    def formula(self, last: int) -> str | None:
        """Return the formula of the whole; None when it would be too long."""
        self._end_area(last)
        if len(self._areas) > _MOST_AREAS:
            return None
        areas = ",".join(f"{self._letter}{start}:{self._letter}{end}" for start, end in self._areas)
        return f"SUBTOTAL(109,{areas})" if areas else None

    def _end_area(self, last: int) -> None:
        if last >= self._area_start:
            self._areas.append((self._area_start, last))
