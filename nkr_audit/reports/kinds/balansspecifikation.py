"""Balansspecifikation: what stands on each balance account at the end, voucher by voucher."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.books_common import (
    ACCOUNT,
    ACCOUNT_NAME,
    BALANCE,
    CREDIT_IS_NEGATIVE,
    DATE,
    GRANT,
    TEXT,
    VOUCHER,
    first_document,
    total,
    why_draft,
)
from nkr_audit.reports.kinds.huvudbok import by_account
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from nkr_audit.journal import Account
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report
    from nkr_audit.reports.kinds.huvudbok import Posted

# Cash and bank by the regions' chart of accounts: what is there is proved by the statement.
_CASH: Final = "19"
_BY_STATEMENT: Final = Text(
    "Stäms av mot kontoutdraget från banken", "To be reconciled with the bank's statement"
)


def build(context: Context) -> Report:
    """Make the specification of every balance account of the book, as of its last day."""
    posted = by_account(context.journal.vouchers)
    accounts = sorted((one for one in posted if one.has_balance), key=lambda account: account.order)
    summary, open_rows = [], []
    for account in accounts:
        items = open_items(account, posted[account])
        balance = total(row.amount for _, row in posted[account])
        name = (account.number or account.full, account.name, account.grant_id)
        summary.append(
            Row((*name, len(posted[account]), None if items is None else len(items), balance))
        )
        open_rows += list(_specified(name, items, balance))
    return context.report(
        "balansspecifikation",
        Text("Specifikation av balanskonton", "Specification of balance accounts"),
        (_summary(summary), _specification(open_rows)),
        draft=why_draft(context),
    )


def open_items(account: Account, posted: Sequence[Posted]) -> list[Posted] | None:
    """The postings that nothing has cleared; together they are the balance. None for cash.

    All up to the last posting that brought the account to 0 is cleared. Of what follows, what
    belongs together through a voucher's link is when it adds up to 0; of the rest, two equal
    amounts of opposite sign clear each other, the oldest first.
    """
    if account.number.startswith(_CASH):
        return None
    left: dict[Decimal, list[Posted]] = defaultdict(list)
    for item in _uncleared_by_link(_since_zero(posted)):
        amount = item[1].amount
        if left[-amount]:
            left[-amount].pop(0)
        else:
            left[amount].append(item)
    remaining = {id(row) for items in left.values() for _, row in items if row.amount}
    return [item for item in posted if id(item[1]) in remaining]


def _since_zero(posted: Sequence[Posted]) -> Sequence[Posted]:
    """The postings after the last one that brought the account to 0."""
    balance, start = ZERO, 0
    for place, (_, row) in enumerate(posted, start=1):
        balance += row.amount
        if balance == ZERO:
            start = place
    return posted[start:]


def _uncleared_by_link(posted: Sequence[Posted]) -> Iterator[Posted]:
    """The postings in order, less those of links that add up to 0 over the account."""
    by_link: dict[str, list[Posted]] = defaultdict(list)
    for item in posted:
        for link in item[0].voucher.links:
            by_link[link].append(item)
    cleared: set[int] = set()
    for link in sorted(by_link):
        items = [item for item in by_link[link] if id(item[1]) not in cleared]
        if total(row.amount for _, row in items) == ZERO:
            cleared.update(id(row) for _, row in items)
    return (item for item in posted if id(item[1]) not in cleared)


def _specified(
    name: tuple[str, str, str | None], items: Iterable[Posted] | None, balance: Decimal
) -> Iterator[Row]:
    if items is None and balance:
        yield Row((*name, None, None, _BY_STATEMENT, balance, None))
    for voucher, row in items or ():
        known = voucher.voucher
        yield Row(
            (*name, known.date, known.number, voucher.text, row.amount, None),
            voucher=known.number, document=first_document(voucher),
        )  # fmt: skip
    if balance:
        yield Row((*name, None, None, Text("Saldo", "Balance"), None, balance), level=1)


def _summary(rows: Iterable[Row]) -> Table:
    return Table(
        "balanskonton",
        Text("Balanskonton", "Balance accounts"),
        (
            ACCOUNT,
            ACCOUNT_NAME,
            GRANT,
            Column("poster", Text("Poster", "Postings"), "count"),
            Column("oppna", Text("Öppna", "Open"), "count"),
            Column("saldo", Text("Saldo", "Balance"), "amount", total=True),
        ),
        tuple(rows),
        note=Text(
            "Summan är resultatet hittills: plus när intäkterna är större än kostnaderna. Den är "
            "0 när bidraget har intäktsförts med lika mycket som det har kostat.",
            "The total is the result so far: plus when income is more than expenses. It is 0 when "
            "as much of the grant has been recognised as income as it has cost.",
        ),
    )


def _specification(rows: Iterable[Row]) -> Table:
    return Table(
        "oppna_poster",
        Text("Öppna poster", "Open items"),
        (
            ACCOUNT,
            ACCOUNT_NAME,
            GRANT,
            DATE,
            VOUCHER,
            TEXT,
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
            BALANCE,
        ),
        tuple(rows),
        note=Text(
            "Poster från innan kontot senast var 0 är inte med, inte poster som hör ihop genom "
            "verifikationens länk och tar ut varandra, och inte två lika stora belopp åt var sitt "
            f"håll. {CREDIT_IS_NEGATIVE.sv}",
            "Postings from before the account was last 0 are left out, and so are those that "
            "belong together through the voucher's link and cancel out, and two equal amounts of "
            f"opposite sign. {CREDIT_IS_NEGATIVE.en}",
        ),
        empty=Text("Alla balanskonton är 0.", "Every balance account is 0."),
    )
