"""What comes back every month, quarter or half-year: from one row to one for each time."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from nkr_audit.demo.reading import MONTHS

if TYPE_CHECKING:
    from nkr_audit.demo.plan import Allocation, Invoice

Row = TypeVar("Row", "Invoice", "Allocation")

_ORDINALS: Final = ("första", "andra", "tredje", "fjärde")

# What every time is called, by how often it comes.
NAMES: Final = {
    "manad": MONTHS,
    "kvartal": tuple(f"{one} kvartalet" for one in _ORDINALS),
    "halvar": tuple(f"{one} halvåret" for one in _ORDINALS[:2]),
}


@dataclass(frozen=True, slots=True)
class Time:
    """A time that something happens: its day, what it covers, and what tells it from the others.

    ``{often}`` in the row's text becomes ``name``, and ``number`` goes on the end of its key.
    """

    day: date
    period: str
    often: str = ""
    number: int = 0
    name: str = ""

    def of(self, row: Row) -> Row:
        """The row as it is at this time."""
        if not self.often:
            return replace(row, day=self.day, period=self.period)
        return replace(
            row,
            day=self.day,
            text=row.text.replace(f"{{{self.often}}}", self.name),
            period=self.period,
            key=f"{row.key}-{self.number}" if row.key else "",
        )


def times(often: str, count: int, year: int) -> tuple[Time, ...]:
    """The first ``count`` times of the year that ``often``, one of NAMES, comes back."""
    months = 12 // len(NAMES[often])
    return tuple(
        _time(year, months * (number - 1) + 1, months * number, (often, number, name))
        for number, name in enumerate(NAMES[often][:count], start=1)
    )


def _time(year: int, first: int, last: int, called: tuple[str, int, str]) -> Time:
    """On the last workday of the months from ``first`` to ``last``, never after them."""
    end = calendar.monthrange(year, last)[1]
    end -= max(0, calendar.weekday(year, last, end) - 4)
    start = f"{year}-{first:02}"
    period = start if first == last else f"{start}/{year}-{last:02}"
    return Time(date(year, last, end), period, *called)
