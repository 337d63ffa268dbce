"""A voucher as fields to change: what it says now, and what was written otherwise."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nkr_audit.errors import NkrError
from nkr_audit.labels import label_of
from nkr_audit.metadata import word
from nkr_audit.personal_number import mask
from nkr_audit.recording import given
from nkr_audit.recording.corrections import Changes, plan_correction
from nkr_audit.recording.numbers import DEFAULT_SERIES
from nkr_audit.text import Text
from nkr_audit.vocabulary import PERIOD
from nkr_audit.web.forms.asking import LONGEST, one_of
from nkr_audit.web.forms.fields import accounts_of, choice, coding_fields, new_account, values_of
from nkr_audit.web.forms.model import Field

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.book import Grant
    from nkr_audit.recording.model import NewVoucher, Plan, Registered
    from nkr_audit.recording.view import View as BookView
    from nkr_audit.web.forms.asking import Sent

T = TypeVar("T")
# Words of the vocabulary, by what their fields are called.
_WORDS: Final = {
    "faktura": "faktura", "orgnr": "motpart-orgnr", "register": "register", "nytta": "nytta",
    "kostnadsslag": "kostnadsslag", "andamal": "andamal", "insats": "insats", "avser": PERIOD,
}  # fmt: skip
_READERS: Final[dict[str, Callable[[str], str]]] = {
    "faktura": given.words, "orgnr": given.organisation_number, "avser": given.period,
}  # fmt: skip
_EMPTIED: Final = Text(
    "Det går inte att tömma här. Ta bara tillbaka verifikationen, och registrera kostnaden på "
    "nytt.",
    "It cannot be emptied here. Only take the voucher back, and record the cost anew.",
)


@dataclass(frozen=True, slots=True)
class Present:
    """A voucher that can be corrected. ``fields`` say what it says; none when it has more rows
    than a cost and what it was booked against, so that it can only be taken back.
    """

    fields: tuple[Field, ...]


def present_of(view: BookView, number: str, registered: Registered) -> Present:
    """The voucher as fields. Raises NkrError when it cannot be corrected at all.

    What it says is taken from what would replace it if nothing were otherwise.
    """

    def plan(changes: Changes) -> Plan:
        return plan_correction(view, number, changes, registered, DEFAULT_SERIES)

    plan(Changes())
    entry, voucher = view.voucher(number)
    with suppress(NkrError):
        same = plan(Changes(text=voucher.narration)).vouchers[1]
        return Present(_fields(view, view.grant_of(voucher), entry, same))
    return Present(())


def changes_of(form: Sent, present: Present) -> Changes:
    """What was written otherwise than the voucher says; what is wrong with it goes to the form."""
    fields = {field.name: field for field in present.fields}

    def changed(name: str, reader: Callable[[str], T]) -> T | None:
        written = " ".join(form.values.get(name, "").split())
        if written == fields[name].value:
            return None
        if not written:
            form.errors[name] = _EMPTIED
            return None
        return form.optional(name, reader)

    def chosen(name: str) -> str | None:
        return changed(name, one_of(values_of(fields[name])))

    said = {}
    for name, key in _WORDS.items():
        value = changed(name, _READERS[name]) if name in _READERS else chosen(name)
        if value is not None:
            said[key] = value
    account = changed("nytt-konto", new_account)
    amount = changed("belopp", given.amount)
    return Changes(
        day=changed("datum", given.day),
        amount=amount if amount != given.amount(fields["belopp"].value) else None,
        account=account if account is not None else chosen("konto"),
        against=chosen("motkonto"),
        text=changed("text", given.words),
        supplier=changed("leverantor", given.words),
        words=said,
    )


def _fields(view: BookView, grant: Grant, entry: Any, same: NewVoucher) -> tuple[Field, ...]:
    """What can be otherwise, each with what it is."""
    cost, other = same.rows
    costs, against = accounts_of(view, grant.id)
    words = dict(same.words) | dict(cost.words)
    hint = Text("När kostnaden uppstod, till exempel 2026-06.", "When it arose, as 2026-06.")
    if not any(word((one.meta or {}).get(PERIOD)) for one in (entry, *entry.postings)):
        counted = words.pop(PERIOD, "")  # only the plan says it: the voucher's day, or its accrual
        hint = Text(
            f"Tomt: oförändrat ({counted}), eller det nya datumet om ett sådant anges.",
            f"Empty: as it is ({counted}), or the new date if one is given.",
        )
    fields = (
        Field("datum", Text("Nytt datum", "New date"), "date",
              hint=Text("Tomt: i dag, då rättelsen görs.", "Empty: today, when it is corrected.")),
        Field("leverantor", Text("Leverantör", "Supplier"), value=_shown(same.payee)),
        Field("orgnr", Text("Leverantörens organisationsnummer", "Organisation number"),
              value=_shown(words.get("motpart-orgnr", ""))),
        Field("faktura", Text("Fakturans nummer", "Number of the invoice"),
              value=_shown(words.get("faktura", ""))),
        Field("text", Text("Vad som köpts", "What was bought"), value=_shown(same.text)),
        Field("belopp", Text("Belopp utan moms, kronor", "Amount without VAT, kronor"),
              value=f"{cost.amount:.2f}".replace(".", ",")),
        _kept(choice("konto", Text("Kostnadskonto", "Cost account"), costs, empty=False),
              _last(cost.account)),
        Field("nytt-konto", Text("Eller nytt kostnadskonto", "Or a new cost account"),
              hint=Text("Nummer och namn: 5420 Programvaror", "Number and name")),
        _kept(choice("motkonto", Text("Motkonto", "Account against it"), against, empty=False),
              _last(other.account)),
    )  # fmt: skip
    coded = (
        replace(one, hint=hint, value=words.get(PERIOD, "")) if one.name == "avser"
        else _kept(one, words.get(one.name, ""))
        for one in coding_fields(grant)
    )  # fmt: skip
    return (*fields, *coded)


def _kept(field: Field, value: str) -> Field:
    """A drop-down that has what the voucher says among its choices, chosen."""
    options = field.options
    if value not in values_of(field):
        options = ((value, label_of(value)), *options)
    if value:
        options = tuple(one for one in options if one[0])
    return replace(field, options=options, value=value)


def _last(account: str) -> str:
    return account.rpartition(":")[2]


def _shown(text: str) -> str:
    """A text as it stands in its field: one line, personal numbers masked."""
    return " ".join(mask(text).split())[:LONGEST]
