"""The fields of a row as a layout says; each error names the column, or the cell in Excel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.model import COST_CENTRE, PROJECT
from nkr_importers.naming import identify
from nkr_importers.tabular.values import CellError, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_importers.model import Objects, Selection
    from nkr_importers.tables import Table
    from nkr_importers.tabular.cells import Cell, TableRow
    from nkr_importers.tabular.layout import Layout

_POSITION = re.compile(r"#([1-9][0-9]{0,3})")
_ACCOUNT = re.compile(r"([0-9]{1,20})(?:\s+(\S.*))?", re.DOTALL)
_YEAR = re.compile(r"([12][0-9]{3})(?:[-/ ]?[0-9]{2})?")
_SERIES_AND_NUMBER = re.compile(r"([^0-9]*?)[-/. ]?([0-9]{1,20})")
_RESULT_CLASSES = frozenset("345678")
_WORDS = {COST_CENTRE: "kostnadsstalle", PROJECT: "projekt"}
FILL_IN = Text(
    "fyll i värdet i ekonomisystemet och hämta uttaget på nytt",
    "fill in the value in the ERP and make the extract again",
)


class Fields:
    """Reads the fields of a table's rows. ``missing`` are the optional columns it does not have.

    Raises NkrError when a column that must be there is not.
    """

    def __init__(self, table: Table, layout: Layout) -> None:
        self.table = table
        self.layout = layout
        self.missing: list[str] = []
        self._last: tuple[tuple[Cell, ...], tuple[str, str]] = ((), ("", ""))
        self._indexes = self._found(layout.columns, layout.columns)
        names = {number: _WORDS.get(number, number) for number in layout.dimensions}
        self._dimensions = self._found(layout.dimensions, names)

    @property
    def wanted(self) -> frozenset[int]:
        """The columns that are read."""
        return frozenset((*self._indexes.values(), *self._dimensions.values()))

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The columns of the file that the layout says nothing of."""
        return tuple(
            name
            for index, name in enumerate(self.table.columns)
            if name and index not in self.wanted
        )

    def has(self, field: str) -> bool:
        """Tell whether the file has the field."""
        return field in self._indexes

    def check(self, selection: Selection) -> None:
        """Refuse a selection by a dimension that the file does not have."""
        for dimension, _ in selection.objects:
            word = _WORDS[dimension]
            if dimension not in self._dimensions and word not in self.layout.constants:
                column = self.layout.dimensions.get(dimension)
                raise NkrError(
                    Text(
                        f"Kolumnen {column} ({word}) saknas i filen."
                        if column
                        else f"Mappningen säger inte vilken kolumn som är {word}.",
                        f"The file has no column {column} ({word})."
                        if column
                        else f"The layout does not say which column is {word}.",
                    ),
                    remedy=Text(
                        f"ange {word} under [dimensioner], eller under [fasta] om hela filen gäller"
                        " en och samma kod",
                        f"give {word} under [dimensioner], or under [fasta] when the whole file is"
                        " about one code",
                    ),
                    place=Place(str(self.table.path), self.table.header_row),
                )

    def text(self, row: TableRow, field: str) -> str:
        """The field as text on one line; empty when there is none."""
        constant = self.layout.constants.get(field)
        if constant is not None:
            return constant
        return " ".join(plain_text(self._cell(row, field)).split())

    def day(self, row: TableRow, field: str) -> date | None:
        """The field as a date. Raises CellError when it cannot be read."""
        try:
            return self.layout.days.day(self._cell(row, field))
        except CellError as error:
            raise self._at(row, field, error) from error

    def voucher_day(self, row: TableRow) -> date:
        """The voucher's date. Raises CellError when there is none."""
        day = self.day(row, "datum")
        if day is None:
            raise self._lacking(row, "datum")
        return day

    def identity(self, row: TableRow) -> tuple[str, str]:
        """The voucher's identity and year. Raises CellError when it cannot be told.

        The rows of a voucher mostly follow each other, so the last answer is kept.
        """
        key = tuple(self._cell(row, name) for name in ("nummer", "serie", "ar", "datum"))
        if key != self._last[0]:
            self._last = (key, self._identity(row))
        return self._last[1]

    def _identity(self, row: TableRow) -> tuple[str, str]:
        series, number = self.numbered(row)
        if not number:
            raise self._lacking(row, "nummer")
        year = self._year(row)
        return self.named(year, series, number), year

    def numbered(self, row: TableRow) -> tuple[str, str]:
        """The voucher's series and number."""
        number = self.text(row, "nummer")
        match = _SERIES_AND_NUMBER.fullmatch(number) if self.layout.series_in_number else None
        return (match[1], match[2]) if match else (self.text(row, "serie"), number)

    def named(self, year: str, series: str, number: str) -> str:
        """The identity of a voucher by its parts: the same as from any other file."""
        return identify(year, series, number, self.table.sha256, 0, kind="TAB")

    def account(self, row: TableRow) -> tuple[str, str]:
        """The account's number and name. Raises CellError when it is no account."""
        text = self.text(row, "konto")
        match = _ACCOUNT.fullmatch(text)
        if match is None:
            raise self._wrong(
                row, "konto",
                Text(f"”{text[:40]}” är inget kontonummer", f"“{text[:40]}” is no account number"),
            )  # fmt: skip
        return match[1], self.text(row, "kontonamn") or match[2] or ""

    def objects(self, row: TableRow) -> Objects:
        """The codes of the row: dimension and code, as they stand in the file.

        A code for the whole file is that of its accounts of costs and income only.
        """
        found = [
            (dimension, " ".join(plain_text(row.cells[index]).split()))
            for dimension, index in self._dimensions.items()
        ]
        for dimension, word in _WORDS.items():
            constant = self.layout.constants.get(word)
            if constant and self.text(row, "konto")[:1] in _RESULT_CLASSES:
                found.append((dimension, constant))
        return tuple((dimension, code) for dimension, code in found if code)

    def amount(self, row: TableRow) -> Decimal:
        """The amount in kronor, debit positive. Raises CellError when it cannot be told."""
        amount = self._signed(row) if self.has("belopp") else self._paired(row)
        return (-amount if self.layout.reverse else amount) + ZERO

    def _signed(self, row: TableRow) -> Decimal:
        amount = self._amount(row, "belopp")
        if amount is None:
            raise self._lacking(row, "belopp")
        if not self.has("tecken"):
            return amount
        debit, credit = self.layout.signs
        sign = self.text(row, "tecken").casefold()
        if sign not in debit | credit:
            raise self._wrong(
                row, "tecken",
                Text(
                    f"”{sign[:40]}” är varken debet eller kredit",
                    f"“{sign[:40]}” is neither debit nor credit",
                ),
            )  # fmt: skip
        return amount if sign in debit else -amount

    def _paired(self, row: TableRow) -> Decimal:
        debit, credit = self._amount(row, "debet"), self._amount(row, "kredit")
        if debit is None and credit is None:
            raise self._lacking(row, "debet")
        if debit and credit:
            raise self._wrong(
                row, "kredit",
                Text("raden har både debet och kredit", "the row has both debit and credit"),
            )  # fmt: skip
        return (debit or ZERO) - (credit or ZERO)

    def _amount(self, row: TableRow, field: str) -> Decimal | None:
        try:
            return self.layout.notation.amount(self._cell(row, field))
        except CellError as error:
            raise self._at(row, field, error) from error

    def _year(self, row: TableRow) -> str:
        text = self.text(row, "ar")
        if text:
            match = _YEAR.fullmatch(text)
            if match is None:
                raise self._wrong(
                    row, "ar", Text(f"”{text[:40]}” är inget år", f"“{text[:40]}” is no year")
                )
            return match[1]
        day = self.voucher_day(row)
        return f"{day.year - (day.month < self.layout.first_month):04}"

    def _cell(self, row: TableRow, field: str) -> Cell:
        index = self._indexes.get(field)
        return None if index is None else row.cells[index]

    def _found(self, columns: Mapping[str, str], names: Mapping[str, str]) -> dict[str, int]:
        """The places of columns, those left out that the file may lack."""
        found = {}
        for field, column in columns.items():
            name = field if names is columns else names[field]
            try:
                found[field] = self._index(column)
            except NkrError:
                if name not in self.layout.optional:
                    raise
                self.missing.append(column)
        return found

    def _index(self, column: str) -> int:
        position = _POSITION.fullmatch(column)
        if position is None:
            return self.table.index(column)
        if int(position[1]) > len(self.table.columns):
            raise NkrError(
                Text(
                    f"Filen har {len(self.table.columns)} kolumner, och ingen kolumn {column}.",
                    f"The file has {len(self.table.columns)} columns, and no column {column}.",
                ),
                remedy=Text("rätta mappningsfilen", "mend the layout"),
                place=Place(str(self.table.path), self.table.header_row),
            )
        return int(position[1]) - 1

    def _lacking(self, row: TableRow, field: str) -> CellError:
        return self._wrong(row, field, Text("värdet saknas", "the value is missing"))

    def _wrong(self, row: TableRow, field: str, what: Text) -> CellError:
        return self._at(row, field, CellError(what, FILL_IN))

    def _at(self, row: TableRow, field: str, error: CellError) -> CellError:
        where = self.table.cell_name(row.line, self._indexes.get(field, len(row.cells)))
        return CellError(
            Text(f"{where.sv}: {error.what.sv}", f"{where.en}: {error.what.en}"), error.remedy
        )
