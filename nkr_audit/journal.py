"""The journal: every voucher with all its rows, also those that no grant knows.

The book (``nkr_audit.book``) has what concerns the grants; here is what the books of account are
made of: each row as it was booked, by account and in order. Plain values, made in one pass over
the ledger's entries.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from beancount.core.data import Transaction

from nkr_audit import vocabulary as words
from nkr_audit.gathering import place_of
from nkr_audit.metadata import word
from nkr_audit.money import CURRENCY, ZERO
from nkr_audit.personal_number import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import Book, Document, Voucher
    from nkr_audit.errors import Place
    from nkr_audit.ledger import Ledger

Root = Literal["assets", "liabilities", "equity", "income", "expenses"]
_ROOTS: Final[tuple[Root, ...]] = ("assets", "liabilities", "equity", "income", "expenses")
_DIGITS: Final = "0123456789"
# A longer run of digits is no running number.
_MOST_DIGITS: Final = 18
_FEWEST_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Account:
    """An account. ``grant_id`` is the grant it belongs to, None when to none that is declared."""

    full: str
    root: Root | None
    number: str
    name: str
    grant_id: str | None

    @property
    def has_balance(self) -> bool:
        """Tell whether it carries its balance over to the next year."""
        return self.root not in {"income", "expenses"}

    @property
    def order(self) -> tuple[bool, str, str]:
        """What to sort accounts by: their number, those without one last."""
        return (not self.number, self.number, self.full)


@dataclass(frozen=True, slots=True, eq=False)
class JournalRow:
    """A row of a voucher. ``amount`` (SEK) is as booked: debit positive.

    ``concerns`` is ``avser`` as it is written. A word on the row goes before one on the voucher.
    """

    account: Account
    amount: Decimal
    register: str | None
    activity: str | None
    purpose: str | None
    category: str | None
    benefit: str | None
    concerns: str | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class JournalVoucher:
    """A voucher with its rows. ``voucher`` is what the book knows of it.

    ``series`` is what stands before the running number, ``running`` that number: None when the
    voucher has none. ``text`` has personal numbers masked. ``documents`` are the paths of its
    documents from the book's folder, an invoice first. ``left_out`` tells how many of its rows are
    in no kronor.
    """

    voucher: Voucher
    series: str
    running: int | None
    text: str
    rows: tuple[JournalRow, ...]
    documents: tuple[str, ...]
    left_out: int

    @property
    def registered(self) -> date:
        """The day it was registered; when that is not said, the day of the event."""
        return self.voucher.registered or self.voucher.date


@dataclass(frozen=True, slots=True, eq=False)
class Journal:
    """Every voucher of a book, in order of date."""

    vouchers: tuple[JournalVoucher, ...]

    def of_grant(self, grant_id: str) -> tuple[JournalVoucher, ...]:
        """The vouchers with a row under a grant."""
        return tuple(one for one in self.vouchers if grant_id in one.voucher.grant_ids)

    def years(self, grant_id: str) -> range:
        """The financial years (calendar years) in which something is booked on a grant."""
        own = [one.voucher.date.year for one in self.of_grant(grant_id)]
        return range(min(own), max(own) + 1) if own else range(0)

    def of_years(self, years: range) -> tuple[JournalVoucher, ...]:
        """The vouchers whose events were in one of the years."""
        return tuple(one for one in self.vouchers if one.voucher.date.year in years)

    def opening(self, year: int) -> Mapping[Account, Decimal]:
        """The balance of each account when a year began (SEK, debit positive).

        Income and expenses begin anew each year, whether or not the book has closed them.
        """
        balances: dict[Account, Decimal] = defaultdict(lambda: ZERO)
        for one in self.vouchers:
            if one.voucher.date.year >= year:
                break
            for row in one.rows:
                if row.account.has_balance:
                    balances[row.account] += row.amount
        return dict(balances)

    def earlier_results(self, year: int) -> Decimal:
        """What income and expenses of earlier years add up to (SEK, a loss positive)."""
        return -sum(self.opening(year).values(), ZERO)


def split_number(number: str | None) -> tuple[str, int | None]:
    """Split a voucher's number into its series and its running number: ``2026-A``, 42."""
    prefix = (number or "").rstrip(_DIGITS)
    digits = (number or "")[len(prefix) :]
    if 0 < len(digits) <= _MOST_DIGITS:
        return prefix, int(digits)
    return number or "", None


