"""A diagram in a workbook, drawn by the spreadsheet from the figures beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nkr_audit.reports.formats.xlsx_table import FIRST_ROW, HEADING_ROW

if TYPE_CHECKING:
    from nkr_audit.reports.document import Chart
    from nkr_audit.text import Language

# Told apart without colour.
_DASHES: Final = ("solid", "dash", "round_dot", "dash_dot", "long_dash", "long_dash_dot")
_PATTERNS: Final = (
    "percent_75", "wide_upward_diagonal", "percent_20", "cross", "percent_5",
    "wide_downward_diagonal",
)  # fmt: skip


def add_chart(book: Any, sheet: Any, chart: Chart, language: Language) -> None:
    """Draw the diagram on the sheet that has its figures."""
    drawn = book.add_chart({"type": "line" if chart.form == "line" else "bar"})
    last = FIRST_ROW - 2 + len(chart.axis)
    count = len(chart.series) + (chart.limit is not None)
    for number in range(count):
        drawn.add_series(
            {
                "name": [sheet.name, HEADING_ROW - 1, number + 1],
                "categories": [sheet.name, FIRST_ROW - 1, 0, last, 0],
                "values": [sheet.name, FIRST_ROW - 1, number + 1, last, number + 1],
                **_look(chart, number),
            }
        )
    drawn.set_legend({"position": "bottom"})
    drawn.set_y_axis({"num_format": "#,##0"} if chart.form == "line" else {"reverse": True})
    drawn.set_size({"width": 760, "height": 420})
    place = (HEADING_ROW, count + 2)
    sheet.insert_chart(*place, drawn, {"description": chart.alternative.to(language)})


def _look(chart: Chart, number: int) -> dict[str, Any]:
    if chart.form == "line":
        is_limit = number == len(chart.series)
        dash = "square_dot" if is_limit else _DASHES[number % len(_DASHES)]
        return {"line": {"color": "black", "width": 1.0 if is_limit else 2.0, "dash_type": dash}}
    pattern = _PATTERNS[number % len(_PATTERNS)]
    return {
        "pattern": {"pattern": pattern, "fg_color": "black", "bg_color": "white"},
        "border": {"color": "black"},
    }
