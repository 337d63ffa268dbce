"""Long reports in parts: no row lost or doubled, and the last sum is the sum of all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.reports.document import Column, Report, Row, Table
from nkr_audit.reports.formats import write_report
from nkr_audit.reports.parts import in_parts
from tests.reports.sample import ledger_table, purposes, same, sample

if TYPE_CHECKING:
    import pytest

COLUMNS = (
    Column("text", same("Text")),
    Column("belopp", same("Belopp"), "amount", total=True),
    Column("antal", same("Antal"), "count", total=True),
)


def table(amounts: list[int]) -> Table:
    rows = (Row((f"rad {place}", Decimal(ore) / 100, 1)) for place, ore in enumerate(amounts))
    return Table("t", same("T"), COLUMNS, tuple(rows), note=same("Anmärkning."))


def tables(reports: dict[str, Report]) -> list[Table]:
    return [one for part in reports.values() for one in part.sections if isinstance(one, Table)]


def carried(row: Row) -> bool:
    return row.values[0] == ("Transport", "Carried over")


def test_a_report_that_is_short_enough_is_whole() -> None:
    report = sample(ledger_table(60))
    assert in_parts(report) == {"": report}


@settings(max_examples=60, deadline=None)
@given(
    first=st.lists(st.integers(-(10**9), 10**9), max_size=40),
    second=st.lists(st.integers(-(10**9), 10**9), max_size=40),
    most=st.integers(1, 12),
)
def test_every_row_is_in_one_part_and_the_sums_are_carried_over(
    first: list[int], second: list[int], most: int
) -> None:
    report = sample(table(first), purposes(), table(second))
    parts = in_parts(report, most)
    own = [
        row
        for one in tables(parts)
        for row in one.rows
        if one.key == "t" and not carried(row)
    ]  # fmt: skip
    assert own == [*table(first).rows, *table(second).rows]
    for one in parts.values():
        rows = sum(len(found.rows) for found in tables({"": one}))
        assert rows <= most + sum(carried(row) for found in tables({"": one}) for row in found.rows)
    last = [one for one in tables(parts) if one.key == "t" and one.note is not None]
    assert [one.totals() for one in last] == [table(first).totals(), table(second).totals()]


def test_sums_within_the_table_are_not_carried_over_twice() -> None:
    whole = ledger_table(100)
    last = tables(in_parts(sample(whole), 30))[-1]
    assert last.totals() == whole.totals()
    assert carried(last.rows[0])


def test_the_parts_are_numbered_in_title_and_name() -> None:
    parts = in_parts(sample(ledger_table(240)), 25)
    assert list(parts) == [f"-del-{number:02}" for number in range(1, len(parts) + 1)]
    assert parts["-del-02"].title.sv.endswith(f", del 2 av {len(parts)}")


def test_a_long_pdf_is_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkr_audit.reports.parts.in_parts.__defaults__", (40,))
    files = write_report(sample(ledger_table(60)), ".pdf", "sv")
    assert list(files) == ["-del-1.pdf", "-del-2.pdf"]
    assert all(content.startswith(b"%PDF-1.7") for content in files.values())
