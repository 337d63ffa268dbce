"""An e-invoice as read, whichever of the formats it came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nkr_audit.money import ZERO
from nkr_audit.personal_number import is_personal

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.errors import NkrError
    from nkr_audit.period import Period
    from nkr_audit.text import Text

InvoiceKind = Literal["faktura", "kreditfaktura"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is odd in an invoice but does not stop it, and the line where it stands."""

    what: Text
    line: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sent the invoice.

    ``number`` is the Swedish organisation number as ten digits; for a supplier without one, its
    own country's identifier as written; empty when there is none.
    """

    name: str
    number: str
    is_swedish: bool

    @property
    def is_person(self) -> bool:
        """Tell whether the number is a personnummer, as a sole trader's is."""
        return self.is_swedish and is_personal(self.number)

    @property
    def shown(self) -> str:
        """The number as people write it; a personnummer without its last four digits."""
        if not self.is_swedish:
            return self.number
        return f"{self.number[:6]}-{'XXXX' if self.is_person else self.number[6:]}"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line. ``net`` is without VAT; ``quantity`` is as written, without a credit note's sign."""

    id: str
    text: str
    quantity: Decimal | None
    net: Decimal
    accounting_cost: str
    period: Period | None
    line: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the invoice. ``name`` is fit to be shown, ``ending`` to end a file name."""

    name: str
    mime: str
    content: bytes
    ending: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an invoice, in its currency; those of a credit note are negative.

    ``net`` is without VAT, ``total`` with it. ``adjustments`` are the charges less the allowances
    of the invoice as a whole. ``payable`` is the total less what is ``prepaid``, with
    ``rounding``.
    """

    net: Decimal
    vat: Decimal
    total: Decimal
    payable: Decimal
    adjustments: Decimal = ZERO
    prepaid: Decimal = ZERO
    rounding: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class References:
    """What the invoice refers to; empty where it says nothing. ``preceding`` are the invoices that
    a credit note is about.
    """

    buyer: str = ""
    order: str = ""
    project: str = ""
    contract: str = ""
    accounting_cost: str = ""
    preceding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EInvoice:
    """One invoice. ``period`` is that of the invoice as a whole, as far as it states one.

    ``line`` is where it begins in its file.
    """

    kind: InvoiceKind
    supplier: Supplier
    number: str
    issued: date
    due: date | None
    period: Period | None
    currency: str
    totals: Totals
    lines: tuple[InvoiceLine, ...]
    references: References
    bankgiro: tuple[str, ...]
    plusgiro: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    remarks: tuple[Remark, ...]
    line: int


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """A file and the invoices in it."""

    path: Path
    content: bytes
    sha256: str
    invoices: tuple[EInvoice, ...]


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file that could not be read as an invoice, and why."""

    path: Path
    error: NkrError
