"""The rows that close a grant: income for the year's costs, and the unused money as a debt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from beancount.core.data import Transaction

from nkr_audit.errors import NkrError
from nkr_audit.gathering import grant_account
from nkr_audit.money import ZERO
from nkr_audit.recording.model import Row
from nkr_audit.text import Text
from nkr_audit.vocabulary import TAG_INCOME

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.book import Grant
    from nkr_audit.recording.accounts import Accounts
    from nkr_audit.recording.view import View
    from nkr_audit.settlement import Settlement

INCOME_ACCOUNT: Final = "3511 Statsbidrag"
DEBT_ACCOUNT: Final = "2491 Återbetalning-statsbidrag"


def income_rows(
    view: View, settlement: Settlement, accounts: Accounts, given: str | None
) -> tuple[Row, ...]:
    """Income for the costs of the year, at most the grant, that is not recognised yet."""
    grant = settlement.grant
    amount = min(settlement.costs, settlement.received) - grant.recognised
    if not amount or not grant.receipts:
        return ()
    account = _income_account(view, grant, accounts, given)
    return Row(grant.receipts[-1].account, amount), Row(account, -amount)


def _income_account(view: View, grant: Grant, accounts: Accounts, given: str | None) -> str:
    """The account that income of the grant was recognised on before, else its only one."""
    if given is None:
        open_ones = accounts.under("income")
        used = [
            posting.account
            for entry in view.ledger.entries
            if isinstance(entry, Transaction) and TAG_INCOME in entry.tags
            for posting in entry.postings
            if posting.account in open_ones
        ]
        if used:
            return str(used[-1])
        if len(open_ones) == 1:
            return open_ones[0]
        if open_ones:
            listed = ", ".join(one.rpartition(":")[2] for one in open_ones)
            raise NkrError(
                Text(
                    f"{grant.id} har flera intäktskonton: {listed}.",
                    f"{grant.id} has several income accounts: {listed}.",
                ),
                remedy=Text(
                    "ange ett med --income-account", "name one of them by --income-account"
                ),
                place=grant.place,
            )
    return accounts.named(
        given or INCOME_ACCOUNT, "--income-account", ("income",), under_grant=True
    )


def debt_rows(
    view: View, settlement: Settlement, accounts: Accounts, given: str | None
) -> tuple[Row, ...]:
    """The unused money, from the liabilities of the grant to the debt to the payer.

    Where the payer does not ask for it back, it stays until the region closes it by its own rule.
    """
    if not settlement.repayment_expected:
        return ()
    debt = accounts.named(
        given or DEBT_ACCOUNT, "--debt-account", ("liabilities",), under_grant=True
    )
    balances = _balances(view, settlement.grant.id)
    # The income that is recognised by the same closing has left the liability then.
    recognised = min(settlement.costs, settlement.received) - settlement.grant.recognised
    if recognised:
        account = settlement.grant.receipts[-1].account
        balances[account] = balances.get(account, ZERO) - recognised
    moved = {
        account: balance
        for account, balance in sorted(balances.items())
        if balance and account != debt
    }
    if not moved:
        return ()
    rows = [Row(account, balance) for account, balance in moved.items()]
    return (*rows, Row(debt, -sum(moved.values(), ZERO)))


def _balances(view: View, grant_id: str) -> dict[str, Decimal]:
    """The credit balances of the grant's liabilities, by account."""
    root = view.ledger.options["name_liabilities"]
    balances: dict[str, Decimal] = {}
    for entry in view.ledger.entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            account = grant_account(posting.account)
            if account and (account.root, account.grant_id) == (root, grant_id) and posting.units:
                before = balances.get(posting.account, ZERO)
                balances[posting.account] = before - (posting.units.number or ZERO)
    return balances
