"""What is to be recorded: vouchers with their rows and documents, and events of a grant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

# Metadata by key, in the order in which it is written.
Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """Who registered a voucher and when, and who attested it."""

    by: str
    on: date
    attested_by: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A posting to be written; debit positive, SEK."""

    account: str
    amount: Decimal
    words: Words = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A document to be written on a voucher: where its file lies in the book, and its hash."""

    path: Path
    kind: str
    sha256: str
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher to be written. ``links`` are those beside its own number."""

    number: str
    day: date
    payee: str
    text: str
    registered: Registered
    rows: tuple[Row, ...]
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    words: Words = ()
    documents: tuple[Filed, ...] = ()


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event of the grant (``nkr-handelse``) to be written."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What a command is to write: its vouchers and event, and what each file shall then hold.

    ``contents`` is in the order in which the files take their places. ``forgiven`` are codes of
    errors that do not stop it, by voucher: a reversal has the errors of what it reverses.
    """

    grant_id: str
    vouchers: tuple[NewVoucher, ...]
    contents: Mapping[Path, bytes]
    event: NewEvent | None = None
    forgiven: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its vouchers."""
        return tuple(voucher.number for voucher in self.vouchers)
