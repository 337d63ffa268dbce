"""Region Stockholm: one register, slightly more spent than the grant."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.organisations import (
    CONFERENCE,
    INTEGRATION,
    LAW,
    PLATFORM,
    PRINT,
    SECURITY,
    STATISTICS,
    TRAVEL,
)
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
    Reporting,
    direct,
    shared,
)
from nkr_audit.demo.repeated import half_yearly, quarterly

_REGISTER: Final = "Svenska Barncancerregistret"
_OWN: Final = direct(_REGISTER)
_COMMON: Final = shared(_REGISTER)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Säker it-miljö för barncancerregistret", "it",
        "Upprätthåller en säker teknisk miljö för inrapportering från sex barncancercentrum.",
        "2026-12-10",
        (
            ("Genomfört", "Säkerhetsgranskning i maj, 14 av 14 anmärkningar åtgärdade"),
            ("Resultat", "Inloggning med e-tjänstelegitimation införd 1 oktober"),
        ),
    ),
    Activity(
        "I2", "Statistik per behandlingsprotokoll", "statistik",
        "Ger jämförbara resultat mellan sjukvårdsregionerna.",
        "2026-12-08",
        (
            ("Genomfört", "Årsrapport publicerad 16 juni, halvårsstatistik i september"),
            ("Mottagare", "Sex barncancercentrum och sjukvårdsregionerna"),
        ),
    ),
    Activity(
        "I3", "Samverkan med life science-sektorn", "life-science",
        "Gör att registret kan samarbeta med life science-sektorn på lika villkor för alla.",
        "2026-11-20",
        (
            ("Genomfört", "Modellavtal, prislista och variabelförteckning framtagna"),
            ("Möten", "Rundabordssamtal 11 november, 22 deltagare"),
        ),
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *quarterly(
        Invoice(
            "", PLATFORM, "5440", "Serverkapacitet {quarter}, produktions- och testmiljö",
            "15200.00", "", "I1", _COMMON,
        ),
        (1, 2, 3),
    ),
    *half_yearly(
        Allocation(
            "", "Regionalt cancercentrum", "6820", "Stöd från regionalt cancercentrum {half}",
            "1264000.00", 31, 1000, "nedlagda timmar", "", "I2", _OWN,
        )
    ),
    *half_yearly(
        Allocation(
            "", "Serviceförvaltningen", "6910", "Lokalhyra, telefoni och personalstöd {half}",
            "912500.00", 9, 480, "årsarbetare", "", "I1", _COMMON,
        )
    ),
    Invoice(
        "2026-02-11", INTEGRATION, "5430", "Koppling till e-tjänstelegitimation, 21 timmar",
        "22050.00", "2026-01/2026-02", "I1", _OWN, key="koppling",
    ),
    Invoice(
        "2026-03-05", INTEGRATION, "5430", "Kreditering av två timmar debiterade dubbelt",
        "-2100.00", "2026-02", "I1", _OWN, credits="koppling",
    ),
    Invoice(
        "2026-04-22", TRAVEL, "5810", "Tåg och hotell vid möte med barncancercentrum i Umeå",
        "6870.00", "2026-04", "I2", _OWN, vat=12, key="umea",
    ),
    Correction(
        "2026-05-06", "umea", "5810",
        "Rättelse av {umea}: ett hotellrum avsåg klinikens egen personal",
        "1450.00", "2026-04", "I2", _OWN, None,
    ),
    Invoice(
        "2026-05-28", SECURITY, "5430", "Säkerhetsgranskning av inrapporteringen, rapport i maj",
        "24000.00", "2026-05", "I1", _OWN,
    ),
    Invoice(
        "2026-06-18", PRINT, "5620", "Årsrapport 2025: diagram, form och publicering",
        "26853.83", "2026-05/2026-06", "I2", _OWN,
    ),
    Invoice(
        "2026-09-16", STATISTICS, "5610", "Halvårsstatistik per sjukvårdsregion, 24 tabeller",
        "28500.00", "2026-09", "I2", _OWN,
    ),
    Invoice(
        "2026-10-14", LAW, "6560", "Modellavtal för samarbete med företag, 12 timmar",
        "30000.00", "2026-09/2026-10", "I3", _OWN,
    ),
    Invoice(
        "2026-11-13", CONFERENCE, "5910", "Lokal och måltider vid rundabordssamtal 11 november",
        "14260.00", "2026-11-11", "I3", _OWN, vat=12,
    ),
    Accrual(
        "server-4", PLATFORM, "5440", "Serverkapacitet fjärde kvartalet",
        "15200.00", "15200.00", "2026-12-30", "Serverkapacitet oktober-december, två miljöer",
        "2027-01-13", "2026-10/2026-12", "I1", _COMMON,
    ),
    Accrual(
        "variabler", STATISTICS, "5610", "Variabelförteckning på svenska och engelska",
        "18000.00", "18412.75", "2026-12-17", "Förteckning med 312 variabler, godkänd version 1.0",
        "2027-01-19", "2026-12", "I3", _OWN,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="stockholm",
    title="Region Stockholm: statsbidrag till nationella kvalitetsregister 2026 (exempeldata)",
    shows=(
        "Boken visar ett bidrag som överskridits. Det som är över betalar regionen med egna medel:",
        "intäkten är aldrig större än bidraget, och iakttagelsen SE101 är godtagen med skäl.",
        "Den visar också en kostnad som rättats ut ur bidraget och samverkan med life science.",
    ),
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Region Stockholm",
            cost_centre="74510",
            year=2026,
            registers=((_REGISTER, "792929.00"),),
            activities=_ACTIVITIES,
            payroll=Payroll((
                Employee("20331", "Datasamordnare", "44900.00", "46100.00", 40, "I2", _OWN),
                Employee("21806", "Systemutvecklare", "54600.00", "56000.00", 15, "I1", _OWN),
            )),
            events=_EVENTS,
            requisition="2026-03-24",
            receipt="2026-05-13",
            payer="Socialstyrelsen",
            closing="2027-02-10",
            reporting=Reporting("2027-03-22", "2027-02-04", "2027-03-31"),
            ombud="2026-03-05",
            deviation="SE101: chef1 beslutade 2027-02-10 att regionen betalar skillnaden själv",
        ),
    ),
)  # fmt: skip
