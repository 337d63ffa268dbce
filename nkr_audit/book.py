"""The book: grants, vouchers, cost lines and documents as plain values, free of Beancount.

Everything that rules, settlement and reports know of a ledger they know from here. The values are
made in one pass by ``nkr_audit.book_builder``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nkr_audit.money import ZERO
from nkr_audit.personal_number import mask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.errors import Place
    from nkr_audit.period import Period
    from nkr_audit.programme import Programme
    from nkr_audit.text import Text
    from nkr_audit.trail.problem import Problem

# What told when a cost arose: its own ``avser``, the accrual it belongs to, or only its date.
PeriodSource = Literal["avser", "reservering", "datum"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """Findings accepted by a person (``avvikelse``): which codes, and why."""

    codes: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of evidence. ``usable``: its file is there, within the book's own folder.

    ``is_altered``: the file is another than its ``sha256`` says.
    """

    path: str
    kind: str | None
    sha256: str | None
    account: str
    grant_id: str | None
    activity: str | None
    date: date
    links: frozenset[str]
    deviation: Deviation | None
    place: Place
    usable: bool
    is_altered: bool


@dataclass(frozen=True, slots=True, eq=False)
class Voucher:
    """A verification. ``imbalance`` is what its rows add up to (SEK), 0 when it is sound.

    ``is_flagged``: a person has marked it ``!``, as not yet in order. ``grant_ids`` are the names
    under which it has rows. ``source`` is the file it was imported from. ``number_like`` are the
    strings in its texts that look like a personnummer.
    """

    number: str | None
    registered: date | None
    date: date
    payee: str
    narration: str
    is_flagged: bool
    tags: frozenset[str]
    links: frozenset[str]
    grant_ids: frozenset[str]
    corrects: str | None
    registered_by: str | None
    attested_by: str | None
    invoice: str | None
    counterparty: str | None
    source: str | None
    number_like: tuple[str, ...]
    imbalance: Decimal
    deviation: Deviation | None
    place: Place

    @property
    def description(self) -> str:
        """Payee and text, as a person would name the voucher; personal numbers masked."""
        parts = (self.payee, f"”{self.narration}”" if self.narration else "")
        return mask(", ".join(part for part in parts if part))


@dataclass(frozen=True, slots=True, eq=False)
class CostLine:
    """A posting on ``Kostnader:G:*``, its metadata resolved: the posting's, else the voucher's.

    ``inside`` and ``outside`` (SEK) are its shares inside and outside the grant year and add up to
    ``amount``; credits are negative. ``period`` is when the cost arose, as ``period_source`` tells.
    ``passed_on_to`` is who got the money, when the cost is that it was passed on.
    """

    grant_id: str
    voucher: Voucher
    account_number: str
    account_name: str
    amount: Decimal
    inside: Decimal
    outside: Decimal
    period: Period
    period_source: PeriodSource
    register: str | None
    activity: str | None
    purpose: str | None
    category: str | None
    benefit: str | None
    passed_on_to: str | None
    accrual_ambiguous: bool
    deviation: Deviation | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A posting that is no cost: a receipt, a repayment, recognised income, VAT, or a stray one.

    ``amount`` (SEK) is as booked: debit positive.
    """

    voucher: Voucher
    account: str
    amount: Decimal
    cost_line: CostLine | None
    deviation: Deviation | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class ExternalIncome:
    """Money from another financier. ``amount`` (SEK) is positive when money came in.

    ``grant_id`` is the grant it was booked under, None outside every grant; ``netted``: it was
    booked against a grant's costs. ``elements`` are what its self-cost is made of.
    """

    voucher: Voucher
    account: str
    amount: Decimal
    grant_id: str | None
    netted: bool
    financier: str | None
    form: str | None
    agreement: str | None
    self_cost: Decimal | None
    elements: tuple[str, ...]
    register: str | None
    deviation: Deviation | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class OwnCost:
    """A cost outside every grant that names a register: the region's own money."""

    voucher: Voucher
    account: str
    amount: Decimal
    register: str
    category: str | None
    deviation: Deviation | None
    place: Place


@dataclass(frozen=True, slots=True)
class Register:
    """A quality register of a grant, and what was granted for it."""

    name: str
    granted: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity (insats), its purpose, and how it furthers the purpose of the grant."""

    id: str
    title: str
    purpose: str | None
    furthers: str | None
    deviation: Deviation | None
    place: Place


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the grant: ``rekvisition``, ``bokslut`` …

    ``due`` is the day an answer was asked for (``senast``).
    """

    kind: str
    due: date | None
    date: date
    amount: Decimal | None
    deviation: Deviation | None
    place: Place


