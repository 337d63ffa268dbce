"""What a grant will have cost at the end of its year, by a straight line.

A cost whose period is over by the day looked from is taken to go on at the same pace, by days. One
whose period reaches further, such as a yearly licence or an invoice for December, is known, and is
counted as it is, once. All amounts are shares inside the grant year, SEK.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO, to_ore
from nkr_audit.period import Period, split
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from nkr_audit.book import CostLine

METHOD: Final = Text(
    "Rak linje: det vars period har gått ut antas fortsätta i samma takt, räknat i dagar. Det som "
    "redan är bokfört för resten av året räknas som det är.",
    "Straight line: what has run its period is taken to go on at the same pace, by days. What is "
    "booked already for the rest of the year is counted as it is.",
)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast for the end of the year, made on what is booked until ``basis``.

    ``so_far`` is what had arisen by then; ``known`` what is booked already for the days after it;
    ``more`` what the straight line adds. ``total`` is the three together.
    """

    basis: date
    so_far: Decimal
    known: Decimal
    more: Decimal

    @property
    def total(self) -> Decimal:
        """The costs of the whole year as they will be."""
        return self.so_far + self.known + self.more


def forecast(lines: Iterable[CostLine], year: Period, basis: date) -> Forecast:
    """Forecast the costs of ``lines`` at the end of ``year``.

    It is worked out line by line, so that the forecasts of the parts always add up to that of the
    whole, to the öre. When the year is over it is what is booked.
    """
    so_far = known = more = ZERO
    for line in lines:
        arisen = accrued(line, year, basis)
        so_far += arisen
        known += line.inside - arisen
        more += _goes_on(line, year, basis)
    return Forecast(basis, so_far, known, more)


def accrued(line: CostLine, year: Period, until: date) -> Decimal:
    """How much of a line's share inside ``year`` had arisen by ``until``, by days."""
    if until >= year.end:
        return line.inside
    if until < year.start:
        return ZERO
    return split(line.amount, line.period, Period(year.start, until))[0]


def days_gone(year: Period, day: date) -> int:
    """How many days of ``year`` have gone by on ``day``, that day among them."""
    return min(max((day - year.start).days + 1, 0), year.days)


def share_gone(year: Period, day: date) -> Decimal:
    """The share of ``year`` that has gone by on ``day``, 0 to 1."""
    return Decimal(days_gone(year, day)) / Decimal(year.days)


def basis_of(day: date, last_booked: date | None) -> date:
    """The day to look from: no later than the book goes, since a late booking is no lower pace."""
    return day if last_booked is None else min(day, last_booked)


def _goes_on(line: CostLine, year: Period, basis: date) -> Decimal:
    gone = days_gone(year, basis)
    if gone == 0 or line.period.end > basis:
        return ZERO
    return to_ore(line.inside * Decimal(year.days - gone) / Decimal(gone))
