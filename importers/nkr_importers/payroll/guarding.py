"""Pay that the book already has for a month: the same salary must not be booked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import period_of, word
from nkr_audit.money import ZERO
from nkr_audit.period import Period, parse_period
from nkr_audit.personal_number import mask
from nkr_audit.text import Text, kronor
from nkr_importers.naming import account_number
from nkr_importers.payroll.mapping import PAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.ledger import Ledger

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
    if not found:
        return
    listed = "; ".join(_told(entry, amount) for entry, amount in found[:_SHOWN])
    more = len(found) - _SHOWN
    first = found[0][0]
    raise NkrError(
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
        amount, periods = ZERO, set()
        for posting in entry.postings:
            number = posting.units.number if posting.units else None
            said = {**entry.meta, **(posting.meta or {})}
            pays = said.get("kostnadsslag") in PAY or account_number(posting.account) in accounts
            if posting.account.startswith(costs) and pays and number is not None:
                amount += number
                periods.add(_period(said, entry.date))
        if amount:
            yield entry, amount, periods


def _period(said: Mapping[str, Any], day: date) -> Period:
    try:
        return period_of(said[words.PERIOD])
    except (KeyError, ValueError):
        return parse_period(f"{day:%Y-%m}")


def _told(entry: Any, amount: Decimal) -> str:
    name = word(entry.meta.get(words.VOUCHER)) or entry.narration or "–"
    return f"{mask(name)} {entry.date} {kronor(amount)}"
