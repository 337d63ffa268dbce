"""What each voucher makes each grant pay, with what was taken back: who bears a cost in the end."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.accruals import group_of
from nkr_audit.money import ZERO
from nkr_audit.vocabulary import TAG_RELEASE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from nkr_audit.book import Book, CostLine, Grant, Voucher


class Use(NamedTuple):
    """The cost lines of one voucher on one grant."""

    grant: Grant
    voucher: Voucher
    lines: tuple[CostLine, ...]

    @property
    def amount(self) -> Decimal:
        """What they cost together."""
        return sum((line.amount for line in self.lines), ZERO)


class Uses:
    """The cost lines of some vouchers by grant, with those of what takes them back."""

    def __init__(self, book: Book, groups: Iterable[tuple[Voucher, ...]]) -> None:
        self._groups = book.accrual_groups
        self._by_voucher: dict[Voucher, list[Use]] = {}
        self._corrections: dict[str, list[Voucher]] = {}
        self._releases: dict[int, list[Voucher]] = {}
        first = {voucher for vouchers in groups for voucher in vouchers}
        for voucher in book.vouchers if first else ():
            if voucher.corrects:
                self._corrections.setdefault(voucher.corrects, []).append(voucher)
            if TAG_RELEASE in voucher.tags:
                group = group_of(voucher, self._groups)
                if group is not None:
                    self._releases.setdefault(group, []).append(voucher)
        wanted = set(self._with_reversals(first))
        for grant in book.grants if wanted else ():
            lines: dict[Voucher, list[CostLine]] = {}
            for line in grant.cost_lines:
                if line.voucher in wanted:
                    lines.setdefault(line.voucher, []).append(line)
            for voucher, own in lines.items():
                self._by_voucher.setdefault(voucher, []).append(Use(grant, voucher, tuple(own)))

    def of(self, vouchers: Iterable[Voucher]) -> list[Use]:
        """The uses of the vouchers and of those that take them back, the vouchers' own first."""
        return [
            use
            for voucher in self._with_reversals(vouchers)
            for use in self._by_voucher.get(voucher, ())
        ]

    def _with_reversals(self, vouchers: Iterable[Voucher]) -> list[Voucher]:
        found = dict.fromkeys(vouchers)
        left = list(found)
        while left:
            voucher = left.pop()
            group = group_of(voucher, self._groups)
            for other in (
                *self._corrections.get(voucher.number or "", ()),
                *(self._releases.get(group, ()) if group is not None else ()),
            ):
                if other not in found:
                    found[other] = None
                    left.append(other)
        return list(found)


def funded(uses: list[Use]) -> list[Use]:
    """The uses on grants that in the end bear something: what was taken back is no funding."""
    totals: dict[str, Decimal] = {}
    for use in uses:
        totals[use.grant.id] = totals.get(use.grant.id, ZERO) + use.amount
    return [use for use in uses if totals[use.grant.id] > ZERO and use.amount > ZERO]


def doubled(uses: list[Use]) -> list[tuple[Use, list[Use]]]:
    """Each use with those of other grants that seem to pay for the same.

    A voucher with rows on both grants shows how the cost is shared or moved; parts of a cost for
    different times, each with its own ``avser``, are no double funding.
    """
    together = {
        frozenset(pair) for use in uses for pair in combinations(sorted(use.voucher.grant_ids), 2)
    }
    found = []
    bearing = funded(uses)
    for use in bearing:
        others = [
            other
            for other in bearing
            if other.grant is not use.grant
            and frozenset({use.grant.id, other.grant.id}) not in together
            and _same_time(use, other)
        ]
        if others:
            found.append((use, others))
    return found


def _same_time(one: Use, other: Use) -> bool:
    """Tell whether two uses may be for the same time: not when both say that they are not."""
    return any(
        mine.period_source != "avser"
        or theirs.period_source != "avser"
        or mine.period.days_shared_with(theirs.period) > 0
        for mine in one.lines
        for theirs in other.lines
    )


def used_again(book: Book, uses: list[Use]) -> Iterator[tuple[Use, Use]]:
    """The first use of an invoice on a grant, and each later one that adds to it.

    An accrual with what replaces it, and a voucher with its correction, count as one.
    """
    units: dict[Hashable, list[Use]] = {}
    numbers = {use.voucher.number: use.voucher for use in uses if use.voucher.number}
    for use in uses:
        voucher = _corrected(use.voucher, numbers)
        group = group_of(voucher, book.accrual_groups)
        units.setdefault(voucher if group is None else group, []).append(use)
    totals = {key: sum((use.amount for use in unit), ZERO) for key, unit in units.items()}
    bearing = [
        next(use for use in units[key] if use.amount > ZERO)
        for key, total in totals.items()
        if total > ZERO
    ]
    if len(bearing) > 1 and sum(totals.values(), ZERO) > max(totals.values()):
        first = bearing[0]
        for again in bearing[1:]:
            if _same_time(first, again):
                yield first, again


def _corrected(voucher: Voucher, numbers: Mapping[str, Voucher]) -> Voucher:
    """The voucher that corrections, one after the other, lead back to."""
    seen = {voucher}
    while voucher.corrects and (earlier := numbers.get(voucher.corrects)) and earlier not in seen:
        voucher = earlier
        seen.add(voucher)
    return voucher
