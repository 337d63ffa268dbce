"""Accruals (reserveringar): which vouchers belong together, and when an accrued cost arose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nkr_audit.book import Accrual
from nkr_audit.money import ZERO
from nkr_audit.vocabulary import TAG_ACCRUAL, TAG_RELEASE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Set
    from decimal import Decimal

    from nkr_audit.book import CostLine, Voucher


def group_links(vouchers: Iterable[Voucher]) -> Mapping[str, int]:
    """Give each link that tells one accrual from the others the number of its group.

    That is the accrual's own number, and any link that no other accrual carries; one that several
    carry (``^bokslut``) says nothing of what belongs together. A voucher belongs to a group when it
    carries one of its links: the accrual itself, its release, the invoice that replaces it. An
    invoice that replaces two accruals makes them one group.
    """
    listed = list(vouchers)
    accruals = [voucher for voucher in listed if TAG_ACCRUAL in voucher.tags]
    carried = Counter(link for accrual in accruals for link in accrual.links)
    telling = {
        link
        for accrual in accruals
        for link in accrual.links
        if carried[link] == 1 or link == accrual.number
    }
    group_of: dict[str, int] = {}
    members: dict[int, set[str]] = {}
    for number, voucher in enumerate(listed if telling else ()):
        links = voucher.links & telling
        if not links:
            continue
        for other in {group_of[link] for link in links if link in group_of}:
            links |= members.pop(other)
        members[number] = set(links)
        group_of.update(dict.fromkeys(links, number))
    return group_of


def group_of(voucher: Voucher, groups: Mapping[str, int]) -> int | None:
    """Return the number of the group that ``voucher`` belongs to, the lowest if it has several."""
    return min((groups[link] for link in voucher.links if link in groups), default=None)


def taken_care_of(vouchers: Iterable[Voucher], groups: Mapping[str, int]) -> frozenset[int]:
    """Return the groups that have a later voucher, be it one straight against the liability."""
    found = (
        group_of(voucher, groups)
        for voucher in (vouchers if groups else ())
        if TAG_ACCRUAL not in voucher.tags
    )
    return frozenset(group for group in found if group is not None)


def outcomes(
    lines: Iterable[CostLine], groups: Mapping[str, int], settled: Collection[int]
) -> tuple[Accrual, ...]:
    """Sum up each group of accruals: what was accrued, released, and what it really cost.

    ``settled`` are the groups that ``taken_care_of`` returns.
    """
    found: dict[int, list[CostLine]] = {}
    for line in lines:
        group = group_of(line.voucher, groups)
        if group is not None:
            found.setdefault(group, []).append(line)
    return tuple(_outcome(found[group], settled=group in settled) for group in sorted(found))


def _outcome(lines: list[CostLine], *, settled: bool) -> Accrual:
    vouchers = {line.voucher: None for line in lines if TAG_ACCRUAL in line.voucher.tags}
    tags = {line.voucher.number: line.voucher.tags for line in lines if line.voucher.number}
    sums = {TAG_ACCRUAL: ZERO, TAG_RELEASE: ZERO, None: ZERO}
    for line in lines:
        sums[_kind(line.voucher, tags)] += line.inside
    accrued, released, actual = sums[TAG_ACCRUAL], sums[TAG_RELEASE], sums[None]
    if accrued + released:
        invoiced = _invoiced_with_release(lines, accrued)
        released, actual = released - invoiced, actual + invoiced
    return Accrual(tuple(vouchers), tuple(lines), accrued, released, actual, settled)


def _kind(voucher: Voucher, tags: Mapping[str, Set[str]]) -> str | None:
    """What a voucher is to the accrual: it, its release, or neither; a correction is as the first.

    ``tags`` are those of the vouchers of the group, by number.
    """
    for tag in (TAG_ACCRUAL, TAG_RELEASE):
        if tag in voucher.tags or tag in tags.get(voucher.corrects or "", ()):
            return tag
    return None


def _invoiced_with_release(lines: Iterable[CostLine], accrued: Decimal) -> Decimal:
    """The part of the releases that is the invoice, when one voucher is both.

    It is when the rows that go against the accrual are all of it: the rest is then the invoice.
    """
    releases = [line.inside for line in lines if TAG_RELEASE in line.voucher.tags]
    against = sum((amount for amount in releases if amount * accrued < ZERO), ZERO)
    return sum(releases, ZERO) - against if against + accrued == ZERO else ZERO
