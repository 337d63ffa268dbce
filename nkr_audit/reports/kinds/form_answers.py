"""Answers to the fields of the forms: from ``kontakt.toml`` and the book, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.contacts import FILE_NAME
from nkr_audit.errors import NkrError
from nkr_audit.reports.kinds.form_numbers import (
    bankgiro,
    is_diary_number,
    organisation_number,
    plusgiro,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.book import Grant
    from nkr_audit.contacts import GrantNotes
    from nkr_audit.programme import Programme
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Value, ValueKind

_TWO_DIARY_NUMBERS: Final = "two-diary-numbers"
_NAME_OF_AGREEMENT: Final = "benamning"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to write in a field. ``where`` is what to fill in when the value is missing.

    ``wrong`` tells what is wrong with a value that is there. An empty ``where`` tells that the
    field may be left empty.
    """

    value: Value
    kind: ValueKind = "text"
    where: str = ""
    wrong: Text | None = None

    @property
    def is_missing(self) -> bool:
        """Tell whether the form demands it, and nobody has given it."""
        return self.value is None and self.where != ""


def grant_of(context: Context) -> Grant:
    """The grant that the form is about."""
    return context.grant.settlement.grant


def notes_of(context: Context) -> GrantNotes:
    """What ``kontakt.toml`` says of the grant."""
    return context.contacts.of_grant(grant_of(context).id)


def programme_of(context: Context) -> Programme:
    """The programme of the grant. Raises NkrError when it is not known."""
    grant = grant_of(context)
    if grant.programme is None:
        raise NkrError(
            Text(
                f"Bidragsprogrammet {grant.programme_id} är inte känt (GR103).",
                f"The programme {grant.programme_id} is not known (GR103).",
            ),
            remedy=Text(
                "lägg till programmet med --programmes", "add the programme with --programmes"
            ),
            place=grant.place,
        )
    return grant.programme


def key_of_grant(context: Context, key: str) -> str:
    """Where in ``kontakt.toml`` a key of the grant stands."""
    return f"bidrag.{grant_of(context).id}.{key}"


def contact_answers(context: Context) -> dict[str, Answer]:
    """Who receives the grant, and whom to talk to."""
    recipient, contact = context.contacts.recipient, context.contacts.contact
    return {
        "mottagare": Answer(recipient.name or grant_of(context).region, where="mottagare.namn"),
        "organisationsnummer": _number(
            recipient.organisation_number, organisation_number, "mottagare.organisationsnummer",
            Text("Organisationsnumret", "The organisation number"),
        ),
        "kontaktperson": Answer(contact.name, where="kontaktperson.namn"),
        "postadress": Answer(recipient.address, where="mottagare.postadress"),
        "telefon": Answer(contact.phone, where="kontaktperson.telefon"),
        "fax": Answer(contact.fax),
        "e-post": Answer(contact.email, where="kontaktperson.e-post"),
        "namnfortydligande": Answer(
            context.contacts.signer.name, where="behorig-foretradare.namn"
        ),
    }  # fmt: skip


def grant_answers(context: Context) -> dict[str, Answer]:
    """What the grant is called, its diarienummer and its period."""
    notes, programme = notes_of(context), programme_of(context)
    period = notes.period or programme.period
    wrong = None
    if period != programme.period:
        wrong = Text(
            f"Perioden {period} är inte programmets, {programme.period}.",
            f"The period {period} is not the programme's, {programme.period}.",
        )
    return {
        **diary_answers(context),
        "benamning": Answer(notes.name or _agreement(programme)),
        "period": Answer(f"{period.start} – {period.end}", wrong=wrong),
    }


def _agreement(programme: Programme) -> Text:
    """The name of the agreement: of the document that its form asks for it in, if there is one."""
    for field in programme.form_fields:
        if field.key == _NAME_OF_AGREEMENT:
            source = field.clause.sources[0].document
            return programme.documents.get(source, programme.name)
    return programme.name


def is_agreement(context: Context) -> bool:
    """Tell whether the grant is given under an agreement, whose two diarienummer are asked for."""
    return _TWO_DIARY_NUMBERS in programme_of(context).terms


def diary_answers(context: Context) -> dict[str, Answer]:
    """The government's two diarienummer, when the programme asks for them on every document."""
    if not is_agreement(context):
        return {}
    notes = notes_of(context)
    return {
        "dnr-overenskommelse": _diary(context, notes.agreement, "dnr-overenskommelse"),
        "dnr-regeringsbeslut": _diary(context, notes.decision, "dnr-regeringsbeslut"),
    }


def payment_answers(context: Context) -> dict[str, Answer]:
    """The account that the grant is to be paid to; a bankgiro goes before a plusgiro."""
    recipient, notes = context.contacts.recipient, notes_of(context)
    if recipient.bankgiro is None and recipient.plusgiro is not None:
        account = _number(
            recipient.plusgiro, plusgiro, "mottagare.plusgiro", Text("Plusgirot", "The plusgiro"),
            "Plusgiro ",
        )  # fmt: skip
    else:
        account = _number(
            recipient.bankgiro, bankgiro, "mottagare.bankgiro", Text("Bankgirot", "The bankgiro"),
            "Bankgiro ",
        )  # fmt: skip
    return {
        "bankgiro-plusgiro": account,
        "betalningsreferens": Answer(
            notes.payment_reference, where=key_of_grant(context, "betalningsreferens")
        ),
    }


def _number(
    written: str | None,
    read: Callable[[str], str | None],
    where: str,
    what: Text,
    before: str = "",
) -> Answer:
    """A number with a check digit: as it should be written, or as it was and what is wrong."""
    if written is None:
        return Answer(None, where=where)
    value = read(written)
    if value is not None:
        return Answer(before + value, where=where)
    return Answer(
        before + written,
        where=where,
        wrong=Text(
            f"{what.sv} {written} har fel form eller fel kontrollsiffra ({FILE_NAME}, {where}).",
            f"{what.en} {written} has the wrong form or check digit ({FILE_NAME}, {where}).",
        ),
    )


def _diary(context: Context, written: str | None, key: str) -> Answer:
    where = key_of_grant(context, key)
    if written is None or is_diary_number(written):
        return Answer(written, where=where)
    return Answer(
        written,
        where=where,
        wrong=Text(
            f"Diarienumret {written} är inte skrivet som S2021/01234 ({FILE_NAME}, {where}).",
            f"The diarienummer {written} is not written as S2021/01234 ({FILE_NAME}, {where}).",
        ),
    )