@dataclass(frozen=True, slots=True)
class Accrual:
    """A cost accrued at year end, and what became of it: amounts inside the grant year, SEK.

    ``vouchers`` are those that accrued it; ``released`` is not positive; ``actual`` is what the
    vouchers that replace it cost; corrections are summed with what they correct. ``settled`` tells
    that a later voucher belongs to it, such as an invoice straight against the liability. Open
    until something has been released, or settled without a cost.
    """

    vouchers: tuple[Voucher, ...]
    lines: tuple[CostLine, ...]
    accrued: Decimal
    released: Decimal
    actual: Decimal
    settled: bool

    @property
    def is_open(self) -> bool:
        """Tell whether the accrual still stands as it was booked."""
        if self.released or not self.accrued:
            return False
        return bool(self.actual) or not self.settled

    @property
    def difference(self) -> Decimal:
        """What the outcome moved the figure by, so far."""
        return self.released + self.actual


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant: how it was declared, and everything booked on it.

    ``programme`` is None when no such programme is known. ``liability`` is the credit balance of
    ``Skulder:G:*``, by account number in ``liability_by_account``; ``recognised`` the income
    recognised on it; both SEK. ``shared_liability`` are the postings on ``Skulder:G:*`` of vouchers
    that have rows under another name too.
    """

    id: str
    programme_id: str
    programme: Programme | None
    region: str | None
    cost_centre: str | None
    granted: Decimal | None
    money: str
    deviation: Deviation | None
    date: date
    place: Place
    registers: tuple[Register, ...]
    activities: tuple[Activity, ...]
    events: tuple[Event, ...]
    cost_lines: tuple[CostLine, ...]
    receipts: tuple[Entry, ...]
    repayments: tuple[Entry, ...]
    shared_liability: tuple[Entry, ...]
    vat: tuple[Entry, ...]
    accruals: tuple[Accrual, ...]
    recognised: Decimal
    liability_by_account: Mapping[str, Decimal]

    @property
    def liability(self) -> Decimal:
        """The credit balance of all accounts ``Skulder:G:*``, SEK."""
        return sum(self.liability_by_account.values(), ZERO)

    def events_of(self, kind: str) -> tuple[Event, ...]:
        """The events of one kind, oldest first."""
        return tuple(event for event in self.events if event.kind == kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the ledger that cannot be read as it stands: the rule's code, and what it says.

    ``drops`` tells that an entry is missing from the book because of it.
    """

    code: str
    what: Text
    remedy: Text
    place: Place
    grant_id: str | None = None
    voucher: Voucher | None = None
    amount: Decimal | None = None
    deviation: Deviation | None = None
    drops: bool = False


@dataclass(frozen=True, slots=True)
class GoneFile:
    """A file that the log knows and that is no more. ``day`` is that of the last record of it.

    ``vouchers`` are those that this record was about.
    """

    path: str
    day: date
    vouchers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrailState:
    """What the processing log says of the book, and what is not right between them.

    ``log`` is where it lies. ``record_days`` has the day (UTC) of each record; ``sealed`` is how
    many of them a sound checkpoint covers; ``vouchers`` the numbers that were booked through the
    tool, each with the day.
    """

    log: Place
    problems: tuple[Problem, ...]
    record_days: tuple[date, ...]
    sealed: int
    gone: tuple[GoneFile, ...]
    vouchers: Mapping[str, date]


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """All that a ledger says, up to a day.

    ``trail`` is None when the book has no processing log, and when it is seen as of an earlier day.
    """

    grants: tuple[Grant, ...]
    vouchers: tuple[Voucher, ...]
    documents: tuple[Document, ...]
    strays: tuple[Entry, ...]
    external_income: tuple[ExternalIncome, ...]
    own_costs: tuple[OwnCost, ...]
    faults: tuple[Fault, ...]
    accrual_groups: Mapping[str, int]
    place: Place
    last_date: date | None
    trail: TrailState | None = None

    def within(self, path: str) -> str:
        """The path of a file from the book's folder: where that lies is nobody else's matter."""
        folder = self.place.file.replace("\\", "/").rpartition("/")[0]
        return path.replace("\\", "/").removeprefix(f"{folder}/") if folder else path
