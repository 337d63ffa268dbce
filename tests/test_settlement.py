"""The figure: oanvänt = bidrag − kostnader, worked by hand, and what holds whatever is booked."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.assessment import assess
from nkr_audit.reading import read_book
from nkr_audit.settlement import RegisterCost, Share, settle
from tests.books import (
    BANK,
    LIABILITY,
    PROGRAMMES,
    SALARY,
    SOFTWARE,
    activity,
    agreement,
    assess_text,
    book,
    cost,
    costs_of,
    declare,
    declared,
    document,
    read_in_memory,
    receipt,
    recognise,
    register,
    release,
    repayment,
    requisition,
    row,
    settle_text,
    small_grant,
    sound_grant,
    voucher,
    write_ledger,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.settlement import Settlement
    from tests.books import Words

STEADY = settings(deadline=None, max_examples=60, derandomize=True)


def kr(text: str) -> Decimal:
    return Decimal(text)


def spent(received: str, *costs: str) -> Settlement:
    """A grant of ``received``, with one voucher for each cost."""
    return settle_text(
        book(
            small_grant(received),
            *(cost(f"A{number}", "2026-06-30", amount) for number, amount in enumerate(costs, 40)),
        )
    )


# The figure ---------------------------------------------------------------------------------------


def test_unused_is_received_less_costs() -> None:
    # 1 585 858.00 − (40 000.00 + 1 250.55 − 250.05) = 1 585 858.00 − 41 000.50 = 1 544 857.50
    settlement = settle_text(
        book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00"),
            cost("A43", "2026-07-31", "1250.55"),
            cost("A44", "2026-08-31", "-250.05"),
        )
    )

    assert settlement.received == kr("1585858.00")
    assert settlement.costs == kr("41000.50")
    assert settlement.unused == kr("1544857.50")
    assert settlement.repayable == kr("1544857.50")
    assert settlement.overspent == kr("0.00")
    assert settlement.outstanding == kr("1544857.50")
    assert settlement.cost_vouchers == 3


def test_overspent_is_the_regions_own_money() -> None:
    settlement = spent("10000.00", "7500.00", "2500.01")

    # 10 000.00 − 10 000.01 = −0.01
    assert settlement.unused == kr("-0.01")
    assert settlement.overspent == kr("0.01")
    assert settlement.repayable == kr("0.00")
    assert settlement.repayment_expected is False


def test_used_to_the_ore_leaves_nothing_either_way() -> None:
    settlement = spent("10000.00", "10000.00")

    assert {settlement.unused, settlement.repayable, settlement.overspent} == {kr("0.00")}


def test_what_is_repaid_lowers_what_is_outstanding_and_not_what_was_repayable() -> None:
    # 10 000.00 − 3 000.00 = 7 000.00 repayable; 5 500.00 repaid; 1 500.00 outstanding
    settlement = settle_text(
        book(
            small_grant("10000.00"),
            cost("A42", "2026-06-30", "3000.00"),
            repayment("5000.00", "2027-03-01", "B1"),
            repayment("500.00", "2027-04-01", "B2"),
        )
    )

    assert settlement.repayable == kr("7000.00")
    assert settlement.repaid == kr("5500.00")
    assert settlement.outstanding == kr("1500.00")


def test_only_credits_of_receipts_and_debits_of_repayments_on_the_grant_count() -> None:
    text = book(
        declare(),
        receipt("900.00", "2026-05-20", "A17"),
        receipt("80.00", "2026-05-21", "A18", account="Skulder:NKR2026:2973-Mellanhavande"),
        # untagged, and a receipt on no liability of the grant
        voucher("A19", "2026-05-22", row(BANK, "7.00"), row(LIABILITY, "-7.00")),
        voucher(
            "A20", "2026-05-23", row(BANK, "5.00"), row("Skulder:2440-Leverantörsskulder", "-5.00"),
            tags="#utbetalning",
        ),
        # the wrong side: a debit in a receipt, a credit in a repayment
        voucher(
            "A21", "2026-05-24", row(LIABILITY, "3.00"), row(BANK, "-3.00"), tags="#utbetalning"
        ),
        voucher(
            "A22", "2026-05-25", row(BANK, "2.00"), row(LIABILITY, "-2.00"), tags="#aterbetalning"
        ),
    )  # fmt: skip

    settlement = settle_text(text)

    assert settlement.received == kr("980.00")
    assert settlement.repaid == kr("0.00")


def test_recognised_income_and_other_accounts_do_not_move_the_figure() -> None:
    before = spent("10000.00", "3000.00")
    after = settle_text(
        book(
            small_grant("10000.00"),
            cost("A40", "2026-06-30", "3000.00"),
            recognise("3000.00"),
            cost("A41", "2026-06-30", "99.00", account="Kostnader:5420-Programvaror"),
            cost("A43", "2026-06-30", "88.00", account="Kostnader:NKR2025:5420-Programvaror"),
        )
    )

    assert (after.unused, after.costs, after.received) == (before.unused, kr("3000"), kr("10000"))
    assert after.liability_expected == kr("7000.00")


def test_the_liability_ought_to_hold_what_is_neither_recognised_nor_repaid() -> None:
    # 10 000.00 − 3 000.00 − 6 000.00
    text = book(small_grant("10000.00"), recognise("3000.00"), repayment("6000.00"))

    assert settle_text(text).liability_expected == kr("1000.00")


def test_root_accounts_have_the_names_that_the_options_give() -> None:
    text = book(sound_grant(), cost("A42", "2026-06-30", "40000.00"))
    renamed = text.replace("Kostnader", "Utgifter").replace("Skulder", "Avsatt")

    assert settle_text(renamed).unused == settle_text(text).unused == kr("1545858.00")


# When money is to be paid back --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "expected"),
    [("0.00", False), ("0.01", False), ("999.99", False), ("1000.00", False), ("1000.01", True)],
)
def test_the_grant_of_2026_is_paid_back_above_a_thousand_kronor(left: str, expected: bool) -> None:
    used = str(kr("10000.00") - kr(left))

    settlement = spent("10000.00", used)

    assert settlement.repayable == kr(left)
    assert settlement.repayment_expected is expected


@pytest.mark.parametrize("year", [2021, 2022])
@pytest.mark.parametrize(
    ("used", "expected"), [("499999.99", True), ("500000.00", False), ("500000.01", False)]
)
def test_the_agreements_want_every_ore_back(year: int, used: str, expected: bool) -> None:
    account = f"Kostnader:NKR{year}:5420-Programvaror"

    settlement = settle_text(
        book(agreement(year), cost("A42", f"{year}-06-30", used, account=account))
    )

    assert settlement.repayment_expected is expected
    assert settlement.grant.programme is not None
    assert settlement.grant.programme.repayment.deadline == date(year + 1, 3, 31)


def test_whether_repayment_is_expected_does_not_hang_on_what_was_repaid() -> None:
    text = book(small_grant("10000.00"), repayment("10000.00"))

    assert settle_text(text).repayment_expected is True


def test_whether_repayment_is_expected_is_not_known_under_an_unknown_programme() -> None:
    text = book(declare(programme="sos-2062"), receipt("10000.00"))

    assert settle_text(text).repayment_expected is None


# The grant year -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
class TestTheEdgesOfTheYear:
    def test_by_the_date_of_the_voucher(self, day: str, counts: bool) -> None:
        assert costs_of(cost("A42", day, "100.00")) == (100 if counts else 0)

    def test_by_avser_on_the_voucher_whatever_its_date(self, day: str, counts: bool) -> None:
        for booked in ("2025-12-31", "2026-06-30", "2027-01-31"):
            assert costs_of(cost("A42", booked, "100.00", avser=day)) == (100 if counts else 0)

    def test_by_avser_on_the_posting_before_the_vouchers(self, day: str, counts: bool) -> None:
        mixed = cost(
            "A42", "2026-06-30", "7.00", row(SOFTWARE, "100.00", avser=day), avser="2026-06"
        )

        assert costs_of(mixed) == (107 if counts else 7)


@pytest.mark.parametrize(
    ("amount", "avser", "costs"),
    [
        ("365.00", "2026", "365.00"),
        ("365.00", "2025", "0.00"),
        ("100.00", "2026-02", "100.00"),
        # 16 + 31 of 92 days: 9 200.00 × 47/92
        ("9200.00", "2026-11-15/2027-02-14", "4700.00"),
        # 31 of 62 days
        ("6200.00", "2026-12/2027-01", "3100.00"),
        # half an öre, away from zero: 1 000.01 / 2 = 500.005
        ("1000.01", "2026-12/2027-01", "500.01"),
        ("-1000.01", "2026-12/2027-01", "-500.01"),
        # 100.00 × 2/3 = 66.666…
        ("-100.00", "2026-12-30/2027-01-01", "-66.67"),
    ],
)
def test_a_cost_counts_by_its_days_in_the_year(amount: str, avser: str, costs: str) -> None:
    settlement = settle_text(book(sound_grant(), cost("A42", "2026-12-31", amount, avser=avser)))

    assert settlement.costs == kr(costs)
    assert settlement.outside == kr(amount) - kr(costs)
    assert settlement.booked == kr(amount)


def test_a_voucher_wholly_outside_the_year_is_not_among_those_counted() -> None:
    settlement = settle_text(
        book(
            sound_grant(),
            cost("A42", "2026-12-31", "100.00", row(SOFTWARE, "20.00")),
            cost("A43", "2027-01-01", "100.00"),
        )
    )

    assert settlement.cost_vouchers == 1


def test_every_line_is_rounded_by_itself() -> None:
    # three lines of 0.01 over two years: each 0.005, rounded to 0.01; 0.03 and not 0.02
    text = cost(
        "A42", "2026-06-30", "0.01", row(SOFTWARE, "0.01"), row(SOFTWARE, "0.01"), avser="2025/2026"
    )

    assert costs_of(text) == kr("0.03")


def test_each_programme_has_its_own_year() -> None:
    text = book(
        agreement(2021),
        cost("A1", "2021-12-31", "1.00", account="Kostnader:NKR2021:5420-Programvaror"),
        cost("A2", "2022-01-01", "2.00", account="Kostnader:NKR2021:5420-Programvaror"),
    )

    assert settle_text(text).costs == kr("1.00")


# As of a day --------------------------------------------------------------------------------------


def test_entries_after_the_day_are_not_seen() -> None:
    vouchers = (
        cost("A42", "2026-06-30", "40.00"),
        cost("A43", "2026-07-01", "2.00"),
        # its cost arose before, but it is not entered yet
        cost("B7", "2027-01-20", "1.00", avser="2026-06"),
    )

    assert costs_of(*vouchers, as_of="2026-06-29") == 0
    assert costs_of(*vouchers, as_of="2026-06-30") == kr("40.00")
    assert costs_of(*vouchers, as_of="2026-07-01") == kr("42.00")
    assert costs_of(*vouchers, as_of="2027-01-19") == kr("42.00")
    assert costs_of(*vouchers) == kr("43.00")


def test_receipts_and_repayments_after_the_day_are_not_seen() -> None:
    text = book(small_grant("10000.00"), repayment("9000.00", "2027-04-15"))

    assert settle_text(text, as_of="2026-05-19").received == 0
    assert settle_text(text, as_of="2026-05-20").received == kr("10000.00")
    assert settle_text(text, as_of="2027-04-14").outstanding == kr("10000.00")
    assert settle_text(text, as_of="2027-04-15").outstanding == kr("1000.00")


def test_declarations_after_the_day_are_not_seen() -> None:
    text = book(declare(day="2026-02-01"), register("Swedeheart"), requisition(day="2026-04-02"))

    early = read_in_memory(text, as_of=date(2026, 1, 31))
    then = read_in_memory(text, as_of=date(2026, 2, 1))
    later = read_in_memory(text, as_of=date(2026, 3, 10))

    assert early.grants == ()
    assert (then.grants[0].registers, then.grants[0].events) == ((), ())
    assert [item.name for item in later.grants[0].registers] == ["Swedeheart"]
    assert later.grants[0].events == ()


def test_an_accrual_after_the_day_gives_no_period() -> None:
    # the invoice is entered before the accrual that it shares a link with
    invoice = cost("A70", "2026-12-30", "500.00", links="^A80")
    accrued = cost("A80", "2026-12-31", "400.00", tags="#reservering", avser="2027-01", evidence=())

    assert costs_of(invoice, accrued, as_of="2026-12-30") == kr("500.00")
    assert costs_of(invoice, accrued, as_of="2026-12-31") == 0


# Divided ------------------------------------------------------------------------------------------


def test_costs_by_register_direct_and_indirect() -> None:
    settlement = settle_text(
        book(
            sound_grant(),
            cost("A1", "2026-06-30", "100.00", register="Riksstroke"),
            cost("A2", "2026-06-30", "20.00", register="Riksstroke", nytta="indirekt"),
            cost("A3", "2026-06-30", "3.00", register="Swedeheart", nytta="indirekt"),
            cost("A4", "2026-06-30", "0.40", register=None, nytta="indirekt"),
            cost("A5", "2026-06-30", "0.05", register=None),
            cost("A6", "2025-06-30", "9.00", register="Riksstroke"),  # outside the year
        )
    )

    assert settlement.by_register == (
        RegisterCost("Swedeheart", kr("0.00"), kr("3.00")),
        RegisterCost("Riksstroke", kr("100.00"), kr("20.00")),
        RegisterCost(None, kr("0.05"), kr("0.40")),
    )


def test_a_cost_that_does_not_say_its_benefit_counts_as_direct() -> None:
    settlement = settle_text(book(sound_grant(), cost("A1", "2026-06-30", "100.00", nytta=None)))

    assert settlement.by_register == (RegisterCost("Swedeheart", kr("100.00"), kr("0.00")),)


def test_a_register_that_is_not_declared_has_its_costs_by_its_name() -> None:
    settlement = settle_text(
        book(sound_grant(), cost("A1", "2026-06-30", "100.00", register="Okänt"))
    )

    assert settlement.by_register == (RegisterCost("Okänt", kr("100.00"), kr("0.00")),)


def test_registers_that_are_not_declared_stand_in_alphabetical_order_after_those_that_are() -> None:
    names = ("Okänt C", "Okänt A", "Riksstroke", "Okänt E", "Okänt B", "Okänt D")
    costs = (
        cost(f"A{number}", "2026-06-30", "1.00", register=name) for number, name in enumerate(names)
    )

    settlement = settle_text(book(sound_grant(), *costs))

    assert [part.register for part in settlement.by_register] == [
        "Riksstroke", "Okänt A", "Okänt B", "Okänt C", "Okänt D", "Okänt E",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("benefit", "direct", "indirect"),
    [("direkt", "1.00", "0.00"), ("indirekt", "0.00", "1.00")],
)
def test_a_cost_of_no_register_has_its_row_whatever_its_benefit(
    benefit: str, direct: str, indirect: str
) -> None:
    settlement = settle_text(
        book(sound_grant(), cost("A1", "2026-06-30", "1.00", register=None, nytta=benefit))
    )

    assert settlement.by_register == (RegisterCost(None, kr(direct), kr(indirect)),)


def test_costs_by_purpose_and_by_category() -> None:
    settlement = settle_text(
        book(
            sound_grant(),
            cost("A1", "2026-06-30", "100.00", andamal="statistik", kostnadsslag="lon"),
            cost("A2", "2026-06-30", "20.00", andamal="it", kostnadsslag="lon"),
            cost("A3", "2026-06-30", "3.00", andamal="it", kostnadsslag=None),
            cost("A4", "2026-06-30", "0.40", andamal=None, kostnadsslag="resor"),
        )
    )

    assert settlement.by_purpose == (
        Share("it", kr("23.00")),
        Share("statistik", kr("100.00")),
        Share(None, kr("0.40")),
    )
    assert settlement.by_category == (
        Share("lon", kr("120.00")),
        Share("resor", kr("0.40")),
        Share(None, kr("3.00")),
    )


def test_a_word_on_the_posting_wins_over_the_vouchers() -> None:
    second = row(
        SALARY, "5.00", register="Riksstroke", nytta="indirekt", andamal="statistik",
        kostnadsslag="lon", insats="I2", avser="2026-03",
    )  # fmt: skip
    text = book(
        sound_grant(),
        cost("A1", "2026-06-30", "7.00", second, avser="2026-06", insats="I1"),
    )

    first, other = read_in_memory(text).grants[0].cost_lines

    assert [first.register, first.benefit, first.purpose, first.category, first.activity] == [
        "Swedeheart", "direkt", "it", "it-tjanster", "I1",
    ]  # fmt: skip
    assert [other.register, other.benefit, other.purpose, other.category, other.activity] == [
        "Riksstroke", "indirekt", "statistik", "lon", "I2",
    ]  # fmt: skip
    assert (str(first.period), str(other.period)) == (
        "2026-06-01/2026-06-30", "2026-03-01/2026-03-31",
    )  # fmt: skip


# Questioned ---------------------------------------------------------------------------------------


def assessed(folder: Path, *parts: str) -> GrantAssessment:
    """A grant of 10 000.00 with what is in ``parts``."""
    (grant,) = assess_text(folder, book(small_grant("10000.00"), *parts)).grants
    return grant


def test_a_line_with_several_findings_is_questioned_once(tmp_path: Path) -> None:
    # EL101, PU101, EV101 and CC102 all on one line
    grant = assessed(
        tmp_path,
        cost("A1", "2026-06-30", "3000.00"),
        cost(
            "A2", "2026-06-30", "500.00", kostnadsslag="drift-forvaltning", andamal=None,
            register="Okänt", evidence=(),
        ),
    )  # fmt: skip

    errors = [item.code for item in grant.findings if item.is_open_error]
    assert {"EL101", "PU101", "EV101", "CC102"} <= set(errors)
    assert grant.questioned == kr("500.00")
    # 10 000.00 − (3 500.00 − 500.00)
    assert grant.unused_if_disallowed == kr("7000.00")
    assert grant.settlement.unused == kr("6500.00")


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("EL101", {"kostnadsslag": "drift-forvaltning"}),
        ("EL202", {"kostnadsslag": "okänt"}),
        ("PU101", {"andamal": None}),
        ("PU103", {"andamal": "anvandning"}),
        ("CC102", {"register": "Okänt"}),
    ],
)
def test_each_error_of_the_four_families_questions_until_it_is_accepted(
    code: str, given: Words, tmp_path: Path
) -> None:
    def with_deviation(avvikelse: str | None) -> Decimal:
        both: Words = {**given, "avvikelse": avvikelse}
        line = cost("A1", "2026-06-30", "500.00", **both)
        return assessed(tmp_path, line).questioned

    assert with_deviation(None) == kr("500.00")
    assert with_deviation(f"{code}: beslut 2026-03-01") == 0
    assert with_deviation("EL999: beslut 2026-03-01") == kr("500.00")


def test_a_line_stays_questioned_while_any_of_its_errors_is_open(tmp_path: Path) -> None:
    def questioned(avvikelse: str) -> Decimal:
        line = cost(
            "A1", "2026-06-30", "500.00", kostnadsslag="forskning", andamal=None,
            avvikelse=avvikelse,
        )  # fmt: skip
        return assessed(tmp_path, line).questioned

    assert questioned("EL102: beslut 2026-03-01") == kr("500.00")
    assert questioned("EL102, PU101: beslut 2026-03-01") == 0


def test_a_missing_document_questions_the_whole_voucher(tmp_path: Path) -> None:
    grant = assessed(
        tmp_path, cost("A1", "2026-06-30", "300.00", row(SOFTWARE, "200.00"), evidence=())
    )

    assert (grant.questioned, grant.unproved) == (kr("500.00"), kr("500.00"))
    assert grant.proved_share == 0


def test_an_activity_without_proof_questions_its_costs(tmp_path: Path) -> None:
    lines = (cost("A1", "2026-06-30", "300.00", insats="I1"), cost("A2", "2026-06-30", "200.00"))
    proof = document("I1", "insats", insats="I1")

    assert assessed(tmp_path, activity(), *lines).questioned == kr("300.00")
    assert assessed(tmp_path, activity(), *lines, proof).questioned == 0


def test_warnings_and_errors_of_other_families_question_nothing(tmp_path: Path) -> None:
    grant = assessed(
        tmp_path,
        cost("A1", "2026-06-30", "300.00", register=None),  # CC103, a warning
        cost("A2", "2026-06-30", "200.00", kostnadsslag=None),  # EL201, a warning
        cost("A3", "2026-06-30", "100.00", avser="2026-13"),  # GY001, an error
        cost("A4", "2027-06-30", "50.00"),  # GY101, an error
    )

    assert {(item.code, item.severity) for item in grant.findings} >= {
        ("CC103", "warning"), ("EL201", "warning"), ("GY001", "error"), ("GY101", "error"),
    }  # fmt: skip
    assert grant.questioned == 0
    assert grant.unused_if_disallowed == grant.settlement.unused


def test_other_families_question_nothing_even_where_a_programme_makes_them_grave(
    tmp_path: Path,
) -> None:
    strict = replace(PROGRAMMES["sos-2026"], severities={"GY102": "error"})
    text = book(sound_grant(), cost("A42", "2026-12-31", "9200.00", avser="2026-11-15/2027-02-14"))

    assessment = assess_text(tmp_path, text, programmes={"sos-2026": strict})

    assert [(item.code, item.is_open_error) for item in assessment.findings] == [("GY102", True)]
    assert assessment.grants[0].questioned == 0


def test_only_the_share_inside_the_year_is_questioned(tmp_path: Path) -> None:
    # 9 200.00 × 47/92 = 4 700.00
    grant = assessed(
        tmp_path, cost("A1", "2026-12-31", "9200.00", avser="2026-11-15/2027-02-14", andamal=None)
    )

    assert grant.questioned == kr("4700.00")
    assert grant.unused_if_disallowed == kr("10000.00")


def test_a_questioned_credit_lowers_what_is_questioned(tmp_path: Path) -> None:
    grant = assessed(
        tmp_path,
        cost("A1", "2026-06-30", "500.00", andamal=None),
        cost("A2", "2026-07-31", "-120.00", andamal=None),
    )

    assert grant.questioned == kr("380.00")


def test_each_grant_is_questioned_for_its_own_costs(tmp_path: Path) -> None:
    other = "Kostnader:NKR2022:5420-Programvaror"
    text = book(
        sound_grant(),
        agreement(2022),
        cost("A1", "2026-06-30", "500.00", andamal=None),
        cost("A2", "2022-06-30", "30.00", andamal=None, account=other),
    )

    grants = {
        item.settlement.grant.id: item.questioned for item in assess_text(tmp_path, text).grants
    }

    assert grants == {"NKR2026": kr("500.00"), "NKR2022": kr("30.00")}


# Whatever is booked -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A cost line as a property draws it."""

    ore: int
    avser: str | None
    register: str | None
    nytta: str | None
    andamal: str | None
    kostnadsslag: str | None

    def row(self) -> str:
        return row(
            SOFTWARE, f"{Decimal(self.ore) / 100:.2f}", avser=self.avser, register=self.register,
            nytta=self.nytta, andamal=self.andamal, kostnadsslag=self.kostnadsslag,
        )  # fmt: skip


