"""What comes back every month, quarter or half-year, from one row of a table."""

from __future__ import annotations

import calendar
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from nkr_audit.demo.plan import Allocation, Invoice
from nkr_audit.demo.reading import month_name

if TYPE_CHECKING:
    from collections.abc import Iterable

Repeatable = TypeVar("Repeatable", Invoice, Allocation)

_QUARTERS: Final = ("första", "andra", "tredje", "fjärde")


def monthly(row: Repeatable, months: Iterable[int], year: int = 2026) -> tuple[Repeatable, ...]:
    """One row for each month; ``{month}`` in the text becomes its name."""
    return tuple(
        _moved(row, year, month, month, f"{month}", month=month_name(month)) for month in months
    )


def quarterly(row: Repeatable, quarters: Iterable[int], year: int = 2026) -> tuple[Repeatable, ...]:
    """One row for each quarter; ``{quarter}`` in the text becomes its name."""
    return tuple(
        _moved(row, year, 3 * one - 2, 3 * one, f"{one}", quarter=f"{_QUARTERS[one - 1]} kvartalet")
        for one in quarters
    )


def half_yearly(row: Repeatable, year: int = 2026) -> tuple[Repeatable, ...]:
    """One row for each half of the year; ``{half}`` in the text becomes its name."""
    return tuple(
        _moved(row, year, 6 * one - 5, 6 * one, f"{one}", half=f"{_QUARTERS[one - 1]} halvåret")
        for one in (1, 2)
    )


def _moved(
    row: Repeatable, year: int, first: int, last: int, suffix: str, **names: str
) -> Repeatable:
    """The row on the last workday of its period (never after it), under its own key."""
    end = calendar.monthrange(year, last)[1]
    end -= max(0, calendar.weekday(year, last, end) - 4)
    start = f"{year}-{first:02}"
    return replace(
        row,
        day=f"{year}-{last:02}-{end:02}",
        text=row.text.format(**names),
        period=start if first == last else f"{start}/{year}-{last:02}",
        key=f"{row.key}-{suffix}" if row.key else "",
    )
