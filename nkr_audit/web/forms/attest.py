"""Attestera: the vouchers that wait for somebody other than who registered them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request

from nkr_audit.errors import NkrError
from nkr_audit.money import ZERO
from nkr_audit.personal_number import mask
from nkr_audit.text import Text, kronor
from nkr_audit.trail.roles import same_person
from nkr_audit.vocabulary import FIXME
from nkr_audit.web.forms.asking import FormError, said, shown_book, who
from nkr_audit.web.forms.carrying_out import attest_vouchers, seal_of
from nkr_audit.web.forms.model import AttestPart, Awaiting, form_page
from nkr_audit.web.model import Link, Page

if TYPE_CHECKING:
    from nkr_audit.book import Voucher
    from nkr_audit.journal import JournalVoucher
    from nkr_audit.web.view import View

TITLE: Final = Text("Attestera", "Attest")
_MOST: Final = 200
_NONE: Final = Text(
    "Ingen verifikation är vald. Kryssa för dem du har kontrollerat.",
    "No voucher is chosen. Tick those that you have checked.",
)
_OWN: Final = Text(
    "Du har registrerat den. Någon annan ska attestera.",
    "You registered it. Someone else is to attest it.",
)
_NOBODY: Final = Text(
    "Det står inte vem som registrerat den.", "Nothing says who registered it."
)  # fmt: skip


def build(view: View) -> Page:
    """The vouchers that wait; one that is asked for comes first and is ticked."""
    return form_page(TITLE, _part(view))


def receive(view: View) -> Page | Link:
    """Attest those that were ticked, all of them or none."""
    seals = dict(
        reversed(each.partition(" ")[::2]) for each in request.form.getlist("verifikation")
    )
    if not seals:
        return form_page(TITLE, _part(view, _NONE))
    try:
        numbers = attest_vouchers(view.reading, seals)
    except NkrError as error:
        return form_page(TITLE, _part(view, said(error)))
    except FormError as error:
        return form_page(TITLE, _part(view, error.general))
    if len(numbers) == 1:
        return Link("verifikation", {"nr": numbers[0], "klart": "attesterad"})
    return Link("attestera", {"klart": "attesterad"})


def is_waiting(voucher: Voucher) -> bool:
    """Tell whether nobody has attested the voucher."""
    return voucher.attested_by in (None, FIXME)


def _part(view: View, general: Text | None = None) -> AttestPart:
    journal = view.reading.journal
    found = [
        one
        for one in journal.of_grant(view.grant_id)
        if is_waiting(one.voucher) and view.reading.key(one.voucher) == one.voucher.number
    ]
    wanted = view.get("nr")
    found.sort(key=lambda one: one.voucher.number != wanted)
    book = shown_book(view.reading)
    shown = tuple(
        _awaiting(view, one, seal_of(book.entries[str(one.voucher.number)][0]))
        for one in found[:_MOST]
    )
    return AttestPart(shown, max(0, len(found) - _MOST), general)


def _awaiting(view: View, one: JournalVoucher, seal: str) -> Awaiting:
    voucher = one.voucher
    registered_by = voucher.registered_by
    why_not = None
    if registered_by in (None, FIXME):
        why_not = _NOBODY
    elif registered_by is not None and same_person(registered_by, who()):
        why_not = _OWN
    debits = sum((row.amount for row in one.rows if row.amount > ZERO), ZERO)
    return Awaiting(
        number=str(voucher.number),
        key=view.reading.key(voucher),
        day=voucher.date.isoformat(),
        text=mask(one.text),
        amount=kronor(debits, view.language),
        registered_by=registered_by or "–",
        documents=len(view.reading.documents_of(voucher)),
        seal=seal,
        chosen=why_not is None and voucher.number == view.get("nr"),
        why_not=why_not,
    )
