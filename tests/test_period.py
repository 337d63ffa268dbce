"""Periods: whole days, both ends included, and shares by days."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.period import Period, parse_period, split

STEADY = settings(deadline=None, max_examples=60, derandomize=True)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
PERIODS = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)), DAYS, st.integers(0, 800)
)
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda ore: Decimal(ore) / 100)


@pytest.mark.parametrize(
    ("text", "start", "end", "days"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), 365),
        ("2028", date(2028, 1, 1), date(2028, 12, 31), 366),
        ("2026-06", date(2026, 6, 1), date(2026, 6, 30), 30),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), 28),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), 29),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28), 28),  # no leap year
        ("2026-06-15", date(2026, 6, 15), date(2026, 6, 15), 1),
        ("2026-11-15/2027-02-14", date(2026, 11, 15), date(2027, 2, 14), 92),  # 16+31+31+14
        ("2026-12/2027-01", date(2026, 12, 1), date(2027, 1, 31), 62),
        ("2025/2026", date(2025, 1, 1), date(2026, 12, 31), 730),
        ("2026-12-24/2027", date(2026, 12, 24), date(2027, 12, 31), 373),  # 8 + 365
        ("2026-06/2026-06-15", date(2026, 6, 1), date(2026, 6, 15), 15),
        ("2026-06-15/2026-06-15", date(2026, 6, 15), date(2026, 6, 15), 1),
    ],
)
def test_a_period_is_whole_units_with_both_ends(
    text: str, start: date, end: date, days: int
) -> None:
    period = parse_period(text)

    assert period == Period(start, end)
    assert period.days == days
    assert start in period
    assert end in period
    assert start - timedelta(days=1) not in period
    assert end + timedelta(days=1) not in period


@pytest.mark.parametrize(
    "text",
    [
        "", "/", "2026/", "/2026", "2026-00", "2026-13", "2026-02-29", "2026-02-30", "2026-06-31",
        "2026-6", "2026-06-1", "26-06", "20260615", "2026-06-15/2026-06-14", "2026-07/2026-06",
        "2027/2026", "2026/2027/2028", "2026-06 / 2026-07", "2026-Q1", "juni 2026", "0000",
        "2026-06-15T00:00",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (some of the messages are datetime's)
        parse_period(text)


@pytest.mark.parametrize(
    ("amount", "arose", "inside", "outside"),
    [
        # a day on either side of the two edges
        ("100.00", "2025-12-31", "0.00", "100.00"),
        ("100.00", "2026-01-01", "100.00", "0.00"),
        ("100.00", "2026-12-31", "100.00", "0.00"),
        ("100.00", "2027-01-01", "0.00", "100.00"),
        # 47 of 92 days: 9 200.00 / 92 = 100.00 a day
        ("9200.00", "2026-11-15/2027-02-14", "4700.00", "4500.00"),
        # 31 of 62 days
        ("1000.01", "2026-12/2027-01", "500.01", "500.00"),  # 500.005, half up
        ("-1000.01", "2026-12/2027-01", "-500.01", "-500.00"),  # away from zero
        # 100.00 × 1/3 = 33.333…
        ("100.00", "2026-12-31/2027-01-02", "33.33", "66.67"),
        ("-100.00", "2026-12-31/2027-01-02", "-33.33", "-66.67"),
        # 100.00 × 2/3 = 66.666…
        ("100.00", "2026-12-30/2027-01-01", "66.67", "33.33"),
        # two years, 365 of 730 days
        ("0.01", "2025/2026", "0.01", "0.00"),  # 0.005, half up
        ("-0.01", "2025/2026", "-0.01", "0.00"),
        # three years, 365 of 366 + 365 + 365 = 1 096 days
        ("1096.00", "2024/2026", "365.00", "731.00"),
        ("1000.00", "2026", "1000.00", "0.00"),
        # a share is in whole öre also where the line, by mistake, is not
        ("5.005", "2026", "5.01", "-0.005"),
        ("-5.005", "2026-06", "-5.01", "0.005"),
        ("1000.00", "2026-02", "1000.00", "0.00"),
    ],
)
def test_a_cost_is_shared_by_days(amount: str, arose: str, inside: str, outside: str) -> None:
    assert split(Decimal(amount), parse_period(arose), YEAR) == (Decimal(inside), Decimal(outside))


def test_a_leap_day_counts_as_a_day() -> None:
    leap_year = parse_period("2028")

    # 2028-02-29 to 2029-02-28: 307 days in 2028 (366 − 59), 59 in 2029
    assert split(Decimal("366.00"), parse_period("2028-02-29/2029-02-28"), leap_year) == (
        Decimal("307.00"),
        Decimal("59.00"),
    )


@STEADY
@given(PERIODS)
def test_a_period_written_out_is_read_back_the_same(period: Period) -> None:
    assert parse_period(str(period)) == period
    assert parse_period(f"{period.start}/{period.end}") == period


@STEADY
@given(PERIODS, PERIODS)
def test_days_shared_are_those_found_in_both(one: Period, other: Period) -> None:
    days = [one.start + timedelta(days=number) for number in range(one.days)]

    assert one.days_shared_with(other) == sum(day in other for day in days)
    assert one.days_shared_with(other) == other.days_shared_with(one)


@STEADY
@given(AMOUNTS, PERIODS)
def test_the_share_is_that_of_the_days_rounded_once(amount: Decimal, arose: Period) -> None:
    inside, outside = split(amount, arose, YEAR)

    exact_ore = Fraction(amount) * arose.days_shared_with(YEAR) / arose.days * 100
    half_away = math.floor(abs(exact_ore) + Fraction(1, 2)) * (-1 if exact_ore < 0 else 1)
    assert inside == Decimal(half_away) / 100
    assert inside + outside == amount


@STEADY
@given(AMOUNTS, PERIODS)
def test_a_credit_takes_back_just_what_the_cost_was(amount: Decimal, arose: Period) -> None:
    inside, outside = split(amount, arose, YEAR)

    assert split(-amount, arose, YEAR) == (-inside, -outside)
