"""When a cost counts: by its days in the grant year, and only what is entered by a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.books import (
    SOFTWARE,
    agreement,
    book,
    cost,
    costs_of,
    declare,
    read_in_memory,
    register,
    repayment,
    requisition,
    row,
    settle_text,
    small_grant,
    sound_grant,
)


def kr(text: str) -> Decimal:
    return Decimal(text)


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
