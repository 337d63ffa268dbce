"""Verifikationer: every voucher of the grant, or of the whole book, to look for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.personal_number import mask
from nkr_audit.reports.document import Column
from nkr_audit.text import Text
from nkr_audit.web.model import Choice, Form, Line, Listing, Page, Search
from nkr_audit.web.pages.common import DATE, EVIDENCE, TEXT, VOUCHER, number_of, to_voucher

if TYPE_CHECKING:
    from nkr_audit.journal import JournalVoucher
    from nkr_audit.web.view import View

_GRANT: Final = Text("Bidragets, efter datum", "The grant's, by date")
_REGISTERED: Final = Text("Bidragets, efter registrering", "The grant's, by registration")
_BOOK: Final = Text("Hela boken, efter datum", "The whole book, by date")
_ORDERS: Final = {"": _GRANT, "registrering": _REGISTERED, "boken": _BOOK}


def build(view: View) -> Page:
    """The vouchers in the order that is asked for."""
    found = _found(view)
    return Page(
        Text("Verifikationer", "Vouchers"),
        (
            Form(
                "verifikationer",
                Text("Sök", "Search"),
                (
                    Search("sok", Text("Nummer, datum eller text", "Number, date or text"),
                           view.get("sok")),
                    Choice("ordning", Text("Visa", "Show"),
                           tuple(_ORDERS.items()),
                           view.get("ordning")),
                ),
            ),
            _listing(view, found),
        ),
    )  # fmt: skip


def _found(view: View) -> list[JournalVoucher]:
    order, wanted = view.get("ordning"), view.get("sok").casefold().strip()
    order = order if order in _ORDERS else ""
    searched = view.reading.once(f"sok {view.grant_id} {order}", lambda: _searched(view, order))
    return [one for one, text in searched if wanted in text]


def _searched(view: View, order: str) -> list[tuple[JournalVoucher, str]]:
    """The vouchers in their order, each with what a search looks in."""
    reading = view.reading
    own = list(reading.journal.vouchers if order == "boken" else reading.of_grant(view.grant_id))
    if order == "registrering":
        own.sort(key=lambda one: (one.registered, one.series, one.running or 0))
    return [(one, _said(one)) for one in own]


def _said(one: JournalVoucher) -> str:
    """What is shown of a voucher: a search must not tell more than the page does."""
    voucher = one.voucher
    said = (voucher.number, voucher.date.isoformat(), one.text, mask(voucher.invoice or ""))
    return "\n".join(part or "" for part in said).casefold()


def _listing(view: View, found: list[JournalVoucher]) -> Listing:
    reading = view.reading

    def line(one: JournalVoucher) -> Line:
        voucher = one.voucher
        findings = [each for each in reading.findings_of(voucher) if each.accepted is None]
        return Line(
            (
                number_of(voucher),
                voucher.date,
                voucher.registered,
                one.text,
                sum((row.amount for row in one.rows if row.amount > ZERO), ZERO),
                voucher.attested_by or Text("–", "–"),
                len(reading.documents_of(voucher)),
                len(findings),
            ),
            {
                "verifikation": to_voucher(reading, voucher),
                "underlag": to_voucher(reading, voucher, "underlag"),
                "iakttagelser": to_voucher(reading, voucher, "iakttagelser"),
            },
            voucher=voucher.number,
        )

    return Listing(
        "verifikationer",
        Text("Verifikationer", "Vouchers"),
        (
            VOUCHER, DATE, Column("registrerad", Text("Registrerad", "Registered"), "date"), TEXT,
            Column("belopp", Text("Omslutning", "Sum of debits"), "amount"),
            Column("attest", Text("Attesterad av", "Attested by")),
            EVIDENCE,
            Column("iakttagelser", Text("Öppna iakttagelser", "Open findings"), "count"),
        ),
        found,
        line,
        empty=Text("Ingen verifikation stämmer med det du söker.",
                   "No voucher matches what you look for."),
    )  # fmt: skip