def maybe(*names: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([*names, None])


PERIODS = st.builds(
    lambda start, length: f"{start}/{start + timedelta(days=length)}",
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 500),
)
LINES = st.builds(
    Line,
    ore=st.integers(-(10**8), 10**8),
    avser=st.none() | PERIODS,
    register=maybe("Swedeheart", "Riksstroke", "Okänt"),
    nytta=maybe("direkt", "indirekt"),
    andamal=maybe("it", "statistik", "anvandning"),
    kostnadsslag=maybe("lon", "resor", "forskning"),
)
# Vouchers with their day and rows; the links make some of them accruals and what belongs to them.
VOUCHERS = st.lists(
    st.tuples(
        st.dates(date(2025, 12, 1), date(2027, 2, 28)).map(str),
        st.lists(LINES, min_size=1, max_size=3),
        st.sampled_from(["", "", "#reservering", "#upplosning"]),
        st.sampled_from(["", "", "^r1", "^r2"]),
    ),
    max_size=6,
)
Booked = list[tuple[str, list[Line], str, str]]


def figures(settlement: Settlement) -> tuple[object, ...]:
    """All that the settlement says in figures."""
    return (
        settlement.received, settlement.repaid, settlement.booked, settlement.costs,
        settlement.outside, settlement.cost_vouchers, settlement.unused,
        sorted(settlement.by_register, key=repr), settlement.by_purpose, settlement.by_category,
    )  # fmt: skip


