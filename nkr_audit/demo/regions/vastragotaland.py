"""Västra Götalandsregionen: six registers, and the one book with faults (see ``demo.faults``)."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo import faults
from nkr_audit.demo.organisations import (
    CONFERENCE,
    INTEGRATION,
    IT,
    LAW,
    MANAGEMENT,
    OFFICE,
    PLATFORM,
    PRINT,
    RESEARCH,
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
    Part,
    Payroll,
    Plan,
    Reporting,
    direct,
    shared,
)
from nkr_audit.demo.repeated import half_yearly, quarterly

_HNC: Final = "Svenskt kvalitetsregister för huvud- och halscancer (SweHNCR)"
_PSYK: Final = "Nationellt rättspsykiatriskt kvalitetsregister (RättspsyK)"
_FRAKTUR: Final = "Svenska Frakturregistret"
_NDR: Final = "Nationella diabetesregistret (NDR)"
_LED: Final = "Svenska Ledprotesregistret (höft- och knäproteser)"
_BRIMP: Final = "Bröstimplantatregistret (BRIMP)"
_EVERY: Final = shared(_HNC, _PSYK, _FRAKTUR, _NDR, _LED, _BRIMP)
_IMPLANTS: Final = shared(_FRAKTUR, _LED, _BRIMP)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Gemensam plattform för sex register", "it",
        "Upprätthåller en gemensam och säker plattform för sex register.",
        "2026-12-15",
        (
            ("Genomfört", "Sex register på samma plattform, loggkontroll varje månad"),
            ("Resultat", "99,8 procent tillgänglighet enligt mätning"),
        ),
    ),
    Activity(
        "I2", "Statistik och årsrapporter", "statistik",
        "Ger jämförbar statistik för hela landet.",
        "2026-12-11",
        (
            ("Genomfört", "Sex årsrapporter publicerade, interaktiv statistik för NDR"),
            ("Mottagare", "21 regioner, kommuner och statliga myndigheter"),
        ),
    ),
    Activity(
        "I3", "Öppna resultat", "tillganglighet",
        "Gör resultaten lätta att nå för vården, patienter och myndigheter.",
        "2026-12-10",
        (
            ("Genomfört", "Ny resultatvisning för implantatregistren 2 november"),
            ("Resultat", "14 300 besök till och med 10 december"),
        ),
    ),
    Activity(
        "I4", "Juridisk kompetens", "juridik",
        "Stärker kompetensen om utlämnande och om avtal med leverantörer.",
        "2026-12-01",
        (),
        comment=faults.ACTIVITY_NOT_PROVED,
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *quarterly(
        Invoice(
            "", PLATFORM, "5440", "Serverkapacitet för sex register {quarter}",
            "118000.00", "", "I1", _EVERY, key="server",
        ),
        (1, 2, 3),
    ),
    *half_yearly(
        Invoice(
            "", MANAGEMENT, "5510", "Förvaltningstjänster {half}: behörighet, loggning, versioner",
            "124000.00", "", "I1", _EVERY, key="forvaltning",
        )
    ),
    *half_yearly(
        Allocation(
            "", "Registercentrum Väst", "6810", "Registercentrums statistikstöd {half}",
            "4680000.00", 63, 1000, "nedlagda timmar", "", "I2", _EVERY, key="rc",
        )
    ),
    *half_yearly(
        Allocation(
            "", "Koncernkontoret", "6910", "Lokaler, telefoni och ekonomistöd {half}",
            "2210000.00", 23, 900, "årsarbetare", "", "I1", _EVERY, key="overhead",
        )
    ),
    Invoice(
        "2026-01-21", IT, "5420", "Statistiklicenser 2026 för tolv användare",
        "103200.00", "2026", "I2", _EVERY, key="licens",
    ),
    Invoice(
        "2026-02-12", INTEGRATION, "5430", "Journalöverföring till Frakturregistret, 70 timmar",
        "73500.00", "2026-01/2026-02", "I1", direct(_FRAKTUR), key="fraktur",
    ),
    Invoice(
        "2026-02-27", IT, "5420", "Enkätverktyg för patientrapporterade utfall, januari-juni",
        "36500.00", "2026-01/2026-06", "I3", _IMPLANTS, key="enkat",
    ),
    Invoice(
        "2026-03-13", TRAVEL, "5810", "Tågresor till möte om NDR:s statistik, fyra personer",
        "8760.00", "2026-03", "I2", direct(_NDR), vat=6, key="resor",
    ),
    Invoice(
        "2026-03-26", STATISTICS, "5610", "Analys av hjärtsvikt bland personer med diabetes",
        "32000.00", "2026-03", "I2", direct(_NDR), key="hjartsvikt",
    ),
    Invoice(
        "2026-04-14", MANAGEMENT, "5710", "Löpande drift av SweHNCR, januari-mars",
        "40000.00", "2026-01/2026-03", "I1", direct(_HNC), key="drift",
    ),
    Invoice(
        "2026-04-29", IT, "5420", "Programvara för bildgranskning, RättspsyK och BRIMP",
        "54000.00", "2026-04", "I1", (Part(_PSYK, "direkt", 2), Part(_BRIMP, "indirekt", 1)),
        key="bild",
    ),
    Invoice(
        "2026-05-13", PRINT, "5620", "Årsrapport 2025 för NDR: form och publicering",
        "62400.00", "2026-04/2026-05", "I2", direct(_NDR), key="arsrapport",
    ),
    Invoice(
        "2026-05-22", RESEARCH, "6710", "Genomförande av forskningsstudie om proteslossning",
        "95000.00", "2026-03/2026-05", "I2", direct(_LED), key="forskning",
    ),
    Invoice(
        "2026-06-05", PRINT, "5620", "Årsrapporter 2025 för implantatregistren, tre rapporter",
        "114600.00", "2026-05", "I2", _IMPLANTS, key="rapporter",
    ),
    Invoice(
        "2026-06-12", PRINT, "5620", "Kreditering av en korrekturrunda i årsrapporterna",
        "-5400.00", "2026-05", "I2", _IMPLANTS, credits="rapporter",
    ),
    Invoice(
        "2026-08-25", OFFICE, "6510", "Trycksaker och profilprodukter till registermöte",
        "18400.00", "2026-08", "I3", direct(_LED), key="profil",
    ),
    Invoice(
        "2026-09-03", TRAINING, "6570", "Förbättringskurs för vårdteam som rapporterar till NDR",
        "46000.00", "2026-09", "I3", direct(_NDR), key="kurs",
    ),
    Invoice(
        "2026-09-17", SECURITY, "5430", "Säkerhetsgranskning av plattformen, sex register",
        "92000.00", "2026-09", "I1", _EVERY, key="granskning",
    ),
    Correction(
        "2026-10-06", "fraktur", "5430", "Rättelse av {fraktur}: tio timmar avsåg BRIMP",
        "10500.00", "2026-01/2026-02", "I1", direct(_FRAKTUR), direct(_BRIMP), key="rattelse",
    ),
    Invoice(
        "2026-10-09", CONFERENCE, "5910", "Konferenslokal för användarmöte, 85 deltagare",
        "48900.00", "2026-10-08", "I3", _EVERY, key="konferens",
    ),
    Invoice(
        "2026-10-27", LAW, "6560", "Avtalsmall för utlämnande till företag, 31 timmar",
        "77500.00", "2026-10", "I4", _EVERY, key="avtal",
    ),
    Invoice(
        "2026-11-17", SECURITY, "5430", "Loggövervakning 15 november 2026 till 14 februari 2027",
        "55200.00", "2026-11-15/2027-02-14", "I1", shared(_HNC, _PSYK), key="logg",
    ),
    Invoice(
        "2026-11-24", MANAGEMENT, "5710", "Övertagande av tre servrar, drift i fyra veckor",
        "22000.00", "2026-11", "I1", direct(_PSYK), key="overtagande",
    ),
    Invoice(
        "2026-12-08", IT, "5420", "Statistiklicenser 2027 för NDR, fyra användare",
        "35400.00", "2027", "I2", direct(_NDR), key="licens-2027",
    ),
    Accrual(
        "server-4", PLATFORM, "5440", "Serverkapacitet för sex register fjärde kvartalet",
        "118000.00", "118640.00", "2026-12-30", "Serverkapacitet oktober-december, mätvärden",
        "2027-01-15", "2026-10/2026-12", "I1", _EVERY,
    ),
    Accrual(
        "resultatvisning", INTEGRATION, "5430", "Resultatvisning för implantatregistren, etapp 2",
        "84000.00", "82950.00", "2026-12-14", "Etapp 2 driftsatt och godkänd",
        "2027-01-22", "2026-11/2026-12", "I3", _IMPLANTS,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="vastragotaland",
    title="Västra Götalandsregionen: statsbidrag 2026 med inlagda fel (exempeldata)",
    shows=(
        "Boken visar fel med flit, så att man kan se hur de upptäcks. Varje fel har en kommentar",
        "som börjar med FEL och säger vad som är galet, en godtagen avvikelse med AVVIKELSE.",
        "Allt annat i boken är riktigt bokfört. De andra sex regionernas böcker är utan fel.",
    ),
    extra_accounts=faults.EXTRA_ACCOUNTS,
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Västra Götalandsregionen",
            cost_centre="40771",
            year=2026,
            registers=tuple(
                (name, "792929.00") for name in (_HNC, _PSYK, _FRAKTUR, _NDR, _LED, _BRIMP)
            ),
            activities=_ACTIVITIES,
            payroll=Payroll((
                Employee("70142", "Statistiker", "54200.00", "55500.00", 70, "I2",
                         shared(_NDR, _LED)),
                Employee("70306", "Registerkoordinator", "47900.00", "49100.00", 60, "I3",
                         shared(_FRAKTUR, _BRIMP)),
                Employee("70588", "Systemutvecklare", "57300.00", "58700.00", 70, "I1",
                         shared(_HNC, _PSYK)),
            )),
            events=_EVENTS,
            requisition="2026-05-20",
            receipt="2026-06-11",
            payer="Socialstyrelsen",
            closing="2027-02-22",
            reporting=Reporting("", "2027-02-09", comment=faults.FORM_WITHOUT_DAY),
            ombud="2026-03-11",
            requisition_comment=faults.REQUISITION_LATE,
            change=faults.plant,
        ),
    ),
)  # fmt: skip
