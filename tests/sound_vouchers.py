"""The vouchers of the sound book, one function for each kind; see ``sound_year``."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from tests.sound_year import (
    ADMIN,
    BANK,
    CENTRE,
    CONFERENCE,
    DEVELOPMENT,
    INTERIM,
    INTERNAL,
    IT,
    LEGAL,
    OVERHEAD,
    PAY,
    PAY_FEES,
    PAYABLES,
    PREPAID,
    STATISTICS,
    SUPPLIERS,
    TRAVEL,
    UPKEEP,
    Book,
    Grant,
    Row,
)

NKR = Grant(
    "NKR2026", "sos-2026", "2610", "stat",
    ("SWEDEHEART", "Riksstroke", "Swedvasc", "RiksSvikt"), Decimal(792929), 2026,
)  # fmt: skip
STATE = Grant(
    "NKR2022", "skr-2022", "2622", "stat", ("SWEDEHEART", "Riksstroke"), Decimal(600000), 2022
)
OWN = Grant(
    "NKR2022R", "skr-2022", "2623", "region", ("SWEDEHEART", "Riksstroke"), Decimal(200000), 2022
)
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
# Name on the contract, share of a month's pay, whether a payslip is filed each month.
STAFF = (
    ("anna", 21500, False), ("bo", 18240, False), ("cecilia", 9875, False), ("david", 15300, True),
    ("eva", 12400, True), ("farid", 8100, False), ("gun", 6650, True),
)  # fmt: skip
# Supplier, organisation number, what it sells each month, kind, net price, first invoice number.
MONTHLY = (
    ("Exempel Plattform AB", "559990-1187", "Registerplattform", IT, "18400.00", 7701),
    ("Exempel Drift AB", "559990-1203", "Serverkapacitet", IT, "6250.50", 20260001),
    ("Exempel Förvaltning AB", "559990-1310", "Teknisk förvaltning", UPKEEP, "7100.00", 88),
    ("Exempel Statistik AB", "559990-1427", "Statistikprogram, licens", STATISTICS, "3999.99", 501),
    ("Exempel Enkät AB", "559990-1633", "Enkätverktyg", IT, "1890.00", 3001),
    ("Exempel Kontor AB", "559990-1500", "Registersekreterare", ADMIN, "2400.00", 12),
)  # fmt: skip
JOURNEYS = (
    "Tåg t/r Uppsala–Lund, koordinatorsmöte", "Hotell 2 nätter, Umeå", "Taxi Arlanda",
    "Flyg Arlanda–Luleå", "Logi Stockholm", "Biljett SJ", "Milersättning", "Parkering Lund",
)  # fmt: skip


def last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def kronor(amount: Decimal | str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def receipt(book: Book, grant: Grant, day: date) -> None:
    """The grant is requisitioned and paid."""
    grant.heading = [
        f'{grant.year}-03-16 custom "nkr-handelse" "{grant.id}" "ombud"',
        f'{grant.year}-04-02 custom "nkr-handelse" "{grant.id}" "rekvisition"',
        f"  belopp: {grant.granted} SEK",
    ]
    book.add(
        "K", day, "Utbetalaren", f"Statsbidrag {grant.year}",
        [Row(grant.liability, -grant.granted)], against=BANK, tags="utbetalning",
        documents="beslut", lag=0,
    )  # fmt: skip


def payroll(book: Book, grant: Grant, until: int = 12) -> None:
    """Monthly pay of several people; a contract proves all the months of some of them."""
    for name, pay, payslip in STAFF:
        contract = f"avtal-{name}-{grant.year}"
        if not payslip:
            account = f"Kostnader:{grant.id}:{PAY.account}"
            grant.heading += book.document(
                date(grant.year, 1, 1), account, "anstallningsavtal", contract
            )
        for month in range(1, until + 1):
            fees = kronor(pay * Decimal("0.3142"))
            book.add(
                "L", date(grant.year, month, 25), "Lönesystemet", f"Lön {MONTHS[month - 1]}",
                [
                    *grant.shared(PAY, kronor(pay)),
                    *grant.shared(PAY_FEES, fees),
                ],
                against=PAYABLES, documents="lonespecifikation" if payslip else "",
                links="" if payslip else contract,
            )  # fmt: skip


def monthly_invoices(book: Book, grant: Grant) -> None:
    """The same suppliers month after month: running numbers, equal amounts, and their payments."""
    for payee, company, what, kind, price, first in MONTHLY:
        for month in range(1, 13):
            net = kronor(price)
            vat = kronor(net / 4)
            invoice = str(first + month)
            day = date(grant.year, month, 28 - month)
            shared = month % 3 > 0
            rows = grant.shared(kind, net) if shared else [grant.cost(kind, net, month)]
            text = what if month % 2 else f"{what} {MONTHS[month - 1]}"
            period = f"{grant.year}-{month:02}" if month % 4 else ""
            book.add(
                "A", day, payee, text, rows, vat=vat, against=SUPPLIERS, documents="faktura",
                faktura=invoice, motpart_orgnr=company, lag=month % 5, avser=period,
            )  # fmt: skip
            book.add(
                "K", last_of(grant.year, month), payee, f"Betalning {invoice}",
                [Row(BANK, -net - vat)], against=SUPPLIERS, faktura=invoice,
                motpart_orgnr=company, lag=0,
            )  # fmt: skip


def small_invoices(book: Book, grant: Grant) -> None:
    """Journeys, conferences, legal advice, instalments, and invoices over a period."""
    for number in range(24):
        day = date(grant.year, 1 + number // 2, 4 + number % 2 * 9)
        book.add(
            "A", day, "Exempel Resebyrå AB", JOURNEYS[number % len(JOURNEYS)],
            [grant.cost(TRAVEL, 1450 + number % 3, number)], against=SUPPLIERS,
            documents="faktura", faktura=f"R{number // 2}-{number % 2}",
        )  # fmt: skip
    for month in (2, 5, 9, 11):
        book.add(
            "A", date(grant.year, month, 6), "Exempel Konferens AB",
            "Registerkonferens, lokal och lunch", grant.shared(CONFERENCE, 22000),
            against=SUPPLIERS, documents="faktura avtal", faktura=str(month),
        )  # fmt: skip
        book.add(
            "A", date(grant.year, month, 8), "Exempel Advokatbyrå AB",
            "Rådgivning om personuppgiftsansvar", [grant.cost(LEGAL, 14000, month)],
            against=SUPPLIERS, documents="faktura", faktura=f"2026/{month}",
        )  # fmt: skip
        # One contract in four instalments: one invoice number, each part for its own quarter.
        quarter = f"{grant.year}-{month - 1:02}/{grant.year}-{month + 1:02}"
        book.add(
            "A", date(grant.year, month, 10), "Exempel Årsrapport AB",
            "Delbetalning enligt avtal: årsrapporten",
            [grant.cost(STATISTICS, 25000, month)], against=SUPPLIERS, documents="faktura",
            faktura="AVTAL-7", avser=quarter,
        )  # fmt: skip
    book.add(
        "A", date(grant.year, 3, 20), "Exempel Plattform AB", "Support april–september",
        grant.shared(IT, 24000), vat=6000, against=SUPPLIERS, documents="faktura leverans",
        faktura="99001", motpart_orgnr="559990-1187",
        avser=f"{grant.year}-04/{grant.year}-09",
    )  # fmt: skip
    book.add(
        "A", date(grant.year, 11, 15), "Exempel Drift AB", "Certifikat november–februari",
        [
            grant.cost(IT, 2000, avser=f"{grant.year}-11/{grant.year}-12"),
            Row(PREPAID, Decimal(2000)),
        ],
        against=SUPPLIERS, documents="faktura", faktura="99002", motpart_orgnr="559990-1203",
    )  # fmt: skip


def yearly_licence(book: Book, grant: Grant) -> None:
    """An invoice of January, paid in advance and spread over the months by the accountant."""
    paid = book.add(
        "A", date(grant.year, 1, 15), "Exempel Licens AB", "Kartlicens, helår",
        [Row(PREPAID, Decimal(12000))], against=SUPPLIERS, vat=3000, faktura="L-1",
        documents="faktura",
    )  # fmt: skip
    for month in range(1, 13):
        book.add(
            "B", last_of(grant.year, month), "Redovisningsenheten",
            f"Kartlicens, {MONTHS[month - 1]} av ({{{paid}}})", [grant.cost(IT, 1000, month)],
            against=PREPAID, links=paid, avser=f"{grant.year}-{month:02}",
        )  # fmt: skip


def allocations(book: Book, grant: Grant) -> None:
    """Register centre and overhead, billed inside the region; one key proves a year of overhead."""
    account = f"Kostnader:{grant.id}:{OVERHEAD.account}"
    key = f"fordelningsnyckel-{grant.year}"
    grant.heading += book.document(date(grant.year, 1, 20), account, "fordelning", key)
    for month in range(1, 13):
        day = last_of(grant.year, month)
        book.add(
            "B", day, "Registercentrum", "Internfaktura RC", grant.shared(CENTRE, 8800),
            against=INTERNAL, documents="fordelning" if month % 2 else "faktura",
        )  # fmt: skip
        book.add(
            "B", day, "Redovisningsenheten", "Overhead", grant.shared(OVERHEAD, kronor("3333.33")),
            against=INTERNAL, links=key,
        )  # fmt: skip


def corrections(book: Book, grant: Grant) -> None:
    """Credit notes, moves between registers, and corrections: one-sided, two-sided, chained."""
    for month in (3, 6, 10):
        wrong = book.add(
            "A", date(grant.year, month, 2), "Exempel Hårdvara AB", "Skärmar till registret",
            [grant.cost(IT, 9000)], against=SUPPLIERS, documents="faktura", faktura=f"H{month}",
        )  # fmt: skip
        # The supplier credits the invoice, by a number of its own, and sends a new one.
        book.add(
            "A", date(grant.year, month, 12), "Exempel Hårdvara AB",
            f"Kreditfaktura, avser H{month}", [grant.cost(IT, -9000)], against=SUPPLIERS,
            documents="faktura", faktura=f"HK{month}", links=wrong,
        )  # fmt: skip
        book.add(
            "A", date(grant.year, month, 13), "Exempel Hårdvara AB", "Skärmar till registret",
            [grant.cost(IT, 8500)], against=SUPPLIERS, documents="faktura", faktura=f"H{month}B",
        )  # fmt: skip
        # Booked with the wrong amount: reversed, and booked again.
        first = book.add(
            "A", date(grant.year, month, 14), "Exempel Tryck AB", "Affischer",
            [grant.cost(ADMIN, 5400)], against=SUPPLIERS, documents="faktura", faktura=f"T{month}",
        )  # fmt: skip
        back = book.add(
            "B", date(grant.year, month, 16), "Exempel Tryck AB", f"Rättelse av {{{first}}}",
            [grant.cost(ADMIN, -5400)], against=SUPPLIERS, tags="rattelse", links=first,
            rattar=first, faktura=f"T{month}",
        )  # fmt: skip
        again = book.add(
            "B", date(grant.year, month, 16), "Exempel Tryck AB",
            f"Affischer, ersätter {{{first}}}", [grant.cost(ADMIN, 4500)], against=SUPPLIERS,
            tags="rattelse", links=f"{first} {back}",
            rattar=first, faktura=f"T{month}",
        )  # fmt: skip
        # The new one went to the wrong register, too.
        book.add(
            "B", date(grant.year, month, 21), "Redovisningsenheten", f"Rättelse av {{{again}}}",
            [grant.cost(ADMIN, -4500), grant.cost(ADMIN, 4500, 1)], tags="rattelse", links=again,
            rattar=again,
        )  # fmt: skip
        # A cost that was the region's own is moved off the grant, its VAT untouched.
        own = book.add(
            "A", date(grant.year, month, 17), "Exempel Drift AB", "Lagringsyta, klinikens",
            [grant.cost(IT, 3000)], vat=750, against=SUPPLIERS, documents="faktura",
            faktura=f"99{month}", motpart_orgnr="559990-1203",
        )  # fmt: skip
        book.add(
            "B", date(grant.year, month, 19), "Redovisningsenheten", f"Ombokning av {{{own}}}",
            [grant.cost(IT, -3000)], against="Kostnader:6540-It-tjänster", tags="rattelse",
            links=own, rattar=own,
        )  # fmt: skip


def elsewhere(book: Book, year: int) -> None:
    """What is none of the grant's: the region's own costs with VAT, other cost centres, bank."""
    for month in range(1, 13):
        book.add(
            "U", date(year, month, 5), "Exempel Städ AB", "Städning",
            [Row("Kostnader:5060-Städning", Decimal(2000), (("kostnadsstalle", "2700"),))],
            vat=500, against=SUPPLIERS, faktura=f"S{month}",
        )  # fmt: skip
        drift = (("register", "SWEDEHEART"), ("kostnadsslag", "drift-forvaltning"))
        book.add(
            "U", date(year, month, 6), "Exempel Drift AB", "Löpande drift, egna medel",
            [Row("Kostnader:6541-Drift", Decimal(5000), drift)], vat=1250, against=SUPPLIERS,
        )  # fmt: skip
        book.add(
            "U", date(year, month, 25), "Lönesystemet", f"Lön {MONTHS[month - 1]}, kliniken",
            [Row("Kostnader:5011-Löner", Decimal(310000), (("kostnadsstalle", "2700"),))],
            against=PAYABLES,
        )  # fmt: skip
        book.add(
            "U", last_of(year, month), "Skatteverket", "Skatter och avgifter",
            [Row(PAYABLES, Decimal(40000))], against=BANK,
        )  # fmt: skip


def sold_services(book: Book, year: int) -> None:
    """Data extracts sold at self-cost, and what an authority pays for: none of it on the grant."""
    self_cost = (("finansiar", "industri"), ("form", "tjanst"), ("avtal", "RS 2026-0114"))
    for month in (2, 4, 6, 8, 10, 12):
        words = (*self_cost, ("register", "SWEDEHEART"), ("sjalvkostnad", "12000.00 SEK"),
                 ("sjalvkostnad-delar", "lon overhead"))  # fmt: skip
        book.add(
            "F", date(year, month, 18), "Exempel Läkemedel AB", "Datauttag enligt avtal",
            [Row("Intäkter:3090-Uppdrag", Decimal("-12000.00"), words)],
            against="Tillgångar:1510-Kundfordringar", faktura=f"{7700 + month}",
        )  # fmt: skip
    book.add(
        "F", date(year, 5, 11), "Vetenskapsrådet", "Bidrag till öppna data",
        [Row("Intäkter:3985-Bidrag", Decimal(-90000),
             (("finansiar", "myndighet"), ("form", "bidrag"), ("register", "Riksstroke")))],
        against=BANK,
    )  # fmt: skip


def imported(book: Book, grant: Grant) -> None:
    """Vouchers out of the ERP, which numbers others' vouchers between them."""
    for number in range(36):
        day = date(grant.year, 1 + number // 3, 3 + 8 * (number % 3))
        book.add(
            "I", day, "Exempel Tele AB", "Telefoni", [grant.cost(ADMIN, kronor("412.50"), number)],
            against=SUPPLIERS, documents="faktura", faktura=f"TE{number:04}", lag=number % 3,
            kalla=f"SIE {grant.year}-{day.month:02}",
        )  # fmt: skip


# Key, supplier, kind, what, what it is for, accrued, invoiced.
ACCRUED = (
    ("r1", "Exempel Drift AB", IT, "Lagring", "2026-10/2026-12", "18500.00", "18500.00"),
    ("r2", "Exempel Statistik AB", STATISTICS, "Variabelförteckning", "2026-12", "24000", "22730"),
    ("r3", "Exempel Plattform AB", IT, "Tester", "2026-11", "7000.00", None),
    ("r4", "Exempel Plattform AB", IT, "Tester", "2026-12", "7000.00", None),
    ("r5", "Exempel Resebyrå AB", TRAVEL, "Resor till årsmötet", "2026-12-11", "3100", "3110.50"),
    ("r6", "Registercentrum", CENTRE, "RC december", "2026-12", "8000.00", "8000.00"),
    ("r7", "Lönesystemet", PAY, "Övertid december", "2026-12", "4200.00", "4180.00"),
)  # fmt: skip
PROOF = {PAY: "lonespecifikation", CENTRE: "fordelning"}


def accruals(book: Book, grant: Grant) -> None:
    """Accruals at year end under a common link, released in January, replaced by the invoices."""
    for number, (key, payee, kind, what, period, accrued, invoiced) in enumerate(ACCRUED):
        # Without a period of its own, the release takes it from its accrual, by its only link.
        own = period if number % 3 else ""
        book.add(
            "B", date(grant.year, 12, 31), payee, f"Reservering: {what}",
            grant.shared(kind, kronor(accrued)), against=INTERIM, key=key, lag=8,
            tags="reservering", links="bokslut-2026", documents="leverans", avser=period,
        )  # fmt: skip
        book.add(
            "B", date(grant.year + 1, 1, 4), payee, f"Upplösning av {{{key}}}",
            [
                Row(row.account, -row.amount, row.words)
                for row in grant.shared(kind, kronor(accrued))
            ],
            against=INTERIM, tags="upplosning", links=f"{key} bokslut-2026" if own else key, lag=0,
            avser=own,
        )  # fmt: skip
        if invoiced is not None:
            book.add(
                "A", date(grant.year + 1, 1, 12 + number), payee, what,
                grant.shared(kind, kronor(invoiced)), against=SUPPLIERS, links=key,
                documents=PROOF.get(kind, "faktura"), faktura=f"Å{number}", avser=own,
            )  # fmt: skip
    # One invoice for two accruals, and one whose invoice was booked straight against the liability.
    book.add(
        "A", date(grant.year + 1, 1, 22), "Exempel Plattform AB", "Tester november och december",
        [grant.cost(IT, 7000, avser="2026-11"), grant.cost(IT, 7200, 1, avser="2026-12")],
        against=SUPPLIERS, links="r3 r4", documents="faktura", faktura="7790",
        motpart_orgnr="559990-1187",
    )  # fmt: skip
    book.add(
        "B", date(grant.year, 12, 31), "Exempel Advokatbyrå AB", "Reservering: rådgivning december",
        [grant.cost(LEGAL, 9900, avser="2026-12")], against=INTERIM, key="r8", lag=8,
        tags="reservering", links="bokslut-2026", documents="leverans",
    )  # fmt: skip
    book.add(
        "A", date(grant.year + 1, 1, 25), "Exempel Advokatbyrå AB", "Rådgivning december",
        [Row(INTERIM, Decimal(9900))], against=SUPPLIERS, links="r8", documents="faktura",
        faktura="2026/12",
    )  # fmt: skip
    # An accrual that was corrected before it was released.
    book.add(
        "B", date(grant.year, 12, 31), "Exempel Kontor AB", "Reservering: sekreterare december",
        [grant.cost(ADMIN, 3000)], against=INTERIM, key="r9", lag=8, tags="reservering",
        links="bokslut-2026", documents="leverans", avser="2026-12",
    )  # fmt: skip
    book.add(
        "B", date(grant.year, 12, 31), "Exempel Kontor AB", "Rättelse av {r9}",
        [grant.cost(ADMIN, -600)], against=INTERIM, lag=9, tags="rattelse", links="r9",
        rattar="r9", avser="2026-12",
    )  # fmt: skip
    book.add(
        "B", date(grant.year + 1, 1, 4), "Exempel Kontor AB", "Upplösning av {r9}",
        [grant.cost(ADMIN, -2400)], against=INTERIM, lag=0, tags="upplosning", links="r9",
        avser="2026-12",
    )  # fmt: skip
    book.add(
        "A", date(grant.year + 1, 1, 27), "Exempel Kontor AB", "Sekreterare december",
        [grant.cost(ADMIN, 2400)], against=SUPPLIERS, documents="faktura", links="r9",
        faktura="9912", avser="2026-12",
    )  # fmt: skip
    # A late invoice that nobody had accrued, and a correction of the old year in the new one.
    late = book.add(
        "A", date(grant.year + 1, 1, 28), "Exempel Tele AB", "Telefoni december, efterdebitering",
        [grant.cost(ADMIN, 300)], against=SUPPLIERS, documents="faktura", faktura="TE9999",
        avser="2026-12",
    )  # fmt: skip
    book.add(
        "B", date(grant.year + 1, 2, 3), "Redovisningsenheten", f"Rättelse av {{{late}}}",
        [grant.cost(ADMIN, -300), grant.cost(ADMIN, 300, 2)], tags="rattelse", links=late,
        rattar=late, avser="2026-12",
    )  # fmt: skip


def agreement_year(book: Book) -> None:
    """A year of the agreements: the state's and the regions' money, each on its own grant."""
    for month in range(1, 13):
        net = Decimal("20000.10")
        # One invoice, shared by the two grants on one voucher.
        book.add(
            "A", date(2022, month, 14), "Exempel Plattform AB", "Plattform och nytt innehåll",
            [*STATE.shared(IT, net), *OWN.shared(DEVELOPMENT, 9000)], vat=7250,
            against=SUPPLIERS, documents="faktura", faktura=str(100 + month),
            motpart_orgnr="559990-1187",
        )  # fmt: skip
        # One invoice on two vouchers, each grant for its own half of the month.
        for grant, kind, days in ((STATE, IT, "01/{}-15"), (OWN, DEVELOPMENT, "16/{}-28")):
            span = f"2022-{month:02}"
            book.add(
                "A", date(2022, month, 15), "Exempel Drift AB", "Konfigurering av formulär",
                grant.shared(kind, 3100), against=SUPPLIERS, documents="faktura",
                faktura=f"D{month}", avser=f"{span}-{days.format(span)}",
            )  # fmt: skip
    moved = book.add(
        "A", date(2022, 9, 20), "Exempel Utbildning AB", "Utbildning i formuläret",
        STATE.shared(IT, 15000), against=SUPPLIERS, documents="faktura", faktura="U1",
    )  # fmt: skip
    book.add(
        "B", date(2022, 9, 27), "Redovisningsenheten", f"Ombokning av {{{moved}}}",
        [STATE.cost(IT, -7500), STATE.cost(IT, -7500, 1), *OWN.shared(DEVELOPMENT, 15000)],
        tags="rattelse", links=moved, rattar=moved,
    )  # fmt: skip


def closing(book: Book, grant: Grant, repaid_on: date) -> None:
    """Income by quarter and at year end, adjusted when the invoices have come; then repayment."""
    recognised, year = Decimal(0), grant.year
    days = [last_of(year, 6), last_of(year, 9), last_of(year, 12), date(year + 1, 2, 16)]
    for day in days:
        part = book.costs_until(grant, day) - recognised
        recognised += part
        if part:
            book.add(
                "B", day, "Redovisningsenheten", f"Intäktsföring av bidraget, {day:%Y-%m}",
                [Row(grant.liability, part)],
                against=f"Intäkter:{grant.id}:3511-Statsbidrag", tags="intaktsforing",
                documents="ovrigt", lag=9 if day.month == 12 else 0,
            )  # fmt: skip
    unused = grant.granted - recognised
    book.add(
        "B", date(year + 1, 2, 17), "Redovisningsenheten", "Oanvänt bidrag, återbetalas",
        [Row(grant.liability, unused)], against=grant.repayable, lag=0,
    )  # fmt: skip
    book.add(
        "K", repaid_on, "Utbetalaren", f"Återbetalning av bidrag {year}",
        [Row(grant.repayable, unused)], against=BANK, tags="aterbetalning",
        documents="beslut", lag=0,
    )  # fmt: skip
    grant.heading += [
        f'{year + 1}-02-03 custom "nkr-handelse" "{grant.id}" "formular"',
        f"  senast: {year + 1}-03-31",
        f'{year + 1}-02-17 custom "nkr-handelse" "{grant.id}" "bokslut"',
        f"  belopp: {unused} SEK",
        f'{year + 1}-03-25 custom "nkr-handelse" "{grant.id}" "aterrapport"',
        f'{year + 1}-09-01 custom "nkr-handelse" "{grant.id}" "granskning"',
        f"  senast: {year + 1}-09-30",
        f'{year + 1}-09-22 custom "nkr-handelse" "{grant.id}" "granskning-svar"',
    ]


def sound_book() -> Book:
    """The whole book: two grants of the agreement of 2022, and one of 2026."""
    book = Book([STATE, OWN, NKR])
    for grant, paid in ((STATE, 6), (OWN, 6), (NKR, 5)):
        receipt(book, grant, date(grant.year, paid, 20))
    agreement_year(book)
    payroll(book, STATE, until=3)
    payroll(book, NKR)
    monthly_invoices(book, NKR)
    small_invoices(book, NKR)
    yearly_licence(book, NKR)
    allocations(book, NKR)
    corrections(book, NKR)
    elsewhere(book, NKR.year)
    sold_services(book, NKR.year)
    imported(book, NKR)
    accruals(book, NKR)
    closing(book, STATE, date(2023, 3, 20))
    closing(book, OWN, date(2023, 3, 20))
    closing(book, NKR, date(2027, 6, 16))
    return book
