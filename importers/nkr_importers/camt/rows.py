"""The payments of a bank file as rows, each to be found on one voucher of the book."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.money import CURRENCY, ZERO
from nkr_audit.personal_number import mask
from nkr_importers.camt.checking import payments_sum
from nkr_importers.naming import printable
from nkr_importers.payroll.privacy import without_personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from nkr_importers.camt.model import BankEntry, CamtFile, Party, Statement, Transaction

_LONGEST_REFERENCE = 60
_NO_REFERENCE = "-"
_RECORDED = re.compile(r"\*\S* \d{4}-\d{2}-\d{2} ref .+ sha256:[0-9a-f]{12}")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, eq=False)
class BankRow:
    """A booked payment in or out of an account, SEK. ``amount`` is signed, credit positive.

    ``party`` is who is on the other side: the payer of money in, the payee of money out. ``texts``
    is what the payment says of itself.
    """

    account: str
    day: date
    amount: Decimal
    is_reversal: bool
    reference: str
    party: Party | None
    texts: tuple[str, ...]
    line: int

    @property
    def key(self) -> str:
        """Account, day and reference, as recorded on the voucher, whatever the file."""
        return f"{self.account} {self.day} ref {self.reference}"

    def recorded(self, file: CamtFile) -> str:
        """Return what is written on the voucher (``bank``)."""
        return f"{self.key} {without_personal(printable(file.name))} sha256:{file.sha256[:12]}"

    def names(self, name: str) -> bool:
        """Tell whether the other side is called ``name``; where it has no name, the texts do."""
        told = (self.party.name,) if self.party and self.party.name else self.texts
        return any(_holds(text, name) for text in told)


def is_record(value: str) -> bool:
    """Tell whether a value of metadata is one that an import of a bank file wrote."""
    return _RECORDED.fullmatch(value) is not None


def rows_of(statements: Iterable[Statement]) -> tuple[BankRow, ...]:
    """Return the booked payments in SEK that have a day.

    One that an earlier statement of the file has too (the day's and the month's) counts once.
    """
    found: list[BankRow] = []
    seen: set[tuple[str, Decimal]] = set()
    for statement in statements:
        new = [
            row
            for row in _rows(statement)
            if row.reference == _NO_REFERENCE or (row.key, row.amount) not in seen
        ]
        seen.update((row.key, row.amount) for row in new)
        found += new
    return tuple(found)


def _rows(statement: Statement) -> Iterator[BankRow]:
    for entry in statement.booked_entries:
        day = entry.day
        if entry.currency != CURRENCY or day is None:
            continue
        payments = entry.transactions
        if len(payments) > 1 and payments_sum(entry) == entry.amount:
            for payment in payments:
                yield _row(statement, entry, day, payment, payment.amount or ZERO)
        else:
            only = payments[0] if len(payments) == 1 else None
            yield _row(statement, entry, day, only, entry.amount)


def _row(
    statement: Statement,
    entry: BankEntry,
    day: date,
    payment: Transaction | None,
    amount: Decimal,
) -> BankRow:
    own = payment.references if payment else ()
    # The entry's reference is that of all its payments, where there are several.
    references = (*own, entry.reference) if len(entry.transactions) > 1 else (entry.reference, *own)
    reference = next((one for one in references if one.strip()), _NO_REFERENCE)
    party = None
    if payment is not None:
        party = payment.payer if amount > 0 else payment.payee
    return BankRow(
        account=mask(printable(statement.masked_account)),
        day=day,
        amount=amount,
        is_reversal=entry.is_reversal,
        reference=mask(" ".join(printable(reference).split())[:_LONGEST_REFERENCE]),
        party=party,
        texts=(*(payment.remittance if payment else ()), *filter(None, (entry.text,))),
        line=payment.line if payment and len(entry.transactions) > 1 else entry.line,
    )


def _holds(text: str, name: str) -> bool:
    """Tell whether the words of ``name`` stand in the text, in order and whole."""
    words = f" {' '.join(_WORDS.findall(text.casefold()))} "
    wanted = " ".join(_WORDS.findall(name.casefold()))
    return bool(wanted) and f" {wanted} " in words
