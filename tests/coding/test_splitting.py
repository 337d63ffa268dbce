"""Sharing out an amount: to the öre, whatever the amount and the shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_importers.coding.splitting import share_out

AMOUNTS = st.integers(-(10**13), 10**13).map(lambda ore: Decimal(ore) * Decimal("0.01"))
SHARES = st.lists(st.integers(1, 10**6), min_size=1, max_size=12).map(
    lambda weights: [Fraction(weight, sum(weights)) for weight in weights]
)


@given(AMOUNTS, SHARES)
def test_the_parts_add_up_to_the_amount(amount: Decimal, shares: list[Fraction]) -> None:
    parts = share_out(amount, shares)
    assert sum(parts) == amount
    assert len(parts) == len(shares)


@given(AMOUNTS, SHARES)
def test_no_part_is_an_ore_from_its_share(amount: Decimal, shares: list[Fraction]) -> None:
    for part, share in zip(share_out(amount, shares), shares, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * share) < Fraction(1, 100)
        assert part == part.quantize(Decimal("0.01"))


@given(AMOUNTS, SHARES)
def test_a_credit_is_shared_out_as_its_invoice(amount: Decimal, shares: list[Fraction]) -> None:
    assert share_out(-amount, shares) == tuple(-part for part in share_out(amount, shares))


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100.00", ["1/3", "1/3", "1/3"], ["33.34", "33.33", "33.33"]),
        ("100.00", ["1/3", "2/3"], ["33.33", "66.67"]),
        ("-100.00", ["1/3", "2/3"], ["-33.33", "-66.67"]),
        ("0.01", ["1/2", "1/2"], ["0.01", "0.00"]),
        ("10.00", ["1/1"], ["10.00"]),
        ("0.05", ["2/5", "2/5", "1/5"], ["0.02", "0.02", "0.01"]),
    ],
)
def test_the_ore_that_are_left(amount: str, shares: list[str], parts: list[str]) -> None:
    shared = share_out(Decimal(amount), [Fraction(one) for one in shares])
    assert shared == tuple(Decimal(part) for part in parts)
