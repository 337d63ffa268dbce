"""Region Västerbotten: one register, late recruitment, a large part unused and repaid."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.organisations import (
    CONFERENCE,
    INTEGRATION,
    IT,
    LAW,
    MANAGEMENT,
    PRINT,
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
    Repayment,
    Reporting,
    direct,
    shared,
)
from nkr_audit.demo.repeated import half_yearly, quarterly

_REGISTER: Final = "Riksstroke"
_OWN: Final = direct(_REGISTER)
_COMMON: Final = shared(_REGISTER)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Ny inrapporteringslösning", "it",
        "Ersätter en äldre lösning och säkrar inrapporteringen från alla strokeenheter.",
        "2026-12-16",
        (
            ("Genomfört", "Ny lösning i bruk på 31 av 72 enheter vid årets slut"),
            ("Försening", "Rekryteringen blev klar först i april, se personalbeslut"),
        ),
    ),
    Activity(
        "I2", "Statistik och årsrapport", "statistik",
        "Ger sjukhusen och regionerna jämförbara resultat om strokevården.",
        "2026-12-07",
        (
            ("Genomfört", "Årsrapport publicerad 18 juni, kvartalsstatistik på webben"),
            ("Täckningsgrad", "Beräknad per sjukhus i november"),
        ),
    ),
    Activity(
        "I3", "Patientnära resultatvisning", "tillganglighet",
        "Gör resultaten begripliga och lätta att nå för vården och allmänheten.",
        "2026-12-03",
        (
            ("Genomfört", "Resultatvisning på lättläst svenska publicerad 1 december"),
            ("Granskning", "Tillgänglighetsgranskad enligt gällande krav"),
        ),
    ),
    Activity(
        "I4", "Juridisk genomgång", "juridik",
        "Stärker kompetensen om information till patienter som inte själva kan ta emot den.",
        "2026-09-25",
        (
            ("Genomfört", "Ny patientinformation fastställd 21 september"),
            ("Deltagare", "Registerhållare, jurist och patientföreträdare"),
        ),
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *quarterly(
        Invoice(
            "", MANAGEMENT, "5510", "Förvaltningstjänster {quarter}: äldre inrapportering",
            "14500.00", "", "I1", _OWN,
        ),
        (1, 2, 3, 4),
    ),
    *half_yearly(
        Allocation(
            "", "Registercentrum Norr", "6810", "Registercentrums stöd till Riksstroke {half}",
            "590000.00", 38, 900, "nedlagda timmar", "", "I2", _OWN,
        )
    ),
    Allocation(
        "2026-12-30", "Regionstaben", "6910", "Lokaler och gemensamt it-stöd 2026",
        "745000.00", 5, 310, "årsarbetare", "2026", "I1", _COMMON,
    ),
    Invoice(
        "2026-02-17", IT, "5420", "Enkätverktyg 2026 för tremånadersuppföljning",
        "24600.00", "2026", "I2", _COMMON,
    ),
    Invoice(
        "2026-03-25", TRAVEL, "5810", "Resor till styrgruppsmöte i Stockholm, tre personer",
        "9340.00", "2026-03", "I2", _OWN, vat=6, key="styrgrupp",
    ),
    Correction(
        "2026-04-09", "styrgrupp", "5810",
        "Rättelse av {styrgrupp}: en resa betalas av deltagarens egen region",
        "3115.00", "2026-03", "I2", _OWN, None,
    ),
    Invoice(
        "2026-05-27", INTEGRATION, "5430", "Ny inrapportering, första delleveransen, 44 timmar",
        "46200.00", "2026-05", "I1", _OWN, key="del1",
    ),
    Invoice(
        "2026-06-10", INTEGRATION, "5430", "Kreditering: fyra timmar felsökning ingick i priset",
        "-4200.00", "2026-05", "I1", _OWN, credits="del1",
    ),
    Invoice(
        "2026-06-22", PRINT, "5620", "Årsrapport 2025: form, tryck av 150 exemplar, webb",
        "53938.77", "2026-05/2026-06", "I2", _OWN,
    ),
    Invoice(
        "2026-09-04", LAW, "6560", "Genomgång av patientinformation, nio timmar",
        "20250.00", "2026-08/2026-09", "I4", _OWN,
    ),
    Invoice(
        "2026-10-02", CONFERENCE, "5910", "Användarmöte 29 september, lokal, 48 deltagare",
        "19680.00", "2026-09-29", "I3", _OWN, vat=12,
    ),
    Invoice(
        "2026-11-26", STATISTICS, "5610", "Täckningsgrad per sjukhus, samkörning och rapport",
        "58000.00", "2026-11", "I2", _OWN,
    ),
    Accrual(
        "lattlast", PRINT, "5620", "Resultatvisning på lättläst svenska",
        "33000.00", "32150.25", "2026-12-01", "Publicerad resultatvisning, granskningsprotokoll",
        "2027-01-18", "2026-11/2026-12", "I3", _OWN,
    ),
    Accrual(
        "del2", INTEGRATION, "5430", "Ny inrapportering, andra delleveransen, 40 timmar",
        "42000.00", "42000.00", "2026-12-16", "Godkänt acceptanstest, 31 enheter anslutna",
        "2027-01-22", "2026-10/2026-12", "I1", _OWN,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="vasterbotten",
    title="Region Västerbotten: statsbidrag till nationella kvalitetsregister 2026 (exempeldata)",
    shows=(
        "Boken visar ett år där en rekrytering blev sen: löner finns först från april, en stor del",
        "av bidraget är oanvänt och har betalats tillbaka mot Socialstyrelsens faktura.",
        "En faktura blev billigare än reserveringen, en resa har rättats ut ur bidraget.",
    ),
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Region Västerbotten",
            cost_centre="8830",
            year=2026,
            registers=((_REGISTER, "792929.00"),),
            activities=_ACTIVITIES,
            payroll=Payroll(
                (
                    Employee("50064", "Registerutvecklare", "48200.00", "48200.00", 30, "I1", _OWN),
                    Employee("50117", "Kommunikatör", "42600.00", "42600.00", 10, "I3", _OWN),
                ),
                first_month=4,
            ),
            events=_EVENTS,
            requisition="2026-05-06",
            receipt="2026-06-04",
            payer="Socialstyrelsen",
            closing="2027-02-18",
            reporting=Reporting("2027-03-30", "2027-02-03", "2027-03-31"),
            ombud="2026-04-14",
            repayment=Repayment(
                "2027-06-10", "Socialstyrelsen", "131770.25", "Faktura på återkrav"
            ),
        ),
    ),
)  # fmt: skip
