"""What the PDF template is given: the words and figures of a report, ready to be set."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from nkr_audit.reports.document import Chart, Fields, Prose, Signature, Table
from nkr_audit.reports.formats import head
from nkr_audit.reports.formats.pdf_text import Cleaner
from nkr_audit.reports.formats.shapes import shapes
from nkr_audit.reports.formats.values import shown
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_audit.reports.document import Field, Report, Row, Section
    from nkr_audit.text import Language

_WORDS: Final = {
    "draft": head.DRAFT,
    "draft-reasons": head.DRAFT_REASONS,
    "missing": head.MISSING,
    "amounts": Text("Belopp i kronor.", "Amounts in SEK."),
    "page": Text("Sida {n} av {m}", "Page {n} of {m}"),
    "place-and-date": head.PLACE_AND_DATE,
    "signature": head.SIGNATURE,
    "name": head.NAME,
    "role": Text("Befattning", "Position"),
}
_MOST_NARROW: Final = 105  # characters side by side on a standing page
_LEAST, _MOST = 6, 60  # how wide a column of text is thought to be, in characters
_NEVER_BROKEN: Final = 14
_ENOUGH: Final = 22  # to read long text, some lines of it
# How large the letters are, by how wide the table is; an upright page, and one on its side.
_SIZES: Final = ((80, 9.5), (92, 9), (_MOST_NARROW, 8.5), (135, 9), (160, 8.5), (10_000, 7.5))
_BETWEEN: Final = 2  # between columns, in characters
_SAMPLE: Final = 500
_UNSAID: Final = "–"  # a heading without words is no heading


def pdf_data(report: Report, language: Language) -> dict[str, Any]:
    """Return the report as the template reads it: nothing but text, whole numbers and truth."""
    return _Setter(language).report(report)


class _Setter:
    """Sets the texts of one report in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._clean = Cleaner().clean

    def report(self, report: Report) -> dict[str, Any]:
        lines = {key: value for key, _, value in head.head_of(report, self._language)}
        labels = {key: label for key, label, _ in head.head_of(report, self._language)}
        title = report.title.to(self._language)
        draft = [self._say(reason) for reason in report.draft]
        mark = f"{head.DRAFT.to(self._language)} · " if draft else ""

        def named(key: str) -> str:
            return f"{labels[key]} {lines[key]}" if key in lines else ""

        left = (lines.get("period", ""), named("cost_centre"))
        right = (lines.get("region", ""), lines.get("grant", ""))
        return {
            "lang": self._language,
            "words": {key: word.to(self._language) for key, word in _WORDS.items()},
            "title": self._clean(title).strip() or _UNSAID,
            "region": self._clean(report.region),
            "programme": self._say(report.programme),
            "draft": draft,
            "head": [
                {"label": label, "value": self._clean(value), "missing": False}
                for key, label, value in head.head_of(report, self._language)
                if key != "programme"
            ],
            "running-title": mark + self._clean(title),
            "running-left": self._clean(" · ".join(filter(None, left))),
            "running-right": self._clean(" · ".join(filter(None, right))),
            "running-references": self._clean(named("references")),
            "foot": self._clean(
                " · ".join(
                    f"{label} {value}" for _, label, value in head.foot_of(report, self._language)
                )
            ),
            "amounts": any(_has_amounts(section) for section in report.sections),
            "runs": self._runs(report.sections),
        }

    def _runs(self, sections: Sequence[Section]) -> list[dict[str, Any]]:
        """Sections that stand on pages of the same direction; the opening stands upright."""
        runs = [
            {"wide": wide, "sections": [self._section(section) for section in together]}
            for wide, together in groupby(sections, _is_wide)
        ]
        return runs if runs and not runs[0]["wide"] else [{"wide": False, "sections": []}, *runs]

    def _section(self, section: Section) -> dict[str, Any]:
        title = self._say(section.title).strip() or _UNSAID
        return {"title": title, **self._content(section)}

    def _content(self, section: Section) -> dict[str, Any]:
        if isinstance(section, Table):
            return self._table(section)
        if isinstance(section, Fields):
            return {"type": "fields", "fields": [self._field(field) for field in section.fields]}
        if isinstance(section, Prose):
            return {"type": "prose", "paragraphs": [self._say(one) for one in section.paragraphs]}
        if isinstance(section, Signature):
            name, role = self._clean(section.name), self._say(section.role)
            return {"type": "signature", "name": name, "role": role, "missing": not name}
        return self._chart(section)

    def _field(self, field: Field) -> dict[str, Any]:
        return {
            "label": self._say(field.label),
            "value": self._clean(shown(field.value, field.kind, self._language)),
            "missing": field.missing,
        }

    def _chart(self, chart: Chart) -> dict[str, Any]:
        return {
            "type": "chart",
            "alternative": self._say(chart.alternative).strip() or _UNSAID,
            "drawn": shapes(chart, self._language, self._clean),
        }

    def _table(self, table: Table) -> dict[str, Any]:
        totals = table.totals() if table.rows else None
        weights = _weights(table)
        width = _least_width(table)
        return {
            "type": "table",
            "size": next(size for limit, size in _SIZES if width <= limit),
            "columns": [
                {
                    "title": self._say(column.title),
                    "align": "left" if column.kind in {"text", "date"} else "right",
                    "weight": weight,
                }
                for column, weight in zip(table.columns, weights, strict=True)
            ],
            "rows": [self._row(table, row) for row in table.rows],
            "totals": self._totals(table, totals) if totals else [],
            "note": self._say(table.note) if table.note else "",
            "empty": self._say(table.empty),
        }

    def _row(self, table: Table, row: Row) -> dict[str, Any]:
        cells = [
            self._clean(shown(value, column.kind, self._language))
            for value, column in zip(row.values, table.columns, strict=True)
        ]
        return {"sum": row.level > 0, "cells": cells}

    def _totals(self, table: Table, totals: Sequence[Any]) -> list[str]:
        cells = [
            shown(value, column.kind, self._language)
            for value, column in zip(totals, table.columns, strict=True)
        ]
        return [cells[0] or head.SUM.to(self._language), *cells[1:]]

    def _say(self, text: Text) -> str:
        return self._clean(text.to(self._language))


