"""From the errors found in a sample to the error in the population.

Monetary-unit sampling: AICPA, Audit Guide: Audit Sampling, chapter on monetary unit sampling:
projected error = taint × interval; upper limit = basic precision + projected error + allowance.
Stratified and random: European Commission, Guidance on sampling methods for audit authorities
(EGESIF_16-0014-01, 2017), simple random and stratified sampling: mean-per-unit and ratio
estimation, precision by the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO, to_ore
from nkr_audit.sampling.factors import NORMAL, confidence_factor
from nkr_audit.sampling.model import CREDITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nkr_audit.sampling.model import Estimate, Part, Sample

_DIGITS = 40
_MOST_FACTORS = 200


@dataclass(frozen=True, slots=True)
class Taint:
    """An error in a sampled item: its share of the item, and what it is projected to (SEK).

    ``factor`` is what the confidence factor grows by; None for a cost that was too low.
    """

    key: str
    share: Decimal
    projected: Decimal
    factor: Decimal | None
    allowance: Decimal


@dataclass(frozen=True, slots=True)
class PartResult:
    """What was found in a part. ``errors`` counts them, ``found`` is their sum (SEK).

    ``projected`` is the error of the whole part (SEK): the found one when all of it was examined.
    ``examined`` (SEK) is how much of it was.
    """

    part: Part
    errors: int
    found: Decimal
    projected: Decimal
    examined: Decimal


@dataclass(frozen=True, slots=True)
class Projection:
    """The error in the population, SEK; a cost booked too high is positive.

    ``likely`` is the most likely error. ``upper`` is the upper limit of costs that are too high at
    the confidence of the plan, None when the method cannot tell. ``basic``, ``taints`` and
    ``known`` (errors that count in the limit as they are) belong to monetary-unit sampling,
    ``precision`` to the other methods.
    """

    sample: Sample
    parts: tuple[PartResult, ...]
    likely: Decimal
    upper: Decimal | None
    basic: Decimal | None
    known: Decimal
    taints: tuple[Taint, ...]
    precision: Decimal | None

    @property
    def is_above_materiality(self) -> bool | None:
        """Tell whether the upper limit is above the materiality; None when one is not known."""
        materiality = self.sample.plan.materiality
        if self.upper is None or materiality is None:
            return None
        return self.upper > materiality


def project(sample: Sample, errors: Mapping[str, Decimal | None]) -> Projection:
    """Project the errors to the population.

    ``errors`` has an amount (SEK) for each drawn item by its key, 0 when it was accepted; None for
    a credit that nobody examined.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        return _by_money(sample, errors) if sample.interval else _by_items(sample, errors)


def _by_money(sample: Sample, errors: Mapping[str, Decimal | None]) -> Projection:
    interval, confidence = sample.interval or ZERO, sample.plan.confidence
    results, taints, basic, known = [], [], ZERO, ZERO
    for part in sample.parts:
        if part.is_whole:
            results.append(_known(part, errors))
            known += _too_high(part, errors)
            continue
        basic = to_ore(confidence_factor(0, confidence) * interval)
        own = _taints(part, errors, interval, confidence)
        taints += own
        results.append(_result(part, errors, sum((one.projected for one in own), ZERO)))
    over = [one for one in taints if one.factor is not None]
    upper = basic + known + sum((one.projected + one.allowance for one in over), ZERO)
    likely = _likely(results)
    return Projection(sample, tuple(results), likely, upper, basic, known, tuple(taints), None)


def _taints(
    part: Part, errors: Mapping[str, Decimal | None], interval: Decimal, confidence: int
) -> list[Taint]:
    """The errors of the sampled items, largest taint first; costs that were too low last."""
    found = [(item, errors[item.key] or ZERO) for item in part.items]
    shares = sorted(
        ((error / item.amount, item.key) for item, error in found if error),
        key=lambda one: (-one[0], one[1]),
    )
    taints = []
    for number, (share, key) in enumerate(shares, start=1):
        projected, factor, allowance = to_ore(share * interval), None, ZERO
        if share > 0:
            factor = _growth(number, confidence)
            allowance = to_ore((factor - 1) * share * interval)
        taints.append(Taint(key, share, projected, factor, allowance))
    return taints


def _growth(number: int, confidence: int) -> Decimal:
    """How much the factor grows by an error. It falls, so the last one computed is cautious."""
    number = min(number, _MOST_FACTORS)
    return confidence_factor(number, confidence) - confidence_factor(number - 1, confidence)


def _by_items(sample: Sample, errors: Mapping[str, Decimal | None]) -> Projection:
    results, variance, known = [], ZERO, True
    sampled_errors = False
    for part in sample.parts:
        if part.is_whole:
            results.append(_known(part, errors))
            continue
        amounts = [item.amount for item in part.items]
        found = [errors[item.key] or ZERO for item in part.items]
        sampled_errors = sampled_errors or any(found)
        projected, spread = estimate(part, amounts, found, sample.plan.estimate)
        results.append(_result(part, errors, to_ore(projected)))
        known = known and spread is not None
        variance += spread or ZERO
    precision = to_ore(NORMAL[sample.plan.confidence] * variance.sqrt())
    likely = _likely(results)
    # Where no error was found there is no spread to go by, and a limit of 0 would be false.
    is_counted = all(result.part.is_whole for result in results)
    if not (is_counted or (known and sampled_errors)):
        return Projection(sample, tuple(results), likely, None, None, ZERO, (), None)
    upper = likely + precision
    return Projection(sample, tuple(results), likely, upper, None, ZERO, (), precision)


def estimate(
    part: Part, amounts: Sequence[Decimal], found: Sequence[Decimal], how: Estimate
) -> tuple[Decimal, Decimal | None]:
    """Return the error of a part, and the variance of that estimate (None when it is unknown).

    Ratio: amount × Σ error ÷ Σ examined. Mean: count × Σ error ÷ number examined.
    """
    number, error = len(found), sum(found, ZERO)
    if how == "ratio":
        ratio = error / sum(amounts, ZERO)
        projected = part.amount * ratio
        rests = [one - ratio * amount for one, amount in zip(found, amounts, strict=True)]
    else:
        mean = error / number
        projected = part.count * mean
        rests = [one - mean for one in found]
    if number == 1:
        return projected, None
    square = sum((rest * rest for rest in rests), ZERO) / (number - 1)
    return projected, part.count * part.count * square / number


def _known(part: Part, errors: Mapping[str, Decimal | None]) -> PartResult:
    return _result(part, errors, sum((errors[one.key] or ZERO for one in part.items), ZERO))


def _result(part: Part, errors: Mapping[str, Decimal | None], projected: Decimal) -> PartResult:
    said = [(item, error) for item in part.items if (error := errors[item.key]) is not None]
    return PartResult(
        part,
        errors=sum(error != 0 for _, error in said),
        found=sum((error for _, error in said), ZERO),
        projected=projected,
        examined=sum((item.amount for item, _ in said), ZERO),
    )


def _too_high(part: Part, errors: Mapping[str, Decimal | None]) -> Decimal:
    """The known errors that count towards the limit; those of credits with their sign."""
    found = [errors[item.key] or ZERO for item in part.items]
    return sum((one for one in found if one > 0 or part.name == CREDITS), ZERO)


def _likely(results: Iterable[PartResult]) -> Decimal:
    return sum((result.projected for result in results), ZERO)
