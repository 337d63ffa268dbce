"""Evidence (underlag): what a cost needs to be proved, and what documents its voucher has."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.vocabulary import TAG_ACCRUAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.book import Book, CostLine, Voucher

PAYSLIP = frozenset({"lonespecifikation", "anstallningsavtal"})
ALLOCATION = frozenset({"fordelning", "faktura"})
INVOICE = frozenset({"faktura"})
DELIVERY = frozenset({"leverans"})

# What proves a cost, by its category; any one of the kinds is enough.
_BY_CATEGORY = {
    "lon": PAYSLIP,
    "lonebikostnader": PAYSLIP,
    "overhead": ALLOCATION,
    "rc-rcc": ALLOCATION,
}

_ALL: Final = Decimal(1)
# Per cent are said with one decimal.
_SAID: Final = Decimal("0.001")


def share_proved(costs: Decimal, lacking: Decimal, *, is_all: bool) -> Decimal | None:
    """Return how much of ``costs`` is proved, 0 to 1, as it may be said; None without costs.

    ``lacking`` is what is not proved, and ``is_all`` tells that nothing is. While something is
    not, the share is at most 99,9 %, also when rounding would say 100, or when what is not proved
    adds up to nothing.
    """
    if costs <= ZERO:
        return None
    share = max((costs - lacking) / costs, ZERO)
    if is_all or share.quantize(_SAID) < _ALL:
        return share
    return _ALL - _SAID


def needed_for(line: CostLine) -> frozenset[str]:
    """Return the kinds of documents of which the cost needs one, beside that of an accrual."""
    return _BY_CATEGORY.get(line.category or "", INVOICE)


def taken_back(book: Book) -> frozenset[Voucher]:
    """Return the vouchers that a correction takes back in full, and those corrections.

    It does when each account under the grant adds up to nothing over the two: then no cost is
    left to prove. What replaces the voucher is a cost of its own.
    """
    sums: dict[Voucher, dict[tuple[str, str], Decimal]] = {}
    for grant in book.grants:
        for line in grant.cost_lines:
            account = line.grant_id, line.account_number
            own = sums.setdefault(line.voucher, {})
            own[account] = own.get(account, ZERO) + line.amount
    numbers = Counter(voucher.number for voucher in book.vouchers)
    by_number = {one.number: one for one in sums if one.number and numbers[one.number] == 1}
    found: set[Voucher] = set()
    for correction, amounts in sums.items():
        corrected = by_number.get(correction.corrects or "")
        if corrected is None or corrected in found:
            continue
        if amounts == {account: -amount for account, amount in sums[corrected].items()}:
            found |= {corrected, correction}
    return frozenset(found)


class Evidence:
    """The kinds of usable documents behind each voucher of a book.

    A document belongs to the vouchers whose link it carries. An accrual, its release and the
    invoice that replaces it prove each other, and a correction rests on the voucher it corrects.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._taken_back = taken_back(book)
        self._by_link: dict[str, frozenset[str]] = {}
        self._by_number: Mapping[str, Voucher] = {
            voucher.number: voucher for voucher in book.vouchers if voucher.number
        }
        for document in book.documents:
            if document.usable and document.kind:
                for link in document.links:
                    kinds = self._by_link.get(link, frozenset())
                    self._by_link[link] = kinds | {document.kind}
        self._links_of_accrual: dict[str, set[str]] = {}
        for voucher in book.vouchers if book.accrual_groups else ():
            own = self._own_links(voucher)
            for link in voucher.links:
                if link in book.accrual_groups:
                    self._links_of_accrual.setdefault(link, {link}).update(own)

    def links_behind(self, voucher: Voucher) -> frozenset[str]:
        """Return the links whose documents prove ``voucher``: its own, and those it rests on."""
        found = set(self._own_links(voucher))
        if self._book.accrual_groups:
            for link in voucher.links:
                found |= self._links_of_accrual.get(link, set())
        seen: set[str] = set()
        corrected = voucher.corrects
        while corrected is not None and corrected not in seen:
            seen.add(corrected)
            original = self._by_number.get(corrected)
            found |= self._own_links(original) if original else frozenset()
            corrected = original.corrects if original else None
        return frozenset(found)

    def _own_links(self, voucher: Voucher) -> frozenset[str]:
        """The links of the voucher itself, less those that only say which accrual it belongs to."""
        groups = self._book.accrual_groups
        if not groups:
            return voucher.links
        return frozenset(
            link for link in voucher.links if link == voucher.number or link not in groups
        )

    def kinds(self, voucher: Voucher) -> frozenset[str]:
        """Return the kinds of documents that prove ``voucher``.

        A document whose file was altered is among them: EV108 questions what it was to prove.
        """
        found: frozenset[str] = frozenset()
        for link in self.links_behind(voucher):
            found |= self._by_link.get(link, frozenset())
        return found

    def is_needed(self, voucher: Voucher) -> bool:
        """Tell whether ``voucher`` has a cost to prove: not when it is taken back in full."""
        return voucher not in self._taken_back

    def was_accrued(self, voucher: Voucher) -> bool:
        """Tell whether ``voucher`` is an accrual, or shares a link with one."""
        return TAG_ACCRUAL in voucher.tags or not self._book.accrual_groups.keys().isdisjoint(
            voucher.links
        )
