"""Registrera kostnad: first shown as it would be booked, with what the check says; then booked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.recording import given
from nkr_audit.recording.costs import Cost, plan_cost
from nkr_audit.recording.model import Registered
from nkr_audit.recording.numbers import DEFAULT_SERIES
from nkr_audit.text import Text
from nkr_audit.trail.record import RECORD
from nkr_audit.web.forms.asking import (
    FormError,
    Sent,
    kinds,
    one_of,
    owner,
    said,
    sent,
    upload,
    who,
)
from nkr_audit.web.forms.carrying_out import ChangedError, book_plan, try_plan
from nkr_audit.web.forms.drafts import Drafts
from nkr_audit.web.forms.fields import (
    INVOICE,
    cost_fields,
    document_fields,
    new_account,
    values_of,
)
from nkr_audit.web.forms.model import CostPart, Field, Trial, form_page
from nkr_audit.web.model import Link, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.recording.documents import Paper
    from nkr_audit.recording.model import Plan
    from nkr_audit.recording.view import View as BookView
    from nkr_audit.web.view import View

TITLE: Final = Text("Registrera kostnad", "Record a cost")
_DRAFTS: Final = Drafts()
_LOST: Final = Text(
    "Filen finns inte kvar hos servern. Välj den igen.",
    "The file is no longer at the server. Choose it again.",
)
_LOOK_AGAIN: Final = Text(
    "Verifikationen har ändrats sedan du såg den, till exempel för att någon annan har bokfört "
    "något. Inget är bokfört. Kontrollera den och bokför.",
    "The voucher has changed since you saw it, maybe because somebody else has booked something. "
    "Nothing is booked. Check it, and book it.",
)
_NEEDS_REASON: Final = Text(
    "Granskningen ger fel. Rätta uppgifterna, eller skriv varför kostnaden ska bokföras ändå.",
    "The check gives errors. Correct what you wrote, or write why it is to be booked anyway.",
)


def build(view: View) -> Page:
    """The form, empty."""
    return form_page(TITLE, _part(view, {}))


def receive(view: View) -> Page | Link:
    """Show what was filled in as it would be booked, or book it when it has been shown."""
    values = sent()
    draft = values.get("utkast", "")
    try:
        paper, draft = _paper(values, draft)
        asked = _asked(view, values, paper)
    except FormError as error:
        return form_page(TITLE, _part(view, values, error, draft=draft))
    wants_to_book = values.get("steg") == "bokfor"
    try:
        if wants_to_book:
            anyway = given.words(values["skal"]) if values.get("skal") else None
            plan = book_plan(view.reading, asked, values.get("sigill", ""), RECORD, anyway=anyway)
            _DRAFTS.drop(owner(), draft)
            return Link("verifikation", {"nr": plan.numbers[0], "klart": "bokford"})
        trial, error_ = try_plan(view.reading, asked), FormError()
    except ChangedError as changed:
        trial, error_ = changed.trial, FormError(general=_LOOK_AGAIN)
        if trial.seal == values.get("sigill"):
            error_ = FormError({"skal": _NEEDS_REASON})
    except NkrError as error:
        return form_page(TITLE, _part(view, values, FormError(general=said(error)), draft=draft))
    return form_page(TITLE, _part(view, values, error_, trial, draft))


def _paper(values: Mapping[str, str], draft: str) -> tuple[Paper | None, str]:
    """The document: the one that is sent now, else the one that was sent before."""
    kind = values.get("typ") or INVOICE
    if kind not in kinds(with_activity=False):
        kind = INVOICE
    file = upload("underlag")
    if file is not None:
        paper = file.paper(kind)
        return paper, _DRAFTS.put(owner(), paper)
    if not draft:
        return None, ""
    kept = _DRAFTS.get(owner(), draft)
    if kept is None:
        raise FormError({"underlag": _LOST})
    return replace(kept, kind=kind), draft


@dataclass(frozen=True, slots=True)
class _Asked:
    """The cost that was filled in, to be planned on any state of the book."""

    cost: Cost
    registered: Registered
    papers: tuple[Paper, ...]

    def __call__(self, view: BookView) -> Plan:
        return plan_cost(view, self.cost, self.registered, DEFAULT_SERIES, self.papers)


def _asked(view: View, values: Mapping[str, str], paper: Paper | None) -> _Asked:
    """Read the fields. Raises FormError with all that is wrong with them."""
    form = Sent(values)
    choices = {field.name: values_of(field) for field in cost_fields(view)}
    day = form.read("datum", given.day)
    supplier = form.read("leverantor", given.words)
    text = form.read("text", given.words)
    amount = form.read("belopp", given.amount)
    new = form.optional("nytt-konto", new_account)
    account = new
    if new is None and "nytt-konto" not in form.errors:
        account = form.read("konto", one_of(choices["konto"]))
    against = form.read("motkonto", one_of(choices["motkonto"]))
    words: dict[str, str | None] = {
        "faktura": form.optional("faktura", given.words),
        "motpart-orgnr": form.optional("orgnr", given.organisation_number),
        "avser": form.optional("avser", given.period),
    }
    for name in ("kostnadsslag", "andamal", "register"):
        words[name] = form.read(name, one_of(choices[name]))
    for name in ("insats", "nytta"):
        words[name] = form.optional(name, one_of(choices[name]))
    form.done()
    if day is None or supplier is None or text is None or amount is None:
        raise FormError(form.errors)
    cost = Cost(
        grant_id=view.grant_id,
        day=day,
        amount=amount,
        accounts=(account or "", against or ""),
        text=text,
        supplier=supplier,
        words={key: value for key, value in words.items() if value is not None},
    )
    today = date.today()  # noqa: DTZ011 (the day where the server is)
    return _Asked(cost, Registered(who(), today), (paper,) if paper is not None else ())


def _part(
    view: View,
    values: Mapping[str, str],
    error: FormError | None = None,
    trial: Trial | None = None,
    draft: str = "",
) -> CostPart:
    errors = error.errors if error is not None else {}
    kept = _DRAFTS.get(owner(), draft) if draft else None
    return CostPart(
        fields=tuple(field.filled(values, errors) for field in cost_fields(view)),
        document=tuple(field.filled(values, errors) for field in document_fields()),
        reason=_REASON.filled(values, errors),
        general=error.general if error is not None else None,
        trial=trial,
        draft=draft if kept is not None else "",
        draft_name=kept.name if kept is not None else "",
    )


_REASON: Final = Field(
    "skal", Text("Skäl att bokföra ändå", "Reason to book it anyway"),
    hint=Text("Skrivs i behandlingshistoriken.", "Is written in the processing log."),
)  # fmt: skip
