"""Region Värmland: one register, salaries proved by contracts of employment, a small repayment."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.organisations import (
    INTEGRATION,
    LAW,
    OFFICE,
    PLATFORM,
    PRINT,
    SECURITY,
    STATISTICS,
    TRAINING,
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
    Repayment,
    Reporting,
    direct,
    shared,
)
from nkr_audit.demo.repeated import half_yearly, quarterly

_REGISTER: Final = (
    "Svenskt kvalitetsregister för intensivvård / Svenska Intensivvårdsregistret (SIR)"
)
_OWN: Final = direct(_REGISTER)
_COMMON: Final = shared(_REGISTER)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Inrapportering i realtid", "it",
        "Upprätthåller inrapporteringen från landets intensivvårdsavdelningar.",
        "2026-12-04",
        (
            ("Genomfört", "Överföring i realtid från 83 av 84 avdelningar"),
            ("Resultat", "Fördröjning under 15 minuter, mätt vecka 45-47"),
        ),
    ),
    Activity(
        "I2", "Statistik om vårdplatser och resultat", "statistik",
        "Ger jämförbar statistik om intensivvårdens resultat.",
        "2026-12-11",
        (
            ("Genomfört", "Årsrapport publicerad 27 maj, veckostatistik hela året"),
            ("Mottagare", "Regionerna och den nationella samordningen av intensivvård"),
        ),
    ),
    Activity(
        "I3", "Leveranser för statlig uppföljning", "statlig-uppfoljning",
        "Gör att registret kan användas för statlig uppföljning av beredskap och kapacitet.",
        "2026-12-18",
        (
            ("Genomfört", "Fyra kvartalsleveranser enligt överenskommen specifikation"),
            ("Kvittens", "Samtliga leveranser godkända av mottagaren"),
        ),
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *quarterly(
        Invoice(
            "", PLATFORM, "5440", "Serverkapacitet för inrapportering i realtid {quarter}",
            "19800.00", "", "I1", _COMMON,
        ),
        (1, 2, 3),
    ),
    *half_yearly(
        Allocation(
            "", "Registercentrum", "6810", "Registercentrums metodstöd {half}",
            "655000.00", 51, 1100, "nedlagda timmar", "", "I2", _OWN,
        )
    ),
    *half_yearly(
        Allocation(
            "", "Regionservice", "6910", "Kontorsplatser och ekonomistöd {half}",
            "388000.00", 6, 225, "kontorsplatser", "", "I3", _COMMON,
        )
    ),
    Invoice(
        "2026-01-29", INTEGRATION, "5430", "Överföring i realtid från tre avdelningar, 30 timmar",
        "31500.00", "2026-01", "I1", _OWN,
    ),
    Invoice(
        "2026-03-18", TRAINING, "6570", "Webbutbildning för inrapportörer, tre tillfällen i mars",
        "24500.00", "2026-03", "I1", _OWN,
    ),
    Invoice(
        "2026-04-15", STATISTICS, "5610", "Leverans för statlig uppföljning: specifikation, test",
        "44000.00", "2026-03/2026-04", "I3", _OWN,
    ),
    Invoice(
        "2026-05-29", PRINT, "5620", "Årsrapport 2025: tabeller, form och publicering",
        "45804.26", "2026-05", "I2", _OWN,
    ),
    Invoice(
        "2026-06-11", TRAVEL, "5810", "Flyg och tåg till möte med den nationella samordningen",
        "4980.00", "2026-06", "I3", _OWN, vat=6,
    ),
    Invoice(
        "2026-08-26", SECURITY, "5430", "Test av reservdrift och återläsning, protokoll i augusti",
        "27600.00", "2026-08", "I1", _OWN, key="reserv",
    ),
    Invoice(
        "2026-09-09", SECURITY, "5430", "Kreditering: ett testmoment utgick",
        "-3450.00", "2026-08", "I1", _OWN, credits="reserv",
    ),
    Invoice(
        "2026-10-07", OFFICE, "6510", "Administrativt stöd vid kvartalsleveranser, 28 timmar",
        "17080.00", "2026-07/2026-09", "I3", _OWN, key="kontor",
    ),
    Correction(
        "2026-10-21", "kontor", "6510", "Rättelse av {kontor}: åtta timmar gällde annat register",
        "4880.00", "2026-07/2026-09", "I3", _OWN, None,
    ),
    Invoice(
        "2026-11-18", LAW, "6560", "Rådgivning om uppgiftsskyldighet vid statlig uppföljning",
        "21600.00", "2026-11", "I3", _OWN,
    ),
    Accrual(
        "server-4", PLATFORM, "5440", "Serverkapacitet för inrapportering fjärde kvartalet",
        "19800.00", "19800.00", "2026-12-30", "Serverkapacitet oktober-december, mätprotokoll",
        "2027-01-14", "2026-10/2026-12", "I1", _COMMON,
    ),
    Accrual(
        "leverans-4", STATISTICS, "5610", "Fjärde kvartalsleveransen för statlig uppföljning",
        "24000.00", "23350.00", "2026-12-18", "Leveransfil och kvittens från mottagaren",
        "2027-01-21", "2026-12", "I3", _OWN,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="varmland",
    title="Region Värmland: statsbidrag till nationella kvalitetsregister 2026 (exempeldata)",
    shows=(
        "Boken visar löner som styrks med anställningsavtal i stället för lönespecifikationer,",
        "insatser för statlig uppföljning, en kostnad som rättats ut ur bidraget och en liten",
        "återbetalning, strax över 1 000 kr, som betalats mot Socialstyrelsens faktura.",
    ),
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Region Värmland",
            cost_centre="5145",
            year=2026,
            registers=((_REGISTER, "792929.00"),),
            activities=_ACTIVITIES,
            payroll=Payroll(
                (
                    Employee("40207", "Registerkoordinator", "43800.00", "43800.00", 30, "I3",
                             _OWN),
                    Employee("40391", "Systemförvaltare", "49500.00", "49500.00", 20, "I1", _OWN),
                ),
                contracts=True,
            ),
            events=_EVENTS,
            requisition="2026-03-17",
            receipt="2026-05-18",
            payer="Socialstyrelsen",
            closing="2027-02-08",
            reporting=Reporting("2027-03-12", "2027-02-05", "2027-03-31"),
            ombud="2026-03-06",
            repayment=Repayment("2027-06-14", "Socialstyrelsen", "2305.00", "Faktura på återkrav"),
        ),
    ),
)  # fmt: skip
