"""Recording a cost, and accruing one: from what a person says of it to the voucher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.recording.accounts import Accounts
from nkr_audit.recording.days import refuse_before_event
from nkr_audit.recording.documents import Shelf, check_activity
from nkr_audit.recording.files import contents_with
from nkr_audit.recording.model import NewVoucher, Plan, Row
from nkr_audit.recording.numbers import next_numbers
from nkr_audit.text import Text
from nkr_audit.vocabulary import PERIOD, TAG_ACCRUAL
from nkr_importers.coding.values import allowed_values, value_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import Grant
    from nkr_audit.recording.documents import Paper
    from nkr_audit.recording.model import Registered
    from nkr_audit.recording.view import View

# The option that gives each word of the vocabulary.
OPTIONS: Final = {
    "register": "--register",
    "andamal": "--purpose",
    "kostnadsslag": "--category",
    "insats": "--activity",
    "nytta": "--benefit",
    PERIOD: "--period",
}
# Words that stand on the row of the cost; the others on the voucher.
ON_ROW: Final = ("register", "nytta")


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost as a person gives it. ``words`` are those of the vocabulary, by key.

    ``accrual`` is the accrual that the invoice replaces; ``tags`` are ``reservering`` for one that
    is itself accrued. ``accounts`` are the cost account and the one against it, as given.
    """

    grant_id: str
    day: date
    amount: Decimal
    accounts: tuple[str, str]
    text: str
    supplier: str
    words: Mapping[str, str]
    accrual: str | None = None
    tags: tuple[str, ...] = ()


def plan_cost(
    view: View, cost: Cost, registered: Registered, series: str, papers: Iterable[Paper] = ()
) -> Plan:
    """Plan the voucher of a cost. Raises NkrError when something given cannot be used."""
    grant = view.grant(cost.grant_id)
    if TAG_ACCRUAL not in cost.tags:  # one at year end may be registered before that day
        refuse_before_event(registered.on, cost.day)
    check_words(grant, cost.words)
    links = _accrual_links(view, grant, cost.accrual) if cost.accrual else ()
    accounts = Accounts(view, grant.id)
    account = accounts.named(cost.accounts[0], "--account", ("expenses",), under_grant=True)
    against = accounts.named(
        cost.accounts[1], "--against", ("liabilities", "assets"), under_grant=False
    )
    (number,) = next_numbers(view, series, [cost.day.year])
    shelf = Shelf(view.ledger)
    voucher = NewVoucher(
        number=number,
        day=cost.day,
        payee=cost.supplier,
        text=cost.text,
        registered=registered,
        rows=(
            Row(account, cost.amount, _chosen(cost.words, on_row=True)),
            Row(against, -cost.amount),
        ),
        tags=cost.tags,
        links=links,
        words=_chosen(cost.words, on_row=False),
        documents=tuple(shelf.put(number, paper) for paper in papers),
    )
    opens = accounts.new_ones((account, against))
    contents = contents_with(view.ledger, grant.id, [voucher], opens=opens)
    return Plan(grant.id, (voucher,), {**shelf.new, **contents})


def check_words(grant: Grant, words: Mapping[str, str]) -> None:
    """Raise NkrError when a word is none that the grant and its programme know."""
    allowed = allowed_values(grant)
    for key, value in words.items():
        if key in OPTIONS:
            option = OPTIONS[key]
            fault = value_fault(Text(f"{option} ger", f"{option} gives"), key, value, allowed)
            if fault is not None:
                raise NkrError(fault.what, remedy=fault.remedy)
    check_activity(grant, words.get("insats"))


def _chosen(words: Mapping[str, str], *, on_row: bool) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in words.items() if (key in ON_ROW) is on_row)


def _accrual_links(view: View, grant: Grant, named: str) -> tuple[str, ...]:
    """The links by which an invoice belongs to the accrual that it replaces."""
    _, accrual = view.voucher(named)
    if TAG_ACCRUAL not in accrual.tags or grant.id not in accrual.grant_ids:
        raise NkrError(
            Text(
                f"{accrual.number} är ingen reservering på {grant.id}.",
                f"{accrual.number} is no accrual on {grant.id}.",
            ),
            remedy=Text(
                "ange reserveringens nummer med --accrual",
                "give the number of the accrual by --accrual",
            ),
            place=accrual.place,
        )
    if accrual.number in accrual.links:
        return (accrual.number,)
    return tuple(sorted(accrual.links))
