"""A sample as a value: how it was planned, what it was drawn from, and what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from nkr_audit.money import ZERO
from nkr_audit.sampling.population import total

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.sampling.population import Item, Unit

Method = Literal["mus", "stratified", "random"]
Estimate = Literal["ratio", "mean"]
# The parts of a sample that have names of their own; strata are ``skikt 1`` and so on.
TOP, DRAWN, CREDITS = "topp", "urval", "kredit"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a sample is drawn. ``size`` is the size asked for, or computed from the materiality.

    ``materiality`` and ``expected`` (SEK) are None when no one gave them. ``bounds`` (SEK) are the
    upper bounds of strata, highest included, the last stratum without one. ``estimate`` is how a
    stratified or random sample is projected.
    """

    grant: str
    method: Method
    unit: Unit
    seed: int
    confidence: int
    size: int
    materiality: Decimal | None
    expected: Decimal | None
    bounds: tuple[Decimal, ...]
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the population with what was drawn from it. ``amount`` (SEK) is the whole part's.

    A part of which every item was drawn (``is_whole``) is known, and nothing in it is projected.
    """

    name: str
    count: int
    amount: Decimal
    items: tuple[Item, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether every item was drawn."""
        return len(self.items) == self.count

    @property
    def drawn(self) -> Decimal:
        """What the drawn items add up to, SEK."""
        return total(self.items)


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample. The parts make up the population, ``kredit`` last.

    ``interval`` and ``start`` (SEK) belong to monetary-unit sampling, else None. ``population`` is
    the digest of what it was drawn from.
    """

    plan: Plan
    parts: tuple[Part, ...]
    interval: Decimal | None
    start: Decimal | None
    population: str

    @property
    def costs(self) -> Decimal:
        """What all parts add up to: the costs of the settlement, SEK."""
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything drawn."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def digest(self) -> str:
        """SHA-256 over everything in it, by which a change is noticed."""
        plan = self.plan
        rows: list[tuple[object, ...]] = [
            (plan.grant, plan.method, plan.unit, plan.seed, plan.confidence, plan.size),
            (plan.materiality, plan.expected, plan.bounds, plan.estimate),
            (self.interval, self.start, self.population),
        ]
        for part in self.parts:
            rows.append((part.name, part.count, part.amount))
            rows += [
                (one.key, one.voucher, one.day, one.account, one.text, one.amount)
                for one in part.items
            ]
        lines = ("\t".join(str(value) for value in row) for row in rows)
        return sha256("\n".join(lines).encode()).hexdigest()
