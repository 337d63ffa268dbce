"""The fields that forms share: what a cost was for, and the accounts to choose among."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from beancount.core.data import Close, Open

from nkr_audit.errors import NkrError
from nkr_audit.labels import label_of
from nkr_audit.recording import given
from nkr_audit.recording.accounts import Accounts
from nkr_audit.text import Text
from nkr_audit.vocabulary import BENEFITS
from nkr_audit.web.forms.asking import kinds, shown_book
from nkr_audit.web.forms.model import Field
from nkr_importers.coding.values import allowed_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.book import Grant
    from nkr_audit.recording.view import View as BookView
    from nkr_audit.web.view import View

_AGAINST: Final = "2440"
INVOICE: Final = "faktura"
_PERIOD_HINT: Final = Text(
    "När kostnaden uppstod, till exempel 2026-06. Tomt: datumet.",
    "When it arose, as 2026-06. Empty: the date.",
)


def cost_fields(view: View) -> tuple[Field, ...]:
    """What a cost is made of."""
    grant = view.grant.settlement.grant
    costs, against = accounts_of(shown_book(view.reading), grant.id)
    usual = next((one for one in against if one.startswith(_AGAINST)), "")
    register, category, purpose, *others = coding_fields(grant)
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
        choice("konto", Text("Kostnadskonto", "Cost account"), costs, required=True),
        Field("nytt-konto", Text("Eller nytt kostnadskonto", "Or a new cost account"),
              hint=Text("Nummer och namn: 5420 Programvaror", "Number and name")),
        replace(choice("motkonto", Text("Motkonto", "Account against it"), against,
                       required=True), value=usual),
        demanded(register), demanded(category), demanded(purpose),
        *others,
    )  # fmt: skip


def coding_fields(grant: Grant, period_hint: Text = _PERIOD_HINT) -> tuple[Field, ...]:
    """What a cost was for: the choices that the book and the programme give."""
    allowed = allowed_values(grant)
    return (
        choice("register", Text("Register", "Register"), allowed.get("register", ())),
        choice("kostnadsslag", Text("Kostnadsslag", "Cost category"),
               allowed.get("kostnadsslag", ())),
        choice("andamal", Text("Ändamål", "Purpose"), allowed.get("andamal", ())),
        choice("insats", Text("Insats", "Activity"), allowed.get("insats", ())),
        choice("nytta", Text("Registrets nytta", "The register's benefit"), sorted(BENEFITS)),
        Field("avser", Text("Avser", "Period"), hint=period_hint),
    )  # fmt: skip


def document_fields() -> tuple[Field, ...]:
    """The document of a cost."""
    names = kinds(with_activity=False)
    kind = choice("typ", Text("Underlagets typ", "Kind of the document"), names, empty=False)
    return (
        Field("underlag", Text("Underlag", "Document"), "file"),
        replace(kind, value=INVOICE),
    )


def choice(
    name: str, label: Text, names: Iterable[str], *, required: bool = False, empty: bool = True
) -> Field:
    """A drop-down. ``empty``: nothing may be chosen, or is not chosen yet."""
    first = (("", Text("–", "–")),) if empty else ()
    options = (*first, *((one, label_of(one)) for one in names))
    field = Field(name, label, "select", options=options)
    return demanded(field) if required else field


def demanded(field: Field) -> Field:
    """The same drop-down, where something must be chosen."""
    options = tuple(
        (value, Text("Välj …", "Choose …") if not value else label)
        for value, label in field.options
    )
    return replace(field, required=True, options=options)


def values_of(field: Field) -> list[str]:
    """The values of a drop-down."""
    return [value for value, _ in field.options]


def new_account(text: str) -> str:
    """Read a new account: its number and its name."""
    number, _, name = text.partition(" ")
    if not (number.isdecimal() and number.isascii() and name.strip()):
        raise NkrError(
            Text("Kontot har inte både nummer och namn.", "It has not both number and name."),
            remedy=Text("skriv som 5420 Programvaror", "write it as 5420 Programvaror"),
        )
    return given.words(text)


def accounts_of(book: BookView, grant_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The cost accounts of a grant, and those that costs are booked against, without their roots.

    These are the open accounts of liabilities and assets that belong to no grant.
    """
    options = book.ledger.options
    roots = (options["name_liabilities"], options["name_assets"])
    closed = {one.account for one in book.ledger.entries if isinstance(one, Close)}
    against = [
        one.account
        for one in book.ledger.entries
        if isinstance(one, Open)
        and one.account not in closed
        and one.account.count(":") == 1
        and one.account.startswith(roots)
        and one.account.rpartition(":")[2][:1].isdecimal()
    ]
    return _short(Accounts(book, grant_id).under("expenses")), _short(against)


def _short(accounts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(one.rpartition(":")[2] for one in accounts))
