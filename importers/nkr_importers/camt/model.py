"""What a bank file says: statements, their balances and entries, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.period import Period

Kind = Literal["camt.053", "camt.054"]

BOOKED = "BOOK"
OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)
_SHOWN_OF_ACCOUNT = 4


@dataclass(frozen=True, slots=True)
class Party:
    """Who paid or was paid: name and organisation number, empty where the file has none.

    Private identities are not read.
    """

    name: str = ""
    organisation_number: str = ""


@dataclass(frozen=True, slots=True)
class Transaction:
    """One payment of an entry (TxDtls). ``amount`` is signed, credit positive; None: not told."""

    amount: Decimal | None
    currency: str
    payer: Party
    payee: Party
    remittance: tuple[str, ...]
    references: tuple[str, ...]
    has_charges: bool
    line: int


@dataclass(frozen=True, slots=True)
class BankEntry:
    """An entry of the account. ``amount`` is signed, credit positive.

    A reversal has the sign of its own direction, not that of what it reverses. ``reference`` is the
    bank's. ``batch`` is how many payments the entry says that it sums.
    """

    amount: Decimal
    currency: str
    is_reversal: bool
    status: str
    booked: date | None
    value: date | None
    reference: str
    text: str
    batch: int | None
    has_charges: bool
    transactions: tuple[Transaction, ...]
    line: int

    @property
    def is_booked(self) -> bool:
        """Tell whether the bank has booked it, and does not only expect it."""
        return self.status == BOOKED

    @property
    def day(self) -> date | None:
        """The day the bank booked it, else its value date."""
        return self.booked or self.value


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance; ``amount`` is signed, credit positive. ``kind`` as OPBD, PRCD, CLBD."""

    kind: str
    amount: Decimal
    currency: str
    day: date | None
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, or a notification, which has no balances.

    ``account`` is the IBAN, else the bank's own number. ``said_period`` is what the file states.
    ``page`` is 0 when the file does not number the pages.
    """

    id: str
    account: str
    currency: str
    said_period: Period | None
    balances: tuple[Balance, ...]
    entries: tuple[BankEntry, ...]
    page: int
    line: int

    @property
    def masked_account(self) -> str:
        """The account by its last four characters: ``*6890``."""
        return f"*{self.account[-_SHOWN_OF_ACCOUNT:]}"

    @property
    def opening(self) -> Balance | None:
        """The booked balance it begins with: OPBD, else that of the statement before (PRCD)."""
        return self._balance(OPENING, 0)

    @property
    def closing(self) -> Balance | None:
        """The booked balance it ends with."""
        return self._balance(CLOSING, -1)

    @property
    def booked_entries(self) -> tuple[BankEntry, ...]:
        """The entries that count in the balance."""
        return tuple(entry for entry in self.entries if entry.is_booked)

    def _balance(self, kinds: tuple[str, ...], place: int) -> Balance | None:
        for kind in kinds:
            found = [one for one in self.balances if one.kind == kind]
            own = [one for one in found if one.currency == self.currency]
            if found:
                return (own or found)[place]
        return None


@dataclass(frozen=True, slots=True)
class CamtFile:
    """A file as read. ``version`` is that of the message, 0 when its namespace does not tell."""

    path: Path
    sha256: str
    kind: Kind
    version: int
    statements: tuple[Statement, ...]

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self.path.name