def read_journal(ledger: Ledger, book: Book) -> Journal:
    """Make the journal of a loaded ledger. ``book`` is the book that was made of the same ledger.

    What the book does not see, dated after the day it was made for, the journal does not either.
    """
    transactions = (entry for entry in ledger.entries if isinstance(entry, Transaction))
    maker = _Maker(ledger, book)
    # The book has its vouchers in the order of the entries; only the last ones may be unseen.
    return Journal(
        tuple(
            maker.voucher(voucher, entry)
            for voucher, entry in zip(book.vouchers, transactions, strict=False)
        )
    )


def relative_path(path: str, root: str) -> str:
    """The path of a document from the book's folder, with slashes on every system."""
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return Path(path).name


class _Maker:
    """Makes the vouchers of one journal, each account once."""

    def __init__(self, ledger: Ledger, book: Book) -> None:
        self._roots: dict[str, Root] = {ledger.options[f"name_{root}"]: root for root in _ROOTS}
        self._grants = {grant.id for grant in book.grants}
        self._accounts: dict[str, Account] = {}
        self._documents = _by_link(book.documents, str(ledger.root))

    def voucher(self, voucher: Voucher, entry: Any) -> JournalVoucher:
        meta = entry.meta
        rows = [
            self._row(posting, meta, voucher)
            for posting in entry.postings
            if posting.units is not None and posting.units.currency == CURRENCY
        ]
        series, running = split_number(voucher.number)
        text = ", ".join(part for part in (voucher.payee, voucher.narration) if part)
        return JournalVoucher(
            voucher=voucher,
            series=series,
            running=running,
            text=mask(text) if voucher.number_like else text,
            rows=tuple(rows),
            documents=self._documents_of(voucher),
            left_out=len(entry.postings) - len(rows),
        )

    def _row(self, posting: Any, meta: Mapping[str, Any], voucher: Voucher) -> JournalRow:
        own = posting.meta or {}

        def said(key: str) -> str | None:
            return word(own.get(key) or meta.get(key))

        return JournalRow(
            account=self._account(posting.account),
            amount=posting.units.number,
            register=said("register"),
            activity=said("insats"),
            purpose=said("andamal"),
            category=said("kostnadsslag"),
            benefit=said("nytta"),
            concerns=said(words.PERIOD),
            place=place_of(own, voucher.place),
        )

    def _account(self, full: str) -> Account:
        account = self._accounts.get(full)
        if account is None:
            parts = full.split(":")
            number, _, name = parts[-1].partition("-")
            if not number.isdecimal():
                number, name = "", parts[-1]
            grant = parts[1] if len(parts) >= _FEWEST_PARTS and parts[1] in self._grants else None
            account = Account(
                full, self._roots.get(parts[0]), number, name.replace("-", " "), grant
            )
            self._accounts[full] = account
        return account

    def _documents_of(self, voucher: Voucher) -> tuple[str, ...]:
        """Those that carry its number; when there are none, those that share a link with it."""
        own = self._documents.get(voucher.number or "", ())
        if own:
            return own
        shared = (self._documents.get(link, ()) for link in sorted(voucher.links))
        return tuple(dict.fromkeys(path for paths in shared for path in paths))


def _by_link(documents: Iterable[Document], root: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for document in sorted(documents, key=lambda one: one.kind != "faktura"):
        if document.usable:
            path = relative_path(document.path, root)
            for link in document.links:
                found[link][path] = None
    return {link: tuple(paths) for link, paths in found.items()}
