"""Rätta: a voucher taken back by a new one and, when something is to be otherwise, replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.recording.corrections import Changes, plan_correction
from nkr_audit.recording.model import Registered
from nkr_audit.recording.numbers import DEFAULT_SERIES
from nkr_audit.text import Text
from nkr_audit.trail.record import CORRECT
from nkr_audit.vocabulary import TAG_RECEIPT, TAG_REPAYMENT
from nkr_audit.web.forms.asking import (
    FormError,
    Sent,
    one_of,
    reason,
    said,
    sent,
    shown_book,
    who,
)
from nkr_audit.web.forms.carrying_out import ChangedError, book_plan, try_plan
from nkr_audit.web.forms.changes import Present, changes_of, present_of
from nkr_audit.web.forms.fields import choice, values_of
from nkr_audit.web.forms.model import CorrectPart, Field, Trial, form_page
from nkr_audit.web.model import Link, Notice, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.book import Voucher
    from nkr_audit.recording.model import Plan
    from nkr_audit.recording.view import View as BookView
    from nkr_audit.web.reading import Reading
    from nkr_audit.web.view import View

TITLE: Final = Text("Rätta", "Correct")
_REPLACED: Final = "ersatt"
_TAKEN_BACK: Final = "tillbaka"
_NO_VOUCHER: Final = Text(
    "Boken har ingen sådan verifikation, eller flera med samma nummer.",
    "The book has no such voucher, or several of the same number.",
)
_REASON: Final = Field(
    "skal", Text("Varför den rättas", "Why it is corrected"), required=True,
    hint=Text("Till exempel: fel belopp på fakturan. Skrivs i behandlingshistoriken.",
              "For example: wrong amount on the invoice. Is written in the processing log."),
)  # fmt: skip
_ANYWAY: Final = Field(
    "anda", Text("Skäl att bokföra ändå", "Reason to book it anyway"),
    hint=Text("Skrivs i behandlingshistoriken.", "Is written in the processing log."),
)  # fmt: skip
_HOW: Final = Text("Vad som ska göras", "What is to be done")
_WAYS: Final = (
    (_REPLACED, Text("Ta tillbaka och ersätt", "Take back and replace")),
    (_TAKEN_BACK, Text("Bara ta tillbaka", "Only take back")),
)
_NOTHING_CHANGED: Final = Text(
    "Inget är annorlunda än i verifikationen. Ändra det som var fel, eller välj Bara ta tillbaka.",
    "Nothing differs from the voucher. Change what was wrong, or choose Only take back.",
)
_LOOK_AGAIN: Final = Text(
    "Rättelsen har ändrats sedan du såg den, till exempel för att någon annan har bokfört något. "
    "Inget är bokfört. Kontrollera den och bokför.",
    "The correction has changed since you saw it, maybe because somebody else has booked "
    "something. Nothing is booked. Check it, and book it.",
)
_NEEDS_REASON: Final = Text(
    "Granskningen ger fel. Rätta uppgifterna, eller skriv varför det ska bokföras ändå.",
    "The check gives errors. Correct what you wrote, or write why it is to be booked anyway.",
)


def build(view: View) -> Page:
    """The form for the voucher that is asked for, or why it cannot be corrected."""
    number = _number(view)
    if number is None:
        return Page(TITLE, (Notice(_NO_VOUCHER),), found=False)
    try:
        present = _present(view, number)
    except NkrError as error:
        return Page(TITLE, (Notice(said(error)),), _lead(view), actions=_back(view))
    return _page(view, number, present, {}, FormError())


def receive(view: View) -> Page | Link:
    """Show what was filled in as it would be booked, or book it when it has been shown."""
    number = _number(view)
    if number is None:
        return Page(TITLE, (Notice(_NO_VOUCHER),), found=False)
    values, present = sent(), None
    trial: Trial | None = None
    try:
        present = _present(view, number)
        asked, why = _asked(number, present, values)
        if values.get("steg") == "bokfor":
            anyway = reason(values["anda"]) if values.get("anda") else None
            seal = values.get("sigill", "")
            book_plan(view.reading, asked, seal, CORRECT, reason=why, anyway=anyway)
            return Link("verifikation", {"nr": number, "klart": "rattad"})
        trial, error_ = try_plan(view.reading, asked), FormError()
    except FormError as error:
        error_ = error
    except ChangedError as changed:
        trial, error_ = changed.trial, FormError(general=_LOOK_AGAIN)
        if trial.seal == values.get("sigill"):
            error_ = FormError({"anda": _NEEDS_REASON})
    except NkrError as error:
        error_ = FormError(general=said(error))
    return _page(view, number, present, values, error_, trial)


def may_be_corrected(reading: Reading, voucher: Voucher) -> bool:
    """Tell whether there is anything to correct by the form: the form itself looks closer."""
    return (
        bool(voucher.grant_ids)
        and not voucher.tags & {TAG_RECEIPT, TAG_REPAYMENT}
        and all(one.corrects != voucher.number for one in reading.book.vouchers)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The correction that was filled in, to be planned on any state of the book."""

    number: str
    changes: Changes
    registered: Registered

    def __call__(self, view: BookView) -> Plan:
        return plan_correction(view, self.number, self.changes, self.registered, DEFAULT_SERIES)


def _number(view: View) -> str | None:
    """The number of the voucher that is asked for, when there is one and only one."""
    one = view.reading.voucher(view.get("nr"))
    if one is None or one.voucher.number != view.get("nr"):
        return None
    return one.voucher.number


def _present(view: View, number: str) -> Present:
    """The voucher as it is. Raises NkrError when it cannot be corrected."""
    return present_of(shown_book(view.reading), number, _registered())


def _registered() -> Registered:
    return Registered(who(), date.today())  # noqa: DTZ011 (the day where the server is)


def _asked(number: str, present: Present, values: Mapping[str, str]) -> tuple[_Asked, str]:
    """Read the fields. Raises FormError with all that is wrong with them."""
    form = Sent(values)
    how = form.read("hur", one_of(values_of(_how(present))))
    why = form.read("skal", reason)
    changes = Changes()
    if how == _REPLACED:
        changes = changes_of(form, present)
    if form.errors or why is None:
        raise FormError(form.errors)
    if how == _REPLACED and not changes:
        raise FormError(general=_NOTHING_CHANGED)
    return _Asked(number, changes, _registered()), why


def _how(present: Present) -> Field:
    ways = _WAYS if present.fields else _WAYS[1:]
    field = choice("hur", _HOW, (), empty=False)
    return replace(field, required=True, options=ways, value=ways[0][0])


def _page(
    view: View,
    number: str,
    present: Present | None,
    values: Mapping[str, str],
    error: FormError,
    trial: Trial | None = None,
) -> Page:
    """The form; without it, only what is wrong, when the voucher cannot be corrected any more."""
    errors = error.errors
    part = CorrectPart(
        number=number,
        how=_how(present).filled(values, errors) if present is not None else None,
        reason=_REASON.filled(values, errors),
        fields=tuple(one.filled(values, errors) for one in present.fields) if present else (),
        anyway=_ANYWAY.filled(values, errors),
        general=error.general,
        trial=trial,
    )
    return replace(form_page(TITLE, part, _lead(view)), actions=_back(view))


def _lead(view: View) -> Text:
    one = view.reading.voucher(view.get("nr"))
    text = f"{view.get('nr')} {one.text}" if one is not None else view.get("nr")
    return Text(text, text)


def _back(view: View) -> tuple[tuple[Text, Link], ...]:
    link = Link("verifikation", {"nr": view.get("nr")})
    return ((Text("Till verifikationen", "To the voucher"), link),)
