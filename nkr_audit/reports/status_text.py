"""How a grant stands, on one screen: money, year, forecast, risk, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from nkr_audit.deadlines import deadlines_of, next_of
from nkr_audit.forecast import METHOD, basis_of, forecast, share_gone
from nkr_audit.money import ZERO, to_ore
from nkr_audit.reports.deadlines_text import deadline_json, standing
from nkr_audit.reports.rows import FIGURE, LABEL, grant_heading, row
from nkr_audit.text import Text, kronor, percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.deadlines import Deadline
    from nkr_audit.forecast import Forecast
    from nkr_audit.reports.page import Page

_BAR: Final = 30
_FULL, _EMPTY = "█", "·"
_INCOMPLETE: Final = Text(
    "OBS! Boken har rader som inte går att läsa eller räkna. Siffrorna är osäkra: se nkr check.",
    "NOTE! The book has lines that cannot be read or counted. The figures are uncertain: see "
    "nkr check.",
)
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Status:
    """How one grant stands on ``day``. What needs the programme's year is None without it.

    ``is_complete``: nothing in the book makes the figures uncertain. Amounts are SEK, shares are of
    the whole; more than 1 is possible.
    """

    assessed: GrantAssessment
    day: date
    is_complete: bool
    year_gone: Decimal | None
    expected: Forecast | None
    next: Deadline | None

    @property
    def money(self) -> Decimal:
        """The grant to hold the costs against: what was received, until then what was granted."""
        settlement = self.assessed.settlement
        return settlement.received or settlement.grant.granted or ZERO

    @property
    def spent_share(self) -> Decimal | None:
        """The costs as a share of the grant; None when there is none."""
        return self._of_grant(self.assessed.settlement.costs)

    @property
    def forecast_share(self) -> Decimal | None:
        """The forecast as a share of the grant."""
        return self._of_grant(self.expected.total) if self.expected else None

    @property
    def unused_expected(self) -> Decimal | None:
        """What of the grant will be unused at year end; negative when it will not do."""
        return self.money - self.expected.total if self.expected else None

    def _of_grant(self, amount: Decimal) -> Decimal | None:
        return amount / self.money if self.money > ZERO else None


def status_of(
    assessed: GrantAssessment, day: date, last_booked: date | None, *, is_complete: bool
) -> Status:
    """Work out how a grant stands. ``last_booked`` is the last day the book holds."""
    grant = assessed.settlement.grant
    year = grant.programme.period if grant.programme else None
    return Status(
        assessed=assessed,
        day=day,
        is_complete=is_complete,
        year_gone=share_gone(year, day) if year else None,
        expected=forecast(grant.cost_lines, year, basis_of(day, last_booked)) if year else None,
        next=next_of(deadlines_of(assessed.settlement), day),
    )


def status_lines(status: Status, page: Page) -> Iterator[str]:
    """Write out how one grant stands."""
    yield grant_heading(status.assessed.settlement.grant, page.language)
    yield page.say(Text(f"Läget {status.day}", f"As of {status.day}"))
    if not status.is_complete:
        yield from page.folded(page.style(page.say(_INCOMPLETE), "red"), first="")
    yield ""
    yield from _bars(status, page)
    yield from _money(status, page)
    yield from _assurance(status, page)
    yield from _next(status, page)
    if status.expected is not None:
        yield from page.folded(page.say(_method(status.expected)))
        yield ""


def status_json(status: Status, page: Page) -> dict[str, Any]:
    """Return how one grant stands, as ``nkr status --json`` prints it."""
    assessed, expected = status.assessed, status.expected
    settlement = assessed.settlement
    return {
        "grant": settlement.grant.id,
        "programme": settlement.grant.programme_id,
        "region": settlement.grant.region,
        "day": status.day.isoformat(),
        "complete": status.is_complete,
        "granted": _sek(settlement.grant.granted),
        "received": _sek(settlement.received),
        "spent": _sek(settlement.costs),
        "spent_share": _share(status.spent_share),
        "year_gone": _share(status.year_gone),
        "forecast": None
        if expected is None
        else {
            "basis": expected.basis.isoformat(),
            "so_far": _sek(expected.so_far),
            "known": _sek(expected.known),
            "more": _sek(expected.more),
            "costs": _sek(expected.total),
            "unused": _sek(status.unused_expected),
            "method": page.say(METHOD),
        },
        "unused": _sek(settlement.unused),
        "outstanding": _sek(settlement.outstanding),
        "at_risk": _sek(assessed.questioned),
        "proved_share": _share(assessed.proved_share),
        "next_deadline": deadline_json(status.next, status.day, page) if status.next else None,
    }


def bar(share: Decimal) -> str:
    """Draw a share as a bar, readable without colour; more than the whole ends in an arrow."""
    filled = int((min(max(share, ZERO), _ONE) * _BAR).to_integral_value())
    return f"[{_FULL * filled}{_EMPTY * (_BAR - filled)}{'>' if share > _ONE else ']'}"


def _bars(status: Status, page: Page) -> Iterator[str]:
    for label, share in (
        (Text("Året som gått", "Of the year, gone"), status.year_gone),
        (Text("Använt av bidraget", "Of the grant, used"), status.spent_share),
        (Text("Prognos vid årets slut", "Forecast at year end"), status.forecast_share),
    ):
        if share is not None:
            yield f"  {page.say(label):<{LABEL}}{_percent(share, page)}   {bar(share)}"
    yield ""


def _money(status: Status, page: Page) -> Iterator[str]:
    settlement, language = status.assessed.settlement, page.language
    granted = settlement.grant.granted
    yield row(
        Text("Utbetalt bidrag", "Grant received"), settlement.received, language,
        Text(f"beviljat {kronor(granted)}, ännu inte utbetalt",
             f"granted {kronor(granted, 'en')}, not yet paid")
        if granted and not settlement.received
        else "",
    )  # fmt: skip
    yield row(Text("Använt (kostnader i bidragsåret)", "Used (costs in the grant year)"),
              settlement.costs, language)  # fmt: skip
    yield row(Text("Oanvänt", "Unused"), settlement.unused, language)
    if settlement.repaid:
        yield row(Text("Återbetalt", "Repaid"), settlement.repaid, language)
    if status.expected is not None:
        left = status.unused_expected or ZERO
        yield row(
            Text("Prognos: kostnader hela året", "Forecast: costs of the year"),
            status.expected.total, language,
        )  # fmt: skip
        yield row(
            Text("Prognos: oanvänt vid årets slut", "Forecast: unused at year end"), left, language,
            Text("bidraget räcker inte; regionen betalar resten",
                 "the grant will not do; the region pays the rest")
            if left < ZERO and status.money
            else "",
        )  # fmt: skip
    yield ""


def _assurance(status: Status, page: Page) -> Iterator[str]:
    assessed = status.assessed
    errors = sum(finding.is_open_error for finding in assessed.findings)
    yield row(
        Text("Ifrågasatt, riskerar återkrav", "At risk of being reclaimed"),
        assessed.questioned, page.language,
        Text(f"{errors} fel, se nkr check", f"{errors} errors, see nkr check") if errors else "",
    )  # fmt: skip
    if assessed.proved_share is not None:
        label = page.say(Text("Styrkt med underlag", "Proved by evidence"))
        yield f"  {label:<{LABEL}}{_percent(assessed.proved_share, page)}"
    yield ""


def _next(status: Status, page: Page) -> Iterator[str]:
    coming = status.next
    if coming is None:
        return
    when = ", ".join(
        part for part in (str(coming.due or ""), page.say(standing(coming, status.day))) if part
    ) or page.say(Text("dagen är inte känd", "the day is not known"))
    title = page.say(Text("Nästa tidsfrist", "Next deadline"))
    yield from page.folded(f"{title}: {page.say(coming.what)}: {when}")
    yield ""


def _method(expected: Forecast) -> Text:
    return Text(
        f"Prognosen, på det som är bokfört t.o.m. {expected.basis}. {METHOD.sv}",
        f"The forecast, on what is booked until {expected.basis}. {METHOD.en}",
    )


def _percent(share: Decimal, page: Page) -> str:
    return f"{percent(share, page.language):>{FIGURE}}"


def _sek(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{to_ore(amount):.2f}"


def _share(share: Decimal | None) -> str | None:
    return None if share is None else f"{share:.4f}"
