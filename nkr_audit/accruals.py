"""Accruals (reserveringar): which vouchers belong together, and when an accrued cost arose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nkr_audit.book import Accrual
from nkr_audit.money import ZERO
from nkr_audit.vocabulary import TAG_ACCRUAL, TAG_RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def outcomes(lines: Iterable[CostLine], groups: Mapping[str, int]) -> tuple[Accrual, ...]:
    """Sum up each group of accruals: what was accrued, released, and what it really cost."""
    found: dict[int, list[CostLine]] = {}
    for line in lines:
        group = group_of(line.voucher, groups)
        if group is not None:
            found.setdefault(group, []).append(line)
    return tuple(_outcome(found[group]) for group in sorted(found))


def _outcome(lines: list[CostLine]) -> Accrual:
    vouchers: dict[Voucher, None] = {}
    accrued = released = actual = ZERO
    for line in lines:
        if TAG_ACCRUAL in line.voucher.tags:
            vouchers[line.voucher] = None
            accrued += line.inside
        elif TAG_RELEASE in line.voucher.tags:
            released += line.inside
        else:
            actual += line.inside
    return Accrual(tuple(vouchers), tuple(lines), accrued, released, actual)
