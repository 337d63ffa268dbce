"""Kontoutdrag: what has passed through the grant's own liability, and what is left on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Field, Fields, Table
from nkr_audit.reports.kinds.books_common import (
    CREDIT_IS_NEGATIVE,
    tied_to_settlement,
    why_draft,
)
from nkr_audit.reports.kinds.huvudbok import COLUMNS, account_rows, by_account
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.journal import Account
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Section

_OVER_THE_YEARS: Final = Text(
    f"{CREDIT_IS_NEGATIVE.sv} Här börjar kostnader och intäkter inte om på 0 vid årsskiftet.",
    f"{CREDIT_IS_NEGATIVE.en} Here expenses and income do not begin anew at 0 with the year.",
)


def build(context: Context) -> Report:
    """Make the statement of the accounts asked for, else of the grant's own ``Skulder:G:*``."""
    grant = context.grant.settlement.grant
    if context.accounts:
        return _statement(context, _asked_for(context), ())
    return _statement(
        context,
        {one for one in _known(context) if one.grant_id == grant.id and one.root == "liabilities"},
        (_liability(context),),
    )


def _known(context: Context) -> set[Account]:
    """Every account that something is booked on."""
    return {row.account for voucher in context.journal.vouchers for row in voucher.rows}


def _asked_for(context: Context) -> set[Account]:
    """The accounts asked for. A number is of the grant's own accounts and of those of no grant.

    Raises NkrError when nothing is booked on one of them.
    """
    grant_id = context.grant.settlement.grant.id
    known = _known(context)
    found: set[Account] = set()
    for name in context.accounts:
        named = {
            one
            for one in known
            if one.full == name or (one.number == name and one.grant_id in {grant_id, None})
        }
        if not named:
            raise _unknown(name, known, grant_id)
        found |= named
    return found


def _unknown(name: str, known: Iterable[Account], grant_id: str) -> NkrError:
    own = {one.number for one in known if one.number and one.grant_id in {grant_id, None}}
    listed = ", ".join(sorted(own))
    return NkrError(
        Text(
            f"Inget är bokfört på kontot {name}.",
            f"Nothing is booked on the account {name}.",
        ),
        remedy=Text(
            f"välj ett kontonummer ({listed}) eller skriv hela kontonamnet",
            f"choose an account number ({listed}), or write the whole name of the account",
        ),
    )


def _statement(context: Context, wanted: set[Account], before: tuple[Section, ...]) -> Report:
    """Make the statement of the accounts that are ``wanted``, from the first year to the last.

    The years are those in which something is booked on the grant.
    """
    journal = context.journal
    years = journal.years(context.grant.settlement.grant.id)
    posted = by_account(journal.of_years(years))
    opening = journal.opening(years.start) if years else {}
    rows = [
        row
        for account in sorted(wanted, key=lambda account: account.order)
        if account in opening or account in posted
        for row in account_rows(
            account,
            date(years.start, 1, 1),
            opening.get(account, ZERO),
            posted.get(account, ()),
        )
    ]
    table = Table(
        "kontoutdrag",
        Text("Poster på kontot", "Postings on the account"),
        COLUMNS,
        tuple(rows),
        note=CREDIT_IS_NEGATIVE if all(one.has_balance for one in wanted) else _OVER_THE_YEARS,
        empty=Text("Inget är bokfört på kontot.", "Nothing is booked on the account."),
    )
    return context.report(
        "kontoutdrag",
        Text("Kontoutdrag", "Statement of account"),
        (*before, table, tied_to_settlement(context)),
        draft=why_draft(context),
    )


def _liability(context: Context) -> Fields:
    """What the grant's liability holds, and what it ought to hold by the settlement."""
    settlement = context.grant.settlement
    grant = settlement.grant
    difference = grant.liability - settlement.liability_expected
    return Fields(
        "skuld",
        Text("Skulden till bidragsgivaren", "The debt to the payer"),
        tuple(
            Field(key, label, amount, "amount")
            for key, label, amount in (
                ("mottaget", Text("Utbetalt bidrag", "Grant received"), settlement.received),
                ("intaktsfort", Text("Intäktsfört", "Recognised as income"), grant.recognised),
                ("aterbetalat", Text("Återbetalt", "Repaid"), settlement.repaid),
                (
                    "bor_sta",
                    Text("Ska stå på kontot", "Ought to be on the account"),
                    settlement.liability_expected,
                ),
                ("star", Text("Står på kontot", "Is on the account"), grant.liability),
                ("skillnad", Text("Skillnad", "Difference"), difference),
            )
        ),
    )
