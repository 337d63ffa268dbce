"""The monthly salaries: one voucher a month, a payslip for each employee or contracts for all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.demo import papers
from nkr_audit.demo.chart import account, category
from nkr_audit.demo.costs import cost_lines
from nkr_audit.demo.drafts import PAYROLL, Draft, Line, Paper
from nkr_audit.demo.reading import month_name
from nkr_audit.money import ZERO, to_ore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.demo.plan import Employee, Grant

CHARGES: Final = Decimal("0.4392")
EMPLOYER_FEE: Final = Decimal("0.3142")
TAX: Final = Decimal("0.30")
_PAYDAY: Final = 25
_CHRISTMAS_PAYDAY: Final = 23
_REVISION_MONTH: Final = 4


def book_payroll(grant: Grant) -> Iterator[Draft]:
    """The salary vouchers of the year, one for each month."""
    payroll = grant.payroll
    months = range(payroll.first_month, payroll.last_month + 1)
    keys = {month: f"{grant.id}-lon-{month}" for month in months}
    for month in months:
        day = payday(grant.year, month)
        name = f"{month_name(month)} {grant.year}"
        lines: list[Line] = []
        slips: list[Paper] = []
        for employee in payroll.employees:
            figures = _pay(employee, month)
            lines += _pay_lines(grant, employee, figures)
            sheet = papers.payslip(grant, employee, day, name, figures)
            slips.append(
                Paper("lonespecifikation", sheet, day, f"lonespecifikation-{employee.number}")
            )
        if payroll.contracts:
            others = tuple(keys[other] for other in months if other != month)
            slips = list(_contracts(grant, day, others)) if month == payroll.first_month else []
        yield Draft(
            key=keys[month],
            series=PAYROLL,
            day=day,
            payee="Löneenheten",
            text=f"Löner {name}, {_staff(payroll.employees)}",
            lines=(*lines, *_pay_out(grant, lines)),
            meta=((words.PERIOD, f"{grant.year}-{month:02}"),),
            papers=tuple(slips),
        )


def _contracts(grant: Grant, day: date, others: tuple[str, ...]) -> Iterator[Paper]:
    for employee in grant.payroll.employees:
        sheet = papers.contract(grant, employee)
        name = f"anstallningsavtal-{employee.number}"
        yield Paper("anstallningsavtal", sheet, day, name, others)


def _pay(employee: Employee, month: int) -> tuple[Decimal, ...]:
    salary = employee.raised if month >= _REVISION_MONTH else employee.salary
    part = to_ore(salary * employee.percent / 100)
    return salary, to_ore(salary * TAX), part, to_ore(part * CHARGES)


def _pay_lines(grant: Grant, employee: Employee, figures: tuple[Decimal, ...]) -> list[Line]:
    lines: list[Line] = []
    for number, amount in (("4010", figures[2]), ("4510", figures[3])):
        extra = (
            ("kostnadsslag", category(number)),
            ("andamal", grant.purpose(employee.activity)),
            ("insats", employee.activity),
        )
        lines += cost_lines(grant, number, amount, employee.to, extra)
    return lines


def _pay_out(grant: Grant, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Tax and fees owed, pension premiums settled inside the region, and net pay from the bank."""
    total: dict[str, Decimal] = {}
    for line in lines:
        total[line.account] = total.get(line.account, ZERO) + line.amount
    salary, charges = total[account("4010", grant.id)], total[account("4510", grant.id)]
    tax, fee = to_ore(salary * TAX), to_ore(salary * EMPLOYER_FEE)
    return (
        Line(account("2710", ""), -tax),
        Line(account("2730", ""), -fee),
        Line(account("2890", ""), -(charges - fee)),
        Line(account("1930", ""), -(salary - tax)),
    )


def payday(year: int, month: int) -> date:
    """The 25th, in December the 23rd, or the Friday before it."""
    day = date(year, month, _CHRISTMAS_PAYDAY if month == 12 else _PAYDAY)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _staff(employees: tuple[Employee, ...]) -> str:
    *others, last = (f"{one.title.lower()} {one.percent} %" for one in employees)
    return f"{', '.join(others)} och {last}" if others else last
