"""The books of a grant as SIE 4E: every voucher that has a row on it, one file a financial year.

The vouchers are whole, so that they balance; rows on the grant carry its cost centre. Opening and
closing balances are those of the same vouchers, and tie to them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.money import CURRENCY, ZERO, to_ore
from nkr_audit.text import Text
from nkr_importers.model import FinancialYear
from nkr_importers.sie import document as sie
from nkr_importers.sie.writing import write_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from nkr_audit.journal import Account, JournalRow, JournalVoucher
    from nkr_audit.reports.context import Context
    from nkr_importers.model import Objects

_KINDS: Final = {"assets": "T", "liabilities": "S", "equity": "S", "income": "I", "expenses": "K"}
# What an account without number is numbered down from, by its kind.
_UNNUMBERED: Final = {"T": 1999, "S": 2999, "I": 3999, "K": 8999}
_COST_CENTRE, _PROJECT = "1", "6"
_ORGANISATION: Final = re.compile(r"\d{6}-?\d{4}")


def sie_files(context: Context) -> dict[str, bytes]:
    """Return the files by what their names end with: the grant year ``.se``, others ``-YEAR.se``.

    Raises NkrError when there is nothing to write, or a voucher that SIE cannot hold.
    """
    grant = context.grant.settlement.grant
    vouchers = context.journal.of_grant(grant.id)
    years = context.journal.years(grant.id)
    if not vouchers:
        raise NkrError(
            Text(
                f"Det finns inget bokfört på bidraget {grant.id}.",
                f"There is nothing booked on the grant {grant.id}.",
            ),
            remedy=Text("bokför först, och kör sedan om", "book first, then run again"),
            place=context.book.place,
        )
    programme = grant.programme
    main = programme.period.start.year if programme else years[0]
    if main not in years:
        main = years[0]
    export = _Export(context, vouchers)
    return {
        (".se" if year == main else f"-{year}.se"): write_document(export.document(year)).data
        for year in sorted(years, key=lambda year: (year != main, year))
    }


class _Export:
    """The vouchers of one grant, and the accounts that they use."""

    def __init__(self, context: Context, vouchers: Sequence[JournalVoucher]) -> None:
        self._context = context
        self._vouchers = vouchers
        self._grant = context.grant.settlement.grant
        self._accounts = _numbered({row.account for one in vouchers for row in one.rows})
        self._kinds = {
            number: _kind(account)
            for account, number in reversed(list(self._accounts.items()))
        }  # fmt: skip
        centre = self._grant.cost_centre
        dimension, code = (_COST_CENTRE, centre) if centre else (_PROJECT, self._grant.id)
        self._object: Objects = ((dimension, code),)

    def document(self, year: int) -> sie.SieDocument:
        """The file of one financial year."""
        named = {number: account for account, number in reversed(list(self._accounts.items()))}
        dimension, code = self._object[0]
        name = self._grant.id if dimension == _PROJECT else f"{self._grant.id} {code}"
        own = [one for one in self._vouchers if one.voucher.date.year == year]
        return sie.SieDocument(
            kind="4E",
            header=self._header(year),
            accounts=tuple(
                sie.Account(number, named[number].name or named[number].full, self._kinds[number])
                for number in sorted(named)
            ),
            objects=(sie.SieObject(dimension, code, name),),
            balances=tuple(self._balances(year)),
            vouchers=tuple(self._voucher(one) for one in own),
        )

    def _header(self, year: int) -> sie.Header:
        context, grant = self._context, self._grant
        number = context.contacts.recipient.organisation_number or ""
        return sie.Header(
            program=sie.Program("nkr-audit", context.version),
            generated=sie.Generated(context.day),
            comments=tuple(self._comments()),
            organisation=sie.Organisation(number) if _ORGANISATION.fullmatch(number) else None,
            company=grant.region or grant.id,
            years={0: FinancialYear(date(year, 1, 1), date(year, 12, 31))},
            currency=CURRENCY,
        )

    def _comments(self) -> Iterator[str]:
        grant = self._grant.id
        yield f"Utdrag: verifikationer med rader på bidraget {grant}. Saldona är utdragets egna."
        for account, number in self._accounts.items():
            if not account.number:
                yield f"Kontot {account.full} har inget nummer i boken och heter {number} här."

    def _balances(self, year: int) -> Iterator[sie.Balance]:
        """The balances by account, and those of the grant's own rows by object."""
        before = [one for one in self._vouchers if one.voucher.date.year < year]
        during = [one for one in self._vouchers if one.voucher.date.year == year]
        opening, moved = self._sums(before), self._sums(during)
        own_opening = self._sums(before, self._grant.id)
        own_moved = self._sums(during, self._grant.id)
        for number in sorted(self._kinds):
            began = opening.get(number, ZERO) if self._kinds[number] in {"T", "S"} else ZERO
            ended = began + moved.get(number, ZERO)
            if self._kinds[number] in {"T", "S"}:
                yield sie.Balance("IB", 0, number, (), began)
                yield sie.Balance("UB", 0, number, (), ended)
            else:
                yield sie.Balance("RES", 0, number, (), ended)
            if number in own_opening or number in own_moved:
                carried = self._kinds[number] in {"T", "S"}
                began = own_opening.get(number, ZERO) if carried else ZERO
                ended = began + own_moved.get(number, ZERO)
                yield sie.Balance("OIB", 0, number, self._object, began)
                yield sie.Balance("OUB", 0, number, self._object, ended)

    def _sums(
        self, vouchers: Iterable[JournalVoucher], grant_id: str | None = None
    ) -> Mapping[str, Decimal]:
        sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for one in vouchers:
            for row in one.rows:
                if grant_id is None or row.account.grant_id == grant_id:
                    sums[self._accounts[row.account]] += row.amount
        return sums

    def _voucher(self, one: JournalVoucher) -> sie.Voucher:
        voucher = one.voucher
        # The year that our importers put first in a number stands in #RAR here.
        series = one.series.removeprefix(f"{voucher.date.year}-")
        known = one.running is not None
        return sie.Voucher(
            series=series if known else "",
            number=str(one.running) if known else series,
            day=voucher.date,
            text=_line(one.text),
            registered=voucher.registered,
            sign=_line(voucher.registered_by or ""),
            rows=tuple(self._row(row) for row in one.rows),
        )

    def _row(self, row: JournalRow) -> sie.Row:
        objects = self._object if row.account.grant_id == self._grant.id else ()
        # An amount finer than the öre is left as it is, for the writer to refuse.
        exact = row.amount if row.amount != to_ore(row.amount) else to_ore(row.amount)
        return sie.Row("TRANS", self._accounts[row.account], objects, exact)


def _kind(account: Account) -> str:
    return _KINDS.get(account.root or "assets", "T")


def _numbered(accounts: Iterable[Account]) -> dict[Account, str]:
    """Return the number of each account, by number; those without get one that nobody has."""
    ordered = sorted(accounts, key=lambda account: account.order)
    taken = {account.number for account in ordered}
    numbers = {}
    for account in ordered:
        number = account.number
        if not number:
            free = _UNNUMBERED[_kind(account)]
            while str(free) in taken:
                free -= 1
            number = str(free)
            taken.add(number)
        numbers[account] = number
    return numbers


def _line(text: str) -> str:
    return " ".join(text.split())
