"""The population: a grant's costs inside the grant year, as rows or whole vouchers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from nkr_audit.journal import split_number
from nkr_audit.money import ZERO
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import CostLine, Grant

Unit = Literal["rad", "verifikation"]
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Item:
    """What can be drawn: a cost row or a voucher. ``amount`` (SEK) is its share inside the year.

    ``key`` tells it from the others: the voucher's number (its date when it has none), ``#`` and
    the place among those with the same.
    """

    key: str
    voucher: str
    day: date
    account: str
    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Population:
    """All items with an amount. ``costs`` + ``credits`` together are the costs of the settlement.

    Both are in order of date and voucher number.
    """

    costs: tuple[Item, ...]
    credits: tuple[Item, ...]

    @property
    def amount(self) -> Decimal:
        """What the costs add up to, SEK."""
        return total(self.costs)

    @property
    def total(self) -> Decimal:
        """Costs and credits: the costs of the settlement."""
        return self.amount + total(self.credits)

    @property
    def digest(self) -> str:
        """SHA-256 over each item's key, date and amount, costs first, one item a line."""
        lines = (f"{one.key}\t{one.day}\t{one.amount}\n" for one in (*self.costs, *self.credits))
        return sha256("".join(lines).encode()).hexdigest()


def total(items: Iterable[Item]) -> Decimal:
    """Add up the amounts of ``items``, SEK."""
    return sum((item.amount for item in items), ZERO)


def population_of(grant: Grant, unit: Unit) -> Population:
    """Make the population of a grant."""
    ordered = sorted(grant.cost_lines, key=_order)
    groups: list[list[CostLine]] = [[line] for line in ordered]
    if unit == "verifikation":
        by_voucher: dict[int, list[CostLine]] = defaultdict(list)
        for line in ordered:
            by_voucher[id(line.voucher)].append(line)
        groups = list(by_voucher.values())
    seen: dict[str, int] = defaultdict(int)
    items = [_item(group, seen) for group in groups]
    return Population(
        costs=tuple(item for item in items if item.amount > ZERO),
        credits=tuple(item for item in items if item.amount < ZERO),
    )


def _order(line: CostLine) -> tuple[date, str, int]:
    series, running = split_number(line.voucher.number)
    return line.voucher.date, series, running or 0


def _item(lines: Sequence[CostLine], seen: dict[str, int]) -> Item:
    voucher = lines[0].voucher
    number = _one_line(voucher.number or "")
    name = number or voucher.date.isoformat()
    seen[name] += 1
    accounts = dict.fromkeys(f"{line.account_number} {line.account_name}" for line in lines)
    return Item(
        key=f"{name}#{seen[name]}",
        voucher=number,
        day=voucher.date,
        account=_one_line(", ".join(accounts)),
        text=_one_line(voucher.description),
        amount=sum((line.inside for line in lines), ZERO),
    )


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())[:_LONGEST].strip()
