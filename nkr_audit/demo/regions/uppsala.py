"""Region Uppsala: one register, a licence that runs into the next year, repayment not yet asked."""

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
    Reporting,
    direct,
    shared,
)
from nkr_audit.demo.repeated import half_yearly, monthly

_REGISTER: Final = "SWEDEHEART"
_OWN: Final = direct(_REGISTER)
_COMMON: Final = shared(_REGISTER)

_ACTIVITIES: Final = (
    Activity(
        "I1", "Teknisk plattform", "it",
        "Upprätthåller inrapportering dygnet runt från landets hjärtintensivvårdsavdelningar.",
        "2026-12-16",
        (
            ("Genomfört", "Månatliga säkerhetsuppdateringar, ny databasversion i augusti"),
            ("Resultat", "Inga driftstopp över en timme under året"),
        ),
    ),
    Activity(
        "I2", "Statistik och årsrapport", "statistik",
        "Ger öppna jämförelser mellan sjukhus och regioner.",
        "2026-12-09",
        (
            ("Genomfört", "Årsrapport publicerad 4 juni, kvalitetsindex beräknat för alla sjukhus"),
            ("Spridning", "Presenterad vid registerdagen 22 april, 140 deltagare"),
        ),
    ),
    Activity(
        "I3", "Tillgängliggörande för forskning", "forskning-tillgangliggorande",
        "Kortar tiden från ansökan till utlämnande av uppgifter.",
        "2026-12-17",
        (
            ("Genomfört", "Gemensam ansökningsblankett och metadatakatalog"),
            ("Resultat", "37 ansökningar hanterade, mediantid 41 dagar"),
        ),
    ),
    Activity(
        "I4", "Juridik vid utlämnande", "juridik",
        "Stärker den juridiska kompetensen hos dem som prövar ansökningar.",
        "2026-10-30",
        (
            ("Genomfört", "Genomgång av sekretessprövning, två halvdagar"),
            ("Deltagare", "Elva handläggare"),
        ),
    ),
)  # fmt: skip

_EVENTS: Final[tuple[Event, ...]] = (
    *monthly(
        Invoice(
            "", MANAGEMENT, "5510", "Förvaltningstjänster {month}: rättningar enligt avtal",
            "8950.00", "", "I1", _OWN,
        ),
        range(1, 12),
    ),
    *half_yearly(
        Allocation(
            "", "Registercentrum", "6810", "Registercentrums statistikstöd {half}",
            "884000.00", 20, 1300, "nedlagda timmar", "", "I2", _OWN,
        )
    ),
    Allocation(
        "2026-12-30", "Regionkontoret", "6910", "Lokaler, ekonomi- och personalstöd 2026",
        "1180000.00", 7, 400, "årsarbetare", "2026", "I1", _COMMON,
    ),
    Invoice(
        "2026-02-05", IT, "5420", "Databaslicenser 2026, två servrar",
        "36400.00", "2026", "I1", _COMMON, key="licens",
    ),
    Correction(
        "2026-02-19", "licens", "5420", "Rättelse av {licens}: en licens ingick i serverhyra",
        "18200.00", "2026", "I1", _COMMON, _COMMON, to_account="5440",
    ),
    Invoice(
        "2026-04-24", CONFERENCE, "5910", "Registerdag 22 april: lokal, teknik och måltider",
        "30500.00", "2026-04-22", "I2", _OWN, vat=12,
    ),
    Invoice(
        "2026-04-27", TRAVEL, "5810", "Tågresor för fyra medverkande vid registerdagen 22 april",
        "5120.00", "2026-04", "I2", _OWN, vat=6,
    ),
    Invoice(
        "2026-06-09", PRINT, "5620", "Årsrapport 2025: kartor, form och webbpublicering",
        "42780.06", "2026-05/2026-06", "I2", _OWN, key="arsrapport",
    ),
    Invoice(
        "2026-06-24", PRINT, "5620", "Kreditering: 40 tryckta exemplar levererades inte",
        "-3200.00", "2026-06", "I2", _OWN, credits="arsrapport",
    ),
    Invoice(
        "2026-08-20", INTEGRATION, "5430", "Metadatakatalog för utlämnande, 48 konsulttimmar",
        "50400.00", "2026-08", "I3", _OWN,
    ),
    Invoice(
        "2026-10-20", LAW, "6560", "Genomgång av sekretessprövning för handläggare, två halvdagar",
        "28000.00", "2026-10", "I4", _OWN,
    ),
    Invoice(
        "2026-11-05", IT, "5420", "Krypteringslicens november 2026 till oktober 2027, del för 2026",
        "2750.00", "2026-11/2026-12", "I1", _COMMON, prepaid="13750.00", billed="2026-11/2027-10",
    ),
    Accrual(
        "forvaltning-12", MANAGEMENT, "5510", "Förvaltningstjänster december",
        "8950.00", "8950.00", "2026-12-30", "Ärendelista december, 17 rättningar", "2027-01-12",
        "2026-12", "I1", _OWN,
    ),
    Accrual(
        "index", STATISTICS, "5610", "Kvalitetsindex 2026, beräkning per sjukhus",
        "42000.00", "43120.00", "2026-12-21", "Indexrapport med metodbilaga, 72 sjukhus",
        "2027-01-25", "2026-12", "I2", _OWN,
    ),
)  # fmt: skip

PLAN: Final = Plan(
    folder="uppsala",
    title="Region Uppsala: statsbidrag till nationella kvalitetsregister 2026 (exempeldata)",
    shows=(
        "Boken visar månadsfakturor, en licens som löper in i 2027 (bara delen för 2026 belastar",
        "bidraget, resten är förutbetald kostnad utanför), en rättelse av fel konto och en faktura",
        "som blev dyrare än reserveringen. Återbetalning väntas, men fakturan har inte kommit.",
    ),
    grants=(
        Grant(
            id="NKR2026",
            programme="sos-2026",
            region="Region Uppsala",
            cost_centre="2610",
            year=2026,
            registers=((_REGISTER, "792929.00"),),
            activities=_ACTIVITIES,
            payroll=Payroll((
                Employee("30118", "Statistiker", "50700.00", "52000.00", 20, "I2", _OWN),
                Employee("30452", "Dataförvaltare", "46900.00", "48100.00", 20, "I3", _OWN),
            )),
            events=_EVENTS,
            requisition="2026-04-02",
            receipt="2026-05-20",
            payer="Socialstyrelsen",
            closing="2027-02-12",
            reporting=Reporting("2027-03-17", "2027-02-03", "2027-03-31"),
            ombud="2026-03-16",
        ),
    ),
)  # fmt: skip
