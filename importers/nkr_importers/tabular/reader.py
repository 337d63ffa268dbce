"""Reading an extract: which vouchers concern the grant, then their rows, each read as a stream.

The rows of a voucher may be spread over the file. So it is read twice: first for the numbers of the
vouchers that carry the code, then for their rows. Only those are kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nkr_importers.model import Declarations, Fault, SourceFile
from nkr_importers.tables import read_table
from nkr_importers.tabular.assembling import assemble
from nkr_importers.tabular.fields import Fields
from nkr_importers.tabular.values import CellError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from nkr_importers.model import Selection, SourceVoucher
    from nkr_importers.tabular.cells import TableRow
    from nkr_importers.tabular.details import Note
    from nkr_importers.tabular.layout import Layout

_FAULTS_SHOWN = 20


@dataclass(slots=True)
class Remarks:
    """What the report says of an extract besides: what was not read, left out or added."""

    unmapped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
    completed: int = 0
    counter_account: str = ""


@dataclass(slots=True)
class _Survey:
    """What the first reading found: vouchers that are wanted, and rows of no voucher."""

    wanted: dict[str, tuple[str, bool]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    others: list[Fault] = field(default_factory=list)
    other_count: int = 0


def open_fields(path: Path, layout: Layout) -> Fields:
    """Open the file as the layout says. Raises NkrError when it does not fit."""
    table = read_table(
        path,
        sheet=layout.sheet,
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        header_row=layout.header_row,
    )
    return Fields(table, layout)


def read_tabular(
    path: Path, layout: Layout, selection: Selection, known: Collection[str] = ()
) -> tuple[SourceFile, Remarks]:
    """Read the vouchers that carry the code of ``selection``, and those ``known`` by identity.

    Raises NkrError when the file cannot be read as the layout says.
    """
    fields = open_fields(path, layout)
    fields.check(selection)
    survey = _surveyed(fields, selection, known)
    groups: dict[str, list[TableRow]] = {identity: [] for identity in survey.wanted}
    for row in fields.table.rows_with(fields.wanted):
        identity = _identity_of(row, fields)
        if identity in groups:
            groups[identity].append(row)
    remarks = Remarks(fields.unmapped, tuple(fields.missing))
    remarks.counter_account = layout.counter_account or ""
    vouchers: list[SourceVoucher] = []
    repeated: list[SourceVoucher] = []
    accounts: dict[str, str] = {}
    for ordinal, (identity, rows) in enumerate(groups.items(), start=1):
        year, carries = survey.wanted[identity]
        result = assemble(rows, fields, identity, year, ordinal)
        accounts |= {
            number: name for number, name in result.accounts.items() if number not in accounts
        }
        remarks.notes += result.notes
        remarks.completed += result.completed
        if result.fault is not None:
            _mention(result.fault, survey, carries=carries)
        elif result.voucher is not None:
            vouchers.append(result.voucher)
            if result.copies:
                repeated.append(replace(result.voucher, line=result.copies[0].line))
    carrying = sum(1 for _, carries in survey.wanted.values() if carries)
    source = SourceFile(
        name=path.name,
        sha256=fields.table.sha256,
        encoding=fields.table.encoding,
        declarations=Declarations(program=layout.about, accounts=accounts),
        vouchers=tuple(vouchers),
        repeated=tuple(repeated),
        faults=tuple(sorted(survey.faults, key=lambda fault: fault.line)),
        other_faults=tuple(survey.others),
        other_fault_count=survey.other_count,
        voucher_count=len(survey.seen),
        row_count=survey.rows,
        skipped=len(survey.seen) - carrying,
        ignored={},
    )
    return source, remarks


def _surveyed(fields: Fields, selection: Selection, known: Collection[str]) -> _Survey:
    survey = _Survey()
    for row in fields.table.rows_with(fields.wanted):
        survey.rows += 1
        carries = selection.matches(fields.objects(row))
        try:
            identity, year = fields.identity(row)
        except CellError as error:
            fault = Fault(row.line, f"rad {row.line}", error.what, error.remedy)
            _mention(fault, survey, carries=carries)
            continue
        survey.seen.add(hash(identity))
        if carries or identity in known:
            before = survey.wanted.get(identity, (year, False))[1]
            survey.wanted[identity] = (year, carries or before)
    return survey


def _identity_of(row: TableRow, fields: Fields) -> str:
    """The identity of the row's voucher; empty when it has none, as the survey has told."""
    try:
        return fields.identity(row)[0]
    except CellError:
        return ""


def _mention(fault: Fault, survey: _Survey, *, carries: bool) -> None:
    if carries:
        survey.faults.append(fault)
        return
    survey.other_count += 1
    if len(survey.others) < _FAULTS_SHOWN:
        survey.others.append(fault)
