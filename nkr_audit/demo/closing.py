"""The grant's own flow: receipt, payment of suppliers, income, closing and repayment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.demo import papers
from nkr_audit.demo.chart import account
from nkr_audit.demo.drafts import OTHER, Draft, Line, Paper, workday
from nkr_audit.demo.reading import month_name
from nkr_audit.money import ZERO
from nkr_audit.period import Period, parse_period, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from nkr_audit.demo.plan import Grant, Repayment

_PAYMENT_DAY: Final = 28
_LIABILITY: Final = "2971"
_INCOME: Final = "3511"
_DEBT: Final = "2491"
_BANK: Final = "1930"
_NUMBERS: Final = ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a grant that the generator means: what the books must show."""

    received: Decimal
    costs: Decimal
    repaid: Decimal

    @property
    def unused(self) -> Decimal:
        """Grant less costs; negative when the region has paid some of the costs itself."""
        return self.received - self.costs


def granted(grant: Grant) -> Decimal:
    """The sum over the grant's registers."""
    return sum((amount for _, amount in grant.registers), ZERO)


def figures(grant: Grant, drafts: Iterable[Draft]) -> Figures:
    """The figures of ``grant`` when ``drafts`` are all its costs."""
    repaid = grant.repayment.amount if grant.repayment else ZERO
    return Figures(granted(grant), _costs(grant, drafts), repaid)


def close_grant(grant: Grant, drafts: list[Draft]) -> list[Draft]:
    """The drafts with receipt, supplier payments, income and repayment added."""
    year = [draft for draft in drafts if draft.day.year == grant.year]
    received = granted(grant)
    booked = min(received, _costs(grant, year))
    final = min(received, _costs(grant, drafts))
    added = [_receipt(grant), *_payments(grant, drafts), _income(grant, booked)]
    if final != booked:
        added.append(_adjustment(grant, final - booked))
    if grant.repayment:
        added += _repay(grant, grant.repayment)
    return [*drafts, *added]


def _costs(grant: Grant, drafts: Iterable[Draft]) -> Decimal:
    window = Period(date(grant.year, 1, 1), date(grant.year, 12, 31))
    total = ZERO
    for draft in drafts:
        for line in draft.lines:
            if line.account.startswith(f"Kostnader:{grant.id}:"):
                stated = dict((*draft.meta, *line.meta)).get(words.PERIOD)
                arose = parse_period(stated) if stated else Period(draft.day, draft.day)
                total += split(line.amount, arose, window)[0]
    return total


def _receipt(grant: Grant) -> Draft:
    day, total = grant.receipt, granted(grant)
    rows = [(f"Statsbidrag för {name}", amount) for name, amount in grant.registers]
    sheet = papers.decision(grant, "Beslut om utbetalning", grant.payer, day, rows)
    return Draft(
        key=f"{grant.id}-utbetalning",
        series=OTHER,
        day=day,
        payee=grant.payer,
        text=f"Utbetalning av statsbidrag {grant.year} till nationella kvalitetsregister",
        lines=(
            Line(account(_BANK, ""), total),
            Line(account(_LIABILITY, grant.id), -total),
        ),
        tags=(words.TAG_RECEIPT,),
        papers=(Paper("beslut", sheet, day, "beslut"),),
    )


def _payments(grant: Grant, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Each month's supplier debts, paid together in the month after."""
    debt = account("2440", "")
    due: dict[tuple[int, int], list[tuple[Draft, Decimal]]] = {}
    for draft in drafts:
        for line in draft.lines:
            if line.account == debt:
                months = draft.day.year * 12 + draft.day.month
                due.setdefault(divmod(months, 12), []).append((draft, -line.amount))
    for (year, month), owed in sorted(due.items()):
        total = sum((amount for _, amount in owed), ZERO)
        day = workday(date(year, month + 1, _PAYMENT_DAY))
        rows = [
            (
                "{" + draft.key + "} " + f"{draft.payee}, faktura {dict(draft.meta)['faktura']}",
                amount,
            )
            for draft, amount in owed
        ]
        text = f"Betalning av {_invoices(len(owed))} som förfaller i {month_name(month + 1)} {year}"
        sheet = papers.order(grant, day, text, rows)
        yield Draft(
            key=f"{grant.id}-betalning-{year}-{month + 1}",
            series=OTHER,
            day=day,
            payee="Bank",
            text=text,
            lines=(Line(debt, total), Line(account(_BANK, ""), -total)),
            papers=(Paper("ovrigt", sheet, day, "betalning"),),
        )


def _invoices(count: int) -> str:
    if count == 1:
        return "en leverantörsfaktura"
    number = _NUMBERS[count - 2] if count - 2 < len(_NUMBERS) else str(count)
    return f"{number} leverantörsfakturor"


def _income(grant: Grant, amount: Decimal) -> Draft:
    day = date(grant.year, 12, 31)
    text = f"Intäktsföring av statsbidrag {grant.id} mot årets kostnader"
    return _recognise(grant, "intaktsforing", day, text, amount)


def _adjustment(grant: Grant, amount: Decimal) -> Draft:
    text = f"Justering av intäktsföring {grant.id} efter slutliga fakturor för {grant.year}"
    return _recognise(grant, "justering", grant.closing, text, amount)


def _recognise(grant: Grant, key: str, day: date, text: str, amount: Decimal) -> Draft:
    rows = [(f"Kostnader i bidragsåret {grant.year}", amount)]
    sheet = papers.order(grant, day, text, rows)
    return Draft(
        key=f"{grant.id}-{key}",
        series=OTHER,
        day=day,
        payee="Redovisningsenheten",
        text=text,
        lines=(
            Line(account(_LIABILITY, grant.id), amount),
            Line(account(_INCOME, grant.id), -amount),
        ),
        tags=(words.TAG_INCOME,),
        papers=(Paper("ovrigt", sheet, day, "bokforingsorder"),),
    )


def _repay(grant: Grant, repayment: Repayment) -> tuple[Draft, Draft]:
    """The unused part becomes a debt to the payer at the closing, and is then paid."""
    closing, paid, amount = grant.closing, repayment.day, repayment.amount
    text = f"Oanvänt bidrag {grant.id} förs om till skuld till {repayment.payee}"
    row = (f"Oanvänt statsbidrag {grant.year}", amount)
    moved = Draft(
        key=f"{grant.id}-skuld",
        series=OTHER,
        day=closing,
        payee="Redovisningsenheten",
        text=text,
        lines=(
            Line(account(_LIABILITY, grant.id), amount),
            Line(account(_DEBT, grant.id), -amount),
        ),
        papers=(
            Paper("ovrigt", papers.order(grant, closing, text, [row]), closing, "bokforingsorder"),
        ),
    )
    decision = papers.decision(grant, repayment.document, repayment.payee, paid, [row])
    back = Draft(
        key=f"{grant.id}-aterbetalning",
        series=OTHER,
        day=paid,
        payee=repayment.payee,
        text=f"Återbetalning av oanvänt statsbidrag {grant.year}",
        lines=(Line(account(_DEBT, grant.id), amount), Line(account(_BANK, ""), -amount)),
        tags=(words.TAG_REPAYMENT,),
        papers=(Paper("beslut", decision, paid, "beslut"),),
    )
    return moved, back
