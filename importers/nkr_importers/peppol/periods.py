"""Which period an invoice is about, and how the ledger writes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from nkr_audit.period import Period
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_importers.peppol.model import InvoiceLine
    from nkr_importers.peppol.values import Reader
    from nkr_importers.xml_reading import Node

_DECEMBER = 12


def whole_period(
    reader: Reader, node: Node, stated: Period | None, lines: Sequence[InvoiceLine]
) -> Period | None:
    """Return the period of the invoice: the one it states, else that of its lines.

    The lines' periods count when every line has one. Those that differ give the whole from the
    first day to the last, but only within one year: over a year's end the lines' amounts would be
    spread by days, and each year would get another share than the lines say.
    """
    periods = [line.period for line in lines if line.period is not None]
    if stated is not None or not periods:
        return stated
    if len(periods) < len(lines):
        reader.remark(
            Text(
                f"Bara {len(periods)} av {len(lines)} rader har en period, så fakturan får ingen.",
                f"Only {len(periods)} of {len(lines)} lines have a period, so the invoice gets "
                "none.",
            ),
            node,
        )
        return None
    whole = Period(min(one.start for one in periods), max(one.end for one in periods))
    if len(set(periods)) > 1 and whole.start.year != whole.end.year:
        reader.remark(
            Text(
                f"Raderna avser olika perioder över ett årsskifte ({whole}), så fakturan får "
                "ingen period; ange avser rad för rad i boken.",
                f"The lines are about different periods over a year's end ({whole}), so the "
                "invoice gets none; give avser row by row in the book.",
            ),
            node,
        )
        return None
    return whole


def notation(period: Period) -> str:
    """Return the period as ``avser`` is written: ``2026``, ``2026-06``, or its days."""
    start, end = period.start, period.end
    if (start.day, start.month) == (1, 1) and end == date(start.year, _DECEMBER, 31):
        return f"{start.year:04}"
    if start.day == 1 and end == _last_of_month(start):
        return f"{start:%Y-%m}" if start.year > 999 else str(period)
    return str(period)


def _last_of_month(day: date) -> date:
    if day.month == _DECEMBER:
        return date(day.year, _DECEMBER, 31)
    return date(day.year, day.month + 1, 1) - timedelta(days=1)
