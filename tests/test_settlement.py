"""The figure: oanvänt = bidrag − kostnader, worked by hand, and how it is divided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nkr_audit.settlement import RegisterCost, Share
from tests.books import (
    BANK,
    LIABILITY,
    SALARY,
    agreement,
    book,
    cost,
    declare,
    read_in_memory,
    receipt,
    recognise,
    repayment,
    row,
    settle_text,
    small_grant,
    sound_grant,
    voucher,
)

if TYPE_CHECKING:
    from nkr_audit.settlement import Settlement


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
