"""The rows of a payroll extract that are about the persons of the mapping, month by month."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.money import ZERO
from nkr_audit.personal_number import masked_numbers
from nkr_audit.text import Text
from nkr_importers.model import Fault
from nkr_importers.naming import printable
from nkr_importers.payroll.privacy import looks_personal, refuse_personal
from nkr_importers.tables import read_table
from nkr_importers.tabular.values import CellError, DayReader, day_reader, plain_text

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.payroll.mapping import PayrollMapping
    from nkr_importers.tables import Cell, Table, TableRow

_MONTH = re.compile(r"([0-9]{4})-?([0-9]{2})")
_SHOWN = 40
_FIRST_YEAR = 1900
_ADD_KIND = Text(
    "lägg löneartens kod under en [[loneart]] i mappningsfilen, eller i utan_kostnad",
    "put the code of the pay kind under a [[loneart]] of the mapping, or in utan_kostnad",
)
_MEND = Text(
    "rätta i lönesystemet, hämta utdraget på nytt och importera om",
    "correct it in the payroll system, make the extract again, and import it",
)
_days = day_reader(("ÅÅÅÅ-MM-DD", "ÅÅÅÅMMDD"), ())

# Employee and account to the sum of the rows, SEK.
Sums = dict[tuple[str, str], Decimal]


@dataclass(slots=True)
class PayMonth:
    """The rows of one pay month, or of one voucher of it when the extract has their numbers."""

    month: date
    number: str
    line: int
    sums: Sums = field(default_factory=dict)
    day: date | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What a person calls it."""
        return f"{self.month:%Y-%m}" + (f" {self.number}" if self.number else "")


@dataclass(slots=True)
class Extract:
    """An extract as read. ``others`` is how many of its rows are about other employees."""

    name: str
    sha256: str
    encoding: str
    months: dict[tuple[date, str], PayMonth] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    others: int = 0
    without_cost: int = 0


def read_extract(path: Path, mapping: PayrollMapping) -> Extract:
    """Read the columns that the mapping names, and no others.

    Raises NkrError when the file is no table, lacks a column, or has a personal identity number.
    """
    if looks_personal(path.name):
        raise NkrError(
            Text(
                "Utdragets filnamn har något som ser ut som ett personnummer, och namnet skrivs i "
                "boken.",
                "The name of the extract has what looks like a personal identity number, and the "
                "name is written in the book.",
            ),
            remedy=Text("byt namn på filen och kör om", "rename the file and run again"),
        )
    table = read_table(
        path,
        sheet=mapping.sheet,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        header_row=mapping.header_row,
    )
    reader = _Reader(table, mapping)
    extract = Extract(table.name, table.sha256, table.encoding)
    for row in table.rows_with(reader.wanted):
        extract.rows += 1
        reader.add(row, extract)
    _refuse_shared_numbers(extract)
    return extract


