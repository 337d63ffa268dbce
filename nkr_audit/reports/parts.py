"""A report of very many rows, parted: a PDF of thousands of pages takes gigabytes to set.

Each part carries its sum over to the next, as a book does at the foot of a page, so that the last
one ends with the sum of all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nkr_audit.reports.document import Row, Table
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.reports.document import Report, Section, Value

# Some hundred pages, which typst sets in a few seconds with some hundred megabytes.
MOST_ROWS: Final = 2_500


def in_parts(report: Report, most: int = MOST_ROWS) -> dict[str, Report]:
    """Return the parts by what the names of their files end with: ``-del-1``, ``-del-2``, …

    A report with no more rows than ``most`` is whole; its name ends with nothing.
    """
    parts = list(_parted(report.sections, most))
    if len(parts) == 1:
        return {"": report}
    count, width = len(parts), len(str(len(parts)))
    return {
        f"-del-{number:0{width}}": replace(
            report,
            title=Text(
                f"{report.title.sv}, del {number} av {count}",
                f"{report.title.en}, part {number} of {count}",
            ),
            sections=sections,
        )
        for number, sections in enumerate(parts, start=1)
    }


def _parted(sections: tuple[Section, ...], most: int) -> Iterator[tuple[Section, ...]]:
    part: list[Section] = []
    room = most
    for section in sections:
        if not isinstance(section, Table):
            part.append(section)
            continue
        start, end = 0, len(section.rows)
        while end - start > room:
            if room:
                part.append(replace(_rows_of(section, start, start + room), note=None))
            yield tuple(part)
            part, start, room = [], start + room, most
        part.append(_rows_of(section, start, end))
        room -= end - start
    yield tuple(part)


def _rows_of(table: Table, start: int, end: int) -> Table:
    """Some rows of a table, after the sum of those before them."""
    rows = table.rows[start:end]
    totals = replace(table, rows=table.rows[:start]).totals() if start else None
    if totals is None:
        return replace(table, rows=rows)
    values: list[Value] = list(totals)
    for place, column in enumerate(table.columns):
        if column.kind == "text":
            values[place] = Text("Transport", "Carried over")
            break
    return replace(table, rows=(Row(tuple(values)), *rows))
