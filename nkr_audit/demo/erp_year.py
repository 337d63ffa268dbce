"""The year in the example ERP: vouchers of many cost centres, and how the grant's are coded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.demo import papers
from nkr_audit.demo.drafts import OTHER, PAYROLL, SUPPLIERS, workday
from nkr_audit.demo.erp_tables import (
    ACTIVITIES,
    ALLOCATED,
    BOUGHT,
    COST_CENTRE,
    EMPLOYEE,
    GRANT,
    OTHER_SALARIES,
    REGISTERS,
    YEAR,
)
from nkr_audit.demo.payroll import CHARGES, EMPLOYER_FEE, TAX, payday
from nkr_audit.demo.reading import day_of, kronor_of, month_name
from nkr_audit.demo.sie import SieRow, SieVoucher
from nkr_audit.money import ZERO, to_ore
from nkr_audit.text import kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.demo.erp_tables import Bought
    from nkr_audit.demo.evidence import Sheet


@dataclass(frozen=True, slots=True)
class Coded:
    """A row of the coding file: what it says by column, and the document it brings if any."""

    said: tuple[tuple[str, str], ...]
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A voucher of the ERP before it has a number, and the coding rows about it."""

    key: str
    series: str
    day: date
    text: str
    rows: tuple[SieRow, ...]
    coding: tuple[Coded, ...] = ()


def events() -> tuple[Event, ...]:
    """Everything booked in the year, by date."""
    costs = [*_purchases(), *_allocations(), *_salaries(), *_other_costs()]
    return tuple(sorted([*costs, *_payments(costs)], key=lambda event: event.day))


def number_events(booked: Iterable[Event]) -> tuple[tuple[Event, SieVoucher], ...]:
    """Number the vouchers per series in order of date."""
    last: dict[str, int] = {}
    numbered = []
    for event in booked:
        number = last[event.series] = last.get(event.series, 0) + 1
        voucher = SieVoucher(
            event.series, number, event.day, workday(event.day), event.text, event.rows
        )
        numbered.append((event, voucher))
    return tuple(numbered)


def activity_sheets() -> tuple[tuple[str, Sheet], ...]:
    """The proof of each activity, by its id."""
    return tuple((one.id, papers.activity(GRANT, one)) for one in ACTIVITIES)


def decision_sheet(day: date) -> Sheet:
    """The payer's decision on the grant, which no ERP holds."""
    rows = [(f"Statsbidrag för {name}", amount) for name, amount in GRANT.registers]
    return papers.decision(GRANT, "Beslut om utbetalning", GRANT.payer, day, rows)


def _purchases() -> Iterator[Event]:
    for one in BOUGHT:
        day = day_of(one.day)
        amounts = [(number, kronor_of(amount)) for number, amount in one.amounts]
        net = sum((amount for _, amount in amounts), ZERO)
        vat = to_ore(net * 25 / 100)
        sheet = papers.invoice(
            GRANT, one.supplier, one.invoice, day, one.period, [(one.text, net)], (25, vat)
        )
        yield Event(
            f"{one.supplier.number}-{one.invoice}",
            SUPPLIERS,
            day,
            f"{one.supplier.name}, {one.text}",
            (
                *(SieRow(number, amount, COST_CENTRE, one.project, one.text)
                  for number, amount in amounts),
                SieRow("1640", vat),
                SieRow("2440", -(net + vat)),
            ),
            tuple(_purchase_coding(one, sheet)),
        )  # fmt: skip


def _purchase_coding(one: Bought, sheet: Sheet) -> Iterator[Coded]:
    said = [("avser", one.period), ("faktura", one.invoice), ("motpart-orgnr", one.supplier.number)]
    if one.category:
        said.append(("kostnadsslag", one.category))
    if one.coded:
        said += _purpose(one.activity)
    if one.coded and not one.others:
        said += _benefit(one.register, words.DIRECT)
    if one.proved:
        yield Coded((*said, ("typ", "faktura")), sheet)
    else:
        yield Coded(tuple(said))
    if one.others:
        registers = (one.register, *one.others)
        for (number, _), register in zip(one.amounts, registers, strict=True):
            yield Coded((("konto", number), *_benefit(register, words.DIRECT)))
    if one.delivery:
        report = papers.delivery(GRANT, one.supplier, day_of(one.day), one.period, one.delivery)
        yield Coded((("typ", "leverans"),), report)


