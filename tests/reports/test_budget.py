"""Budget against outcome: what the file may say, sums that tie, and the diagrams."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.budget import Budgets, GrantBudget, budgets_beside, read_budgets
from nkr_audit.errors import NkrError
from nkr_audit.reports.document import Chart, Row
from nkr_audit.reports.formats import SUFFIXES, write_report
from nkr_audit.reports.kinds import KINDS
from nkr_audit.reports.kinds.budget import build
from nkr_audit.reports.kinds.charts import cost_by_purpose, cost_by_register, spend_over_time
from tests.books import PROGRAMMES, book, cost, declare, sound_grant
from tests.reports.contexts import LEDGER, REGIONS, contexts, field, in_memory, table, totals

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report

SAID = """\
# Exempel: påhittade belopp
[bidrag.NKR2026.kostnadsslag]
it-tjanster = 100000
resor = 5000.50

[bidrag.NKR2026.register]
Swedeheart = 60000
"""
YEAR_BOOK = book(
    sound_grant(),
    cost("A1", "2026-03-31", "30000.00"),
    cost("A2", "2026-06-30", "10000.00", kostnadsslag="konferens", register="Riksstroke"),
)
BUDGETS = Budgets({
    "NKR2026": GrantBudget(
        {"it-tjanster": Decimal("100000.00"), "resor": Decimal("5000.50")},
        {"Swedeheart": Decimal("60000.00")},
    )
})  # fmt: skip


def write(folder: Path, text: str) -> Path:
    """A budget file."""
    path = folder / "budget.toml"
    path.write_text(text, encoding="utf-8")
    return path


def chart(report: Report, key: str) -> Chart:
    """A diagram of a report by its key."""
    (found,) = (one for one in report.sections if one.key == key)
    assert isinstance(found, Chart)
    return found


def rows(report: Report, key: str) -> dict[str, tuple[object, ...]]:
    """The rows of a table by what stands first in them."""
    return {str(getattr(row.values[0], "sv", row.values[0])): row.values[1:]
            for row in table(report, key).rows}  # fmt: skip


# The file -----------------------------------------------------------------------------------------


def test_a_budget_is_read(tmp_path: Path) -> None:
    assert read_budgets(write(tmp_path, SAID)) == BUDGETS
    assert budgets_beside(tmp_path / "main.beancount", PROGRAMMES.values()) == BUDGETS


def test_no_file_is_no_budget(tmp_path: Path) -> None:
    assert budgets_beside(tmp_path / "main.beancount", PROGRAMMES.values()) == Budgets()


def test_a_programme_may_have_categories_of_its_own(tmp_path: Path) -> None:
    own = PROGRAMMES["sos-2026"]
    own = replace(own, categories={**own.categories, "lokaler": own.categories["lon"]})
    write(tmp_path, "[bidrag.NKR2026.kostnadsslag]\nlokaler = 1\n")
    budgets = budgets_beside(tmp_path / "main.beancount", [own])
    assert budgets.grants["NKR2026"].by_category == {"lokaler": Decimal("1.00")}
    with pytest.raises(NkrError):
        budgets_beside(tmp_path / "main.beancount", PROGRAMMES.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[bidrag.G.kostnadsslag]\nit-tjanst = 1\n", "it-tjanst är inget kostnadsslag"),
        ("[bidrag.G.kostnadsslag]\nlon = '1'\n", "lon ska vara ett belopp"),
        ("[bidrag.G.kostnadsslag]\nlon = -1\n", "lon ska vara ett belopp"),
        ("[bidrag.G.kostnadsslag]\nlon = 1.005\n", "lon ska vara ett belopp"),
        ("[bidrag.G.kostnadsslag]\nlon = nan\n", "lon ska vara ett belopp"),
        ("[bidrag.G.kostnadsslag]\nlon = 1e400\n", "lon ska vara ett belopp"),
        ("[bidrag.G.kostnadsslag]\nlon = true\n", "lon ska vara ett belopp"),
        ("[bidrag.G.register]\nX = 1\n", "kostnadsslag saknas"),
        ("[bidrag.G.kostnadsslag]\nlon = 1\n[bidrag.G.andamal]\nit = 1\n", "ingen känd nyckel"),
        ("[budget.G.kostnadsslag]\nlon = 1\n", "bidrag saknas"),
        ("bidrag = 1\n", "bidrag ska vara en tabell"),
        ("", "bidrag saknas"),
        ("[bidrag", "inte giltig TOML"),
        ("[bidrag.G.kostnadsslag]\nlon = 1\nlon = 2\n", "inte giltig TOML"),
        ("[bidrag.G.kostnadsslag]\nlon = 1\n#" + "x" * 1_000_000, "större än"),
    ],
)
def test_a_budget_that_is_not_right_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(NkrError) as caught:
        read_budgets(path)
    assert said in caught.value.what.sv
    assert caught.value.remedy
    assert str(path) in caught.value.describe("sv")


def test_a_budget_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "budget.toml").mkdir()
    with pytest.raises(NkrError, match="vanlig fil"):
        budgets_beside(tmp_path / "main.beancount", PROGRAMMES.values())


@given(st.binary(max_size=300))
def test_whatever_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budget.toml"
        path.write_bytes(content)
        with pytest.raises(NkrError):
            read_budgets(path)


# The report ---------------------------------------------------------------------------------------


def test_budget_outcome_and_forecast_by_category() -> None:
    report = build(in_memory(YEAR_BOOK), BUDGETS)
    found = rows(report, "kostnadsslag")
    # 181 days of 365 have gone at the last day booked.
    assert found["It-tjänster"] == (
        Decimal("100000.00"), Decimal("30000.00"), Decimal("0.3"),
        Decimal("60497.24"), Decimal("39502.76"),
    )  # fmt: skip
    assert found["Resor"] == (
        Decimal("5000.50"),
        Decimal("0.00"),
        Decimal(0),
        Decimal("0.00"),
        Decimal("5000.50"),
    )
    assert found["Konferens"][:3] == (Decimal("0.00"), Decimal("10000.00"), None)
    assert rows(report, "register")["Swedeheart"][0] == Decimal("60000.00")
    assert report.draft == ()


def test_without_a_budget_the_outcome_is_shown_and_the_lack_said() -> None:
    report = build(in_memory(YEAR_BOOK))
    found = table(report, "kostnadsslag")
    assert [one.key for one in found.columns] == ["kostnadsslag", "utfall", "prognos"]
    assert found.note is not None
    assert "budget.toml" in found.note.sv
    assert "NKR2026" in str(field(report, "sammanfattning", "budget").value)


def test_registers_without_a_budget_are_told_beside_categories_with_one() -> None:
    budgets = Budgets({"NKR2026": GrantBudget({"lon": Decimal(1)}, {})})
    report = build(in_memory(YEAR_BOOK), budgets)
    assert table(report, "kostnadsslag").note is None
    assert table(report, "register").note is not None


@pytest.mark.parametrize("region", REGIONS)
def test_every_table_ties_to_the_settlement(region: str) -> None:
    for context in contexts(LEDGER / region / "main.beancount"):
        settlement = context.grant.settlement
        report = build(context)
        summary = field(report, "sammanfattning", "prognos").value
        for key in ("kostnadsslag", "register"):
            sums = totals(table(report, key))
            assert sums["utfall"] == settlement.costs
            assert sums["prognos"] == summary
        assert summary == settlement.costs  # the year is over in the example books


@pytest.mark.parametrize("day", [date(2026, 3, 15), date(2026, 8, 31), date(2026, 12, 31)])
def test_the_forecasts_of_the_parts_add_up_within_the_year(day: date) -> None:
    (context,) = contexts(LEDGER / "vastragotaland" / "main.beancount", day)
    report = build(context)
    summary = field(report, "sammanfattning", "prognos").value
    assert totals(table(report, "kostnadsslag"))["prognos"] == summary
    assert totals(table(report, "register"))["prognos"] == summary


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_it_can_be_written_in_every_format(suffix: str) -> None:
    report = build(in_memory(YEAR_BOOK), BUDGETS)
    first = write_report(report, suffix, "sv")
    assert first
    assert first == write_report(report, suffix, "sv")


def test_it_is_one_of_the_kinds() -> None:
    assert KINDS["budget"].build(in_memory(YEAR_BOOK)).kind == "budget"


# The diagrams -------------------------------------------------------------------------------------


def test_costs_by_month_end_at_what_had_arisen_and_show_the_grant() -> None:
    drawn = spend_over_time(in_memory(YEAR_BOOK))
    assert drawn is not None
    assert [one.sv for one in drawn.axis] == ["jan", "feb", "mar", "apr", "maj", "jun"]
    assert drawn.series[0].values == tuple(
        map(Decimal, ("0.00", "0.00", "30000.00", "30000.00", "30000.00", "40000.00"))
    )
    assert drawn.limit is not None
    assert drawn.limit.values == (Decimal("1585858.00"),)


def test_a_cost_of_several_months_is_spread_over_them_by_days() -> None:
    spread = cost("A1", "2026-01-02", "36500.00", avser="2026")
    late = cost("A2", "2026-02-10", "10.00")
    drawn = spend_over_time(in_memory(book(sound_grant(), spread, late)))
    assert drawn is not None
    # The receipt in May is the last that is booked.
    assert [str(one) for one in drawn.series[0].values] == [
        "3100.00", "5910.00", "9010.00", "12010.00", "14010.00",
    ]  # fmt: skip


@pytest.mark.parametrize("region", REGIONS)
def test_the_diagrams_of_a_year_that_is_over_end_at_the_settlement(region: str) -> None:
    for context in contexts(LEDGER / region / "main.beancount"):
        drawn = spend_over_time(context)
        assert drawn is not None
        assert len(drawn.axis) == 12
        assert drawn.series[0].values[-1] == context.grant.settlement.costs
        for bars in (cost_by_purpose(context), cost_by_register(context)):
            assert bars is not None
            assert sum(bars.series[0].values) == context.grant.settlement.costs
            assert len(bars.axis) == len(bars.series[0].values)


def test_a_book_without_costs_has_no_bars_and_a_line_of_nothing() -> None:
    context = in_memory(book(sound_grant()))
    assert cost_by_purpose(context) is None
    assert cost_by_register(context) is None
    drawn = spend_over_time(context)
    assert drawn is not None
    assert set(drawn.series[0].values) == {Decimal("0.00")}


def test_a_grant_of_no_known_programme_has_no_line() -> None:
    context = in_memory(book(declare(programme="okant-2026"), cost("A1", "2026-06-30", "5.00")))
    assert spend_over_time(context) is None
    (row,) = table(build(context), "kostnadsslag").rows
    assert isinstance(row, Row)
    assert row.values[1:] == (Decimal("5.00"), Decimal("5.00"))


def test_the_alternative_says_the_figures(tmp_path: Path) -> None:
    report = build(in_memory(YEAR_BOOK), read_budgets(write(tmp_path, SAID)))
    said = chart(report, "kostnader-register").alternative.sv.replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Swedeheart: 30 000,00 kr; Riksstroke: 10 000,00 kr"


def test_a_budget_of_registers_that_is_another_sum_is_said() -> None:
    made = build(in_memory(YEAR_BOOK), BUDGETS)
    note = table(made, "register").note
    assert note is not None
    assert "60\xa0000,00 kr, kostnadsslagens 105\xa0000,50 kr" in note.sv
    same = Budgets({
        "NKR2026": GrantBudget({"it-tjanster": Decimal(60000)}, {"Swedeheart": Decimal(60000)})
    })  # fmt: skip
    assert table(build(in_memory(YEAR_BOOK), same), "register").note is None


def test_the_longest_bar_comes_first() -> None:
    bars = cost_by_register(in_memory(YEAR_BOOK))
    assert bars is not None
    assert [label.sv for label in bars.axis] == ["Swedeheart", "Riksstroke"]
    assert bars.series[0].values == (Decimal("30000.00"), Decimal("10000.00"))
