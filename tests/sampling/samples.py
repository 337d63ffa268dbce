"""Made-up populations and plans for the tests of sampling."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nkr_audit.sampling.model import Part, Plan, Sample
from nkr_audit.sampling.population import Item, Population, total

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = date(2026, 6, 30)


def item(key: str, amount: str | Decimal) -> Item:
    return Item(key, key, DAY, "5420 Programvaror", "Exempel AB", Decimal(amount))


def population(costs: Iterable[Decimal], credited: Iterable[Decimal] = ()) -> Population:
    return Population(
        tuple(item(f"A{number}#1", amount) for number, amount in enumerate(costs, start=1)),
        tuple(item(f"K{number}#1", amount) for number, amount in enumerate(credited, start=1)),
    )


def plan(**given: Any) -> Plan:
    usual: dict[str, Any] = {
        "grant": "NKR2026", "method": "mus", "unit": "rad", "seed": 1, "confidence": 95,
        "size": 10, "materiality": None, "expected": None, "bounds": (), "estimate": "ratio",
    }  # fmt: skip
    return Plan(**{**usual, **given})


def part(name: str, count: int, amount: str, items: Iterable[Item]) -> Part:
    return Part(name, count, Decimal(amount), tuple(items))


def whole(name: str, items: Iterable[Item]) -> Part:
    drawn = tuple(items)
    return Part(name, len(drawn), total(drawn), drawn)


def sample(parts: Iterable[Part], interval: str | None, **given: Any) -> Sample:
    amount = Decimal(interval) if interval else None
    return Sample(plan(**given), tuple(parts), amount, amount, "")
