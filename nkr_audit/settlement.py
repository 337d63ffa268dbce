"""The figure: oanvänt = bidrag − kostnader, to the öre, with every step kept.

What is counted stands in ``docs/utvecklare.md``; the terms behind it in each programme.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.vocabulary import INDIRECT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_audit.book import CostLine, Grant


@dataclass(frozen=True, slots=True)
class RegisterCost:
    """What one register had of the grant, directly and indirectly, SEK; None = no register said."""

    register: str | None
    direct: Decimal
    indirect: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """The costs of one purpose or category, SEK; None = not said."""

    name: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """A grant settled. All sums in SEK; costs are shares inside the grant year.

    ``booked`` = ``costs`` + ``outside``. ``income_left`` is what the liability ought to hold:
    received − recognised income − repaid.
    """

    grant: Grant
    received: Decimal
    repaid: Decimal
    booked: Decimal
    outside: Decimal
    costs: Decimal
    cost_vouchers: int
    by_register: tuple[RegisterCost, ...]
    by_purpose: tuple[Share, ...]
    by_category: tuple[Share, ...]

    @property
    def unused(self) -> Decimal:
        """Received − costs; negative when the grant is overspent."""
        return self.received - self.costs

    @property
    def repayable(self) -> Decimal:
        """What is left to pay back, before anything was repaid."""
        return max(ZERO, self.unused)

    @property
    def overspent(self) -> Decimal:
        """Costs above the grant: the region's own money."""
        return max(ZERO, -self.unused)

    @property
    def outstanding(self) -> Decimal:
        """What is left to pay back, after what was repaid."""
        return self.repayable - self.repaid

    @property
    def repayment_expected(self) -> bool | None:
        """Whether the payer wants the money back; None when the programme is not known."""
        if self.grant.programme is None:
            return None
        floor = self.grant.programme.repayment.floor
        return self.repayable > (ZERO if floor is None else floor)

    @property
    def liability_expected(self) -> Decimal:
        """What ``Skulder:G:*`` ought to hold: received − recognised income − repaid."""
        return self.received - self.grant.recognised - self.repaid


def settle(grant: Grant) -> Settlement:
    """Settle one grant out of what the book holds."""
    lines = grant.cost_lines
    costs = _sum(line.inside for line in lines)
    outside = _sum(line.outside for line in lines)
    return Settlement(
        grant=grant,
        received=-_sum(receipt.amount for receipt in grant.receipts),
        repaid=_sum(repayment.amount for repayment in grant.repayments),
        booked=costs + outside,
        outside=outside,
        costs=costs,
        cost_vouchers=len({id(line.voucher) for line in lines if line.inside}),
        by_register=_by_register(grant),
        by_purpose=_shares((line.purpose, line.inside) for line in lines),
        by_category=_shares((line.category, line.inside) for line in lines),
    )


def sum_inside(lines: Iterable[CostLine]) -> Decimal:
    """Add up the inside shares of ``lines``, each line once, SEK."""
    return _sum(line.inside for line in {id(line): line for line in lines}.values())


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _by_register(grant: Grant) -> tuple[RegisterCost, ...]:
    """Costs by register, in the order the registers were declared, then other names, then none."""
    direct: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    indirect: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for line in grant.cost_lines:
        share = indirect if line.benefit == INDIRECT else direct
        share[line.register] += line.inside
    declared = [register.name for register in grant.registers]
    named = {name for name in (*direct, *indirect) if name is not None}
    order: list[str | None] = [name for name in dict.fromkeys(declared) if name in named]
    order += sorted(named.difference(declared))
    if None in direct or None in indirect:
        order.append(None)
    return tuple(RegisterCost(name, direct[name], indirect[name]) for name in order)


def _shares(parts: Iterable[tuple[str | None, Decimal]]) -> tuple[Share, ...]:
    """Sums by name, the names in alphabetical order, then what has no name."""
    sums: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for name, amount in parts:
        sums[name] += amount
    order = sorted(sums, key=lambda name: (name is None, name or ""))
    return tuple(Share(name, sums[name]) for name in order)
