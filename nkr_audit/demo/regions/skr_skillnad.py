"""The same costs in 2021 and 2022: what one agreement warns of, the next forbids."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.organisations import IT, PLATFORM, STATISTICS
from nkr_audit.demo.plan import (
    Activity,
    Employee,
    Event,
    Grant,
    Invoice,
    Payroll,
    Plan,
    Repayment,
    Reporting,
    direct,
    shared,
)

_REGISTER: Final = "SWEDEHEART"
_OWN: Final = direct(_REGISTER)
_COMMON: Final = shared(_REGISTER)
_PAYER: Final = "Sveriges Kommuner och Regioner"


def _activities(year: int) -> tuple[Activity, ...]:
    return (
        Activity(
            "I1", "Registrets it-infrastruktur", "it",
            "Upprätthåller infrastrukturen för inrapportering.",
            f"{year}-12-14",
            (("Genomfört", "Löpande uppdateringar hela året"),),
        ),
        Activity(
            "I2", "Nya variabler i registret", "innehallsutveckling",
            "Utvecklar registrets innehåll.",
            f"{year}-12-15",
            (("Genomfört", "Sex nya variabler införda och beskrivna"),),
        ),
    )  # fmt: skip


def _events(year: int) -> tuple[Event, ...]:
    return (
        Invoice(
            f"{year}-03-11", PLATFORM, "5440", f"Serverkapacitet {year}", "150000.00", f"{year}",
            "I1", _COMMON,
        ),
        Invoice(
            f"{year}-05-19", STATISTICS, "5610", "Utredning av nya variabler", "240000.00",
            f"{year}-05", "I2", _OWN,
        ),
        Invoice(
            f"{year}-10-06", IT, "5420", "Införande av nya variabler i formulären", "110000.00",
            f"{year}-10", "I2", _OWN,
        ),
    )  # fmt: skip


def _grant(year: int) -> Grant:
    return Grant(
        id=f"NKR{year}",
        programme=f"skr-{year}",
        region="Region Uppsala",
        cost_centre=f"26{year - 2000}",
        year=year,
        registers=((_REGISTER, "600000.00"),),
        activities=_activities(year),
        payroll=Payroll(
            (Employee("30118", "Statistiker", "45100.00", "45100.00", 10, "I1", _OWN),)
        ),
        events=_events(year),
        requisition=f"{year}-03-15",
        receipt=f"{year}-05-27",
        payer=_PAYER,
        closing=f"{year + 1}-02-14",
        reporting=Reporting(f"{year + 1}-03-24"),
        repayment=Repayment(
            f"{year + 1}-03-22", "Kammarkollegiet", "22110.52", "Kvitto på återbetalning"
        ),
        money="stat",
    )


PLAN: Final = Plan(
    folder="skr-skillnad",
    title="Region Uppsala: samma kostnader 2021 och 2022 (exempeldata)",
    shows=(
        "Boken har samma kostnader på statens medel båda åren. 2021 skulle medlen främst gå till",
        "infrastruktur och tillgängliggörande, så att mer än hälften till annat ger en varning.",
        "2022 står inte främst kvar, och samma kostnader är fel.",
    ),
    grants=(_grant(2021), _grant(2022)),
)
