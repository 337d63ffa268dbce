"""A diagram as lines and words at places on a drawing, for a template to write as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.text import whole_kronor

if TYPE_CHECKING:
    from nkr_audit.reports.document import Chart
    from nkr_audit.text import Language

WIDTH: Final = 720
HEIGHT: Final = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 16, 18, 34
_STEPS: Final = 4
# How a line is told from another one without its colour.
_STYLES: Final = ("solid", "dashed", "dotted")


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: its points as SVG takes them, its last point, its style and what it is called."""

    points: str
    end: tuple[int, int]
    style: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn. ``levels`` are the amounts at the side, ``places`` the months below."""

    width: int
    height: int
    left: int
    right: int
    levels: tuple[Mark, ...]
    places: tuple[Mark, ...]
    curves: tuple[Curve, ...]


def draw(chart: Chart, language: Language) -> Drawing:
    """Draw a line diagram. Amounts below nothing make the drawing begin below nothing."""
    series = [*chart.series, *([chart.limit] if chart.limit else [])]
    values = [value for one in series for value in one.values] or [ZERO]
    step = _step(max(*values, ZERO) - min(*values, ZERO))
    low = (min(*values, ZERO) / step).to_integral_value("ROUND_FLOOR") * step
    high = max((max(*values, ZERO) / step).to_integral_value(ROUND_CEILING) * step, low + step)
    count = max(len(chart.axis), 1)

    def x(place: int) -> int:
        span = WIDTH - _LEFT - _RIGHT
        return _LEFT + (span * (2 * place + 1)) // (2 * count)

    def y(value: Decimal) -> int:
        span = Decimal(HEIGHT - _TOP - _BOTTOM)
        return _TOP + int((high - value) / (high - low) * span)

    curves = []
    for number, one in enumerate(series):
        level = len(one.values) == 1 and one is chart.limit
        points = [(x(place), y(value)) for place, value in enumerate(one.values)]
        if level:
            points = [(_LEFT, points[0][1]), (WIDTH - _RIGHT, points[0][1])]
        curves.append(
            Curve(
                " ".join(f"{a},{b}" for a, b in points),
                points[-1] if points else (0, 0),
                _STYLES[min(number, len(_STYLES) - 1)],
                one.label.to(language),
            )
        )
    levels = []
    amount = low
    while amount <= high:
        levels.append(Mark(_LEFT, y(amount), whole_kronor(amount, language)))
        amount += step
    return Drawing(
        WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, tuple(levels),
        tuple(Mark(x(place), HEIGHT - _BOTTOM + 18, text.to(language))
              for place, text in enumerate(chart.axis)),
        tuple(curves),
    )  # fmt: skip


def _step(span: Decimal) -> Decimal:
    """A round amount of which a few make up the span."""
    if span <= ZERO:
        return Decimal(1)
    rough = span / _STEPS
    unit = Decimal(10) ** rough.adjusted()
    return next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)
