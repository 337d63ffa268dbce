"""Drawing a sample: by monetary units, by strata, or at random."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.money import ORE, ZERO
from nkr_audit.sampling.factors import MOST_EXPECTED, planning_factor
from nkr_audit.sampling.generator import Generator
from nkr_audit.sampling.model import CREDITS, DRAWN, TOP, Part, Sample
from nkr_audit.sampling.population import total
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_audit.sampling.model import Plan
    from nkr_audit.sampling.population import Item, Population

MOST_ITEMS = 100_000
_STRATA = 3
_FEWEST = 2  # what a stratum needs for its spread to be known


def planned_size(amount: Decimal, materiality: Decimal, expected: Decimal, confidence: int) -> int:
    """Return the sample size that a population of ``amount`` (SEK) needs, rounded up.

    Raises NkrError when too much error is expected, or the sample would be far too large.
    """
    if expected > materiality * MOST_EXPECTED:
        raise NkrError(
            Text(
                "Det förväntade felet är mer än 60 % av väsentlighetstalet. Ett så stort fel kan"
                " inget rimligt urval bära.",
                "The expected error is more than 60 % of the materiality. No reasonable sample"
                " can bear so large an error.",
            ),
            remedy=Text(
                "låt rätta kända fel först, sänk --expected-error, höj --materiality, eller ange"
                " antalet med --size",
                "have known errors corrected first, lower --expected-error, raise --materiality,"
                " or give the number by --size",
            ),
        )
    factor = planning_factor(expected / materiality, confidence)
    size = int((factor * amount / materiality).to_integral_value(ROUND_CEILING))
    if size > MOST_ITEMS:
        raise NkrError(
            Text(
                f"Väsentlighetstalet ger ett urval på {size} poster.",
                f"The materiality gives a sample of {size} items.",
            ),
            remedy=Text("höj --materiality", "raise --materiality"),
        )
    return max(1, size)


def draw(population: Population, plan: Plan) -> Sample:
    """Draw the sample: the same population and plan give the same sample.

    Raises NkrError when there is nothing to draw from, or the size does not fit.
    """
    if not population.costs:
        raise NkrError(
            Text(
                f"{plan.grant} har inga kostnader i bidragsåret att dra ett urval ur.",
                f"{plan.grant} has no costs in the grant year to draw a sample from.",
            ),
            remedy=Text("välj ett annat bidrag med --grant", "choose another grant by --grant"),
        )
    interval = start = None
    if plan.method == "mus":
        interval, start, parts = _by_money(population.costs, plan)
    elif plan.method == "stratified":
        parts = _by_strata(population.costs, plan)
    else:
        size = min(plan.size, len(population.costs))
        drawn = Generator(plan.seed, DRAWN).choose(population.costs, size)
        parts = [_part(DRAWN, population.costs, drawn)]
    parts.append(_part(CREDITS, population.credits, population.credits))
    return Sample(plan, tuple(parts), interval, start, population.digest)


def _by_money(items: Sequence[Item], plan: Plan) -> tuple[Decimal, Decimal, list[Part]]:
    """Every item of at least the interval, and of the others those with each n-th öre."""
    step = _ore(total(items)) // plan.size
    if step == 0:
        raise _too_large(plan.size)
    interval = step * ORE
    top = [item for item in items if item.amount >= interval]
    rest = [item for item in items if item.amount < interval]
    start = 1 + Generator(plan.seed, DRAWN).below(step)
    drawn, reached, wanted = [], 0, start
    for item in rest:
        reached += _ore(item.amount)
        if reached >= wanted:
            drawn.append(item)
            wanted += step
    return interval, start * ORE, [_part(TOP, top, top), _part(DRAWN, rest, drawn)]


def _by_strata(items: Sequence[Item], plan: Plan) -> list[Part]:
    strata = _strata(items, plan.bounds)
    sizes = allocate(
        [len(stratum) for stratum in strata], [total(stratum) for stratum in strata], plan.size
    )
    parts = []
    for number, (stratum, size) in enumerate(zip(strata, sizes, strict=True), start=1):
        name = f"skikt {number}"
        parts.append(_part(name, stratum, Generator(plan.seed, name).choose(stratum, size)))
    return parts


def even_bounds(items: Sequence[Item]) -> tuple[Decimal, ...]:
    """Return bounds that give three strata of about the same amount."""
    whole, reached = total(items), ZERO
    bounds: dict[Decimal, None] = {}
    for item in sorted(items, key=lambda one: one.amount):
        reached += item.amount
        if _STRATA * reached >= (len(bounds) + 1) * whole and len(bounds) < _STRATA - 1:
            bounds[item.amount] = None
    return tuple(bounds)


def _strata(items: Sequence[Item], bounds: Sequence[Decimal]) -> list[list[Item]]:
    """The items up to and including each bound, then those above the last; empty ones left out."""
    strata: list[list[Item]] = [[] for _ in range(len(bounds) + 1)]
    for item in items:
        strata[sum(item.amount > bound for bound in bounds)].append(item)
    return [stratum for stratum in strata if stratum]


def allocate(counts: Sequence[int], amounts: Sequence[Decimal], size: int) -> tuple[int, ...]:
    """Share out a sample size by amount: at least two of each stratum, at most all of it.

    What is left goes, one by one, where amount ÷ (2 × size so far + 1) is largest (Webster).
    """
    sizes = [min(_FEWEST, count) for count in counts]
    if size < sum(sizes):
        raise NkrError(
            Text(
                f"Urvalet på {size} räcker inte till två poster ur vart och ett av {len(counts)}"
                " skikt.",
                f"A sample of {size} is not enough for two items of each of {len(counts)} strata.",
            ),
            remedy=Text(
                f"ange --size {sum(sizes)} eller mer, eller färre --bound",
                f"give --size {sum(sizes)} or more, or fewer --bound",
            ),
        )
    for _ in range(min(size, sum(counts)) - sum(sizes)):
        open_ones = [place for place, count in enumerate(counts) if sizes[place] < count]
        nearest = max(open_ones, key=lambda place: amounts[place] / (2 * sizes[place] + 1))
        sizes[nearest] += 1
    return tuple(sizes)


def _part(name: str, items: Sequence[Item], drawn: Sequence[Item]) -> Part:
    return Part(name, len(items), total(items), tuple(drawn))


def _ore(amount: Decimal) -> int:
    return int(amount / ORE)


def _too_large(size: int) -> NkrError:
    return NkrError(
        Text(
            f"Urvalet på {size} är större än kostnaderna i öre.",
            f"A sample of {size} is larger than the costs in öre.",
        ),
        remedy=Text("ange ett mindre --size", "give a smaller --size"),
    )
