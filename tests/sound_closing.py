"""The sound book at year end: accruals, what is recognised, and the repayment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.sound_vouchers import kronor, last_of
from tests.sound_year import (
    ADMIN,
    BANK,
    CENTRE,
    INTERIM,
    IT,
    LEGAL,
    PAY,
    STATISTICS,
    SUPPLIERS,
    TRAVEL,
    Book,
    Grant,
    Row,
)

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
