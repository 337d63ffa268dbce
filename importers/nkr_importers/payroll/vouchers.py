"""Pay months as vouchers: each person's pay shared out to registers, and the counter account."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_importers.model import SourceRow, SourceVoucher
from nkr_importers.naming import identify
from nkr_importers.payroll.shares import share_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from nkr_importers.model import Details, Selection
    from nkr_importers.payroll.extract import Extract, PayMonth
    from nkr_importers.payroll.mapping import PayrollMapping
    from nkr_importers.payroll.persons import Person, Share


@dataclass(frozen=True, slots=True)
class PayVoucher:
    """A voucher and what it was made of, SEK: the pay of its persons, and the part outside."""

    voucher: SourceVoucher
    month: date
    persons: tuple[Person, ...]
    whole: Decimal
    outside: Decimal


def voucher_of(
    pay: PayMonth,
    extract: Extract,
    mapping: PayrollMapping,
    selection: Selection,
    ordinal: int,
    today: date,
    series: str,
) -> PayVoucher:
    """Make the voucher of a pay month. It has no rows when no share holds in the month.

    It is compiled, and so registered, ``today``.
    """
    rows: list[SourceRow] = []
    persons: dict[str, Person] = {}
    whole = outside = ZERO
    for person in mapping.persons.values():
        shares = [share for share in person.shares if share.holds(pay.month)]
        accounts = sorted(account for employee, account in pay.sums if employee == person.employee)
        if not shares:
            continue
        for account in accounts:
            amount = pay.sums[person.employee, account]
            parts, rest = share_out(amount, [share.percent for share in shares])
            whole, outside = whole + amount, outside + rest
            persons[person.employee] = person
            for share, part in zip(shares, parts, strict=True):
                if part:
                    details = _details(person, share, pay.month)
                    rows.append(_row(account, part, pay.line, selection, details))
    total = sum((row.amount for row in rows), ZERO)
    if total:
        rows.append(_row(mapping.counter_account, -total, pay.line))
    year = f"{pay.month.year:04}"
    number = pay.number or f"{pay.month.month:02}"
    last = pay.month.replace(day=monthrange(pay.month.year, pay.month.month)[1])
    voucher = SourceVoucher(
        identity=identify(year, series, number, extract.sha256, ordinal, kind="LON"),
        year=year,
        series=series,
        number=number,
        day=pay.day or last,
        text=f"Löner {pay.month:%Y-%m}",
        registered=today,
        sign=mapping.registered_by or "",
        rows=tuple(rows),
        added=(),
        removed=(),
        line=pay.line,
        ordinal=ordinal,
        details=(("attesterad-av", mapping.attested_by),) if mapping.attested_by else (),
    )
    return PayVoucher(voucher, pay.month, tuple(persons.values()), whole, outside)


def _details(person: Person, share: Share, month: date) -> Details:
    return tuple(_said(person, share, month))


def _said(person: Person, share: Share, month: date) -> Iterator[tuple[str, str]]:
    yield "register", share.register
    yield "nytta", share.benefit
    yield "andamal", share.purpose
    if share.activity:
        yield "insats", share.activity
    yield "avser", f"{month:%Y-%m}"
    yield "anstallning", person.employee
    if person.role:
        yield "roll", person.role
    yield "andel", share.text
    yield "andel-grund", share.basis
    yield "andel-godkand-av", share.approver


def _row(
    account: str,
    amount: Decimal,
    line: int,
    selection: Selection | None = None,
    details: Details = (),
) -> SourceRow:
    return SourceRow(
        account=account,
        objects=selection.objects if selection else (),
        amount=amount,
        day=None,
        text="",
        quantity="",
        sign="",
        line=line,
        details=details,
    )
