"""Correcting a voucher: never changed, but taken back by a new one, and replaced by another.

What corrects says ``rattar`` and carries the links of the corrected, so each is found from the
other. It is dated on the day it is made; each cost keeps the period that it arose in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError
from nkr_audit.gathering import grant_account
from nkr_audit.recording.accounts import Accounts
from nkr_audit.recording.copying import copied_words, reversed_rows
from nkr_audit.recording.costs import ON_ROW, check_words
from nkr_audit.recording.days import refuse_before_event, refuse_before_voucher
from nkr_audit.recording.files import contents_with
from nkr_audit.recording.model import NewVoucher, Plan, Row
from nkr_audit.recording.numbers import next_numbers
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import Voucher
    from nkr_audit.recording.model import Registered
    from nkr_audit.recording.view import View

# Of a receipt and a repayment, what takes them back would be no receipt and no repayment.
_BY_HAND: Final = frozenset({words.TAG_RECEIPT, words.TAG_REPAYMENT})


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be otherwise than in the corrected voucher; None, or no word: as it was."""

    day: date | None = None
    amount: Decimal | None = None
    account: str | None = None
    against: str | None = None
    text: str | None = None
    supplier: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        given = (self.day, self.amount, self.account, self.against, self.text, self.supplier)
        return bool(self.words) or any(one is not None for one in given)


def plan_correction(
    view: View, named: str, changes: Changes, registered: Registered, series: str
) -> Plan:
    """Plan the voucher that takes back another and, when something is changed, its replacement.

    Raises NkrError when the voucher is corrected already, or must be corrected in another way.
    """
    entry, voucher = view.voucher(named)
    grant = view.grant_of(voucher)
    _refuse_corrected(view, entry, voucher)
    refuse_before_voucher(registered.on, voucher)
    if changes.day is not None and words.TAG_ACCRUAL not in voucher.tags:
        refuse_before_event(registered.on, changes.day)
    days = [registered.on]
    if changes:
        days.append(changes.day or registered.on)
    numbers = next_numbers(view, series, [day.year for day in days])
    links = (*sorted(voucher.links),)
    reversal = NewVoucher(
        number=numbers[0],
        day=registered.on,
        payee=voucher.payee,
        text=f"Rättelse av {voucher.number}: {voucher.narration}".rstrip(": "),
        registered=registered,
        rows=reversed_rows(view, entry, voucher),
        tags=(words.TAG_CORRECTION, *sorted(voucher.tags & {words.TAG_INCOME})),
        links=links,
        words=((words.CORRECTS, str(voucher.number)), *copied_words(entry.meta)),
    )
    vouchers = [reversal]
    opens: tuple[str, ...] = ()
    if changes:
        accounts = Accounts(view, grant.id)
        check_words(grant, changes.words)
        vouchers.append(
            _replacement(view, accounts, (entry, voucher), changes, reversal, numbers[1], days[1])
        )
        opens = accounts.new_ones(row.account for row in vouchers[1].rows)
    codes = frozenset(
        finding.code
        for finding in view.assessment.findings
        if finding.voucher is voucher and finding.is_open_error
    )
    contents = contents_with(view.ledger, grant.id, vouchers, opens=opens)
    return Plan(grant.id, tuple(vouchers), contents, forgiven={reversal.number: codes})


def _replacement(
    view: View,
    accounts: Accounts,
    corrected: tuple[Any, Voucher],
    changes: Changes,
    reversal: NewVoucher,
    number: str,
    day: date,
) -> NewVoucher:
    """The voucher as it ought to have been."""
    entry, voucher = corrected
    cost, other = _two_rows(view, voucher, reversal)
    account, against = cost.account, other.account
    if changes.account is not None:
        account = accounts.named(changes.account, "--account", ("expenses",), under_grant=True)
    if changes.against is not None:
        against = accounts.named(
            changes.against, "--against", ("liabilities", "assets"), under_grant=False
        )
    amount = -cost.amount if changes.amount is None else changes.amount
    own, common = dict(cost.words), dict(copied_words(entry.meta))
    said = dict(copied_words(_meta_of(entry, cost.account)))
    if changes.day is not None and words.PERIOD not in {*said, *changes.words}:
        own.pop(words.PERIOD, None)  # the old one stood nowhere; the new day tells
    for key, value in changes.words.items():
        target = own if key in own or (key in ON_ROW and key not in common) else common
        target[key] = value
    return NewVoucher(
        number=number,
        day=day,
        payee=voucher.payee if changes.supplier is None else changes.supplier,
        text=voucher.narration if changes.text is None else changes.text,
        registered=reversal.registered,
        rows=(Row(account, amount, tuple(own.items())), Row(against, -amount, other.words)),
        tags=(words.TAG_CORRECTION,),
        links=reversal.links,
        words=((words.CORRECTS, str(voucher.number)), *common.items()),
    )


def _meta_of(entry: Any, account: str) -> Any:
    return next(one.meta for one in entry.postings if one.account == account)


def _two_rows(view: View, voucher: Voucher, reversal: NewVoucher) -> tuple[Row, Row]:
    """The cost and what it was booked against; what has more rows is booked anew."""
    root = f"{view.ledger.options['name_expenses']}:"
    costs = [
        row for row in reversal.rows if row.account.startswith(root) and grant_account(row.account)
    ]
    if len(reversal.rows) == 2 and len(costs) == 1:
        return costs[0], next(row for row in reversal.rows if row is not costs[0])
    raise NkrError(
        Text(
            f"{voucher.number} har flera rader, så det framgår inte vilken som ska ändras.",
            f"{voucher.number} has several rows, so nothing says which of them to change.",
        ),
        remedy=Text(
            f"återför den med nkr correct … {voucher.number} utan ändringar, och bokför det rätta "
            "med nkr record",
            f"take it back by nkr correct … {voucher.number} without changes, and book what is "
            "right by nkr record",
        ),
        place=voucher.place,
    )


def _refuse_corrected(view: View, entry: Any, voucher: Voucher) -> None:
    by_hand = voucher.tags & _BY_HAND
    if by_hand:
        raise NkrError(
            Text(
                f"{voucher.number} är märkt #{min(by_hand)} och rättas inte med ett kommando.",
                f"{voucher.number} is tagged #{min(by_hand)} and is corrected by no command.",
            ),
            remedy=Text(
                "bokför rättelsen för hand i boken, se docs/handbok/bokfora.md",
                "book the correction in the book by hand, see docs/handbok/bokfora.md",
            ),
            place=voucher.place,
        )
    view.refuse_corrected(
        voucher,
        Text(
            "rätta i stället den verifikation som ersatte den",
            "correct the voucher that replaced it instead",
        ),
    )
    if _is_reversal(view, entry, voucher):
        raise NkrError(
            Text(
                f"{voucher.number} tar tillbaka {voucher.corrects} och rättas inte i sin tur.",
                f"{voucher.number} takes back {voucher.corrects} and is not corrected in turn.",
            ),
            remedy=Text(
                "bokför kostnaden på nytt med nkr record", "book the cost anew by nkr record"
            ),
            place=voucher.place,
        )


def _is_reversal(view: View, entry: Any, voucher: Voucher) -> bool:
    """Tell whether the rows are those of the voucher that it corrects, with the other sign."""
    corrected = view.entries.get(voucher.corrects or "", [])
    return any(_amounts(entry, 1) == _amounts(other, -1) for other in corrected)


def _amounts(entry: Any, sign: int) -> list[tuple[str, Decimal]]:
    return sorted((one.account, sign * one.units.number) for one in entry.postings if one.units)
