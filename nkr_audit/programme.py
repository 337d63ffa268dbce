"""Grant programmes: a payer's terms as data, each clause with its source and quotation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.period import Period
    from nkr_audit.text import Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a clause stands: the file name of the source document, and its exact words."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One term: its sources (at least one) and, where they disagree, how it is read and why."""

    sources: tuple[Source, ...]
    interpretation: Text | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """What the programme says of one purpose or cost category.

    ``severity`` is None when it is allowed, else how grave a use of it is.
    """

    name: str
    severity: Severity | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum the sources state, in kronor; ``parts`` add up to it exactly when there are any."""

    name: str
    label: Text
    kronor: Decimal
    recipient: str | None
    money: str | None
    vat: Literal["exkl", "inkl"] | None
    clause: Clause
    parts: tuple[Amount, ...] = ()

    def walk(self) -> Iterator[Amount]:
        """Yield this amount and all its parts, a whole before its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Allocation:
    """How the frame is shared out: the same sum for each register, whole kronor, rounded down."""

    frame: Decimal
    per_register: Decimal
    registers: int
    undistributed: Decimal
    clause: Clause


@dataclass(frozen=True, slots=True)
class RequisitionWindow:
    """The days on which the grant may be requisitioned; ``lapses``: a late one loses the right."""

    opens: date | None
    closes: date
    lapses: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class RepaymentTerms:
    """When unused money is paid back: only above ``floor`` (None = always), by ``deadline``.

    ``deadline`` is None when the payer sends an invoice.
    """

    payee: str
    floor: Decimal | None
    deadline: date | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is owed; ``due`` is None when the payer sets the date later.

    ``by`` is who owes it when that is not the region that received the money.
    """

    name: str
    label: Text
    to: str
    due: date | None
    clause: Clause
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ExternalIncomeTerms:
    """What companies pay for a register's services.

    ``price`` is ``sjalvkostnad`` when the price is to be the self-cost, ``affarsmassigt`` when it
    may be above. ``elements`` are what a self-cost may be made of.
    """

    price: str
    elements: tuple[str, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class FormField:
    """A field or question of one of the programme's forms, in the form's own order.

    ``key`` tells the tool what the field asks for; None when it is filled in by hand.
    """

    form: str
    section: str
    label: str
    clause: Clause
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A grant programme of one year. Everything that a rule or a report needs to know of the terms.

    ``regions`` is empty when any region may receive. ``purposes`` is by money (``stat``,
    ``region``), then by purpose. ``terms`` holds the clauses that have no data of their own, by
    the names in ``docs/programfil.md``. ``severities`` overrides the rules' own, by rule code.
    ``documents`` names the source documents for people, by the name that ``Source`` holds.
    """

    id: str
    name: Text
    payer: str
    period: Period
    period_clause: Clause
    regions: tuple[str, ...]
    regions_clause: Clause | None
    amounts: tuple[Amount, ...]
    allocation: Allocation | None
    requisition: RequisitionWindow | None
    repayment: RepaymentTerms
    external_income: ExternalIncomeTerms | None
    reports: tuple[Report, ...]
    purposes: Mapping[str, Mapping[str, Permission]]
    categories: Mapping[str, Permission]
    form_fields: tuple[FormField, ...]
    terms: Mapping[str, Clause]
    severities: Mapping[str, Severity] = field(default_factory=dict)
    documents: Mapping[str, Text] = field(default_factory=dict)

    def form(self, name: str) -> tuple[FormField, ...]:
        """The fields of one form, in its order; none when the programme has no such form."""
        return tuple(field for field in self.form_fields if field.form == name)

    def sources(self, *names: str) -> tuple[Source, ...]:
        """The sources of the named ``terms``, in order; a term the programme lacks has none."""
        return tuple(
            source for name in names if name in self.terms for source in self.terms[name].sources
        )

    def all_amounts(self) -> Iterator[Amount]:
        """Yield every amount and part, a whole before its parts."""
        for amount in self.amounts:
            yield from amount.walk()

    def clauses(self) -> Iterator[Clause]:
        """Yield every clause of the programme, so that each can be held against its source."""
        yield self.period_clause
        for single in (
            self.allocation, self.requisition, self.repayment, self.external_income,
        ):  # fmt: skip
            if single is not None:
                yield single.clause
        if self.regions_clause is not None:
            yield self.regions_clause
        for amount in self.all_amounts():
            yield amount.clause
        for many in (self.reports, self.form_fields, self.categories.values()):
            for item in many:
                yield item.clause
        for permissions in self.purposes.values():
            for permission in permissions.values():
                yield permission.clause
        yield from self.terms.values()
