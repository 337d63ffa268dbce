"""Pay that the book already has for a month: the same salary must not be booked twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction
from beancount.parser import parser

from nkr_audit import vocabulary as words
from nkr_audit.book_files import root_names
from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import period_of, word
from nkr_audit.money import ZERO
from nkr_audit.period import Period, parse_period
from nkr_audit.personal_number import mask
from nkr_audit.text import Text, kronor
from nkr_importers.naming import account_number
from nkr_importers.payroll.booked import is_payroll
from nkr_importers.payroll.mapping import PAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.accounts import AccountMapping
    from nkr_importers.plan import ImportPlan

_SHOWN = 10
# An accrual and its release are replaced by the pay itself.
_NOT_PAY = frozenset({words.TAG_ACCRUAL, words.TAG_RELEASE})


def refuse_double_pay(
    book: Ledger,
    grant_id: str,
    months: Iterable[date],
    own: Collection[str],
    accounts: Collection[str],
    file: Path,
) -> None:
    """Raise NkrError when other vouchers have pay under the grant for one of the months.

    ``own`` are the numbers of the extract's own vouchers, ``accounts`` those it books pay on.
    """
    wanted = [parse_period(f"{month:%Y-%m}") for month in sorted(months)]
    found = [
        (entry, amount)
        for entry, amount, periods in _pay_of(book, grant_id, own, accounts)
        if any(period.days_shared_with(month) for period in periods for month in wanted)
    ]
    if found:
        raise _twice(found, grant_id, file)


@dataclass(frozen=True, slots=True)
class PayGuard:
    """Stops an ERP file from booking pay for a month that a payroll extract has booked already.

    ``also``: book it all the same.
    """

    file: Path
    grant_id: str
    also: bool = False

    def prepare(self, book: Ledger) -> None:
        """Nothing is needed of the book before the file is read."""

    def accounts(self, own: AccountMapping) -> AccountMapping:
        """The accounts are those of the book."""
        return own

    def contents(
        self, book: Ledger, plan: ImportPlan, contents: Mapping[Path, bytes]
    ) -> dict[Path, bytes]:
        """Return the contents as they are. Raises NkrError at pay twice."""
        costs = f"{book.options['name_expenses']}:{self.grant_id}:"
        extracts = [] if self.also else list(_from_extracts(book, costs))
        accounts = {account for one in extracts for account in one.accounts}
        own = {one.identity for one in extracts}
        months = {
            period
            for entry in (_booked(book, plan) if extracts else ())
            if word(entry.meta.get(words.CORRECTS)) not in own
            for period in _pay_in(entry, costs, accounts)[1]
        } | set(_completed(plan, accounts) if extracts else ())
        found = [
            (one.entry, one.amount)
            for one in extracts
            if any(period.days_shared_with(month) for period in one.periods for month in months)
        ]
        if found:
            raise _twice(found, self.grant_id, self.file)
        return dict(contents)


@dataclass(frozen=True, slots=True)
class _Extracted:
    """A voucher out of a payroll extract: its pay under the grant, when, and on which accounts."""

    entry: Any
    identity: str | None
    amount: Decimal
    periods: set[Period]
    accounts: set[str]


def _from_extracts(book: Ledger, costs: str) -> Iterator[_Extracted]:
    for entry in book.entries:
        if isinstance(entry, Transaction) and is_payroll(entry):
            accounts = {
                account_number(posting.account)
                for posting in entry.postings
                if posting.account.startswith(costs)
            }
            amount, periods = _pay_in(entry, costs, accounts)
            if amount:
                identity = word(entry.meta.get(words.VOUCHER))
                yield _Extracted(entry, identity, amount, periods, accounts)


def _booked(book: Ledger, plan: ImportPlan) -> Iterator[Any]:
    """The transactions that the plan books."""
    for _, text in plan.texts:
        entries, _, _ = parser.parse_string(root_names(book.options) + text)
        yield from (entry for entry in entries if isinstance(entry, Transaction))


def _completed(plan: ImportPlan, accounts: Collection[str]) -> Iterator[Period]:
    """When the pay arose that the plan moves under the grant."""
    for one in plan.completed:
        for move in one.moves:
            said = {**one.entry.meta, **move.posting.meta}
            category = move.category or said.get("kostnadsslag")
            if category in PAY or account_number(move.account) in accounts:
                yield _period(said, one.entry.date)


def _twice(found: Sequence[tuple[Any, Decimal]], grant_id: str, file: Path) -> NkrError:
    listed = "; ".join(_told(entry, amount) for entry, amount in found[:_SHOWN])
    more = len(found) - _SHOWN
    first = found[0][0]
    return NkrError(
        Text(
            f"Boken har redan lönekostnader under {grant_id} för samma månad, från en annan "
            f"källa än {mask(file.name)}: {listed}{f' och {more} till' if more > 0 else ''}.",
            f"The book already has pay under {grant_id} for the same month, from another source "
            f"than {mask(file.name)}: {listed}{f' and {more} more' if more > 0 else ''}.",
        ),
        remedy=Text(
            "är det samma lön: låt den stå en gång. Är det annan lön: kör om med --also. Inget är "
            "skrivet",
            "if it is the same pay: let it stand once. If it is other pay: run again with --also. "
            "Nothing is written",
        ),
        place=Place(first.meta["filename"], first.meta["lineno"]),
    )


def _pay_of(
    book: Ledger, grant_id: str, own: Collection[str], accounts: Collection[str]
) -> Iterator[tuple[Any, Decimal, set[Period]]]:
    """The vouchers that others booked pay with, its sum, and when it arose."""
    costs = f"{book.options['name_expenses']}:{grant_id}:"
    for entry in book.entries:
        if not isinstance(entry, Transaction) or entry.tags & _NOT_PAY:
            continue
        if {word(entry.meta.get(words.VOUCHER)), word(entry.meta.get(words.CORRECTS))} & {*own}:
            continue
        amount, periods = _pay_in(entry, costs, accounts)
        if amount:
            yield entry, amount, periods


def _pay_in(entry: Any, costs: str, accounts: Collection[str]) -> tuple[Decimal, set[Period]]:
    """The pay that a transaction has under the grant, and when it arose."""
    amount, periods = ZERO, set()
    for posting in entry.postings:
        number = posting.units.number if posting.units else None
        said = {**entry.meta, **(posting.meta or {})}
        pays = said.get("kostnadsslag") in PAY or account_number(posting.account) in accounts
        if posting.account.startswith(costs) and pays and number is not None:
            amount += number
            periods.add(_period(said, entry.date))
    return amount, periods


def _period(said: Mapping[str, Any], day: date) -> Period:
    try:
        return period_of(said[words.PERIOD])
    except (KeyError, ValueError):
        return parse_period(f"{day:%Y-%m}")


def _told(entry: Any, amount: Decimal) -> str:
    name = word(entry.meta.get(words.VOUCHER)) or entry.narration or "–"
    return f"{mask(name)} {entry.date} {kronor(amount)}"
