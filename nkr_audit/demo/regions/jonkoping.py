"""Region Jönköpings län: two registers, nearly all of the grant used."""

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

_BHVQ: Final = "Svenska Barnhälsovårdsregistret (BHVQ)"
_RIKSSAR: Final = "RiksSår"
_BOTH: Final = shared(_BHVQ, _RIKSSAR)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Gemensam it-plattform", "it",
        "Upprätthåller säker inrapportering och återkoppling för båda registren.",
        "2026-12-11",
        (
            ("Genomfört", "Plattformen uppgraderad i mars och september"),
            ("Tillgänglighet", "99,7 procent av årets timmar enligt driftrapport"),
            ("Anslutna enheter", "641 enheter rapporterar, 58 av dem via journalöverföring"),
        ),
    ),
    Activity(
        "I2", "Statistik och årsrapporter", "statistik",
        "Ger regioner och myndigheter jämförbara resultat ur registren.",
        "2026-12-14",
        (
            ("Genomfört", "Två årsrapporter publicerade, nyckeltal varje kvartal"),
            ("Publicerat", "Årsrapport RiksSår 12 maj, årsrapport BHVQ 2 juni"),
            ("Mottagare", "21 regioner och tre statliga myndigheter"),
        ),
    ),
    Activity(
        "I3", "Öppna resultat och stöd till enheterna", "tillganglighet",
        "Gör registrens uppgifter lättare att nå för vården och för den statliga uppföljningen.",
        "2026-12-15",
        (
            ("Genomfört", "Användarmöte 14 april, sex webbinarier, öppen resultatvisning"),
            ("Deltagare", "212 personer från 18 regioner"),
        ),
    ),
    Activity(
        "I4", "Juridiskt stöd om utlämnande", "juridik",
        "Stärker den juridiska kompetensen om personuppgiftsansvar och utlämnande.",
        "2026-11-27",
        (
            ("Genomfört", "Mall för biträdesavtal och rutin för utlämnande beslutade"),
            ("Beslut", "Rutinen fastställd av registrens styrgrupper 18 november"),
        ),
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *quarterly(
        Invoice(
            "", PLATFORM, "5440", "Serverkapacitet och säkerhetskopiering {quarter}, två register",
            "38600.00", "", "I1", _BOTH, key="server",
        ),
        (1, 2, 3),
    ),
    *half_yearly(
        Invoice(
            "", MANAGEMENT, "5510", "Förvaltningstjänster {half}: rättningar och nya versioner",
            "30000.00", "", "I1", _BOTH,
        )
    ),
    *quarterly(
        Allocation(
            "", "Serviceförvaltningen", "6910", "Lokaler, telefoni och ekonomistöd {quarter}",
            "486000.00", 13, 400, "årsarbetare", "", "I3", _BOTH,
        ),
        (1, 2, 3, 4),
    ),
    *half_yearly(
        Allocation(
            "", "Registercentrum", "6810", "Registercentrums metodstöd {half}, två register",
            "742000.00", 96, 1400, "nedlagda timmar", "", "I2", _BOTH,
        )
    ),
    Invoice(
        "2026-01-19", IT, "5420", "Årslicenser 2026 för analysprogram, fyra användare",
        "28400.00", "2026", "I2", _BOTH,
    ),
    Invoice(
        "2026-03-31", INTEGRATION, "5430", "Journalöverföring till RiksSår, 62 timmar i mars",
        "58900.00", "2026-03", "I1", direct(_RIKSSAR),
    ),
    Invoice(
        "2026-02-24", INTEGRATION, "5430", "Webbformulär för hembesöksprogrammet, BHVQ, 16 timmar",
        "15200.00", "2026-02", "I1", direct(_RIKSSAR), key="formular",
    ),
    Correction(
        "2026-03-12", "formular", "5430", "Rättelse av {formular}: formuläret hör till BHVQ",
        "15200.00", "2026-02", "I1", direct(_RIKSSAR), direct(_BHVQ),
    ),
    Invoice(
        "2026-04-16", CONFERENCE, "5910", "Lokal för användarmöte 14 april, 60 deltagare",
        "27600.00", "2026-04-14", "I3",
        (Part(_BHVQ, "direkt", 60), Part(_RIKSSAR, "indirekt", 40)),
    ),
    Invoice(
        "2026-04-20", TRAVEL, "5810", "Tågresor för två föreläsare vid användarmötet 14 april",
        "3240.00", "2026-04", "I3", _BOTH, vat=6,
    ),
    Invoice(
        "2026-05-12", PRINT, "5620", "Årsrapport 2025 för RiksSår: form och publicering",
        "38200.00", "2026-04/2026-05", "I2", direct(_RIKSSAR),
    ),
    Invoice(
        "2026-06-03", PRINT, "5620", "Årsrapport 2025 för BHVQ: form och publicering",
        "42350.00", "2026-05", "I2", direct(_BHVQ),
    ),
    Invoice(
        "2026-07-09", PLATFORM, "5440", "Kreditering för avbrott 9 juni, andra kvartalet",
        "-1620.00", "2026-06", "I1", _BOTH, credits="server-2",
    ),
    Invoice(
        "2026-08-27", STATISTICS, "5610", "Nyckeltal för barnhälsovården, beräkning per region",
        "54446.43", "2026-08", "I2", direct(_BHVQ),
    ),
    Invoice(
        "2026-09-22", LAW, "6560", "Rådgivning om biträdesavtal och utlämnande, 22 timmar",
        "52800.00", "2026-09", "I4", _BOTH,
    ),
    Invoice(
        "2026-10-08", TRAINING, "6570", "Utbildningsdag i informationssäkerhet, åtta medarbetare",
        "24900.00", "2026-10-06", "I4", _BOTH,
    ),
    Invoice(
        "2026-10-29", OFFICE, "6510", "Administrativt stöd vid insamling av biträdesavtal",
        "18600.00", "2026-10", "I3", _BOTH,
    ),
    Accrual(
        "server-4", PLATFORM, "5440", "Serverkapacitet och säkerhetskopiering fjärde kvartalet",
        "38600.00", "38925.50", "2026-12-30", "Serverkapacitet oktober-december, driftrapport",
        "2027-01-15", "2026-10/2026-12", "I1", _BOTH,
    ),
    Accrual(
        "sarlakning", STATISTICS, "5610", "Analys av regionala skillnader i sårläkning",
        "72000.00", "71240.00", "2026-12-18", "Slutrapport med tabellbilaga, 34 sidor",
        "2027-01-20", "2026-11/2026-12", "I2", direct(_RIKSSAR),
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="jonkoping",
    title="Region Jönköpings län: statsbidrag till nationella kvalitetsregister 2026 (exempeldata)",
    shows=(
        "Boken visar två register som delar på kostnader, en faktura delad mellan direkt och",
        "indirekt nytta, en rättelse av fel register och ett bokslut där nästan allt är använt.",
        "Det oanvända är under 1 000 kr: Socialstyrelsen fakturerar inte, och beloppet står kvar.",
    ),
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Region Jönköpings län",
            cost_centre="3120",
            year=2026,
            registers=((_BHVQ, "792929.00"), (_RIKSSAR, "792929.00")),
            activities=_ACTIVITIES,
            payroll=Payroll((
                Employee("10412", "Registerkoordinator", "46200.00", "47400.00", 50, "I3",
                         direct(_BHVQ)),
                Employee("10877", "Statistiker", "51800.00", "53100.00", 40, "I2", _BOTH),
            )),
            events=_EVENTS,
            requisition="2026-04-08",
            receipt="2026-05-21",
            payer="Socialstyrelsen",
            closing="2027-02-15",
            reporting=Reporting("2027-03-18", "2027-02-04", "2027-03-31"),
            ombud="2026-03-18",
        ),
    ),
)  # fmt: skip
