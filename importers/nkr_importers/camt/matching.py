"""Matching a bank file with a grant's vouchers: one voucher and one row, or nothing.

Pure: rows and vouchers in, a plan out. Amount and day decide; the name of the other side is shown
beside, and decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_importers.camt.rows import is_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from nkr_audit.period import Period
    from nkr_importers.camt.booked import Payment
    from nkr_importers.camt.model import CamtFile
    from nkr_importers.camt.rows import BankRow

# How many days the bank's day may be from the voucher's, unless the user says otherwise.
DAYS = 10


@dataclass(frozen=True, slots=True)
class Terms:
    """What to match by: the days, and who pays and is repaid by the terms of the programme."""

    days: int = DAYS
    payer: str | None = None
    payee: str | None = None


@dataclass(slots=True)
class Matches:
    """What came of it.

    ``proved`` are new matches of tagged vouchers, ``untagged`` those of vouchers that only look
    like a receipt or repayment; ``already`` were recorded before, each with its row of this file if
    the file has it; ``contradicted`` were recorded on a row that now says otherwise. ``ambiguous``
    are groups in which nothing tells which belongs to which. ``not_in_bank`` are vouchers within
    the period without a row, ``not_in_book`` rows of the payer or payee without a voucher.
    ``outside`` is how many receipts and repayments lie outside the period.
    """

    proved: list[tuple[Payment, BankRow]] = field(default_factory=list)
    untagged: list[tuple[Payment, BankRow]] = field(default_factory=list)
    already: list[tuple[Payment, BankRow | None]] = field(default_factory=list)
    contradicted: list[tuple[Payment, BankRow | None]] = field(default_factory=list)
    ambiguous: list[tuple[list[Payment], list[BankRow]]] = field(default_factory=list)
    not_in_bank: list[Payment] = field(default_factory=list)
    not_in_book: list[BankRow] = field(default_factory=list)
    outside: int = 0


def match(
    file: CamtFile,
    rows: Sequence[BankRow],
    payments: Sequence[Payment],
    periods: Collection[Period],
    terms: Terms,
) -> Matches:
    """Match the rows with the vouchers. ``periods`` are those that the file covers."""
    found = Matches()
    taken = _take_recorded(file, rows, payments, found)
    free = [row for row in rows if row not in taken and not row.is_reversal]
    open_ones = [one for one in payments if not is_record(one.recorded or "")]
    near = _candidates(open_ones, free, terms.days)
    matched: set[int] = set()
    for group, candidates in _groups(open_ones, near):
        matched.update(map(id, candidates))
        if len(group) == 1 and len(candidates) == 1:
            kind = found.proved if group[0].is_tagged else found.untagged
            kind.append((group[0], candidates[0]))
        elif candidates:
            found.ambiguous.append((group, candidates))
        elif group[0].is_tagged:
            if any(group[0].day in period for period in periods):
                found.not_in_bank.append(group[0])
            else:
                found.outside += 1
    found.not_in_book = [
        row for row in rows if row not in taken and id(row) not in matched and _is_named(row, terms)
    ]
    return found


def without_booked(
    found: Matches, booked: Iterable[tuple[date, Decimal]], days: int
) -> list[BankRow]:
    """The rows not found on the grant's vouchers that no other voucher moves the money of."""
    on: defaultdict[Decimal, list[date]] = defaultdict(list)
    for day, amount in booked:
        on[amount].append(day)
    return [
        row
        for row in found.not_in_book
        if row.is_reversal
        or not any(abs((day - row.day).days) <= days for day in on.get(row.amount, ()))
    ]


def _take_recorded(
    file: CamtFile, rows: Iterable[BankRow], payments: Iterable[Payment], found: Matches
) -> set[BankRow]:
    """Set aside what earlier runs recorded: the vouchers, and the rows that prove them."""
    by_day: defaultdict[str, list[BankRow]] = defaultdict(list)
    for row in rows:
        by_day[f"{row.account} {row.day}"].append(row)
    taken: set[BankRow] = set()
    for payment in payments:
        said = payment.recorded or ""
        if not is_record(said):
            continue
        same_day = by_day[" ".join(said.split(" ", 2)[:2])]
        named = [row for row in same_day if said.startswith(f"{row.key} ") and row not in taken]
        fitting = [row for row in named if row.amount == payment.amount]
        if fitting:
            taken.add(fitting[0])
            found.already.append((payment, fitting[0]))
        elif named or said.endswith(f"sha256:{file.sha256[:12]}"):
            found.contradicted.append((payment, named[0] if named else None))
        else:
            found.already.append((payment, None))
    return taken


def _candidates(
    payments: Iterable[Payment], rows: Iterable[BankRow], days: int
) -> dict[int, list[BankRow]]:
    """The rows that may be each voucher (by ``id``): the same amount, within the days."""
    by_amount: defaultdict[Decimal, list[BankRow]] = defaultdict(list)
    for row in rows:
        by_amount[row.amount].append(row)
    return {
        id(one): [
            row for row in by_amount.get(one.amount, ()) if abs((row.day - one.day).days) <= days
        ]
        for one in payments
    }


def _groups(
    payments: Sequence[Payment], near: dict[int, list[BankRow]]
) -> Iterable[tuple[list[Payment], list[BankRow]]]:
    """Gather vouchers that share a candidate, directly or through others, with all of them."""
    wanting: defaultdict[int, list[Payment]] = defaultdict(list)
    for payment in payments:
        for row in near[id(payment)]:
            wanting[id(row)].append(payment)
    seen: set[int] = set()
    for first in payments:
        if id(first) in seen:
            continue
        seen.add(id(first))
        group, waiting = [first], [first]
        rows: dict[int, BankRow] = {}
        while waiting:
            for row in near[id(waiting.pop())]:
                if id(row) in rows:
                    continue
                rows[id(row)] = row
                new = [one for one in wanting[id(row)] if id(one) not in seen]
                seen.update(map(id, new))
                group += new
                waiting += new
        yield group, list(rows.values())


def _is_named(row: BankRow, terms: Terms) -> bool:
    """Tell whether the row is of the payer (money in) or the payee (money out) of the programme."""
    names = [terms.payer] if row.amount > 0 or row.is_reversal else []
    names += [terms.payee] if row.amount < 0 or row.is_reversal else []
    return any(name is not None and row.names(name) for name in names)