def booked(vouchers: Booked) -> list[str]:
    return [
        voucher(
            f"A{number}", day, *(line.row() for line in lines),
            row("Skulder:2440-Leverantörsskulder"), tags=tags, links=links,
        )
        for number, (day, lines, tags, links) in enumerate(vouchers, 100)
    ]  # fmt: skip


@STEADY
@given(VOUCHERS)
def test_every_krona_booked_is_inside_or_outside_and_in_every_division_once(
    vouchers: Booked,
) -> None:
    settlement = settle_text(book(sound_grant(), *booked(vouchers)))

    lines = settlement.grant.cost_lines
    total = sum(line.ore for _, drawn, _, _ in vouchers for line in drawn)
    assert all(line.inside + line.outside == line.amount for line in lines)
    assert settlement.costs + settlement.outside == settlement.booked == Decimal(total) / 100
    assert settlement.costs == sum(part.direct + part.indirect for part in settlement.by_register)
    assert settlement.costs == sum(part.amount for part in settlement.by_purpose)
    assert settlement.costs == sum(part.amount for part in settlement.by_category)


@STEADY
@given(VOUCHERS, st.integers(1, 10**9))
def test_the_money_is_left_or_overspent_and_never_both(vouchers: Booked, ore: int) -> None:
    received = f"{Decimal(ore) / 100:.2f}"

    settlement = settle_text(book(small_grant(received), *booked(vouchers)))

    assert settlement.received == Decimal(received)
    assert settlement.unused == settlement.received - settlement.costs
    assert settlement.repayable - settlement.overspent == settlement.unused
    assert min(settlement.repayable, settlement.overspent) == 0
    assert settlement.repayment_expected is (settlement.unused > 1000)


