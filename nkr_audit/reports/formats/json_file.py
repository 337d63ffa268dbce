"""A report as JSON: everything it says, under stable keys, in the report's language.

Amounts are strings with two decimals and a point, shares strings from 0 to 1, days ISO dates,
counts whole numbers. What is not there is null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nkr_audit.reports.document import Chart, Fields, Prose, Signature, Table
from nkr_audit.reports.formats.values import plain

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report, Row, Section, Series, Value, ValueKind
    from nkr_audit.text import Language, Text


def json_file(report: Report, language: Language) -> bytes:
    """Write a report as JSON in UTF-8, two spaces a level."""
    written = json.dumps(report_json(report, language), ensure_ascii=False, indent=2)
    return f"{written}\n".encode("utf-8", "replace")


def report_json(report: Report, language: Language) -> dict[str, Any]:
    """Return a report as JSON has it."""
    period = report.period
    return {
        "kind": report.kind,
        "title": report.title.to(language),
        "language": language,
        "grant": report.grant,
        "programme": report.programme.to(language),
        "region": report.region,
        "period": {
            "from": period.start.isoformat() if period else None,
            "to": period.end.isoformat() if period else None,
        },
        "cost_centre": report.cost_centre,
        "references": list(report.references),
        "day": report.day.isoformat(),
        "log": report.log,
        "version": report.version,
        "is_draft": bool(report.draft),
        "draft": [reason.to(language) for reason in report.draft],
        "sections": [_section(section, language) for section in report.sections],
    }


def _section(section: Section, language: Language) -> dict[str, Any]:
    named = {"key": section.key, "title": section.title.to(language)}
    if isinstance(section, Table):
        return {"type": "table", **named, **_table(section, language)}
    if isinstance(section, Fields):
        fields = [
            {
                "key": field.key,
                "label": field.label.to(language),
                "kind": field.kind,
                "value": _value(field.value, field.kind, language),
                "missing": field.missing,
            }
            for field in section.fields
        ]
        return {"type": "fields", **named, "fields": fields}
    if isinstance(section, Prose):
        paragraphs = [paragraph.to(language) for paragraph in section.paragraphs]
        return {"type": "prose", **named, "paragraphs": paragraphs}
    if isinstance(section, Signature):
        role = section.role.to(language)
        return {"type": "signature", **named, "name": section.name or None, "role": role}
    return {"type": "chart", **named, **_chart(section, language)}


def _table(table: Table, language: Language) -> dict[str, Any]:
    totals = table.totals()
    return {
        "columns": [
            {
                "key": column.key,
                "title": column.title.to(language),
                "kind": column.kind,
                "total": column.total,
            }
            for column in table.columns
        ],
        "rows": [_row(table, row, language) for row in table.rows],
        "totals": {
            column.key: _value(total, column.kind, language)
            for column, total in zip(table.columns, totals, strict=True)
            if column.total
        }
        if totals
        else None,
        "note": _said(table.note, language),
    }


def _row(table: Table, row: Row, language: Language) -> dict[str, Any]:
    return {
        "level": row.level,
        "voucher": row.voucher,
        "document": row.document,
        "values": {
            column.key: _value(value, column.kind, language)
            for column, value in zip(table.columns, row.values, strict=True)
        },
    }


def _chart(chart: Chart, language: Language) -> dict[str, Any]:
    def series(one: Series) -> dict[str, Any]:
        values = [plain(value, "amount", language) for value in one.values]
        return {"label": one.label.to(language), "values": values}

    return {
        "form": chart.form,
        "axis": [place.to(language) for place in chart.axis],
        "series": [series(one) for one in chart.series],
        "limit": series(chart.limit) if chart.limit else None,
        "alternative": chart.alternative.to(language),
    }


def _value(value: Value, kind: ValueKind, language: Language) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    return plain(value, kind, language)


def _said(text: Text | None, language: Language) -> str | None:
    return text.to(language) if text else None