def _benefit(register: str, benefit: str) -> tuple[tuple[str, str], ...]:
    return ("register", register), ("nytta", benefit)


def _purpose(activity: str) -> tuple[tuple[str, str], ...]:
    return ("andamal", GRANT.purpose(activity)), ("insats", activity)


def _allocations() -> Iterator[Event]:
    for day, unit, number, text, pool, part, whole, basis, period, activity in ALLOCATED:
        amount = to_ore(kronor_of(pool) * part / whole)
        key = (basis, kronor(kronor_of(pool)), f"{part} av {whole}, {kronor(amount)} kr")
        sheet = papers.allocation(GRANT, unit, day_of(day), period, text, key)
        coding = Coded(
            (("avser", period), *_purpose(activity), *_benefit(REGISTERS[0], words.INDIRECT),
             ("typ", "fordelning")),
            sheet,
        )  # fmt: skip
        rows = (SieRow(number, amount, COST_CENTRE, "", text), SieRow("2890", -amount))
        yield Event(f"{number}-{day}", OTHER, day_of(day), f"{unit}, {text}", rows, (coding,))


def _salaries() -> Iterator[Event]:
    """Each month's salaries for the whole region in one voucher of many rows."""
    salary = EMPLOYEE.salary
    part = to_ore(salary * EMPLOYEE.percent / 100)
    bases = [(COST_CENTRE, part), *((code, kronor_of(sum_)) for code, sum_ in OTHER_SALARIES)]
    for month in range(1, 13):
        day = payday(YEAR, month)
        name = f"{month_name(month)} {YEAR}"
        rows = [SieRow("4010", base, code, "", f"Lön {name}") for code, base in bases]
        rows += [SieRow("4510", to_ore(base * CHARGES), code) for code, base in bases]
        total = sum((base for _, base in bases), ZERO)
        tax, fee = to_ore(total * TAX), to_ore(total * EMPLOYER_FEE)
        charges = sum((row.amount for row in rows), ZERO) - total
        rows += [
            SieRow("2710", -tax), SieRow("2730", -fee), SieRow("2890", fee - charges),
            SieRow("1930", tax - total),
        ]  # fmt: skip
        figures = (salary, to_ore(salary * TAX), part, to_ore(part * CHARGES))
        sheet = papers.payslip(GRANT, EMPLOYEE, day, name, figures)
        coding = Coded(
            (("avser", f"{YEAR}-{month:02}"), *_purpose(EMPLOYEE.activity),
             *_benefit(REGISTERS[0], words.DIRECT), ("typ", "lonespecifikation")),
            sheet,
        )  # fmt: skip
        yield Event(f"lon-{month}", PAYROLL, day, f"Löner {name}", tuple(rows), (coding,))


def _other_costs() -> Iterator[Event]:
    """What the year holds for other cost centres."""
    rows = (("1100", "5010", "Lokalhyra", "184000.00"),
            ("1200", "5310", "Sjukvårdsmateriel", "62480.00"))  # fmt: skip
    for month in range(1, 13):
        for code, number, what, amount in rows:
            net = kronor_of(amount) + 125 * month
            vat = to_ore(net * 25 / 100)
            text = f"{what} {month_name(month)}"
            day = workday(date(YEAR, month, 10))
            booked = (SieRow(number, net, code, "", text), SieRow("1640", vat),
                      SieRow("2440", -(net + vat)))  # fmt: skip
            yield Event(f"{number}-{month}", SUPPLIERS, day, f"Exempel Handel AB, {text}", booked)


def _payments(costs: Iterable[Event]) -> Iterator[Event]:
    """Each month's supplier debts, paid in the month after."""
    owed = dict.fromkeys(range(1, 12), ZERO)
    for event in costs:
        for row in event.rows:
            if row.account == "2440" and event.day.month in owed:
                owed[event.day.month] -= row.amount
    for month, amount in owed.items():
        day = workday(date(YEAR, month + 1, 27))
        text = f"Betalning av leverantörsfakturor från {month_name(month)}"
        rows = (SieRow("2440", amount), SieRow("1930", -amount))
        yield Event(f"betalning-{month}", OTHER, day, text, rows)
