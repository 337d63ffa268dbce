"""What an importer reads: vouchers as they stand in the source, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

AccountClass = Literal["assets", "liabilities", "equity", "income", "expenses"]
Objects = tuple[tuple[str, str], ...]
# What a source says besides, as metadata of the ledger's vocabulary: key and value.
Details = tuple[tuple[str, str], ...]

COST_CENTRE = "1"
PROJECT = "6"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows belong to the grant: those that carry the code, or both when both are given."""

    cost_centre: str | None = None
    project: str | None = None

    @property
    def objects(self) -> Objects:
        """The dimension and code pairs that a row must carry."""
        wanted = ((COST_CENTRE, self.cost_centre), (PROJECT, self.project))
        return tuple((dimension, code) for dimension, code in wanted if code is not None)

    @property
    def text(self) -> Text:
        """The code as people say it."""
        named = (
            (Text("kostnadsställe", "cost centre"), self.cost_centre),
            (Text("projekt", "project"), self.project),
        )
        given = [(label, code) for label, code in named if code is not None]
        return Text(
            " och ".join(f"{label.sv} {code}" for label, code in given),
            " and ".join(f"{label.en} {code}" for label, code in given),
        )

    def matches(self, objects: Objects) -> bool:
        """Tell whether a row with these objects belongs to the grant."""
        return all(wanted in objects for wanted in self.objects)


def objects_text(objects: Objects) -> str:
    """Return objects as the ledger writes them (``objekt``): ``1=2610, 6=103``."""
    return ", ".join(f"{dimension}={code}" for dimension, code in objects)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a voucher. ``amount`` is SEK, debit positive; ``day`` is None when the row has
    none of its own; ``objects`` are dimension and code, opaque strings.
    """

    account: str
    objects: Objects
    amount: Decimal
    day: date | None
    text: str
    quantity: str
    sign: str
    line: int
    details: Details = ()


@dataclass(frozen=True, slots=True)
class SourceVoucher:
    """A sound voucher: ``rows`` are what counts and add up to zero.

    ``added`` and ``removed`` are the rows that were put in and taken out after registration: who
    did it, and when. They are history, and no part of the sums. ``ordinal`` is the voucher's place
    among the vouchers of the file, 1 = first. ``payee`` is the supplier's name, where the source
    tells it apart from the text.
    """

    identity: str
    year: str
    series: str
    number: str
    day: date
    text: str
    registered: date | None
    sign: str
    rows: tuple[SourceRow, ...]
    added: tuple[SourceRow, ...]
    removed: tuple[SourceRow, ...]
    line: int
    ordinal: int
    payee: str = ""
    details: Details = ()

    @property
    def label(self) -> str:
        """Series and number as the economist knows them, or the identity when there are none."""
        return f"{self.series} {self.number}".strip() if self.number else self.identity


RE_EXPORT = Text(
    "rätta verifikationen i ekonomisystemet, exportera filen på nytt och importera om",
    "correct the voucher in the ERP, export the file again, and import it",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A voucher that is not booked: where it stands in the source, why, and how to mend it."""

    line: int
    voucher: str
    what: Text
    remedy: Text = RE_EXPORT


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A financial year of the file (#RAR), named after the year it starts in."""

    start: date
    end: date

    @property
    def label(self) -> str:
        """The year in which it starts."""
        return f"{self.start.year:04}"


@dataclass(frozen=True, slots=True)
class Declarations:
    """What the file says of itself and of its accounts, dimensions and objects."""

    program: str = ""
    generated: str = ""
    company: str = ""
    organisation_number: str = ""
    years: tuple[FinancialYear, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)
    account_kinds: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read for one selection.

    ``vouchers`` are the sound ones that carry the code, and those asked for by identity;
    ``repeated`` the exact copies of them. ``faults`` are faulty vouchers that carry the code,
    ``other_faults`` the first of those that do not, ``other_fault_count`` how many they are.
    ``skipped`` is how many vouchers do not carry the code. ``ignored`` counts labels and fields
    that the format does not know. ``checksum`` is whether the sum that the file holds over its own
    contents is right.
    """

    name: str
    sha256: str
    encoding: str
    declarations: Declarations
    vouchers: tuple[SourceVoucher, ...]
    repeated: tuple[SourceVoucher, ...]
    faults: tuple[Fault, ...]
    other_faults: tuple[Fault, ...]
    other_fault_count: int
    voucher_count: int
    row_count: int
    skipped: int
    ignored: Mapping[str, int]
    checksum: Literal["right", "wrong", "missing"] = "missing"
