"""A value as text: as a person reads it, and as a program does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from nkr_audit.money import to_ore
from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.text import Text, kronor, percent

if TYPE_CHECKING:
    from nkr_audit.reports.document import Chart, Value, ValueKind
    from nkr_audit.text import Language

# As codes and years are no quantities, only counts have their thousands apart.
_LOCALE = {"sv": "sv_SE", "en": "en_GB"}


def shown(value: Value, kind: ValueKind, language: Language) -> str:
    """Return a value as it is read in ``language``; nothing for None."""
    if isinstance(value, Decimal):
        return percent(value, language) if kind == "share" else kronor(value, language)
    if isinstance(value, int) and kind == "count":
        return format_decimal(value, "#,##0;−#,##0", locale=_LOCALE[language])
    return plain(value, kind, language)


def plain(value: Value, kind: ValueKind, language: Language) -> str:
    """Return a value as a program reads it: amounts with two decimals and a point, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return value.to(language)
    if isinstance(value, Decimal):
        return f"{value:f}" if kind == "share" else f"{to_ore(value):.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def chart_table(chart: Chart) -> Table:
    """Return the figures of a diagram as a table, for formats that hold figures."""
    drawn = (*chart.series, chart.limit) if chart.limit else chart.series
    return Table(
        key=chart.key,
        title=chart.title,
        columns=(
            Column("axis", Text("Axel", "Axis")),
            *(
                Column(f"series_{number}", one.label, "amount")
                for number, one in enumerate(chart.series, start=1)
            ),
            *([Column("limit", chart.limit.label, "amount")] if chart.limit else []),
        ),
        rows=tuple(
            Row((place, *(_at(one.values, number) for one in drawn)))
            for number, place in enumerate(chart.axis)
        ),
        note=chart.alternative,
    )


def _at(values: tuple[Decimal, ...], number: int) -> Decimal | None:
    """The value at a place; a single value holds for all places."""
    if len(values) == 1:
        return values[0]
    return values[number] if number < len(values) else None
