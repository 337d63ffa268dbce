"""Sharing an amount out by per cent, to the öre, with nothing lost and nothing made."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from nkr_audit.money import ORE, ZERO, to_ore

if TYPE_CHECKING:
    from collections.abc import Sequence

WHOLE = Decimal(100)


def share_out(amount: Decimal, percents: Sequence[Decimal]) -> tuple[tuple[Decimal, ...], Decimal]:
    """Return the parts of an amount in whole öre (SEK), and the rest outside all of them.

    Each part is its exact share rounded half up, as anyone works it out again, and the rest is what
    is left. When nothing is to be left, or too little is, the largest remainders are rounded up
    and the others down, the first of equal ones before the others. So the parts and the rest make
    the amount, always. The shares make at most 100 per cent.
    """
    size = abs(amount)
    exact = [size * one / WHOLE for one in percents]
    parts = [to_ore(one) for one in exact]
    rest = size - sum(parts, ZERO)
    if sum(percents) == WHOLE or rest < 0:
        exact.append(size - sum(exact, Decimal(0)))
        *parts, rest = _by_largest_remainder(size, exact)
    signed = [one if amount >= 0 else ZERO - one for one in (*parts, rest)]
    return tuple(signed[:-1]), signed[-1]


def _by_largest_remainder(size: Decimal, exact: Sequence[Decimal]) -> list[Decimal]:
    parts = [one.quantize(ORE, rounding=ROUND_DOWN) for one in exact]
    left = int((size - sum(parts, ZERO)) / ORE)
    by_remainder = sorted(range(len(exact)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[:left]:
        parts[index] += ORE
    return parts
