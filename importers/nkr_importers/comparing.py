"""Comparing a voucher of the file with the same voucher in the book.

They agree when the book counts what the file says: costs and income under the grant to the öre,
account by account. Balance accounts with the code may have been moved off the grant, and what
does not carry the code may stand on any account, since neither changes the grant's figure.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_importers.plan import Change, Difference

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_importers.chart import Chart
    from nkr_importers.existing import Sums
    from nkr_importers.model import Selection, SourceVoucher

_BALANCE = frozenset({"assets", "liabilities", "equity"})


def change_of(voucher: SourceVoucher, selection: Selection, chart: Chart) -> Change | None:
    """Return how the book's voucher differs from the file's; None when the book has it.

    The book has it when its voucher agrees with the file as first booked, or together with the
    vouchers that correct it. The differences are those that remain after the corrections.
    """
    in_file = _sums(voucher, selection)
    differences = _differences(chart.existing.vouchers[voucher.identity], in_file, chart)
    corrected = chart.existing.corrected.get(voucher.identity)
    if differences and corrected is not None:
        differences = _differences(corrected, in_file, chart)
    return Change(voucher, differences, corrected is not None) if differences else None


def _sums(voucher: SourceVoucher, selection: Selection) -> Sums:
    sums: defaultdict[tuple[str, bool], Decimal] = defaultdict(lambda: ZERO)
    for row in voucher.rows:
        sums[row.account, selection.matches(row.objects)] += row.amount
    return dict(sums)


def _differences(in_book: Sums, in_file: Sums, chart: Chart) -> tuple[Difference, ...]:
    """Compare account by account under the grant, and all the rest as one sum."""
    found = []
    rest_in_book = sum((amount for (_, under), amount in in_book.items() if not under), ZERO)
    rest_in_file = sum((amount for (_, under), amount in in_file.items() if not under), ZERO)
    for number in sorted({number for number, under in in_book.keys() | in_file.keys() if under}):
        booked, said = in_book.get((number, True), ZERO), in_file.get((number, True), ZERO)
        if booked == said:
            continue
        if _is_moved(number, in_book, in_file, chart):
            rest_in_book -= said - booked
        else:
            found.append(Difference(number, booked, said))
    if rest_in_book != rest_in_file:
        found.append(Difference(None, rest_in_book, rest_in_file))
    return tuple(found)


def _is_moved(number: str, in_book: Sums, in_file: Sums, chart: Chart) -> bool:
    """Tell whether a balance account differs only in that it was moved off the grant, or in part.

    More may not stand under the grant than the file says.
    """
    booked, said = in_book.get((number, True), ZERO), in_file.get((number, True), ZERO)
    whole_in_book = booked + in_book.get((number, False), ZERO)
    whole_in_file = said + in_file.get((number, False), ZERO)
    return (
        chart.account_class(number) in _BALANCE
        and min(said, ZERO) <= booked <= max(said, ZERO)
        and whole_in_book == whole_in_file
    )
