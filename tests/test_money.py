"""Money: exact, and rounded to the öre half away from zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.money import ORE, has_more_than_ore, to_ore

AMOUNTS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False
)
STEADY = settings(deadline=None, max_examples=60, derandomize=True)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("1.004", "1.00"),
        ("1.005", "1.01"),
        ("1.0049999", "1.00"),
        ("-1.004", "-1.00"),
        ("-1.005", "-1.01"),
        ("0.015", "0.02"),  # half to even would give 0.02 too …
        ("0.025", "0.03"),  # … but here 0.02
        ("-0.025", "-0.03"),
        ("1585858", "1585858.00"),
    ],
)
def test_half_an_ore_is_rounded_away_from_zero(amount: str, rounded: str) -> None:
    assert str(to_ore(Decimal(amount))) == rounded


@pytest.mark.parametrize(
    ("amount", "is_finer"),
    [
        ("1.00", False),
        ("1", False),
        ("1E+3", False),
        ("1.000", False),
        ("1.001", True),
        ("0.005", True),
        ("-0.005", True),
    ],
)
def test_only_a_value_finer_than_an_ore_counts_not_zeros(amount: str, is_finer: bool) -> None:
    assert has_more_than_ore(Decimal(amount)) is is_finer


@STEADY
@given(AMOUNTS)
def test_rounding_moves_at_most_half_an_ore_and_is_the_same_for_a_credit(amount: Decimal) -> None:
    assert abs(to_ore(amount) - amount) <= ORE / 2
    assert to_ore(-amount) == -to_ore(amount)
    assert has_more_than_ore(amount) == (amount != to_ore(amount))
