"""Vouchers that several grants share: the grant's rows, which the book has outside every grant.

The first grant's import books the whole voucher, with the rows of other codes on the region's own
accounts. When these are exactly the rows of a second grant, they are moved under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nkr_audit import vocabulary
from nkr_audit.metadata import word
from nkr_audit.money import ZERO
from nkr_importers.model import objects_text
from nkr_importers.naming import account_number
from nkr_importers.rendering import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from nkr_importers.chart import Chart
    from nkr_importers.model import Selection, SourceRow, SourceVoucher


@dataclass(frozen=True, slots=True)
class Move:
    """A posting that is moved to another account: the book's, and what an import says of it."""

    posting: Any
    account: str
    category: str | None


@dataclass(frozen=True, slots=True)
class Completion:
    """A voucher of the book (``entry``) whose rows with the grant's code are moved under it."""

    voucher: SourceVoucher
    entry: Any
    moves: tuple[Move, ...]


def grants_of(entries: Iterable[Any], grants: Iterable[str], but: str) -> tuple[str, ...]:
    """The grants other than ``but`` that the transactions have rows under."""
    known = {*grants} - {but}
    found = {posting.account.split(":")[1] for entry in entries for posting in entry.postings}
    return tuple(sorted(found & known))


def completion_of(voucher: SourceVoucher, selection: Selection, chart: Chart) -> Completion | None:
    """Return how the book's voucher becomes the grant's too; None when it cannot be told exactly.

    It was chosen by another code, has rows under another grant and none under this, no corrections,
    and sums to what the file says on every account.
    """
    existing, identity = chart.existing, voucher.identity
    entries = existing.entries.get(identity, ())
    chosen_by = existing.chosen_by.get(identity, "")
    if len(entries) != 1 or chosen_by in {"", objects_text(selection.objects)}:
        return None
    (entry,) = entries
    sums = existing.vouchers[identity]
    if (
        identity in existing.corrected
        or any(under for _, under in sums)
        or not grants_of(entries, existing.grants, chart.grant_id)
        or _by_number(sums) != _totals(voucher.rows)
    ):
        return None
    rows = [row for row in voucher.rows if selection.matches(row.objects)]
    postings = _matched(rows, entry, selection)
    if postings is None:
        return None
    moves = []
    for row, posting in zip(rows, postings, strict=True):
        account = chart.account(row.account, under_grant=True)
        if account is None:
            return None
        category = None
        if chart.account_class(row.account) == "expenses" and "kostnadsslag" not in posting.meta:
            category = chart.mapping.category(row.account, voucher.day)
        moves.append(Move(posting, account, category))
    return Completion(voucher, entry, tuple(moves))


def _by_number(sums: Mapping[tuple[str, bool], Decimal]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for (number, _), amount in sums.items():
        total[number] = total.get(number, ZERO) + amount
    return {number: amount for number, amount in total.items() if amount}


def _totals(rows: Iterable[SourceRow]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for row in rows:
        total[row.account] = total.get(row.account, ZERO) + row.amount
    return {number: amount for number, amount in total.items() if amount}


def _matched(rows: Sequence[SourceRow], entry: Any, selection: Selection) -> list[Any] | None:
    """The posting of each row, outside every grant; None when one is missing or in doubt.

    A posting that says the code goes first. One that says no code at all is taken only when
    there are as many of its kind as rows left. One that was moved once before stays where it is.
    """
    left = [
        posting
        for posting in entry.postings
        if posting.account.count(":") == 1 and vocabulary.SOURCE_FILE not in posting.meta
    ]
    wanted = {*objects_text(selection.objects).split(", ")}
    found: dict[int, Any] = {}
    for codes_told in (True, False):
        for index, row in enumerate(rows):
            if index in found:
                continue
            alike = [
                posting
                for posting in left
                if _key(posting) == (row.account, row.amount)
                and (wanted <= _objects(posting) if codes_told else not _objects(posting))
            ]
            unplaced = sum(
                1
                for at, one in enumerate(rows)
                if at not in found and (one.account, one.amount) == (row.account, row.amount)
            )
            if alike and (codes_told or len(alike) == unplaced):
                found[index] = alike[0]
                left = [posting for posting in left if posting is not alike[0]]
    return (
        [found[index] for index in range(len(rows))] if rows and len(found) == len(rows) else None
    )


def _key(posting: Any) -> tuple[str, Decimal | None]:
    number = posting.units.number if posting.units else None
    return account_number(posting.account), number


def _objects(posting: Any) -> set[str]:
    text = word(posting.meta.get(OBJECTS))
    return {*text.split(", ")} if text else set()
