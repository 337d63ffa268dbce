"""Periods: whole days, both ends included, and the share of an amount that falls inside one."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nkr_audit.money import ZERO, to_ore

_UNIT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """The number of days, at least 1."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def days_shared_with(self, other: Period) -> int:
        """The number of days that both periods hold."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return max(0, (end - start).days + 1)

    def __str__(self) -> str:
        if self.start == self.end:
            return self.start.isoformat()
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def parse_period(text: str) -> Period:
    """Read ``avser``: a year, a month, a day, or an interval of two of them with ``/`` between.

    Raises ValueError when the text has another form, names a day that does not exist, or ends
    before it starts. Units are whole: ``2026-12/2027-01`` is 2026-12-01 to 2027-01-31.
    """
    first, separator, last = text.strip().partition("/")
    start, end = _unit(first)
    if separator:
        end = _unit(last)[1]
    if end < start:
        raise ValueError(text)
    return Period(start, end)


def _unit(text: str) -> tuple[date, date]:
    match = _UNIT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = int(match[1]), match[2], match[3]
    if day is not None:
        single = date(year, int(month), int(day))
        return single, single
    if month is not None:
        if not 1 <= int(month) <= 12:
            raise ValueError(text)
        last = calendar.monthrange(year, int(month))[1]
        return date(year, int(month), 1), date(year, int(month), last)
    return date(year, 1, 1), date(year, 12, 31)


def split(amount: Decimal, arose: Period, window: Period) -> tuple[Decimal, Decimal]:
    """Split ``amount`` (SEK) by days into its shares inside and outside ``window``.

    The inside share is rounded to the öre, half up; the outside share is the rest, so that the
    two always add up to ``amount``.
    """
    if window.start <= arose.start and arose.end <= window.end:
        inside = to_ore(amount)
        return inside, amount - inside
    if arose.end < window.start or window.end < arose.start:
        return ZERO, amount
    inside = to_ore(amount * arose.days_shared_with(window) / Decimal(arose.days))
    return inside, amount - inside
