"""Verifikation: one voucher, whole: rows, documents, corrections, findings, and its history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.journal import relative_path
from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column
from nkr_audit.reports.kinds.books_common import CREDIT, DEBIT, debit_and_credit
from nkr_audit.reports.life_events import changed_lines, said_of
from nkr_audit.reports.log_words import local_time
from nkr_audit.text import Text
from nkr_audit.trail.life import life_of
from nkr_audit.web.model import (
    Events,
    Figure,
    Figures,
    Line,
    Listing,
    Notice,
    Page,
    Paper,
    Preview,
)
from nkr_audit.web.pages import findings as finding_page
from nkr_audit.web.pages.common import number_of, to_voucher
from nkr_audit.web.pages.evidence import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import CostLine, Document, Voucher
    from nkr_audit.journal import JournalRow, JournalVoucher
    from nkr_audit.trail.life import Life
    from nkr_audit.web.view import View

# How a browser shows a document in its place. What may run a script is only to be downloaded.
_SHOWN_AS: Final = {".pdf": "pdf", ".png": "image", ".jpg": "image", ".jpeg": "image"}


def build(view: View) -> Page:
    """The voucher that is asked for."""
    one = view.reading.voucher(view.get("nr"))
    if one is None:
        what = Text("Boken har ingen sådan verifikation.", "The book has no such voucher.")
        return Page(Text("Verifikation", "Voucher"), (Notice(what),), found=False)
    voucher, reading = one.voucher, view.reading
    key = voucher.number or ""
    life = life_of(key, reading.chain().sound, reading.assessment, reading.places)
    name = number_of(voucher)
    lines = reading.lines_of(voucher, view.grant)
    counted = (_counted(lines),) if lines else ()
    return Page(
        Text(f"Verifikation {name}", f"Voucher {name}"),
        (
            _facts(view, one),
            _rows(one),
            *counted,
            _documents(view, voucher),
            _corrections(view, voucher, life),
            finding_page.listing(view, reading.findings_of(voucher)),
            _history(voucher, life if key else None),
        ),
        Text(one.text, one.text),
    )


def _facts(view: View, one: JournalVoucher) -> Figures:
    voucher = one.voucher
    place = str(voucher.place).removeprefix(f"{view.reading.ledger.root}/")
    said: list[tuple[Text, Text | str | None]] = [
        (Text("Händelsedag", "Date of event"), voucher.date.isoformat()),
        (Text("Registrerad", "Registered"),
         voucher.registered.isoformat() if voucher.registered else None),
        (Text("Registrerad av", "Registered by"), voucher.registered_by),
        (Text("Attesterad av", "Attested by"),
         voucher.attested_by or Text("inte attesterad", "not attested")),
        (Text("Fakturanummer", "Invoice number"), voucher.invoice),
        (Text("Motpartens organisationsnummer", "Counterparty's organisation number"),
         voucher.counterparty),
        (Text("Källa", "Source"), voucher.source),
        (Text("Märkt som", "Marked as"), ", ".join(sorted(voucher.tags)) or None),
        (Text("Ställe i boken", "Place in the book"), place),
    ]  # fmt: skip
    figures = tuple(Figure(label, value) for label, value in said if value)
    return Figures("uppgifter", Text("Uppgifter", "Details"), figures, listed=True)


def _rows(one: JournalVoucher) -> Listing:
    def line(row: JournalRow) -> Line:
        debit, credit = debit_and_credit(row.amount)
        return Line((
            row.account.full, row.register, label_of(row.purpose) if row.purpose else None,
            label_of(row.category) if row.category else None, row.activity, row.concerns,
            debit, credit,
        ))  # fmt: skip

    debits = sum((row.amount for row in one.rows if row.amount > ZERO), ZERO)
    credits_ = sum((-row.amount for row in one.rows if row.amount < ZERO), ZERO)
    note = None
    if one.left_out:
        note = Text(f"{one.left_out} rader är inte i kronor och visas inte.",
                    f"{one.left_out} rows are not in kronor and are not shown.")  # fmt: skip
    return Listing(
        "rader",
        Text("Kontering", "Rows"),
        (
            Column("konto", Text("Konto", "Account")),
            Column("register", Text("Register", "Register")),
            Column("andamal", Text("Ändamål", "Purpose")),
            Column("kostnadsslag", Text("Kostnadsslag", "Category")),
            Column("insats", Text("Insats", "Activity")),
            Column("avser", Text("Avser", "Period")),
            DEBIT, CREDIT,
        ),
        one.rows,
        line,
        totals=(*[None] * 6, debits, credits_),
        note=note,
    )  # fmt: skip


def _counted(lines: list[CostLine]) -> Listing:
    """What of the voucher counts in the figure."""

    def line(one: CostLine) -> Line:
        return Line((
            f"{one.account_number} {one.account_name}".strip(), str(one.period), one.amount,
            one.inside, one.outside,
        ))  # fmt: skip

    sums = [sum((getattr(one, name) for one in lines), ZERO)
            for name in ("amount", "inside", "outside")]  # fmt: skip
    return Listing(
        "i_siffran",
        Text("I avräkningen", "In the settlement"),
        (
            Column("konto", Text("Konto", "Account")),
            Column("avser", Text("Avser", "Period")),
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
            Column("i_bidragsaret", Text("Räknas i bidragsåret", "Counts in the year"), "amount",
                   total=True),
            Column("utanfor", Text("Utanför", "Outside"), "amount", total=True),
        ),
        lines,
        line,
        totals=(None, None, *sums),
    )  # fmt: skip


def _documents(view: View, voucher: Voucher) -> Preview:
    reading = view.reading

    def paper(one: Document) -> Paper:
        name = relative_path(one.path, str(reading.ledger.root))
        shown = _SHOWN_AS.get(Path(one.path).suffix.lower()) if one.usable else None
        state = state_of(one)
        own = voucher.number is None or voucher.number in one.links
        if not own:
            via = ", ".join(sorted(one.links))
            state = Text(f"{state.sv}; hör till {via}", f"{state.en}; belongs to {via}")
        is_right = one.usable and not one.is_altered
        return Paper(one.path if one.usable else "", name, one.kind or "", state, is_right, shown)

    return Preview(
        "underlag",
        Text("Underlag", "Documents"),
        tuple(paper(one) for one in reading.documents_of(voucher)),
        Text("Verifikationen har inget underlag i boken.",
             "The voucher has no document in the book."),
    )  # fmt: skip


def _corrections(view: View, voucher: Voucher, life: Life) -> Listing:
    items: list[tuple[Text, str, Voucher | None]] = []
    if voucher.corrects:
        items.append((Text("Rättar", "Corrects"), voucher.corrects, life.corrects))
    items += [
        (Text("Rättas av", "Corrected by"), number_of(other), other) for other in life.corrected_by
    ]

    def line(item: tuple[Text, str, Voucher | None]) -> Line:
        how, number, other = item
        if other is None:
            return Line((how, number, None, Text("finns inte i boken", "not in the book")))
        way = {"verifikation": to_voucher(view.reading, other)}
        return Line((how, number, other.date, view.reading.text(other)), way, voucher=number)

    return Listing(
        "rattelser",
        Text("Rättelser", "Corrections"),
        (
            Column("hur", Text("Samband", "Relation")),
            Column("verifikation", Text("Verifikation", "Voucher")),
            Column("datum", Text("Datum", "Date"), "date"),
            Column("text", Text("Motpart och text", "Payee and text")),
        ),
        items,
        line,
        empty=Text("Den varken rättar eller rättas.", "It neither corrects nor is corrected."),
    )


def _history(voucher: Voucher, life: Life | None) -> Events:
    return Events(
        "historik", Text("Vad som har hänt", "What has happened"), tuple(_events(voucher, life))
    )


def _events(voucher: Voucher, life: Life | None) -> Iterator[tuple[str, Text, tuple[str, ...]]]:
    by_book = Text("enligt boken", "by the book")
    yield (voucher.date.isoformat(),
           Text(f"Affärshändelsen, {by_book.sv}.", f"The event, {by_book.en}."), ())  # fmt: skip
    if voucher.registered is not None:
        by = Text(f" av {voucher.registered_by}", f" by {voucher.registered_by}")
        by = by if voucher.registered_by else Text("", "")
        yield (voucher.registered.isoformat(),
               Text(f"Registrerad{by.sv}, {by_book.sv}.", f"Registered{by.en}, {by_book.en}."),
               ())  # fmt: skip
    if life is not None:
        for record in life.records:
            yield local_time(record.time), said_of(record, life), tuple(changed_lines(record))
    if life is None or not life.records:
        yield "", Text("Behandlingshistoriken nämner inte verifikationen.",
                       "The processing log does not mention the voucher."), ()  # fmt: skip
