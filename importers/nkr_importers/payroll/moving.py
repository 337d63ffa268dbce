"""Shares moved to other registers since they were booked, which the sums of accounts hide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from nkr_audit import vocabulary as words
from nkr_audit.metadata import word
from nkr_audit.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from nkr_audit.ledger import Ledger
    from nkr_importers.payroll.vouchers import PayVoucher

_REGISTER = "register"


@dataclass(frozen=True, slots=True)
class MovedShare:
    """A register's part of a voucher in the book and as it would be booked now, SEK."""

    identity: str
    register: str
    in_book: Decimal
    in_file: Decimal


def moved_shares(book: Ledger, grant_id: str, made: Iterable[PayVoucher]) -> Iterator[MovedShare]:
    """Compare register by register; vouchers that others correct are left to a person."""
    booked: dict[str, Any] = {}
    corrected: set[str | None] = set()
    for entry in book.entries:
        if isinstance(entry, Transaction):
            booked[word(entry.meta.get(words.VOUCHER)) or ""] = entry
            corrected.add(word(entry.meta.get(words.CORRECTS)))
    costs = f"{book.options['name_expenses']}:{grant_id}:"
    for one in made:
        identity = one.voucher.identity
        if identity not in booked or identity in corrected:
            continue
        in_book = _in_book(booked[identity], costs)
        in_file = _in_file(one)
        for register in sorted({*in_book, *in_file}):
            before, now = in_book.get(register, ZERO), in_file.get(register, ZERO)
            if before != now:
                yield MovedShare(identity, register, before, now)


def _in_book(entry: Any, costs: str) -> dict[str, Decimal]:
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for posting in entry.postings:
        if posting.account.startswith(costs):
            said = word(posting.meta.get(_REGISTER)) or word(entry.meta.get(_REGISTER)) or "–"
            sums[said] += posting.units.number
    return sums


def _in_file(one: PayVoucher) -> dict[str, Decimal]:
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in one.voucher.rows:
        register = dict(row.details).get(_REGISTER)
        if register is not None:
            sums[register] += row.amount
    return sums
