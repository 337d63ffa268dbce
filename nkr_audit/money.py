"""Money: kronor as exact decimals, rounded to the öre in one place and one way."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
ORE = Decimal("0.01")
CURRENCY = "SEK"
MOST_DIGITS = 15  # before the decimal point, far above any grant; larger amounts are refused


def to_ore(amount: Decimal) -> Decimal:
    """Return ``amount`` (SEK) rounded to the öre, half away from zero."""
    return amount.quantize(ORE, rounding=ROUND_HALF_UP)


def has_more_than_ore(amount: Decimal) -> bool:
    """Tell whether ``amount`` has a value finer than one öre (trailing zeros do not count)."""
    return not amount.same_quantum(ORE) and amount != to_ore(amount)