@STEADY
@given(VOUCHERS, st.data())
def test_the_order_of_vouchers_and_of_rows_does_not_matter(
    vouchers: Booked, data: st.DataObject
) -> None:
    turned = [
        (day, data.draw(st.permutations(lines)), tags, links)
        for day, lines, tags, links in vouchers
    ]
    parts = data.draw(st.permutations([declared(), receipt(), *booked(turned)]))

    one = settle_text(book(sound_grant(), *booked(vouchers)))
    other = settle_text(book(*parts))

    assert figures(one) == figures(other)


@STEADY
@given(VOUCHERS)
def test_what_is_questioned_is_some_of_the_lines(vouchers: Booked) -> None:
    (grant,) = assess(read_in_memory(book(sound_grant(), *booked(vouchers)))).grants

    costs = grant.settlement.costs
    in_question = {
        id(line): line.inside
        for finding in grant.findings
        if finding.is_open_error and finding.family in {"EL", "EV", "CC", "PU"}
        for line in finding.lines
    }
    assert grant.questioned == sum(in_question.values())
    assert grant.unused_if_disallowed == grant.settlement.received - (costs - grant.questioned)


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    files = {
        "bidrag.beancount": sound_grant(),
        "inkop.beancount": cost("A42", "2026-06-30", "9200.00", avser="2026-11-15/2027-02-14"),
        "bokslut.beancount": cost("A80", "2026-12-31", "400.00", tags="#reservering"),
        "nasta-ar.beancount": release("B1", "2027-01-01", "-400.00", links="^A80"),
    }
    opens = book(*files.values()).partition("\n\n")[0]
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    outcomes = set()
    for order in itertools.permutations(files):
        includes = "".join(f'include "{name}"\n' for name in order)
        ledger = write_ledger(tmp_path, f"{opens}\n{includes}")
        (grant,) = read_book(ledger, PROGRAMMES).grants
        outcomes.add(repr(figures(settle(grant))))

    assert len(outcomes) == 1
    assert "4700.00" in outcomes.pop()
