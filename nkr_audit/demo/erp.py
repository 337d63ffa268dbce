"""An example ERP export: a SIE file, the coding of its vouchers, and their documents.

The year holds other cost centres too. The receipt of the grant is not among the rows with the
cost centre: it is booked by hand, with its decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.demo import erp_tables, erp_year
from nkr_audit.demo.chart import numbers, ordinary_name
from nkr_audit.demo.evidence import render
from nkr_audit.demo.sie import SieCompany, write_sie

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nkr_audit.demo.erp_year import Coded, Event
    from nkr_audit.demo.plan import Activity

_COLUMNS: Final = (
    "verifikation", "konto", "register", "nytta", "andamal", "insats", "kostnadsslag", "avser",
    "faktura", "motpart-orgnr", "underlag", "typ",
)  # fmt: skip
_OWN_ACCOUNTS: Final = {
    "2080": "Eget kapital",
    "5010": "Lokalhyra",
    "5310": "Sjukvårdsmateriel",
    "7690": "Övriga personalkostnader",
}
_COST_CENTRES: Final = {
    "1100": "Medicinkliniken",
    "1200": "Kirurgkliniken",
    erp_tables.COST_CENTRE: "Statsbidrag kvalitetsregister 2026",
    "9000": "Regionservice",
}
_OPENING: Final = {"1930": Decimal("60000000.00"), "2080": Decimal("-60000000.00")}


@dataclass(frozen=True, slots=True)
class ErpExample:
    """Where the example lies, and what the book that imports it has to declare."""

    sie: Path
    coding: Path
    evidence: Path
    cost_centre: str
    registers: tuple[str, ...]
    activities: tuple[Activity, ...]


def write_erp_example(folder: Path) -> ErpExample:
    """Write ``export.se``, ``kodning.csv`` and ``underlag/`` under ``folder``."""
    events = erp_year.events()
    vouchers = erp_year.number_events(events)
    names = {
        event.key: f"{voucher.day.year}-{voucher.series}{voucher.number}"
        for event, voucher in vouchers
    }
    company = SieCompany(
        "Region Exempel",
        erp_tables.YEAR,
        dict(sorted({**{n: ordinary_name(n) for n in numbers()}, **_OWN_ACCOUNTS}.items())),
        _COST_CENTRES,
        {"P100": "Gemensam plattform", "P200": "Utlämnande"},
        _OPENING,
    )
    evidence = folder / "underlag"
    evidence.mkdir(parents=True, exist_ok=True)
    for event in events:
        for coded in event.coding:
            if coded.sheet is not None:
                (evidence / _file(names[event.key], coded)).write_bytes(render(coded.sheet))
    for activity, sheet in erp_year.activity_sheets():
        (evidence / f"{activity}-insats.pdf").write_bytes(render(sheet))
    sie, coding = folder / "export.se", folder / "kodning.csv"
    sie.write_bytes(write_sie(company, (voucher for _, voucher in vouchers)))
    coding.write_bytes(_coding(events, names))
    return ErpExample(
        sie, coding, evidence, erp_tables.COST_CENTRE, erp_tables.REGISTERS, erp_tables.ACTIVITIES
    )


def _coding(events: Iterable[Event], names: Mapping[str, str]) -> bytes:
    lines = [";".join(_COLUMNS)]
    for event in events:
        for coded in event.coding:
            said = dict(coded.said) | {"verifikation": names[event.key]}
            if coded.sheet is not None:
                said |= {"underlag": f"underlag/{_file(names[event.key], coded)}"}
            lines.append(";".join(said.get(column, "") for column in _COLUMNS))
    return "".join(f"{line}\n" for line in lines).encode()


def _file(number: str, coded: Coded) -> str:
    return f"{number}-{dict(coded.said)['typ']}.pdf"
