"""The amount at risk: each cost line once, by family, register and voucher; sums to the figure."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkr_audit.assessment import QUESTIONING, assess
from nkr_audit.money import ZERO
from nkr_audit.reading import read_book
from nkr_audit.reports.page import Page
from nkr_audit.reports.risk import FAMILIES_IN_ORDER, risk_of
from nkr_audit.reports.risk_text import risk_lines
from nkr_audit.reports.shown import Shown
from tests.books import PROGRAMMES, SALARY, assess_text, book, cost, row, sound_grant

if TYPE_CHECKING:
    from nkr_audit.assessment import Assessment
    from nkr_audit.reports.risk import Risk

EXAMPLES = Path(__file__).resolve().parents[1] / "ledger"
WORST = "drift-forvaltning"


def risk_in(folder: Path, *vouchers: str) -> Risk:
    return risk_of(_assessed(folder, *vouchers).grants[0].findings)


def _assessed(folder: Path, *vouchers: str) -> Assessment:
    return assess_text(folder, book(sound_grant(), *vouchers))


def _by_family(risk: Risk) -> dict[str, tuple[Decimal, Decimal]]:
    return {family.letters: (family.amount, family.counted_before) for family in risk.families}


def test_every_family_that_questions_has_its_place() -> None:
    assert set(FAMILIES_IN_ORDER) == QUESTIONING
    assert len(FAMILIES_IN_ORDER) == len(QUESTIONING)


@pytest.mark.parametrize(
    "main", sorted(EXAMPLES.glob("*/main.beancount")), ids=lambda main: str(main.parent.name)
)
def test_every_sum_is_what_the_settlement_questions(main: Path) -> None:
    for assessed in assess(read_book(main, PROGRAMMES)).grants:
        risk = risk_of(assessed.findings)
        sums = [
            risk.total,
            sum((family.amount for family in risk.families), ZERO),
            sum((register.amount for register in risk.registers), ZERO),
            sum((voucher.amount for voucher in risk.vouchers), ZERO),
            sum((share for _, share in risk.shares), ZERO),
        ]
        assert sums == [assessed.questioned] * 5


def test_a_line_in_three_families_counts_under_the_first(tmp_path: Path) -> None:
    fault = cost(
        "A42", "2026-06-30", "40000.00", kostnadsslag=WORST, andamal=None, evidence=()
    )  # fmt: skip
    risk = risk_in(tmp_path, fault)
    assert risk.total == Decimal("40000.00")
    assert _by_family(risk)["EL"] == (Decimal("40000.00"), ZERO)
    assert _by_family(risk)["PU"] == (ZERO, Decimal("40000.00"))
    assert [family.letters for family in risk.families][:2] == ["EL", "PU"]
    (voucher,) = risk.vouchers
    assert {"EL101", "PU101"} <= set(voucher.codes)


def test_when_the_first_is_accepted_the_next_counts_it(tmp_path: Path) -> None:
    fault = cost(
        "A42", "2026-06-30", "40000.00", kostnadsslag=WORST, andamal=None,
        avvikelse="EL101: beslut av chef1",
    )  # fmt: skip
    risk = risk_in(tmp_path, fault)
    assert _by_family(risk)["PU"] == (Decimal("40000.00"), ZERO)
    assert "EL" not in _by_family(risk)


def test_only_the_share_inside_the_grant_year_is_at_risk(tmp_path: Path) -> None:
    fault = cost("A42", "2026-12-31", "200.00", kostnadsslag=WORST, avser="2026-12-31/2027-01-01")
    assert risk_in(tmp_path, fault).total == Decimal("100.00")


def test_a_credit_counts_with_its_sign(tmp_path: Path) -> None:
    risk = risk_in(
        tmp_path,
        cost("A42", "2026-06-30", "200.00", kostnadsslag=WORST),
        cost("A43", "2026-07-30", "-50.00", kostnadsslag=WORST),
    )
    assert risk.total == Decimal("150.00")
    assert [(each.voucher.number, each.amount) for each in risk.vouchers] == [
        ("A42", Decimal("200.00")), ("A43", Decimal("-50.00")),
    ]  # fmt: skip


def test_registers_largest_first_and_rows_without_one_named_as_such(tmp_path: Path) -> None:
    fault = cost(
        "A42", "2026-06-30", "10.00", row(SALARY, "30.00", register="Riksstroke"),
        row(SALARY, "20.00", register="Swedeheart"), register=None, kostnadsslag=WORST,
    )  # fmt: skip
    risk = risk_in(tmp_path, fault)
    assert [(share.name, share.amount) for share in risk.registers] == [
        ("Riksstroke", Decimal("30.00")), ("Swedeheart", Decimal("20.00")),
        (None, Decimal("10.00")),
    ]  # fmt: skip


def test_accepted_findings_and_sound_costs_are_at_no_risk(tmp_path: Path) -> None:
    sound = cost("A41", "2026-06-29", "500.00")
    told = cost("A42", "2026-06-30", "1.00", kostnadsslag=WORST, avvikelse="EL101: beslut")
    risk = risk_in(tmp_path, sound, told)
    assert (risk.total, risk.families, risk.vouchers) == (ZERO, (), ())
    assert list(_lines(_assessed(tmp_path, sound, told))) == []


def _lines(assessment: Assessment, chosen: Shown | None = None) -> list[str]:
    page = Page("sv", Path.cwd())
    lines = risk_lines(assessment, chosen or Shown(()), page, in_detail=False)
    return [" ".join(line.split()) for line in lines]


def test_text_says_what_is_counted_above(tmp_path: Path) -> None:
    fault = cost("A42", "2026-06-30", "40000.00", kostnadsslag=WORST, andamal=None)
    lines = _lines(_assessed(tmp_path, fault))
    assert "PU Ändamål 0,00 1 fel, 40 000,00 till räknas ovan" in lines
    assert "Oanvänt (bidrag − kostnader) 1 545 858,00" in lines
    assert "om det ifrågasatta underkänns 1 585 858,00" in lines


def test_text_says_that_hidden_errors_count_too(tmp_path: Path) -> None:
    fault = cost("A42", "2026-06-30", "40000.00", kostnadsslag=WORST)
    lines = _lines(_assessed(tmp_path, fault), Shown((), hidden=1))
    assert lines[0] == "Belopp i riskzonen, NKR2026 (alla fel, även de som inte visas)"


def test_no_figure_of_a_book_that_was_not_read_whole(tmp_path: Path) -> None:
    fault = cost("A42", "2026-06-30", "40000.00", kostnadsslag=WORST)
    lines = _lines(_assessed(tmp_path, fault, "2026-13-45 nej\n"))
    assert lines == ["Belopp i riskzonen räknas inte, för allt i boken gick inte att läsa.", ""]
