"""Diagrams that any kind of report may have: the costs by month, by purpose and by register."""

from __future__ import annotations

import calendar
from bisect import bisect_left
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from nkr_audit.forecast import accrued, basis_of
from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Chart, Series
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from nkr_audit.book import CostLine
    from nkr_audit.period import Period
    from nkr_audit.reports.context import Context

_MONTHS: Final = (
    Text("jan", "Jan"), Text("feb", "Feb"), Text("mar", "Mar"), Text("apr", "Apr"),
    Text("maj", "May"), Text("jun", "Jun"), Text("jul", "Jul"), Text("aug", "Aug"),
    Text("sep", "Sep"), Text("okt", "Oct"), Text("nov", "Nov"), Text("dec", "Dec"),
)  # fmt: skip
_NO_REGISTER: Final = Text("(inget register)", "(no register)")
_COSTS: Final = Text("Kostnader", "Costs")


def spend_over_time(context: Context) -> Chart | None:
    """The costs as they had arisen by the end of each month, with the grant as a line across.

    It goes no further than the book; its last place is the settlement's costs when the year is
    over. None when the programme, and so the year, is not known.
    """
    settlement = context.grant.settlement
    programme = settlement.grant.programme
    if programme is None:
        return None
    year = programme.period
    ends = list(_ends(year, basis_of(context.day, context.book.last_date)))
    sums = tuple(_cumulative(settlement.grant.cost_lines, year, ends))
    until, received = ends[-1], settlement.received
    return Chart(
        "kostnader-manad",
        Text("Kostnader mot bidrag, månad för månad", "Costs against the grant, month by month"),
        "line",
        tuple(_month(end, year) for end in ends),
        (Series(Text("Kostnader hittills", "Costs so far"), sums),),
        Text(
            f"Kostnader som uppstått t.o.m. {until}: {kronor(sums[-1])} kr av "
            f"{kronor(received)} kr i utbetalt bidrag.",
            f"Costs that had arisen by {until}: SEK {kronor(sums[-1], 'en')} of "
            f"SEK {kronor(received, 'en')} received.",
        ),
        Series(Text("Utbetalt bidrag", "Grant received"), (received,)),
    )


def cost_by_purpose(context: Context) -> Chart | None:
    """The costs of each purpose, in bars; None when there are no costs."""
    shares = context.grant.settlement.by_purpose
    return _bars(
        "kostnader-andamal",
        Text("Kostnader per ändamål", "Costs by purpose"),
        [(label_of(share.name), share.amount) for share in shares],
    )


def cost_by_register(context: Context) -> Chart | None:
    """The costs of each register, direct and indirect together; None when there are no costs."""
    costs = context.grant.settlement.by_register
    return _bars(
        "kostnader-register",
        Text("Kostnader per register", "Costs by register"),
        [
            (Text(one.register, one.register) if one.register else _NO_REGISTER,
             one.direct + one.indirect)
            for one in costs
        ],
    )  # fmt: skip


def _bars(key: str, title: Text, bars: Sequence[tuple[Text, Decimal]]) -> Chart | None:
    """The bars, the longest first."""
    if not bars:
        return None
    bars = sorted(bars, key=lambda bar: (-bar[1], bar[0].sv))
    return Chart(
        key,
        title,
        "bar",
        tuple(label for label, _ in bars),
        (Series(_COSTS, tuple(amount for _, amount in bars)),),
        Text(
            "; ".join(f"{label.sv}: {kronor(amount)} kr" for label, amount in bars),
            "; ".join(f"{label.en}: SEK {kronor(amount, 'en')}" for label, amount in bars),
        ),
    )


def _cumulative(lines: Iterable[CostLine], year: Period, ends: Sequence[date]) -> Iterator[Decimal]:
    """What had arisen by each of ``ends``; a line is looked at only while it arises."""
    arisen = [ZERO] * len(ends)
    for line in lines:
        before = ZERO
        for place in range(bisect_left(ends, line.period.start), len(ends)):
            until_then = accrued(line, year, ends[place])
            arisen[place] += until_then - before
            before = until_then
            if line.period.end <= ends[place]:
                break
    return accumulate(arisen)


def _ends(year: Period, until: date) -> Iterator[date]:
    """The last day of each month of ``year`` until a day, at least the first; the last is cut."""
    last = min(max(until, year.start), year.end)
    start = year.start
    while start <= last:
        end = start.replace(day=calendar.monthrange(start.year, start.month)[1])
        yield min(end, last)
        start = date(end.year + end.month // 12, end.month % 12 + 1, 1)


def _month(day: date, year: Period) -> Text:
    name = _MONTHS[day.month - 1]
    if year.start.year == year.end.year:
        return name
    return Text(f"{name.sv} {day.year}", f"{name.en} {day.year}")
