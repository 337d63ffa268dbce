"""Huvudbok: every posting by account, with opening and closing balance, year by year.

The whole book is in it, not only the grant's accounts, so that debit equals credit.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.books_common import (
    ACCOUNT,
    ACCOUNT_NAME,
    BALANCE,
    CLOSING,
    CREDIT,
    CREDIT_IS_NEGATIVE,
    DATE,
    DEBIT,
    GRANT,
    OPENING,
    REGISTERED,
    TEXT,
    VOUCHER,
    debit_and_credit,
    first_document,
    tied_to_settlement,
    total,
    why_draft,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from nkr_audit.journal import Account, Journal, JournalRow, JournalVoucher
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

_REGISTER = Column("register", Text("Register", "Register"))
COLUMNS = (
    ACCOUNT, ACCOUNT_NAME, DATE, REGISTERED, VOUCHER, TEXT, GRANT, _REGISTER, DEBIT, CREDIT,
    BALANCE,
)  # fmt: skip
_EARLIER = Text("Resultat från tidigare år", "Results of earlier years")
Posted = tuple["JournalVoucher", "JournalRow"]


def build(context: Context) -> Report:
    """Make the general ledger of the years in which something is booked on the grant."""
    journal = context.journal
    years = journal.years(context.grant.settlement.grant.id)
    tables = [table for year in years for table in _year(journal, year)]
    return context.report(
        "huvudbok",
        Text("Huvudbok", "General ledger"),
        (tied_to_settlement(context), *tables),
        draft=why_draft(context),
    )


def by_account(vouchers: Iterable[JournalVoucher]) -> Mapping[Account, list[Posted]]:
    """The rows of each account, in the order of the vouchers."""
    found: dict[Account, list[Posted]] = defaultdict(list)
    for voucher in vouchers:
        for row in voucher.rows:
            found[row.account].append((voucher, row))
    return found


def account_rows(
    account: Account, start: date, opening: Decimal, posted: Iterable[Posted]
) -> Iterator[Row]:
    """An account's rows with the running balance, between its opening and closing balance."""
    name = (account.number or account.full, account.name)
    grant = account.grant_id
    yield Row((*name, start, None, None, OPENING, grant, None, None, None, opening), level=1)
    balance, debits, credits_ = opening, ZERO, ZERO
    for voucher, row in posted:
        debit, credit = debit_and_credit(row.amount)
        balance += row.amount
        debits += debit or ZERO
        credits_ += credit or ZERO
        known = voucher.voucher
        yield Row(
            (*name, known.date, known.registered, known.number, voucher.text,
             grant, row.register, debit, credit, balance),
            voucher=known.number, document=first_document(voucher),
        )  # fmt: skip
    yield Row((*name, None, None, None, CLOSING, grant, None, debits, credits_, balance), level=1)


def _year(journal: Journal, year: int) -> tuple[Table, Table]:
    opening = journal.opening(year)
    posted = by_account(journal.of_years(range(year, year + 1)))
    accounts = sorted({*opening, *posted}, key=lambda account: account.order)
    accounts = [one for one in accounts if opening.get(one) or one in posted]
    rows = [
        row
        for account in accounts
        for row in account_rows(
            account, date(year, 1, 1), opening.get(account, ZERO), posted.get(account, ())
        )
    ]
    return (
        _trial_balance(journal, year, accounts, opening, posted),
        Table(
            f"konton_{year}",
            Text(f"Konton {year}", f"Accounts {year}"),
            COLUMNS,
            tuple(rows),
            note=CREDIT_IS_NEGATIVE,
        ),
    )


def _trial_balance(
    journal: Journal,
    year: int,
    accounts: Iterable[Account],
    opening: Mapping[Account, Decimal],
    posted: Mapping[Account, list[Posted]],
) -> Table:
    """The balances of a year: what came in, what was booked, what goes out; all adds up to 0."""
    rows = []
    earlier = journal.earlier_results(year)
    if earlier:
        rows.append(Row((None, _EARLIER, earlier, ZERO, ZERO, earlier)))
    for account in accounts:
        amounts = [row.amount for _, row in posted.get(account, ())]
        began = opening.get(account, ZERO)
        rows.append(
            Row((
                account.number or account.full,
                account.name,
                began,
                total(one for one in amounts if one >= ZERO),
                -total(one for one in amounts if one < ZERO),
                began + total(amounts),
            ))
        )  # fmt: skip
    return Table(
        f"saldon_{year}",
        Text(f"Saldon {year}", f"Balances {year}"),
        (
            ACCOUNT,
            ACCOUNT_NAME,
            Column("ingaende", OPENING, "amount", total=True),
            DEBIT,
            CREDIT,
            Column("utgaende", CLOSING, "amount", total=True),
        ),
        tuple(rows),
        note=Text(
            "Debet är lika med kredit, och saldona är tillsammans 0. Kostnader och intäkter börjar "
            "om på 0 varje år; det som de blev tidigare år står på egen rad.",
            "Debit equals credit, and the balances add up to 0. Expenses and income begin anew at "
            "0 each year; what they came to in earlier years is on a line of its own.",
        ),
    )
