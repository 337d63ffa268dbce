"""The plans of the example books, read from ``data/<book>.toml``.

A book has one or more ``[[bidrag]]``, each with its registers, its insatser, its salaries and what
happened, ``[[bidrag.handelse]]`` (see ``demo.plan_events``). How a cost is shared among the
registers is said once, by name, in ``[bidrag.delningar]``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.demo import faults
from nkr_audit.demo.plan import (
    Activity,
    Employee,
    Grant,
    Part,
    Payroll,
    Plan,
    Repayment,
    Reporting,
)
from nkr_audit.demo.plan_events import Known, amount, at_most, read_events
from nkr_audit.toml_table import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from nkr_audit.demo.plan import Split
    from nkr_audit.toml_table import Table

BOOKS: Final = (
    "jonkoping", "skane", "stockholm", "uppsala", "varmland", "vasterbotten", "vastragotaland",
    "skr", "skr-skillnad",
)  # fmt: skip

_DATA: Final = Path(__file__).parent / "data"
_MONTHS: Final = 12
_WHOLE_TIME: Final = 100


def read_plans() -> tuple[Plan, ...]:
    """The plans of all example books, in the order of the guide."""
    return tuple(read_plan(_DATA / f"{name}.toml") for name in BOOKS)


def read_plan(path: Path) -> Plan:
    """Read one plan. Raises NkrError with the file and the key when anything is wrong."""
    root = read_toml(path)
    flawed = root.optional(root.flag, "inlagda-fel") or False
    plan = Plan(
        folder=path.stem,
        title=root.text("titel"),
        shows=root.texts("visar"),
        grants=tuple(_grant(one, flawed=flawed) for one in root.tables("bidrag")),
        extra_accounts=faults.EXTRA_ACCOUNTS if flawed else (),
    )
    root.end()
    return plan


def _grant(table: Table, *, flawed: bool) -> Grant:
    registers = _registers(table.table("register"))
    activities = tuple(_activity(one) for one in table.tables("insats"))
    known = Known(
        year=table.count("ar"),
        activities=tuple(one.id for one in activities),
        splits=_splits(table.table("delningar"), {key: one[0] for key, one in registers.items()}),
    )
    return Grant(
        id=table.text("id"),
        programme=table.slug("program"),
        region=table.text("region"),
        cost_centre=table.text("kostnadsstalle"),
        year=known.year,
        registers=tuple(registers.values()),
        activities=activities,
        payroll=_payroll(table.table("loner"), known),
        events=read_events(table.tables("handelse"), known),
        requisition=table.day("rekvisition"),
        receipt=table.day("utbetalning"),
        payer=table.text("utbetalare"),
        closing=table.day("bokslut"),
        reporting=_reporting(table.table("redovisning")),
        ombud=table.optional(table.day, "ombud"),
        repayment=_repayment(table.optional(table.table, "aterbetalning")),
        money=table.optional(table.text, "medel") or "",
        deviation=table.optional(table.text, "avvikelse") or "",
        requisition_comment=table.optional(table.text, "rekvisition-kommentar") or "",
        change=faults.plant if flawed else None,
    )


def _registers(table: Table) -> dict[str, tuple[str, Decimal]]:
    """By their short names in the file: the registers' whole names, and what each is granted."""
    registers = {key: table.table(key) for key in table.names()}
    return {key: (one.text("namn"), amount(one, "belopp")) for key, one in registers.items()}


def _splits(table: Table, registers: Mapping[str, str]) -> dict[str, Split]:
    return {key: tuple(_part(one, registers) for one in table.tables(key)) for key in table.names()}


def _part(table: Table, registers: Mapping[str, str]) -> Part:
    return Part(
        registers[table.choice("register", registers)],
        table.choice("nytta", (words.DIRECT, words.INDIRECT)),
        table.optional(table.count, "andel") or 1,
    )


def _activity(table: Table) -> Activity:
    proof = table.table_or_empty("underlag")
    return Activity(
        id=table.text("id"),
        name=table.text("namn"),
        purpose=table.slug("andamal"),
        promotes=table.text("framjar"),
        day=table.day("klar"),
        proof=tuple((key, proof.text(key)) for key in proof.names()),
        comment=table.optional(table.text, "kommentar") or "",
    )


def _payroll(table: Table, known: Known) -> Payroll:
    return Payroll(
        employees=tuple(_employee(one, known) for one in table.tables("anstalld")),
        contracts=table.optional(table.flag, "anstallningsavtal") or False,
        first_month=at_most(table, "fran-manad", _MONTHS) or 1,
    )


def _employee(table: Table, known: Known) -> Employee:
    salary = amount(table, "lon")
    raised = table.optional(lambda key: amount(table, key), "ny-lon")
    return Employee(
        number=table.text("nummer"),
        title=table.text("befattning"),
        salary=salary,
        raised=salary if raised is None else raised,
        percent=at_most(table, "procent", _WHOLE_TIME) or _WHOLE_TIME,
        activity=known.activity(table),
        to=known.split(table),
    )


def _reporting(table: Table) -> Reporting:
    return Reporting(
        handed_in=table.optional(table.day, "lamnad"),
        received=table.optional(table.day, "formular"),
        due=table.optional(table.day, "senast"),
        comment=table.optional(table.text, "kommentar") or "",
    )


def _repayment(table: Table | None) -> Repayment | None:
    if table is None:
        return None
    return Repayment(
        day=table.day("dag"),
        payee=table.text("till"),
        amount=amount(table, "belopp"),
        document=table.text("beslut"),
    )
