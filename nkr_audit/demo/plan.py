"""What an example book is made from: tables of what happened in a region during the grant year.

The plans of the example books are read by ``demo.plan_file``. A period is kept as it is written:
``"2026"``, ``"2026-04"``, ``"2026-05/2026-06"``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from nkr_audit.demo.drafts import Draft
    from nkr_audit.demo.organisations import Supplier


@dataclass(frozen=True, slots=True)
class Part:
    """A register's part of a cost: direct or indirect benefit, and its weight among the parts."""

    register: str
    benefit: str
    weight: int = 1


Split = tuple[Part, ...]


def direct(register: str) -> Split:
    """The whole cost for one register, which it was bought for."""
    return (Part(register, words.DIRECT),)


@dataclass(frozen=True, slots=True)
class Activity:
    """An insats: its purpose, how it furthers the grant's aim, and the proof that it was done.

    ``proof`` is the facts of the insats document; none means that there is no document.
    """

    id: str
    name: str
    purpose: str
    promotes: str
    day: date
    proof: tuple[tuple[str, str], ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Employee:
    """Someone whose salary is paid in part by the grant; known by an employee number only."""

    number: str
    title: str
    salary: Decimal
    raised: Decimal
    percent: int
    activity: str
    to: Split


@dataclass(frozen=True, slots=True)
class Payroll:
    """The monthly salaries; proved by payslips, or by contracts of employment alone."""

    employees: tuple[Employee, ...]
    contracts: bool = False
    first_month: int = 1
    last_month: int = 12


@dataclass(frozen=True, slots=True)
class Invoice:
    """A supplier's invoice, or with ``credits`` (the key of another) its credit note.

    ``net`` is what the grant pays; ``prepaid`` the net that concerns later years and is kept
    outside the grant, when the invoice covers more (``billed``) than the cost's own ``period``.
    """

    day: date
    supplier: Supplier
    account: str
    text: str
    net: Decimal
    period: str
    activity: str
    to: Split
    vat: int = 25
    key: str = ""
    credits: str = ""
    prepaid: Decimal = ZERO
    billed: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """A cost inside the region, spread by a key: ``part`` of ``whole`` of ``pool``."""

    day: date
    unit: str
    account: str
    text: str
    pool: Decimal
    part: int
    whole: int
    basis: str
    period: str
    activity: str
    to: Split
    key: str = ""


@dataclass(frozen=True, slots=True)
class Accrual:
    """A delivery at the end of the year whose invoice comes in the next one."""

    key: str
    supplier: Supplier
    account: str
    text: str
    estimate: Decimal
    final: Decimal
    delivered: date
    delivery: str
    invoiced: date
    period: str
    activity: str
    to: Split
    vat: int = 25


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of the voucher ``of``: an amount moved to other parts, or out of the grant."""

    day: date
    of: str
    account: str
    text: str
    amount: Decimal
    period: str
    activity: str
    away: Split
    to: Split | None
    to_account: str = ""
    key: str = ""


Event = Invoice | Allocation | Accrual | Correction


@dataclass(frozen=True, slots=True)
class Repayment:
    """Unused money paid back to the payer, and what the payer asked for it with."""

    day: date
    payee: str
    amount: Decimal
    document: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """The report to the payer: when its form came, its last day, and when it was handed in.

    The agreements have no form; a day that is None is not in the book.
    """

    handed_in: date | None
    received: date | None = None
    due: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant and its year: who, how much, for which registers, and everything that happened."""

    id: str
    programme: str
    region: str
    cost_centre: str
    year: int
    registers: tuple[tuple[str, Decimal], ...]
    activities: tuple[Activity, ...]
    payroll: Payroll
    events: tuple[Event, ...]
    requisition: date
    receipt: date
    payer: str
    closing: date
    reporting: Reporting | None = None
    ombud: date | None = None
    repayment: Repayment | None = None
    money: str = ""
    deviation: str = ""
    requisition_comment: str = ""
    change: Callable[[list[Draft]], list[Draft]] | None = None

    def purpose(self, activity: str) -> str:
        """The purpose of one of the grant's activities."""
        return next(one.purpose for one in self.activities if one.id == activity)


@dataclass(frozen=True, slots=True)
class Plan:
    """A book: its folder, heading, what it shows, and its grants."""

    folder: str
    title: str
    shows: tuple[str, ...]
    grants: tuple[Grant, ...]
    extra_accounts: tuple[str, ...] = field(default=())
