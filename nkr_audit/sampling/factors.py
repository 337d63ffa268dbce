"""Confidence factors: upper limits of the Poisson distribution, and what a plan needs of them.

Source: AICPA, Audit Guide: Audit Sampling: the table of confidence factors (3,00 4,75 6,30 7,76 …
at 95 %) and the table of sample sizes. The factors are computed, and rounded up to two
decimals as they are there.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ORE

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIDENCES: Final = (70, 75, 80, 85, 90, 95, 99)
# Two-sided quantiles of the normal distribution.
NORMAL: Final = {
    70: Decimal("1.036"), 75: Decimal("1.150"), 80: Decimal("1.282"), 85: Decimal("1.440"),
    90: Decimal("1.645"), 95: Decimal("1.960"), 99: Decimal("2.576"),
}  # fmt: skip
# Above this share of the materiality no sensible sample is small enough.
MOST_EXPECTED: Final = Decimal("0.6")
_DIGITS: Final = 50
_STEPS: Final = 60
_END: Final = Decimal(300)


@lru_cache(maxsize=4096)
def confidence_factor(errors: int, confidence: int) -> Decimal:
    """Return the factor for so many errors: the mean at which no more would be rare."""
    wanted = 1 - Decimal(confidence) / 100

    def is_enough(mean: Decimal) -> bool:
        term = total = (-mean).exp()
        for number in range(1, errors + 1):
            term = term * mean / number
            total += term
        return total <= wanted

    return _least(is_enough, Decimal(2 * errors + 20)).quantize(ORE, rounding=ROUND_CEILING)


@lru_cache(maxsize=256)
def planning_factor(expected_share: Decimal, confidence: int) -> Decimal:
    """Return what population ÷ materiality is multiplied by to get the sample size.

    ``expected_share`` is expected error ÷ materiality, at most ``MOST_EXPECTED``. With n for the
    factor, the sample is to stand a sum of taints of ``expected_share`` × n, which is no whole
    number; so the Poisson distribution is taken as the gamma distribution that it belongs to.
    """
    if expected_share == 0:
        return confidence_factor(0, confidence)
    wanted = Decimal(confidence) / 100

    def is_enough(mean: Decimal) -> bool:
        shape = 1 + expected_share * mean
        return _gamma_part(shape, mean) >= wanted * _gamma_part(shape, _END)

    least = _least(is_enough, Decimal(150))
    # Never fewer than a sample without errors needs to stay below the materiality.
    return max(least, confidence_factor(0, confidence))


def _gamma_part(shape: Decimal, end: Decimal) -> Decimal:
    """The lower incomplete gamma function, by its series."""
    term = total = 1 / shape
    number = 0
    while term > total.scaleb(-_DIGITS):
        number += 1
        term = term * end / (shape + number)
        total += term
    return total * (shape * end.ln() - end).exp()


def _least(is_enough: Callable[[Decimal], bool], high: Decimal) -> Decimal:
    """The least number that is enough, by halving."""
    low = Decimal(0)
    with localcontext() as context:
        context.prec = _DIGITS
        for _ in range(_STEPS):
            middle = (low + high) / 2
            if is_enough(middle):
                high = middle
            else:
                low = middle
        return high
