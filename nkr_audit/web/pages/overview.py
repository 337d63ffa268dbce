"""Översikt: how each grant stands, and the costs against the year."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from babel.dates import format_date

from nkr_audit.deadlines import deadlines_of, next_of
from nkr_audit.forecast import METHOD, share_gone
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Chart, Column, Row, Series
from nkr_audit.reports.formats.values import chart_table
from nkr_audit.reports.status_text import status_of
from nkr_audit.text import Text, kronor, long_date, percent
from nkr_audit.web.model import Diagram, Figure, Figures, Line, Link, Listing, Page, listing_of
from nkr_audit.web.pages.common import to_lines, warnings
from nkr_audit.web.pages.deadlines import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.forecast import Forecast
    from nkr_audit.period import Period
    from nkr_audit.reports.status_text import Status
    from nkr_audit.web.model import Part
    from nkr_audit.web.view import View

_MONTHS: Final = 12


def build(view: View) -> Page:
    """The grant that is chosen, its year as a diagram, and all grants of the book side by side."""
    parts: list[Part] = [*warnings(view), _figures(view)]
    programme = view.grant.settlement.grant.programme
    if programme is not None:
        parts += [*_forecast(view), _diagram(view, programme.period)]
    if len(view.reading.assessment.grants) > 1:
        parts.append(_grants(view))
    return Page(Text("Översikt", "Overview"), tuple(parts))


def _figures(view: View) -> Figures:
    grant, settlement = view.grant, view.grant.settlement
    errors = sum(one.is_open_error for one in grant.findings)
    open_warnings = sum(
        one.severity == "warning" and one.accepted is None for one in grant.findings
    )
    return Figures(
        "laget",
        Text("Läget", "Where it stands"),
        (
            Figure(Text("Utbetalt bidrag", "Grant received"), settlement.received, "amount",
                   way=to_lines("utbetalt")),
            Figure(Text("Kostnader i bidragsåret", "Costs in the grant year"), settlement.costs,
                   "amount", way=to_lines("kostnader")),
            Figure(Text("Oanvänt", "Unused"), settlement.unused, "amount", _repayment(view),
                   Link("avrakning")),
            Figure(Text("Ifrågasatt", "Questioned"), grant.questioned, "amount",
                   Text(f"Underkänns det är {kronor(grant.unused_if_disallowed)} kr oanvänt.",
                        f"If disallowed, SEK {kronor(grant.unused_if_disallowed, 'en')} is unused.")
                   if grant.questioned else None, to_lines("ifragasatt")),
            Figure(Text("Styrkt med underlag", "Proved by evidence"), grant.proved_share, "share",
                   Text(f"{kronor(grant.unproved)} kr är inte styrkt.",
                        f"SEK {kronor(grant.unproved, 'en')} is not proved.")
                   if grant.unproved else None, Link("underlag")),
            Figure(Text("Öppna iakttagelser", "Open findings"), errors + open_warnings, "count",
                   Text(f"{errors} fel, {open_warnings} varningar.",
                        f"{errors} errors, {open_warnings} warnings."), Link("iakttagelser")),
            *_time(view),
        ),
    )  # fmt: skip


def _repayment(view: View) -> Text | None:
    settlement = view.grant.settlement
    programme = settlement.grant.programme
    if settlement.overspent:
        return Text("Överskridet: regionen betalar själv.", "Overspent: the region pays itself.")
    if programme is None or not settlement.received or not settlement.repayable:
        return None
    if settlement.outstanding <= ZERO and settlement.repaid:
        return Text("Återbetalt.", "Repaid.")
    if not settlement.repayment_expected:
        return Text("Återbetalas inte.", "Is not repaid.")
    deadline, payee = programme.repayment.deadline, programme.repayment.payee
    if deadline:
        return Text(f"Återbetalas till {payee} senast {long_date(deadline)}.",
                    f"To be repaid to {payee} by {long_date(deadline, 'en')}.")  # fmt: skip
    return Text(f"Återbetalas när {payee} fakturerar.", f"Repaid when {payee} sends an invoice.")


def _time(view: View) -> Iterator[Figure]:
    settlement = view.grant.settlement
    programme = settlement.grant.programme
    if programme is None:
        return
    period, last = programme.period, view.reading.book.last_date
    yield Figure(
        Text("Tid som gått av bidragsåret", "Time gone of the grant year"),
        share_gone(period, view.today),
        "share",
        Text(f"Räknat till {view.today}. Bokfört t.o.m. {last or '–'}.",
             f"As of {view.today}. Booked until {last or '–'}."),
    )  # fmt: skip
    following = next_of(deadlines_of(settlement), view.today)
    if following is not None:
        yield Figure(
            Text("Nästa tidsfrist", "Next deadline"),
            following.due or state_of(following, view),
            "date",
            following.what,
            Link("tidsfrister"),
        )


def status(view: View, one: GrantAssessment) -> Status:
    """How a grant stands today, as ``nkr status`` tells it."""
    reading, name = view.reading, one.settlement.grant.id
    return reading.once(
        f"laget {name} {view.today}",
        lambda: status_of(
            one, view.today, reading.book.last_date, is_complete=reading.can_settle()
        ),
    )


def expected_of(view: View, one: GrantAssessment) -> Forecast | None:
    """What the year will have cost; None once it is booked to its end, when that is known."""
    programme, last = one.settlement.grant.programme, view.reading.book.last_date
    if programme is None or (last is not None and last >= programme.period.end):
        return None
    return status(view, one).expected


def _forecast(view: View) -> Iterator[Figures]:
    found, expected = status(view, view.grant), expected_of(view, view.grant)
    left = found.unused_expected
    if expected is None or left is None:
        return
    share, note = found.forecast_share, None
    if share is not None:
        note = Text(f"{percent(share)} av bidraget.", f"{percent(share, 'en')} of the grant.")
    short = Text("Bidraget räcker inte: regionen betalar resten.",
                 "The grant will not do: the region pays the rest.")  # fmt: skip
    yield Figures(
        "prognos",
        Text("Prognos vid bidragsårets slut", "Forecast at the end of the grant year"),
        (
            Figure(Text("Kostnader hela året", "Costs of the whole year"), expected.total,
                   "amount", note),
            Figure(Text("Varav bokfört", "Of it booked"), expected.so_far + expected.known,
                   "amount", way=to_lines("kostnader")),
            Figure(Text("Oanvänt", "Unused"), left, "amount",
                   short if left < ZERO and found.money else None),
        ),
        note=Text(
            f"Uppskattning på det som är bokfört t.o.m. {expected.basis}. {METHOD.sv}",
            f"An estimate on what is booked until {expected.basis}. {METHOD.en}",
        ),
    )  # fmt: skip


def _diagram(view: View, period: Period) -> Diagram:
    chart = view.reading.once(f"forlopp {view.grant_id}", lambda: spend_chart(view.grant, period))
    return Diagram(chart, listing_of(chart_table(chart)))


def spend_chart(grant: GrantAssessment, period: Period) -> Chart:
    """The costs added up month by month, against the grant and an even pace."""
    settlement = grant.settlement
    first = period.start.year * _MONTHS + period.start.month - 1
    count = period.end.year * _MONTHS + period.end.month - first
    spent = [ZERO] * (count + 1)
    last = -1
    for line in settlement.grant.cost_lines:
        day = line.voucher.date
        place = min(max(day.year * _MONTHS + day.month - 1 - first, 0), count)
        spent[place] += line.inside
        last = max(last, place) if line.inside else last
    axis = [
        Text(*(_month(first + place, language) for language in ("sv", "en")))
        for place in range(count)
    ]
    if last == count:
        axis.append(Text("efter", "after"))
    added = tuple(accumulate(spent))[: last + 1]
    pace = tuple(
        (settlement.received * min(place + 1, count) / count).quantize(Decimal("0.01"))
        for place in range(len(axis))
    )
    share = settlement.costs / settlement.received if settlement.received > ZERO else None
    used = Text("", "")
    if share is not None:
        used = Text(
            f", {percent(share)} av det utbetalda bidraget",
            f", {percent(share, 'en')} of the grant received",
        )
    return Chart(
        "forlopp",
        Text("Kostnader mot bidragsåret", "Costs against the grant year"),
        "line",
        tuple(axis),
        (
            Series(Text("Kostnader i bidragsåret, upplagda", "Costs in the year, added up"), added),
            Series(Text("Jämn takt", "Even pace"), pace),
        ),
        Text(
            f"Kostnaderna månad för månad efter verifikationens datum. De uppgår till "
            f"{kronor(settlement.costs)} kr{used.sv}.",
            f"The costs month by month, by the date of the voucher. They are SEK "
            f"{kronor(settlement.costs, 'en')}{used.en}.",
        ),
        Series(Text("Utbetalt bidrag", "Grant received"), (settlement.received,)),
    )


def _month(months: int, language: str) -> str:
    from datetime import date as day

    return format_date(
        day(months // _MONTHS, months % _MONTHS + 1, 1), "MMM", locale=language
    ).rstrip(".")


def _grants(view: View) -> Listing:
    return Listing(
        "bidragen",
        Text("Alla bidrag i boken", "All grants of the book"),
        (
            Column("bidrag", Text("Bidrag", "Grant")),
            Column("program", Text("Bidragsprogram", "Programme")),
            Column("erhallet", Text("Utbetalt", "Received"), "amount", total=True),
            Column("kostnader", Text("Kostnader", "Costs"), "amount", total=True),
            Column("oanvant", Text("Oanvänt", "Unused"), "amount"),
            Column("ifragasatt", Text("Ifrågasatt", "Questioned"), "amount", total=True),
            Column("prognos", Text("Prognos, kostnader", "Forecast, costs"), "amount"),
            Column("styrkt", Text("Styrkt", "Proved"), "share"),
            Column("fel", Text("Öppna fel", "Open errors"), "count", total=True),
        ),
        view.reading.assessment.grants,
        lambda one: _grant_line(view, one),
    )


def _grant_line(view: View, one: GrantAssessment) -> Line:
    expected = expected_of(view, one)
    settlement, grant = one.settlement, one.settlement.grant
    programme = grant.programme
    row = Row(
        (
            grant.id,
            programme.name if programme else grant.programme_id,
            settlement.received,
            settlement.costs,
            settlement.unused,
            one.questioned,
            expected.total if expected is not None else None,
            one.proved_share,
            sum(finding.is_open_error for finding in one.findings),
        )
    )
    return Line.of_row(row, {"bidrag": Link("oversikt", {"bidrag": grant.id})})
