"""The vouchers of a grant that a bank file can prove: money received, and money repaid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from nkr_audit import vocabulary as words
from nkr_audit.errors import Place
from nkr_audit.metadata import word
from nkr_audit.money import CURRENCY, ZERO
from nkr_audit.personal_number import mask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from nkr_audit.ledger import Ledger

# What an import of a bank file writes on a voucher: which row of which file proves it.
BANK = "bank"
# Tags that say what a voucher is. One with any of them is not taken for something else.
_TAGS = frozenset({
    words.TAG_RECEIPT, words.TAG_REPAYMENT, words.TAG_ACCRUAL, words.TAG_RELEASE, words.TAG_INCOME,
    words.TAG_CORRECTION,
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Payment:
    """A voucher of the grant that moves money. ``amount`` is as the bank sees it: in is positive.

    ``tag`` is what it is, or is to be, tagged. ``recorded`` is what it says of the bank already.
    """

    entry: Any
    amount: Decimal
    tag: str
    is_tagged: bool
    recorded: str | None

    @property
    def day(self) -> date:
        """The day of the voucher."""
        day: date = self.entry.date
        return day

    @property
    def place(self) -> Place:
        """Where the voucher stands."""
        return Place(self.entry.meta["filename"], self.entry.meta["lineno"])

    @property
    def name(self) -> str:
        """The voucher's number, else its text."""
        return mask(word(self.entry.meta.get(words.VOUCHER)) or self.entry.narration or "–")

    @property
    def payee(self) -> str:
        """Who the voucher says is on the other side."""
        return mask(self.entry.payee or "")

    @property
    def counterparty(self) -> str:
        """The organisation number of the other side, its digits only."""
        return digits(word(self.entry.meta.get("motpart-orgnr")) or "")


def digits(number: str) -> str:
    """Return the ten last digits of an organisation number, however it is written."""
    return "".join(one for one in number if one.isdecimal())[-10:]


def payments_of(ledger: Ledger, grant_id: str) -> Iterator[Payment]:
    """The grant's receipts and repayments, and vouchers that look like one and are not tagged."""
    liabilities = f"{ledger.options['name_liabilities']}:{grant_id}:"
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            owed = [
                number
                for account, number in _amounts(entry)
                if account.startswith(liabilities) and number
            ]
            found = _payment(entry, owed, ledger) if owed else None
            if found is not None:
                yield found


def moved(entry: Any, ledger: Ledger) -> Decimal:
    """Return what a voucher moves on asset accounts, SEK: into the bank is positive."""
    assets = f"{ledger.options['name_assets']}:"
    return sum((number for account, number in _amounts(entry) if account.startswith(assets)), ZERO)


def _payment(entry: Any, owed: list[Decimal], ledger: Ledger) -> Payment | None:
    """Read a voucher with these amounts on the grant's liability; None when it moves no money."""
    received = -sum((number for number in owed if number < 0), ZERO)
    repaid = sum((number for number in owed if number > 0), ZERO)
    if words.TAG_RECEIPT in entry.tags:
        tag, amount = words.TAG_RECEIPT, received
    elif words.TAG_REPAYMENT in entry.tags:
        tag, amount = words.TAG_REPAYMENT, -repaid
    elif entry.tags & _TAGS or _has_result(entry, ledger):
        return None
    else:
        amount = received - repaid
        tag = words.TAG_RECEIPT if amount > 0 else words.TAG_REPAYMENT
    # One payment can be for several grants: the bank has it whole.
    whole = moved(entry, ledger)
    if whole and amount and (whole > 0) == (amount > 0):
        amount = whole
    if not amount:
        return None
    return Payment(entry, amount, tag, tag in entry.tags, word(entry.meta.get(BANK)))


def _has_result(entry: Any, ledger: Ledger) -> bool:
    """Tell whether a voucher has a cost or an income."""
    roots = (f"{ledger.options['name_expenses']}:", f"{ledger.options['name_income']}:")
    return any(posting.account.startswith(roots) for posting in entry.postings)


def _amounts(entry: Any) -> Iterator[tuple[str, Decimal]]:
    for posting in entry.postings:
        if posting.units is not None and posting.units.currency == CURRENCY:
            yield posting.account, posting.units.number
