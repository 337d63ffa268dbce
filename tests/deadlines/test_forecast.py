"""The forecast: a straight line by days, adding up line by line, exact when the year is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.forecast import accrued, basis_of, days_gone, forecast, share_gone
from nkr_audit.money import ZERO, to_ore
from nkr_audit.period import Period, split
from tests.books import book, cost, settle_text, sound_grant

if TYPE_CHECKING:
    from nkr_audit.book import CostLine

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
(LINE,) = settle_text(book(sound_grant(), cost("A1", "2026-06-30", "1.00"))).grant.cost_lines

AMOUNTS = st.decimals("-100000", "1000000", places=2)
PERIODS = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)),
    st.dates(date(2025, 6, 1), date(2027, 3, 1)),
    st.integers(0, 400),
)
IN_YEAR = st.dates(YEAR.start, YEAR.end)
ANY_DAY = st.dates(date(2025, 1, 1), date(2028, 1, 1))


def line(amount: Decimal | str, period: Period) -> CostLine:
    """A cost that arose in a period."""
    inside, outside = split(Decimal(amount), period, YEAR)
    return replace(LINE, amount=Decimal(amount), inside=inside, outside=outside, period=period)


LINES = st.lists(st.builds(line, AMOUNTS, PERIODS), max_size=8)


def one_day(amount: str, day: date) -> CostLine:
    """A cost of one day."""
    return line(amount, Period(day, day))


@given(LINES, LINES, ANY_DAY)
def test_the_parts_add_up_to_the_whole(
    some: list[CostLine], others: list[CostLine], day: date
) -> None:
    whole = forecast([*some, *others], YEAR, day)
    parts = forecast(some, YEAR, day), forecast(others, YEAR, day)
    assert whole.total == parts[0].total + parts[1].total
    assert whole.so_far == parts[0].so_far + parts[1].so_far


@given(LINES, ANY_DAY)
def test_what_has_arisen_and_what_is_known_is_what_is_booked(
    lines: list[CostLine], day: date
) -> None:
    made = forecast(lines, YEAR, day)
    assert made.so_far + made.known == sum((one.inside for one in lines), ZERO)
    assert made.total == made.so_far + made.known + made.more


@given(LINES, st.integers(0, 1000))
def test_when_the_year_is_over_it_is_what_is_booked(lines: list[CostLine], after: int) -> None:
    made = forecast(lines, YEAR, YEAR.end + timedelta(days=after))
    assert made.total == made.so_far == sum((one.inside for one in lines), ZERO)


@given(LINES, st.integers(1, 1000))
def test_before_the_year_nothing_goes_on(lines: list[CostLine], before: int) -> None:
    made = forecast(lines, YEAR, YEAR.start - timedelta(days=before))
    assert (made.so_far, made.more) == (ZERO, ZERO)


@given(AMOUNTS, IN_YEAR)
def test_a_cost_of_the_whole_year_is_known_from_its_first_day(amount: Decimal, day: date) -> None:
    assert forecast([line(amount, YEAR)], YEAR, day).total == amount


@given(st.decimals("0", "10000", places=2), IN_YEAR)
def test_an_even_pace_goes_on_to_the_end(amount: Decimal, basis: date) -> None:
    days = [YEAR.start + timedelta(days=number) for number in range(days_gone(YEAR, basis))]
    made = forecast([one_day(str(amount), day) for day in days], YEAR, basis)
    assert abs(made.total - amount * YEAR.days) <= Decimal("0.005") * len(days)


@given(AMOUNTS, PERIODS, ANY_DAY)
def test_a_cost_and_its_credit_leave_nothing(amount: Decimal, period: Period, day: date) -> None:
    made = forecast([line(amount, period), line(-amount, period)], YEAR, day)
    assert (made.so_far, made.known, made.more) == (ZERO, ZERO, ZERO)


@given(st.decimals("0", "1000000", places=2), PERIODS, ANY_DAY, ANY_DAY)
def test_what_has_arisen_never_goes_back(
    amount: Decimal, period: Period, day: date, other: date
) -> None:
    cost_line = line(amount, period)
    first, last = sorted((day, other))
    assert ZERO <= accrued(cost_line, YEAR, first) <= accrued(cost_line, YEAR, last)
    assert accrued(cost_line, YEAR, last) <= cost_line.inside


def test_by_hand() -> None:
    basis = date(2026, 6, 30)  # 181 of 365 days
    january = line("31000.00", Period(date(2026, 1, 1), date(2026, 1, 31)))
    licence = line("36500.00", YEAR)
    december = line("5000.00", Period(date(2026, 12, 1), date(2026, 12, 31)))
    made = forecast([january, licence, december], YEAR, basis)
    assert made.so_far == Decimal("49100.00")  # 31 000 + 181 days of 100
    assert made.known == Decimal("23400.00")  # 184 days of 100, and December
    assert made.more == to_ore(Decimal(31000) * 184 / 181)


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 12, 31), 365),
     (date(2027, 1, 1), 365)],
)  # fmt: skip
def test_days_gone_at_the_ends_of_the_year(day: date, days: int) -> None:
    assert days_gone(YEAR, day) == days
    assert share_gone(YEAR, day) == Decimal(days) / 365


def test_the_basis_is_never_later_than_the_book() -> None:
    assert basis_of(date(2026, 7, 20), date(2026, 6, 30)) == date(2026, 6, 30)
    assert basis_of(date(2026, 6, 1), date(2026, 6, 30)) == date(2026, 6, 1)
    assert basis_of(date(2026, 6, 1), None) == date(2026, 6, 1)