class _Reader:
    """Puts rows where they belong."""

    def __init__(self, table: Table, mapping: PayrollMapping) -> None:
        columns = mapping.columns
        self.table = table
        self.mapping = mapping
        self.employee = table.index(columns.employee)
        self.month = table.index(columns.month)
        self.kind = table.index(columns.kind)
        self.amount = table.index(columns.amount)
        self.voucher = None if columns.voucher is None else table.index(columns.voucher)
        self.day = None if columns.day is None else table.index(columns.day)
        places = (self.employee, self.month, self.kind, self.amount, self.voucher, self.day)
        self.wanted = [place for place in places if place is not None]

    def add(self, row: TableRow, extract: Extract) -> None:
        """Take in a row; one about somebody else is only counted."""
        place = self.table.place(row)
        employee = _code(row.cells[self.employee])
        refuse_personal(employee, place)
        if employee not in self.mapping.persons:
            extract.others += 1
            return
        kind = _code(row.cells[self.kind])
        if kind in self.mapping.ignored:
            extract.without_cost += 1
            return
        number = "" if self.voucher is None else _code(row.cells[self.voucher])
        if masked_numbers(number):
            refuse_personal(number, place)
        month = _month(row.cells[self.month])
        if month is None:
            cell = _shown(plain_text(row.cells[self.month]))
            what = Text(
                f"”{cell}” är ingen lönemånad (ÅÅÅÅ-MM)", f"“{cell}” is no pay month (YYYY-MM)"
            )
            extract.faults.append(Fault(row.line, f"rad {row.line}", what, _MEND))
            return
        pay = extract.months.setdefault((month, number), PayMonth(month, number, row.line))
        try:
            self._add_amount(row, pay, employee, kind)
        except CellError as error:
            pay.faults.append(Fault(row.line, pay.label, error.what, error.remedy))

    def _add_amount(self, row: TableRow, pay: PayMonth, employee: str, kind: str) -> None:
        known = self.mapping.kinds.get(kind)
        if known is None:
            what = Text(
                f"lönearten ”{_shown(kind)}” finns inte i mappningsfilen",
                f"the pay kind “{_shown(kind)}” is not in the mapping",
            )
            pay.faults.append(Fault(row.line, pay.label, what, _ADD_KIND))
            return
        amount = self.mapping.notation.amount(row.cells[self.amount])
        if amount is None:
            raise CellError(Text("beloppet saknas", "the amount is missing"), _MEND)
        key = (employee, known.account)
        pay.sums[key] = pay.sums.get(key, ZERO) + amount
        if self.day is not None:
            try:
                day = _reader_of_days().day(row.cells[self.day])
            except CellError as error:
                raise CellError(error.what, _MEND) from error
            pay.day = max(filter(None, (pay.day, day)), default=None)


def _reader_of_days() -> DayReader:
    if isinstance(_days, str):
        raise TypeError(_days)
    return _days


def _code(cell: Cell) -> str:
    """A code as text: Excel may keep 1042 as a number, also as 1042.0."""
    if isinstance(cell, Decimal) and cell.is_finite() and cell == cell.to_integral_value():
        cell = cell.quantize(Decimal(1)) if cell.adjusted() < _SHOWN // 2 else cell
    return plain_text(cell)


def _month(cell: Cell) -> date | None:
    """The first day of the month that a cell says: ``2026-05``, ``202605`` or a date."""
    if isinstance(cell, date):
        return cell.replace(day=1)
    text = _code(cell)
    match = _MONTH.fullmatch(text)
    try:
        if match:
            first = date(int(match[1]), int(match[2]), 1)
        else:
            first = date.fromisoformat(text).replace(day=1)
    except ValueError:
        return None
    return first if first.year >= _FIRST_YEAR else None


def _shown(text: str) -> str:
    return "…" if masked_numbers(text) else printable(text[:_SHOWN])


def _refuse_shared_numbers(extract: Extract) -> None:
    """Put aside months of one year whose vouchers have one number: it must name one of them."""
    by_number: defaultdict[tuple[int, str], list[PayMonth]] = defaultdict(list)
    for pay in extract.months.values():
        if pay.number:
            by_number[pay.month.year, pay.number].append(pay)
    for months in by_number.values():
        if len(months) > 1:
            listed = ", ".join(f"{pay.month:%Y-%m}" for pay in months)
            for pay in months:
                what = Text(
                    f"verifikationen {pay.number} har rader för flera månader: {listed}",
                    f"the voucher {pay.number} has rows of several months: {listed}",
                )
                pay.faults.append(Fault(pay.line, pay.label, what, _MEND))


def nobody(path: Path, mapping: PayrollMapping) -> NkrError:
    """Return the error to raise when no row is about a person of the mapping."""
    return NkrError(
        Text(
            f"Ingen rad i filen gäller någon av de {len(mapping.persons)} anställda i "
            "mappningsfilen, med en andel den månaden.",
            f"No row of the file is about one of the {len(mapping.persons)} employees of the "
            "mapping, with a share that month.",
        ),
        remedy=Text(
            "jämför anställning, fran och till i mappningsfilen med kolumnen i filen; inget är "
            "skrivet",
            "compare anstallning, fran and till of the mapping with the column of the file; "
            "nothing is written",
        ),
        place=path,
    )
