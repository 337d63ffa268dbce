"""Reconciling: every voucher of the files and of the book is placed once, so nothing is lost.

Pure: values in, values out. A voucher of the file is set against the book's voucher of the same
identity. Those in the book that correct it, and are not themselves in the file, count with it when
that makes them agree; else they are listed by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nkr_audit.errors import Place
from nkr_audit.money import ZERO
from nkr_importers.comparing import change_of
from nkr_importers.model import objects_text
from nkr_importers.plan import Difference
from nkr_importers.reconcile.model import Item, Reconciliation, Span
from nkr_importers.reconcile.tables import account_rows, month_rows, result_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from nkr_importers.chart import Chart
    from nkr_importers.existing import Sums
    from nkr_importers.model import Selection, SourceVoucher
    from nkr_importers.reconcile.model import BookVoucher, FileFault, Kind

_EVER = Span()


@dataclass(frozen=True, slots=True)
class FileVoucher:
    """A voucher of a file, and the file's name."""

    file: str
    voucher: SourceVoucher


def reconcile(
    from_files: Sequence[FileVoucher],
    faults: Sequence[FileFault],
    in_book: Sequence[BookVoucher],
    selection: Selection,
    chart: Chart,
    span: Span = _EVER,
) -> Reconciliation:
    """Set the vouchers of the files against those of the book.

    A voucher is compared when either side dates it within ``span``. Each identity occurs once in
    ``from_files``.
    """
    matching = _Matching(selection, chart, {one.voucher.identity for one in from_files}, in_book)
    items = [item for one in from_files for item in matching.of_file(one)]
    rest = [one for one in in_book if id(one) not in matching.used and _is_under(one)]
    items += [_only_in_book(one, _kind(one)) for one in rest if not matching.is_other(one)]
    items = sorted((one for one in items if _is_within(one, span)), key=_order)
    return Reconciliation(
        grant_id=chart.grant_id,
        selection=selection,
        span=span,
        items=tuple(items),
        faults=tuple(faults),
        accounts=account_rows(items, chart),
        months=month_rows(items, chart),
        result=result_row(items, chart),
        other_code=sum(1 for one in rest if matching.is_other(one) and one.day in span),
    )


class _Matching:
    """The book's vouchers by identity and by what they correct, and which are placed."""

    def __init__(
        self,
        selection: Selection,
        chart: Chart,
        in_files: set[str],
        in_book: Iterable[BookVoucher],
    ) -> None:
        self.selection = selection
        self.chart = chart
        self.used: set[int] = set()
        self._by_identity: defaultdict[str, list[BookVoucher]] = defaultdict(list)
        self._correcting: defaultdict[str, list[BookVoucher]] = defaultdict(list)
        for one in in_book:
            if one.identity is not None:
                self._by_identity[one.identity].append(one)
            if one.corrects is not None and one.identity not in in_files:
                self._correcting[one.corrects].append(one)

    def is_other(self, voucher: BookVoucher) -> bool:
        """Tell whether an import by another code put the voucher in the book."""
        return voucher.chosen_by not in {"", objects_text(self.selection.objects)}

    def of_file(self, one: FileVoucher) -> list[Item]:
        """Place a voucher of the file, with what the book has of it."""
        originals = self._by_identity.get(one.voucher.identity)
        under = _file_sums(one.voucher, self.selection)
        if not originals:
            carries = any(self.selection.matches(row.objects) for row in one.voucher.rows)
            return [self._missing(one, under)] if carries else []
        corrections = self._corrections(one.voucher.identity)
        self.used.update(id(each) for each in (*originals, *corrections))
        alone, whole = _total(originals), _total([*originals, *corrections])
        if not self._differences(one.voucher, alone):
            item = self._pair(one, originals, alone, under)
            lone = [_only_in_book(each, "correction") for each in corrections if _is_under(each)]
            return [item, *lone]
        return [self._pair(one, originals, whole, under)]

    def _differences(self, voucher: SourceVoucher, sums: Sums) -> tuple[Difference, ...]:
        existing = replace(self.chart.existing, vouchers={voucher.identity: sums}, corrected={})
        change = change_of(voucher, self.selection, replace(self.chart, existing=existing))
        return change.differences if change else ()

    def _pair(
        self,
        one: FileVoucher,
        originals: Sequence[BookVoucher],
        sums: Sums,
        in_file: Mapping[str, Decimal],
    ) -> Item:
        voucher, first = one.voucher, originals[0]
        changes = self._differences(voucher, sums)
        moved_month = (first.day.year, first.day.month) != (voucher.day.year, voucher.day.month)
        item = Item(
            "different" if changes or moved_month else "agreed",
            voucher.identity,
            voucher.day,
            voucher.text,
            in_file,
            _under(sums),
            first.place,
            book_day=first.day if moved_month else None,
            changes=changes,
        )
        told = {change.account for change in changes}
        moved = tuple(
            Difference(number, item.in_book.get(number, ZERO), in_file.get(number, ZERO))
            for number in item.difference
            if number not in told
        )
        return replace(item, moved=moved)

    def _missing(self, one: FileVoucher, in_file: Mapping[str, Decimal]) -> Item:
        voucher = one.voucher
        place = Place(one.file, voucher.line)
        return Item("missing", voucher.identity, voucher.day, voucher.text, in_file, {}, place)

    def _corrections(self, identity: str) -> list[BookVoucher]:
        """Those that correct the voucher, and those that correct them, not placed before."""
        found: list[BookVoucher] = []
        waiting = [identity]
        seen = {identity}
        while waiting:
            for one in self._correcting.get(waiting.pop(), ()):
                if one.identity in seen or id(one) in self.used:
                    continue
                found.append(one)
                if one.identity is not None:
                    waiting.append(one.identity)
            seen.update(waiting)
        return found


def _only_in_book(one: BookVoucher, kind: Kind) -> Item:
    voucher = one.identity or str(one.place)
    return Item(kind, voucher, one.day, one.text, {}, _under(one.sums), one.place)


def _kind(one: BookVoucher) -> Kind:
    if one.is_pay:
        return "payroll"
    return "hand" if one.source is None else "earlier"


def _is_under(one: BookVoucher) -> bool:
    return any(under for _, under in one.sums)


def _is_within(item: Item, span: Span) -> bool:
    return item.day in span or (item.book_day is not None and item.book_day in span)


def _order(item: Item) -> tuple[object, ...]:
    return item.day, item.voucher, item.place.file, item.place.line


def _total(vouchers: Iterable[BookVoucher]) -> Sums:
    total: Sums = {}
    for one in vouchers:
        for key, amount in one.sums.items():
            total[key] = total.get(key, ZERO) + amount
    return total


def _under(sums: Sums) -> dict[str, Decimal]:
    return {number: amount for (number, under), amount in sums.items() if under}


def _file_sums(voucher: SourceVoucher, selection: Selection) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in voucher.rows:
        if selection.matches(row.objects):
            sums[row.account] = sums.get(row.account, ZERO) + row.amount
    return sums
