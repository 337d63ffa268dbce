"""Reading the coding workbook back: what was filled in, or every cell that does not fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.vocabulary import DOCUMENT_KINDS
from nkr_importers.coding.by_rules import CODED_BY
from nkr_importers.coding.plan import CodingPlan, Filing
from nkr_importers.coding.values import ValueFault, value_fault
from nkr_importers.coding.workbook import (
    CODED,
    COLUMNS,
    FIXED,
    SHEET,
    identity,
    plain,
    safe,
    sheet_rows,
)
from nkr_importers.naming import printable
from nkr_importers.payroll.privacy import without_personal
from nkr_importers.tabular.cells import Unusable, column_letters
from nkr_importers.tabular.workbook import open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from nkr_audit.book import Grant
    from nkr_audit.ledger import Ledger
    from nkr_importers.coding.lines import Line
    from nkr_importers.coding.values import Allowed
    from nkr_importers.coding.workbook import SheetRow
    from nkr_importers.tabular.cells import Cell, RawRow

SHOWN = 200
_EXPORT = Text(
    "ange arbetsboken som nkr code --export skrev, sparad som .xlsx utan makron och lösenord; "
    "är den skadad, exportera en ny",
    "name the workbook that nkr code --export wrote, saved as .xlsx without macros and password; "
    "if it is damaged, export a new one",
)
_UNDO = Text(
    "ångra ändringen, eller exportera på nytt om boken har ändrats",
    "undo the change, or export again if the book has changed",
)
_MEND_CELL = Text("rätta cellen", "mend the cell")


class CellFault(NamedTuple):
    """A cell that does not fit, by its address in Excel."""

    address: str
    fault: ValueFault

    def to(self, language: str) -> str:
        """The address, what is wrong, and how to mend it."""
        what, remedy = (
            (self.fault.what.sv, self.fault.remedy.sv)
            if language == "sv"
            else (self.fault.what.en, self.fault.remedy.en)
        )
        return f"{self.address}: {what} ({remedy})"


def plan_workbook(
    path: Path, ledger: Ledger, grant: Grant, lines: Iterable[Line], allowed: Allowed
) -> CodingPlan:
    """Work out what the filled-in workbook adds to the book. Empty cells say nothing.

    Raises NkrError with every cell that does not fit.
    """
    try:
        book = open_workbook(path, SHEET, 1)
        rows = list(book.rows())
    except NkrError as error:
        raise NkrError(error.what, remedy=_EXPORT, place=error.place) from error
    faults = list(_header_faults(rows, grant))
    reason = f"Excel {without_personal(printable(path.name))} sha256:{book.sha256[:12]}"
    reader = _Reader(ledger, grant, lines, allowed, reason)
    if not faults:
        for row in rows[1:]:
            faults += reader.take(row)
    if faults:
        raise _refused(path, faults)
    return reader.plan


def _header_faults(rows: list[RawRow], grant: Grant) -> Iterator[CellFault]:
    cells = rows[0].cells if rows and rows[0].line == 1 else ()
    expected = (*COLUMNS, identity(grant))
    for index, name in enumerate(expected):
        found = cells[index] if index < len(cells) else None
        if found == (safe(name) if index == len(COLUMNS) else name):
            continue
        if index < len(COLUMNS):
            what = Text(f"här ska rubriken {name} stå", f"here the heading {name} should be")
            yield CellFault(_address(index, 1), ValueFault(what, _UNDO))
        else:
            what = Text(
                f"arbetsboken hör inte till {grant.id} i den här boken: ”{_shown(found)}”",
                f"the workbook does not belong to {grant.id} of this book: “{_shown(found)}”",
            )
            remedy = Text("ange rätt bok och --grant", "name the right book and --grant")
            yield CellFault(_address(index, 1), ValueFault(what, remedy))


class _Reader:
    """Takes the rows of the workbook one by one."""

    def __init__(
        self, ledger: Ledger, grant: Grant, lines: Iterable[Line], allowed: Allowed, reason: str
    ) -> None:
        self.plan = CodingPlan()
        self._reason = reason
        self._filing = Filing(self.plan, ledger, grant.id)
        self._allowed = allowed
        rows, _ = sheet_rows(lines)
        self._rows = {(str(row.fixed[0]), row.line.row): row for row in rows}
        self._taken: dict[tuple[str, int], int] = {}

    def take(self, raw: RawRow) -> Iterator[CellFault]:
        """Plan what the row says, or tell of its faults."""
        cells = (*raw.cells, *([None] * (len(COLUMNS) - len(raw.cells))))
        for index, cell in enumerate(cells):
            if isinstance(cell, Unusable):
                what = Text(f"här står {cell.what.sv}", f"here stands {cell.what.en}")
                yield CellFault(_address(index, raw.line), ValueFault(what, cell.remedy))
            elif index >= len(COLUMNS) and cell is not None:
                what = Text("här ska inget stå", "nothing should be here")
                yield CellFault(_address(index, raw.line), ValueFault(what, _MEND_CELL))
        row = self._find(cells)
        if row is None:
            what = Text(
                f"boken har ingen sådan rad: {_shown(cells[0])}, rad {_shown(cells[1])}",
                f"the book has no such row: {_shown(cells[0])}, row {_shown(cells[1])}",
            )
            yield CellFault(_address(0, raw.line), ValueFault(what, _UNDO))
            return
        yield from self._changed(raw.line, cells, row)
        yield from self._values(raw.line, cells, row)
        yield from self._document(raw.line, cells, row)

    def _find(self, cells: tuple[Cell | Unusable, ...]) -> SheetRow | None:
        row = cells[1]
        if not isinstance(row, Decimal) or row != row.to_integral_value():
            return None
        return self._rows.get((_shown(cells[0]), int(row)))

    def _changed(
        self, number: int, cells: tuple[Cell | Unusable, ...], row: SheetRow
    ) -> Iterator[CellFault]:
        key = (str(row.fixed[0]), row.line.row)
        first = self._taken.setdefault(key, number)
        if first != number:
            what = Text(
                f"samma rad står redan på rad {first}", f"the same row is on row {first} already"
            )
            remedy = Text("ta bort den ena", "remove one of them")
            yield CellFault(_address(0, number), ValueFault(what, remedy))
        for index, (name, value) in enumerate(zip(FIXED, row.fixed, strict=True)):
            cell = cells[index]
            same = _shown(cell) == _shown(value) if isinstance(value, str) else cell == value
            if not same and not isinstance(cell, Unusable):
                what = Text(
                    f"{name} är ”{_shown(cell)}”, men i boken ”{_shown(value)}”",
                    f"{name} is “{_shown(cell)}”, but in the book “{_shown(value)}”",
                )
                yield CellFault(_address(index, number), ValueFault(what, _UNDO))

    def _values(
        self, number: int, cells: tuple[Cell | Unusable, ...], row: SheetRow
    ) -> Iterator[CellFault]:
        new = {}
        for name in CODED:
            index = COLUMNS.index(name)
            value, fault = _filled(cells[index])
            if not value and fault is None:
                continue
            fault = fault or self._fault(row, name, value)
            if fault is not None:
                yield CellFault(_address(index, number), fault)
            elif row.line.book_says(name) == value:
                self.plan.unchanged += 1
            elif not self.plan.says(row.line.posting.meta, name, value):
                new[name] = value
        self.plan.left_empty += any(name not in new for name in row.line.missing)
        if new:
            self.plan.code(row.line, {**new, CODED_BY: self._reason})

    def _fault(self, row: SheetRow, name: str, value: str) -> ValueFault | None:
        present = row.line.book_says(name)
        if present is not None and safe(present) != safe(value):
            return ValueFault(
                Text(
                    f"boken säger redan {name} ”{present}”, inte ”{value}”",
                    f"the book says {name} “{present}” already, not “{value}”",
                ),
                Text("töm cellen, eller ändra i boken för hand",
                     "empty the cell, or change it in the book by hand"),
            )  # fmt: skip
        if present is not None:
            return None
        who = Text(f"raden ger {row.line.voucher}", f"the row gives {row.line.voucher}")
        return value_fault(who, name, value, self._allowed)

    def _document(
        self, number: int, cells: tuple[Cell | Unusable, ...], row: SheetRow
    ) -> Iterator[CellFault]:
        index = COLUMNS.index("underlag")
        (name, bad), (kind, bad_kind) = _filled(cells[index]), _filled(cells[index + 1])
        fault, place = bad or bad_kind, index if bad else index + 1
        if fault is None and bool(name) != bool(kind):
            place = index if kind else index + 1
            fault = ValueFault(
                Text("ett underlag behöver både fil (underlag) och typ",
                     "a document needs both its file (underlag) and its kind (typ)"),
                Text("fyll i båda", "fill in both"),
            )  # fmt: skip
        elif fault is None and kind and kind not in DOCUMENT_KINDS:
            known = ", ".join(sorted(DOCUMENT_KINDS))
            fault = ValueFault(
                Text(f"typen ”{kind}” finns inte", f"there is no kind “{kind}”"),
                Text(f"välj bland {known}", f"choose among {known}"),
            )
        elif fault is None and name:
            place, fault = index, self._filing.fault(name, kind, row.line.voucher)
        if fault is not None:
            yield CellFault(_address(place, number), fault)
        elif name:
            activity, _ = _filled(cells[COLUMNS.index("insats")])
            self._filing.file(row.line.entry, name, kind, activity or row.line.book_says("insats"))


def _filled(cell: Cell | Unusable) -> tuple[str, ValueFault | None]:
    """What was filled in, empty when nothing; or why it cannot be used.

    An unusable cell has been told of already.
    """
    if cell is None or isinstance(cell, Unusable):
        return "", None
    if isinstance(cell, date):
        return "", ValueFault(
            Text(
                f"Excel har gjort om värdet till ett datum ({cell})",
                f"Excel has turned the value into a date ({cell})",
            ),
            Text(
                "gör cellen till text och skriv om, som 2026-06",
                "make the cell text and write again, as 2026-06",
            ),
        )
    return plain(_shown(cell)), None


def _shown(cell: object) -> str:
    """A cell as text, its spaces told as one; a whole number without decimals."""
    if cell is None or isinstance(cell, Unusable):
        return ""
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return f"{cell:.0f}"
    return " ".join(str(cell).split())


def _address(index: int, line: int) -> str:
    return f"{SHEET}!{column_letters(index)}{line}"


def _refused(path: Path, faults: list[CellFault]) -> NkrError:
    count, shown = len(faults), faults[:SHOWN]
    sv = "".join(f"\n  {one.to('sv')}" for one in shown)
    en = "".join(f"\n  {one.to('en')}" for one in shown)
    more = count - len(shown)
    return NkrError(
        Text(
            f"{count} {'cell' if count == 1 else 'celler'} passar inte, och inget är skrivet:{sv}"
            + (f"\n  … och {more} till" if more else ""),
            f"{count} {'cell does' if count == 1 else 'cells do'} not fit, and nothing is written:"
            + en
            + (f"\n  … and {more} more" if more else ""),
        ),
        remedy=Text("rätta cellerna, spara och kör om", "mend the cells, save, and run again"),
        place=path,
    )
