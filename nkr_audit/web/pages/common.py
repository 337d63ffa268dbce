"""What the pages have in common: columns, and ways to a voucher or to a figure's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.reports.document import Column
from nkr_audit.text import Text
from nkr_audit.web.model import Link, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Voucher
    from nkr_audit.web.reading import Reading
    from nkr_audit.web.view import View

# Asks for what has no register, purpose or category.
UNSAID: Final = "-"

VOUCHER: Final = Column("verifikation", Text("Verifikation", "Voucher"))
DATE: Final = Column("datum", Text("Datum", "Date"), "date")
TEXT: Final = Column("text", Text("Motpart och text", "Payee and text"))
ACCOUNT: Final = Column("konto", Text("Konto", "Account"))
AMOUNT: Final = Column("belopp", Text("Belopp", "Amount"), "amount", total=True)
EVIDENCE: Final = Column("underlag", Text("Underlag", "Documents"), "count")


def number_of(voucher: Voucher) -> str:
    """What to call a voucher: its number, else its day."""
    return voucher.number or f"{voucher.date} (utan nummer)"


def to_voucher(reading: Reading, voucher: Voucher, anchor: str = "") -> Link:
    """The way to a voucher's page."""
    return Link("verifikation", {"nr": reading.key(voucher)}, anchor)


def to_lines(step: str, **asked: str | None) -> Link:
    """The way to the lines behind a figure; None asks for the lines that do not say."""
    said = {name: UNSAID if value is None else value for name, value in asked.items()}
    return Link("rader", {"steg": step, **said})


def warnings(view: View) -> Iterator[Notice]:
    """Say what makes the figures of the book wrong as it stands."""
    reading = view.reading
    dropped = [fault for fault in reading.book.faults if fault.drops]
    if dropped:
        count = len(dropped)
        yield Notice(
            Text(
                f"{count} {'post' if count == 1 else 'poster'} i boken kan inte läsas och är inte "
                f"med i någon siffra. {dropped[0].what.sv}",
                f"{count} {'entry' if count == 1 else 'entries'} of the book cannot be read and "
                f"are in no figure. {dropped[0].what.en}",
            ),
            grave=True,
            title=Text("Boken kan inte avräknas", "The book cannot be settled"),
        )
    wrong = reading.uncountable()
    if wrong is not None:
        yield Notice(
            Text(
                f"{wrong.message.sv} Siffrorna är preliminära tills det är rättat.",
                f"{wrong.message.en} The figures are preliminary until it is corrected.",
            ),
            grave=True,
            title=Text("Boken kan inte avräknas", "The book cannot be settled"),
        )
