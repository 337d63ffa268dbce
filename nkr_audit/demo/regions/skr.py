"""Region Uppsala under the agreements of 2021 and 2022: two grants of state money in one book."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.organisations import IT, LAW, MANAGEMENT, PLATFORM, PRINT, STATISTICS, TRAVEL
from nkr_audit.demo.plan import (
    Accrual,
    Activity,
    Allocation,
    Correction,
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
from nkr_audit.demo.repeated import half_yearly

_REGISTER: Final = "SWEDEHEART"
_OWN: Final = direct(_REGISTER)
_COMMON: Final = shared(_REGISTER)
_PAYER: Final = "Sveriges Kommuner och Regioner"
_RECEIVER: Final = "Kammarkollegiet"


def _activities(year: int, report: str, requests: str) -> tuple[Activity, ...]:
    return (
        Activity(
            "I1", "Registrets it-infrastruktur", "it",
            "Upprätthåller infrastrukturen för inrapportering och återkoppling.",
            f"{year}-12-14",
            (
                ("Genomfört", "Löpande uppdateringar och två versionsbyten"),
                ("Resultat", "Alla anslutna sjukhus kunde rapportera hela året"),
            ),
        ),
        Activity(
            "I2", "Statistik och årsrapport", "statistik",
            "Ger jämförelser på nationell och regional nivå.",
            f"{year}-12-15",
            (("Genomfört", f"Årsrapport publicerad {report}"),),
        ),
        Activity(
            "I3", "Tillgängliggörande för klinisk forskning", "forskning-tillgangliggorande",
            "Gör uppgifterna lättare att nå för klinisk forskning.",
            f"{year}-12-16",
            (("Genomfört", f"{requests} ansökningar om utlämnande hanterade"),),
        ),
    )  # fmt: skip


_EVENTS_2021: Final[tuple[Event, ...]] = (
    *half_yearly(
        Invoice(
            "", PLATFORM, "5440", "Serverkapacitet {half} 2021", "140000.00", "", "I1", _COMMON,
        ),
        2021,
    ),
    Invoice(
        "2021-02-18", IT, "5420", "Analyslicenser 2021", "64500.00", "2021", "I2", _COMMON,
        key="licens-2021",
    ),
    Correction(
        "2021-03-04", "licens-2021", "5420",
        "Rättelse av {licens-2021}: en licens hör till kliniken", "10750.00", "2021", "I2",
        _COMMON, None,
    ),
    Invoice(
        "2021-06-03", PRINT, "5620", "Årsrapport 2020: form och publicering", "90387.15",
        "2021-05", "I2", _OWN,
    ),
    Invoice(
        "2021-09-16", LAW, "6560", "Granskning av rutin för utlämnande, 18 timmar", "39600.00",
        "2021-09", "I3", _OWN,
    ),
    Allocation(
        "2021-12-30", "Registercentrum", "6810", "Registercentrums statistikstöd 2021",
        "3120000.00", 86, 1000, "nedlagda timmar", "2021", "I2", _OWN,
    ),
    Accrual(
        "analys-2021", STATISTICS, "5610", "Uppföljning efter hjärtinfarkt, nationell analys",
        "145000.00", "138600.00", "2021-12-17", "Analysrapport med bilagor, 58 sidor",
        "2022-01-20", "2021-11/2021-12", "I2", _OWN,
    ),
)  # fmt: skip

_EVENTS_2022: Final[tuple[Event, ...]] = (
    *half_yearly(
        Invoice(
            "", MANAGEMENT, "5510", "Förvaltningstjänster {half} 2022", "130000.00", "", "I1", _OWN,
        ),
        2022,
    ),
    Invoice(
        "2022-02-10", IT, "5420", "Analyslicenser 2022", "58800.00", "2022", "I2", _COMMON,
    ),
    Invoice(
        "2022-05-24", PRINT, "5620", "Årsrapport 2021: form och publicering", "95106.39",
        "2022-05", "I2", _OWN, key="arsrapport-2022",
    ),
    Invoice(
        "2022-06-08", PRINT, "5620", "Kreditering: engelsk sammanfattning utgick", "-6200.00",
        "2022-05", "I2", _OWN, credits="arsrapport-2022",
    ),
    Invoice(
        "2022-10-13", TRAVEL, "5810", "Resor till möte om klinisk forskning, tre personer",
        "8350.00", "2022-10", "I3", _OWN, vat=6,
    ),
    Allocation(
        "2022-12-30", "Registercentrum", "6810", "Registercentrums statistikstöd 2022",
        "3240000.00", 79, 1000, "nedlagda timmar", "2022", "I2", _OWN,
    ),
    Accrual(
        "katalog-2022", PLATFORM, "5440", "Metadatatjänst för klinisk forskning",
        "96000.00", "97450.00", "2022-12-16", "Tjänsten godkänd efter acceptanstest",
        "2023-01-19", "2022-10/2022-12", "I3", _OWN,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="skr",
    title="Region Uppsala: överenskommelserna 2021 och 2022 (exempeldata)",
    shows=(
        "Boken visar två bidrag i samma bok, med var sitt kostnadsställe: statens medel enligt",
        "överenskommelserna 2021 och 2022. Allt oanvänt återbetalas till Kammarkollegiet före den",
        "31 mars året efter, utan faktura och utan någon nedre gräns.",
    ),
    grants=(
        Grant(
            id="NKR2021",
            programme="skr-2021",
            region="Region Uppsala",
            cost_centre="2621",
            year=2021,
            registers=((_REGISTER, "1850000.00"),),
            activities=_activities(2021, "3 juni", "29"),
            payroll=Payroll((
                Employee("30118", "Statistiker", "45100.00", "46000.00", 60, "I2", _OWN),
                Employee("30077", "Systemförvaltare", "47800.00", "48700.00", 50, "I1", _OWN),
            )),
            events=_EVENTS_2021,
            requisition="2021-03-15",
            receipt="2021-05-27",
            payer=_PAYER,
            closing="2022-02-14",
            reporting=Reporting("2022-03-24"),
            repayment=Repayment("2022-03-22", _RECEIVER, "86420.00", "Kvitto på återbetalning"),
            money="stat",
        ),
        Grant(
            id="NKR2022",
            programme="skr-2022",
            region="Region Uppsala",
            cost_centre="2622",
            year=2022,
            registers=((_REGISTER, "1640000.00"),),
            activities=_activities(2022, "24 maj", "33"),
            payroll=Payroll((
                Employee("30118", "Statistiker", "46000.00", "47000.00", 60, "I2", _OWN),
                Employee("30452", "Dataförvaltare", "41900.00", "42800.00", 50, "I3", _OWN),
            )),
            events=_EVENTS_2022,
            requisition="2022-03-10",
            receipt="2022-06-02",
            payer=_PAYER,
            closing="2023-02-13",
            reporting=Reporting("2023-03-22"),
            repayment=Repayment("2023-03-20", _RECEIVER, "18455.25", "Kvitto på återbetalning"),
            money="stat",
        ),
    ),
)  # fmt: skip
