"""Region Skåne: four registers, shared costs in many parts, and a repayment."""

from __future__ import annotations

from typing import Final

from nkr_audit.demo.organisations import (
    CONFERENCE,
    INTEGRATION,
    IT,
    LAW,
    MANAGEMENT,
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
    Part,
    Payroll,
    Plan,
    Repayment,
    Reporting,
    direct,
    shared,
)
from nkr_audit.demo.repeated import half_yearly, quarterly

_NREV: Final = "Nationellt kvalitetsregister för esofagus- och ventrikelcancer (NREV)"
_AML: Final = "Nationellt kvalitetsregister för akut myeloisk leukemi"
_ALL: Final = "Nationellt kvalitetsregister för akut lymfatisk leukemi"
_SWEDCON: Final = "SWEDCON (medfödda hjärtfel)"
_EVERY: Final = shared(_NREV, _AML, _ALL, _SWEDCON)
_LEUKAEMIA: Final = shared(_AML, _ALL)
_CANCER: Final = shared(_NREV, _AML, _ALL)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Gemensam it-infrastruktur för fyra register", "it",
        "Upprätthåller en säker och gemensam teknisk infrastruktur för fyra register.",
        "2026-12-14",
        (
            ("Genomfört", "Gemensam inloggning i februari, flytt till ny servermiljö i september"),
            ("Resultat", "Fyra register i samma miljö, en testmiljö avvecklad"),
        ),
    ),
    Activity(
        "I2", "Statistik, årsrapporter och nyckeltal", "statistik",
        "Ger jämförbar statistik för sjukvårdsregioner och myndigheter.",
        "2026-12-15",
        (
            ("Genomfört", "Fyra årsrapporter publicerade mellan april och juni"),
            ("Resultat", "Gemensamma nyckeltal för leukemiregistren"),
        ),
    ),
    Activity(
        "I3", "Tillgängliggörande för forskning", "forskning-tillgangliggorande",
        "Gör registrens uppgifter lättare att söka och begära ut.",
        "2026-12-17",
        (
            ("Genomfört", "Variabelförteckningar för fyra register, gemensam ansökningsväg"),
            ("Resultat", "26 ansökningar hanterade"),
        ),
    ),
    Activity(
        "I4", "Juridisk kompetens", "juridik",
        "Stärker kompetensen om personuppgiftsansvar när flera vårdgivare rapporterar.",
        "2026-11-12",
        (
            ("Genomfört", "Utbildningsdag 5 november, mallar för biträdesavtal"),
            ("Deltagare", "34 personer från registren och regionens jurister"),
        ),
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *quarterly(
        Invoice(
            "", PLATFORM, "5440", "Serverkapacitet för fyra register {quarter}",
            "74000.00", "", "I1", _EVERY, key="server",
        ),
        (1, 2, 3),
    ),
    *half_yearly(
        Invoice(
            "", MANAGEMENT, "5510", "Förvaltningstjänster {half}: inloggning och behörighet",
            "50000.00", "", "I1", _EVERY,
        )
    ),
    *half_yearly(
        Allocation(
            "", "Regionalt cancercentrum Syd", "6820", "Stöd till tre cancerregister {half}",
            "2140000.00", 64, 1000, "nedlagda timmar", "", "I2", _CANCER,
        )
    ),
    *half_yearly(
        Allocation(
            "", "Regionservice", "6910", "Lokaler, telefoni och ekonomistöd {half}",
            "1460000.00", 17, 520, "årsarbetare", "", "I1", _EVERY,
        )
    ),
    Invoice(
        "2026-01-22", IT, "5420", "Analyslicenser 2026 för sex användare",
        "51600.00", "2026", "I2", _EVERY,
    ),
    Invoice(
        "2026-02-26", INTEGRATION, "5430", "Gemensam inloggning för fyra register, 96 timmar",
        "100800.00", "2026-01/2026-02", "I1", _EVERY,
    ),
    Invoice(
        "2026-04-21", PRINT, "5620", "Årsrapport 2025 för SWEDCON: form och publicering",
        "44500.00", "2026-03/2026-04", "I2", direct(_SWEDCON),
    ),
    Invoice(
        "2026-05-20", PRINT, "5620", "Årsrapporter 2025 för akut leukemi, två rapporter",
        "68000.00", "2026-04/2026-05", "I2", (Part(_AML, "direkt"), Part(_ALL, "direkt")),
    ),
    Invoice(
        "2026-06-04", PRINT, "5620", "Årsrapport 2025 för NREV: form och publicering",
        "39932.87", "2026-05", "I2", direct(_NREV), key="nrev",
    ),
    Invoice(
        "2026-06-16", PRINT, "5620", "Kreditering: korrekturrunda som inte utfördes",
        "-3800.00", "2026-05", "I2", direct(_NREV), credits="nrev",
    ),
    Invoice(
        "2026-05-26", STATISTICS, "5610", "Gemensamma nyckeltal för akut leukemi, förstudie",
        "58400.00", "2026-04/2026-05", "I2", _LEUKAEMIA, key="nyckeltal",
    ),
    Correction(
        "2026-06-08", "nyckeltal", "5610", "Rättelse av {nyckeltal}: 9 800 kr avsåg SWEDCON",
        "9800.00", "2026-04/2026-05", "I2", _LEUKAEMIA, direct(_SWEDCON),
    ),
    Invoice(
        "2026-03-19", TRAVEL, "5810", "Resor till möte mellan registerhållare, fem personer",
        "11420.00", "2026-03", "I2", _EVERY, vat=6,
    ),
    Invoice(
        "2026-09-24", SECURITY, "5430", "Säkerhetsgranskning efter flytt till ny servermiljö",
        "58400.00", "2026-09", "I1", _EVERY,
    ),
    Invoice(
        "2026-10-15", INTEGRATION, "5430", "Ansökningsväg för utlämnande, 58 konsulttimmar",
        "60900.00", "2026-09/2026-10", "I3", _EVERY,
    ),
    Invoice(
        "2026-10-22", LAW, "6560", "Mallar för biträdesavtal mellan vårdgivare, 26 timmar",
        "65000.00", "2026-10", "I4", _EVERY,
    ),
    Invoice(
        "2026-11-06", CONFERENCE, "5910", "Utbildningsdag 5 november, lokal, 34 deltagare",
        "23800.00", "2026-11-05", "I4", _EVERY, vat=12,
    ),
    Invoice(
        "2026-11-19", OFFICE, "6510", "Administrativt stöd vid ansökningar, 40 timmar",
        "24400.00", "2026-10/2026-11", "I3", _EVERY,
    ),
    Invoice(
        "2026-12-03", TRAINING, "6570", "Kurs i variabeldokumentation, sju medarbetare",
        "31500.00", "2026-11-25/2026-11-26", "I3", _EVERY,
    ),
    Accrual(
        "server-4", PLATFORM, "5440", "Serverkapacitet för fyra register fjärde kvartalet",
        "74000.00", "75250.00", "2026-12-30", "Serverkapacitet oktober-december, mätvärden",
        "2027-01-14", "2026-10/2026-12", "I1", _EVERY,
    ),
    Accrual(
        "variabler", STATISTICS, "5610", "Variabelförteckningar för fyra register",
        "96000.00", "93480.00", "2026-12-17", "Fyra förteckningar, sammanlagt 1 180 variabler",
        "2027-01-27", "2026-10/2026-12", "I3", _EVERY,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="skane",
    title="Region Skåne: statsbidrag till nationella kvalitetsregister 2026 (exempeldata)",
    shows=(
        "Boken visar fyra register, gemensamma kostnader fördelade på alla eller några av dem,",
        "stöd från regionalt cancercentrum enligt fördelning, två reserveringar där utfallet blev",
        "högre respektive lägre, samt oanvänt bidrag som återbetalats mot faktura.",
    ),
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Region Skåne",
            cost_centre="91240",
            year=2026,
            registers=tuple((name, "792929.00") for name in (_NREV, _AML, _ALL, _SWEDCON)),
            activities=_ACTIVITIES,
            payroll=Payroll((
                Employee("60215", "Statistiker", "53400.00", "54700.00", 60, "I2", _CANCER),
                Employee("60388", "Registerkoordinator", "47200.00", "48400.00", 50, "I3",
                         direct(_SWEDCON)),
                Employee("60791", "Systemförvaltare", "55100.00", "56300.00", 50, "I1", _EVERY),
            )),
            events=_EVENTS,
            requisition="2026-03-30",
            receipt="2026-05-19",
            payer="Socialstyrelsen",
            closing="2027-02-17",
            reporting=Reporting("2027-03-25", "2027-02-03", "2027-03-31"),
            ombud="2026-03-09",
            repayment=Repayment(
                "2027-06-16", "Socialstyrelsen", "214380.50", "Faktura på återkrav"
            ),
        ),
    ),
)  # fmt: skip
