"""A whole SIE file, type 1 to 4, as values: every record of SIE 4B, and what is wrong with it.

Two documents are equal when they say the same. Where it stood, in which encoding, and what was
remarked while it was read, is told but not compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from nkr_importers.sie.rows import count_once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.text import Text
    from nkr_importers.model import Fault, FinancialYear, Objects

Kind = Literal["1", "2", "3", "4E", "4I"]
RowKind = Literal["TRANS", "RTRANS", "BTRANS"]
BalanceKind = Literal["IB", "UB", "OIB", "OUB", "RES"]
PeriodKind = Literal["PSALDO", "PBUDGET"]
Severity = Literal["note", "remark", "error"]


@dataclass(frozen=True, slots=True)
class Program:
    """#PROGRAM: what wrote the file."""

    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Generated:
    """#GEN: when the file was written, and by whom."""

    day: date
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """#ORGNR, with the acquisition and operation numbers of a sole trader."""

    number: str
    acquisition: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """#ADRESS: contact, street, postal code and town, telephone."""

    contact: str = ""
    street: str = ""
    town: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The file's account of itself; what it does not say is None, or ``()`` for #PROSA.

    ``already_read`` is #FLAGGA 1; it, #FORMAT and #SIETYP are about the file and not compared.
    ``years`` are the financial years by number: 0 this one, −1 the
    one before.
    """

    already_read: bool | None = field(default=None, compare=False)
    program: Program | None = None
    format: str | None = field(default=None, compare=False)
    generated: Generated | None = None
    sie_type: int | None = field(default=None, compare=False)
    comments: tuple[str, ...] = ()
    company_type: str | None = None
    company_id: str | None = None
    organisation: Organisation | None = None
    industry: str | None = None
    address: Address | None = None
    company: str | None = None
    years: Mapping[int, FinancialYear] = field(default_factory=dict)
    tax_year: str | None = None
    extent: date | None = None
    chart: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """#KONTO with its #KTYP, #ENHET and #SRU. ``name`` is None when only the latter are there."""

    number: str
    name: str | None
    kind: str | None = None
    unit: str | None = None
    sru: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Dimension:
    """#DIM, or #UNDERDIM when it lies under another (``parent``)."""

    number: str
    name: str
    parent: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SieObject:
    """#OBJEKT: a cost centre, a project … of a dimension."""

    dimension: str
    code: str
    name: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """#IB, #UB, #RES, and #OIB, #OUB by object. Debit is positive."""

    kind: BalanceKind
    year: int
    account: str
    objects: Objects
    amount: Decimal
    quantity: Decimal | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PeriodAmount:
    """#PSALDO, the change of a month (``period`` YYYYMM), or #PBUDGET, its budget."""

    kind: PeriodKind
    year: int
    period: str
    account: str
    objects: Objects
    amount: Decimal
    quantity: Decimal | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a voucher: #TRANS, added afterwards (#RTRANS), or taken out (#BTRANS).

    ``day`` and ``sign`` of the latter two tell when and by whom.
    """

    kind: RowKind
    account: str
    objects: Objects
    amount: Decimal
    day: date | None = None
    text: str = ""
    quantity: str = ""
    sign: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Voucher:
    """A sound voucher, all its rows in the order of the file."""

    series: str
    number: str
    day: date
    text: str
    registered: date | None
    sign: str
    rows: tuple[Row, ...]
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """Series and number, or the line when it has no number."""
        return f"{self.series} {self.number}".strip() if self.number else f"rad {self.line}"

    @property
    def counted(self) -> tuple[Row, ...]:
        """The rows that count, each once; none when the rows can be read in two ways."""
        return count_once([(f"#{row.kind}".encode(), row) for row in self.rows])[0]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a line. A ``note`` is allowed by the standard and worth knowing; a
    ``remark`` departs from it; an ``error`` does so, and what it stands on is not in the document.
    """

    line: int
    label: str
    what: Text
    severity: Severity


@dataclass(frozen=True, slots=True)
class Checksum:
    """#KSUMMA: what the file says, and what its contents come to."""

    stated: int
    computed: int

    @property
    def agrees(self) -> bool:
        """Tell whether the file is as it was written."""
        return self.stated == self.computed


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document was read from. ``ignored`` counts labels and fields not understood;
    ``vouchers`` and ``rows`` (#TRANS) count everything in it, faulty or not.
    """

    name: str = ""
    sha256: str = ""
    encoding: str = "cp437"
    checksum: Checksum | None = None
    problems: tuple[Problem, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    vouchers: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class SieDocument:
    """A SIE file. ``quarantined`` are the vouchers with a fault; they are not in ``vouchers``."""

    kind: Kind
    header: Header = field(default_factory=Header)
    accounts: tuple[Account, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    objects: tuple[SieObject, ...] = ()
    balances: tuple[Balance, ...] = ()
    periods: tuple[PeriodAmount, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    quarantined: tuple[Fault, ...] = ()
    source: Source = field(default_factory=Source, compare=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems by which something in the file is not in the document."""
        return tuple(one for one in self.source.problems if one.severity == "error")
