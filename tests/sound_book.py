"""The sound book: a year of every ordinary kind of voucher, in which nothing is to be found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.sound_closing import accruals, closing
from tests.sound_vouchers import (
    allocations,
    corrections,
    elsewhere,
    imported,
    monthly_invoices,
    payroll,
    receipt,
    small_invoices,
    sold_services,
    yearly_licence,
)
from tests.sound_year import (
    DEVELOPMENT,
    IT,
    SUPPLIERS,
    Book,
    Grant,
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
