"""Registrera kostnad: first shown as it would be booked, with what the check says; then booked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from beancount.core.data import Close, Open

from nkr_audit.errors import NkrError
from nkr_audit.labels import label_of
from nkr_audit.recording import given
from nkr_audit.recording.accounts import Accounts
from nkr_audit.recording.costs import Cost, plan_cost
from nkr_audit.recording.model import Registered
from nkr_audit.recording.numbers import DEFAULT_SERIES
from nkr_audit.text import Text
from nkr_audit.vocabulary import BENEFITS
from nkr_audit.web.forms.asking import (
    FormError,
    Sent,
    kinds,
    one_of,
    owner,
    said,
    sent,
    shown_book,
    upload,
    who,
)
from nkr_audit.web.forms.carrying_out import ChangedError, book_cost, try_cost
from nkr_audit.web.forms.drafts import Drafts
from nkr_audit.web.forms.model import CostPart, Field, Trial, form_page
from nkr_audit.web.model import Link, Page
from nkr_importers.coding.values import allowed_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.recording.documents import Paper
    from nkr_audit.recording.model import Plan
    from nkr_audit.recording.view import View as BookView
    from nkr_audit.web.view import View

TITLE: Final = Text("Registrera kostnad", "Record a cost")
_AGAINST: Final = "2440"
_INVOICE: Final = "faktura"
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
            plan = book_cost(view.reading, asked, values.get("sigill", ""), anyway)
            _DRAFTS.drop(owner(), draft)
            return Link("verifikation", {"nr": plan.numbers[0], "klart": "bokford"})
        trial, error_ = try_cost(view.reading, asked), FormError()
    except ChangedError as changed:
        trial, error_ = changed.trial, FormError(general=_LOOK_AGAIN)
        if trial.seal == values.get("sigill"):
            error_ = FormError({"skal": _NEEDS_REASON})
    except NkrError as error:
        return form_page(TITLE, _part(view, values, FormError(general=said(error)), draft=draft))
    return form_page(TITLE, _part(view, values, error_, trial, draft))


def _paper(values: Mapping[str, str], draft: str) -> tuple[Paper | None, str]:
    """The document: the one that is sent now, else the one that was sent before."""
    kind = values.get("typ") or _INVOICE
    if kind not in kinds(with_activity=False):
        kind = _INVOICE
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
    choices = {field.name: [value for value, _ in field.options] for field in _fields(view)}
    day = form.read("datum", given.day)
    supplier = form.read("leverantor", given.words)
    text = form.read("text", given.words)
    amount = form.read("belopp", given.amount)
    new = form.optional("nytt-konto", _new_account)
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


def _new_account(text: str) -> str:
    number, _, name = text.partition(" ")
    if not (number.isdecimal() and number.isascii() and name.strip()):
        raise NkrError(
            Text("Kontot har inte både nummer och namn.", "It has not both number and name."),
            remedy=Text("skriv som 5420 Programvaror", "write it as 5420 Programvaror"),
        )
    return given.words(text)


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
        fields=tuple(field.filled(values, errors) for field in _fields(view)),
        document=tuple(field.filled(values, errors) for field in _document_fields()),
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


def _fields(view: View) -> tuple[Field, ...]:
    grant = view.grant.settlement.grant
    allowed = allowed_values(grant)
    book = shown_book(view.reading)
    costs = _short(Accounts(book, grant.id).under("expenses"))
    against = _short(_against(book))
    usual = next((one for one in against if one.startswith(_AGAINST)), "")
    return (
        Field("datum", Text("Datum", "Date"), "date", required=True,
              hint=Text("Fakturadatum, ÅÅÅÅ-MM-DD", "Date of the invoice, YYYY-MM-DD")),
        Field("leverantor", Text("Leverantör", "Supplier"), required=True),
        Field("orgnr", Text("Leverantörens organisationsnummer", "Organisation number"),
              hint=Text("Tio siffror", "Ten digits")),
        Field("faktura", Text("Fakturans nummer", "Number of the invoice")),
        Field("text", Text("Vad som köpts", "What was bought"), required=True),
        Field("belopp", Text("Belopp utan moms, kronor", "Amount without VAT, kronor"),
              required=True, hint=Text("Till exempel 1234,50", "For example 1234.50")),
        _choice("konto", Text("Kostnadskonto", "Cost account"), costs, required=True),
        Field("nytt-konto", Text("Eller nytt kostnadskonto", "Or a new cost account"),
              hint=Text("Nummer och namn: 5420 Programvaror", "Number and name")),
        replace(_choice("motkonto", Text("Motkonto", "Account against it"), against,
                        required=True), value=usual),
        _choice("register", Text("Register", "Register"), allowed.get("register", ()),
                required=True),
        _choice("kostnadsslag", Text("Kostnadsslag", "Cost category"),
                allowed.get("kostnadsslag", ()), required=True),
        _choice("andamal", Text("Ändamål", "Purpose"), allowed.get("andamal", ()),
                required=True),
        _choice("insats", Text("Insats", "Activity"), allowed.get("insats", ())),
        _choice("nytta", Text("Registrets nytta", "The register's benefit"), sorted(BENEFITS)),
        Field("avser", Text("Avser", "Period"),
              hint=Text("När kostnaden uppstod, till exempel 2026-06. Tomt: datumet.",
                        "When it arose, as 2026-06. Empty: the date.")),
    )  # fmt: skip


def _document_fields() -> tuple[Field, ...]:
    names = kinds(with_activity=False)
    kind = _choice("typ", Text("Underlagets typ", "Kind of the document"), names, empty=False)
    return (
        Field("underlag", Text("Underlag", "Document"), "file"),
        replace(kind, value=_INVOICE),
    )


def _choice(
    name: str, label: Text, names: Iterable[str], *, required: bool = False, empty: bool = True
) -> Field:
    nothing = Text("Välj …", "Choose …") if required else Text("–", "–")
    first = (("", nothing),) if empty else ()
    options = (*first, *((one, label_of(one)) for one in names))
    return Field(name, label, "select", required, options=options)


def _short(accounts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(one.rpartition(":")[2] for one in accounts))


def _against(book: BookView) -> list[str]:
    """The open accounts of liabilities and assets that belong to no grant."""
    options = book.ledger.options
    roots = (options["name_liabilities"], options["name_assets"])
    closed = {one.account for one in book.ledger.entries if isinstance(one, Close)}
    return [
        one.account
        for one in book.ledger.entries
        if isinstance(one, Open)
        and one.account not in closed
        and one.account.count(":") == 1
        and one.account.startswith(roots)
        and one.account.rpartition(":")[2][:1].isdecimal()
    ]
