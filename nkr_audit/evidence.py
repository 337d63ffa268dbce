"""Evidence (underlag): what a cost needs to be proved, and what documents its voucher has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.accruals import group_of

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


def needed_for(line: CostLine) -> frozenset[str]:
    """Return the kinds of documents of which the cost needs one, beside that of an accrual."""
    return _BY_CATEGORY.get(line.category or "", INVOICE)


class Evidence:
    """The kinds of usable documents behind each voucher of a book.

    A document belongs to the vouchers whose link it carries. An accrual, its release and the
    invoice that replaces it prove each other, and a correction rests on the voucher it corrects.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._by_link: dict[str, frozenset[str]] = {}
        self._by_group: dict[int, set[str]] = {}
        self._by_number: Mapping[str, Voucher] = {
            voucher.number: voucher for voucher in book.vouchers if voucher.number
        }
        for document in book.documents:
            if document.usable and document.kind:
                for link in document.links:
                    kinds = self._by_link.get(link, frozenset())
                    self._by_link[link] = kinds | {document.kind}
        for voucher in book.vouchers if book.accrual_groups else ():
            group = group_of(voucher, book.accrual_groups)
            if group is not None:
                self._by_group.setdefault(group, set()).update(self._own(voucher))

    def kinds(self, voucher: Voucher) -> frozenset[str]:
        """Return the kinds of documents that prove ``voucher``."""
        found = self._own(voucher)
        if self._book.accrual_groups:
            group = group_of(voucher, self._book.accrual_groups)
            if group is not None:
                found |= self._by_group[group]
        corrected = self._by_number.get(voucher.corrects) if voucher.corrects else None
        if corrected is not None:
            found |= self._own(corrected)
        return found

    def was_accrued(self, voucher: Voucher) -> bool:
        """Tell whether ``voucher`` is an accrual, or shares a link with one."""
        groups = self._book.accrual_groups
        return bool(groups) and group_of(voucher, groups) is not None

    def _own(self, voucher: Voucher) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for link in voucher.links:
            found |= self._by_link.get(link, frozenset())
        return found
