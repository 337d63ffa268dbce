"""Kontoutdrag: what has passed through the grant's own liability, and what is left on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

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
    from collections.abc import Callable

    from nkr_audit.journal import Account
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report


def build(context: Context) -> Report:
    """Make the statement of the accounts ``Skulder:G:*`` of the grant."""
    grant = context.grant.settlement.grant
    return statement(context, lambda one: one.grant_id == grant.id and one.root == "liabilities")


def statement(context: Context, wanted: Callable[[Account], bool]) -> Report:
    """Make the statement of the accounts that are ``wanted``, from the first year to the last."""
    journal = context.journal
    years = journal.years(context.grant.settlement.grant.id)
    posted = by_account(journal.of_years(years))
    opening = journal.opening(years.start) if years else {}
    accounts = sorted(filter(wanted, {*opening, *posted}), key=lambda account: account.order)
    rows = [
        row
        for account in accounts
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
        note=CREDIT_IS_NEGATIVE,
        empty=Text("Inget är bokfört på kontot.", "Nothing is booked on the account."),
    )
    return context.report(
        "kontoutdrag",
        Text("Kontoutdrag", "Statement of account"),
        (_liability(context), table, tied_to_settlement(context)),
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
                ("mottaget", Text("Mottaget bidrag", "Grant received"), settlement.received),
                ("intaktsfort", Text("Intäktsfört", "Recognised as income"), grant.recognised),
                ("aterbetalat", Text("Återbetalat", "Repaid"), settlement.repaid),
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