def _is_wide(section: Section) -> bool:
    if not isinstance(section, Table) or not section.rows:
        return False
    return _least_width(section) > _MOST_NARROW


def _weights(table: Table) -> list[int]:
    """What share each column has of the room there is; 0 for one as wide as what it holds."""
    texts = [column.kind == "text" for column in table.columns]
    weights = [
        width if is_text and width > _NEVER_BROKEN else 0
        for is_text, width in zip(texts, _widths(table), strict=True)
    ]
    if not any(weights) and any(texts):
        weights[texts.index(True)] = 1
    return weights


def _least_width(table: Table) -> int:
    return sum(
        _BETWEEN + (min(width, _ENOUGH) if column.kind == "text" else width)
        for column, width in zip(table.columns, _widths(table), strict=True)
    )


def _has_amounts(section: Section) -> bool:
    if isinstance(section, Table):
        return any(column.kind == "amount" for column in section.columns)
    return isinstance(section, Fields) and any(one.kind == "amount" for one in section.fields)


def _widths(table: Table) -> list[int]:
    """How many characters wide each column wants to be, by rows from all of the table."""
    widths = []
    rows = table.rows[:: len(table.rows) // _SAMPLE + 1]
    for place, column in enumerate(table.columns):
        found = [len(shown(row.values[place], column.kind, "sv")) for row in rows]
        title = max((len(word) for word in column.title.sv.split()), default=0)
        widest = max([title, *found])
        widths.append(min(max(widest, _LEAST), _MOST) if column.kind == "text" else widest + 1)
    return widths
