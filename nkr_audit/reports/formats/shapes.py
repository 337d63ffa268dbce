"""A diagram as places on paper: whole ten-thousandths of the drawing's width and height.

Money is exact until here, where an amount becomes a place that no eye can tell from the next.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from nkr_audit.money import ZERO
from nkr_audit.text import kronor, whole_kronor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nkr_audit.reports.document import Chart, Series
    from nkr_audit.text import Language

WHOLE: Final = 10_000
_STEPS: Final = 5
_LABEL_GAP: Final = 650  # so that the labels at the ends of the lines never lie on one another
_MOST_TICKS: Final = 12


def shapes(chart: Chart, language: Language, clean: Callable[[str], str]) -> dict[str, Any]:
    """Return what to draw: lines and ticks for a line diagram, bars for the other."""
    if chart.form == "line":
        return _lines(chart, language, clean)
    return _bars(chart, language, clean)


def _scale(values: Iterable[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """The lowest and highest amount on the axis, and the step between: round ones, zero included.

    The step is 1, 2 or 5 times a power of ten.
    """
    listed = [ZERO, *values]
    low, high = min(listed), max(listed)
    span = high - low or Decimal(1)
    rough = span / _STEPS
    power = Decimal(10) ** rough.adjusted()
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    floor = (low / step).to_integral_value(ROUND_FLOOR) * step
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    return floor, max(top, floor + step), step


def _place(value: Decimal, low: Decimal, high: Decimal) -> int:
    return int(WHOLE * (value - low) / (high - low))


def _lines(chart: Chart, language: Language, clean: Callable[[str], str]) -> dict[str, Any]:
    limit = chart.limit
    drawn = (*chart.series, *([limit] if limit else []))
    low, high, step = _scale(value for one in drawn for value in one.values)
    last = max(len(chart.axis) - 1, 1)

    def points(one: Series) -> list[list[int]]:
        values = one.values * len(chart.axis) if len(one.values) == 1 else one.values
        return [[WHOLE * x // last, _place(value, low, high)] for x, value in enumerate(values)]

    lines = [
        {"points": points(one), "label": clean(one.label.to(language)), "limit": one is limit}
        for one in drawn
        if one.values
    ]
    ends = _apart([line["points"][-1][1] for line in lines])  # type: ignore[index]
    every = -(-len(chart.axis) // _MOST_TICKS)
    return {
        "form": "line",
        "lines": [{**line, "end": end} for line, end in zip(lines, ends, strict=True)],
        "y": [
            {"at": _place(amount, low, high), "text": whole_kronor(amount, language)}
            for amount in _ticks(low, high, step)
        ],
        "x": [
            {"at": WHOLE * x // last, "text": clean(place.to(language))}
            for x, place in enumerate(chart.axis)
            if x % every == 0
        ],
    }


def _ticks(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    return [low + step * number for number in range(int((high - low) / step) + 1)]


def _apart(places: Sequence[int]) -> list[int]:
    """Move labels up until each has room, in the order of their places, and then down below top."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + _LABEL_GAP)
    excess = max(0, moved[order[-1]] - WHOLE) if order else 0
    return [place - excess for place in moved]


def _bars(chart: Chart, language: Language, clean: Callable[[str], str]) -> dict[str, Any]:
    limit = chart.limit
    drawn = (*chart.series, *([limit] if limit else []))
    low, high, _ = _scale(value for one in drawn for value in one.values)
    zero = _place(ZERO, low, high)

    def bar(series: int, value: Decimal) -> dict[str, Any]:
        end = _place(value, low, high)
        name = clean(chart.series[series].label.to(language)) if len(chart.series) > 1 else ""
        return {
            "start": min(zero, end),
            "length": abs(end - zero),
            "text": kronor(value, language),
            "series": series,
            "name": name,
        }

    def limit_at(x: int) -> int | None:
        if limit is None or not limit.values:
            return None
        value = limit.values[x] if 0 < x < len(limit.values) else limit.values[0]
        return _place(value, low, high)

    return {
        "form": "bar",
        "zero": zero,
        "limit": clean(limit.label.to(language)) if limit else "",
        "groups": [
            {
                "label": clean(place.to(language)),
                "limit": limit_at(x),
                "bars": [
                    bar(series, one.values[x])
                    for series, one in enumerate(chart.series)
                    if x < len(one.values)
                ],
            }
            for x, place in enumerate(chart.axis)
        ],
    }
