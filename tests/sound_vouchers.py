"""The vouchers of the sound book through the year, one function for each kind."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from tests.sound_year import (
    ADMIN,
    BANK,
    CENTRE,
    CONFERENCE,
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
