"""A report's tables as CSV, one file each: UTF-8 with a byte order mark, semicolons, CRLF.

The headings are the columns' keys, and days are ISO dates. Amounts have a decimal comma in Swedish
and a point in English, as spreadsheets in those languages read them, and an ordinary hyphen for a
minus. Nothing in a cell can begin a formula. Totals are left out, so that a column adds up to its
total; sums among the rows are told by ``row_level``.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.reports.document import Chart, Column, Fields, Prose, Row, Signature, Table
from nkr_audit.reports.formats import head
from nkr_audit.reports.formats.values import chart_table, plain
from nkr_audit.reports.formats.xlsx_cells import begins_formula
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.reports.document import Report, Section, Value, ValueKind
    from nkr_audit.text import Language

_BREAKS: Final = re.compile(r"[\t\r\n\v\f\x00]+")
_NO_NAME: Final = re.compile(r"[^a-z0-9_-]+")
_KEYS: Final = ("section", "key", "label", "value", "missing")
_FACTS: Final = "uppgifter"


def csv_files(report: Report, language: Language) -> dict[str, bytes]:
    """Return the files by what their names end with.

    The first table is ``.csv``, the others ``-KEY.csv``; all that is no table stands in
    ``-uppgifter.csv``, or in ``.csv`` when there is no table at all.
    """
    facts = _facts(report, language)
    tables = [
        chart_table(section) if isinstance(section, Chart) else section
        for section in report.sections
        if isinstance(section, (Table, Chart))
    ]
    tables.sort(key=lambda table: table.columns[:1] == _AXIS)  # diagrams after the tables
    files: dict[str, bytes] = {}
    for table in (*tables, facts):
        key = "" if not files else f"-{_NO_NAME.sub('-', table.key.lower())}"
        name, number = f"{key}.csv", 1
        while name in files:
            number += 1
            name = f"{key}-{number}.csv"
        files[name] = _written(table, language)
    return files


_AXIS: Final = (Column("axis", Text("Axel", "Axis")),)


def _written(table: Table, language: Language) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    levels = any(row.level for row in table.rows)
    vouchers = any(row.voucher for row in table.rows)
    documents = any(row.document for row in table.rows)
    kinds = [column.kind for column in table.columns]
    traces = (("row_level", levels), ("row_voucher", vouchers), ("row_document", documents))
    writer.writerow(
        [*(column.key for column in table.columns), *(name for name, there in traces if there)]
    )
    for row in table.rows:
        cells = [_cell(one, kind, language) for one, kind in zip(row.values, kinds, strict=True)]
        if levels:
            cells.append(str(row.level))
        if vouchers:
            cells.append(_text(row.voucher or ""))
        if documents:
            cells.append(_text(row.document or ""))
        writer.writerow(cells)
    return f"\ufeff{file.getvalue()}".encode("utf-8", "replace")


def _cell(value: Value, kind: ValueKind, language: Language) -> str:
    said = plain(value, kind, language)
    if isinstance(value, Decimal):
        return said.replace(".", ",") if language == "sv" else said
    return said if isinstance(value, int) else _text(said)


def _text(text: str) -> str:
    line = _BREAKS.sub(" ", text)
    return f"'{line}" if begins_formula(line) else line


def _facts(report: Report, language: Language) -> Table:
    return Table(
        key=_FACTS,
        title=head.FACTS,
        columns=tuple(Column(key, Text(key, key)) for key in _KEYS),
        rows=tuple(_fact_rows(report, language)),
    )


def _fact_rows(report: Report, language: Language) -> Iterator[Row]:
    def row(section: str, key: str, label: str, value: str, *, missing: bool = False) -> Row:
        return Row((section, key, label, value, int(missing)))

    yield row("report", "kind", "", report.kind)
    yield row("report", "title", "", report.title.to(language))
    for lines in (head.head_of(report, language), head.foot_of(report, language)):
        for key, label, value in lines:
            yield row("report", key, label, value)
    for number, reason in enumerate(report.draft, start=1):
        label = head.DRAFT.to(language)
        yield row("draft", str(number), label, reason.to(language), missing=True)
    for section in report.sections:
        yield from _section_rows(section, language)


def _section_rows(section: Section, language: Language) -> Iterator[Row]:
    title = section.title.to(language)
    if isinstance(section, Fields):
        for field in section.fields:
            # The value as it is, so that an amount is a number in the file.
            value = plain(field.value, field.kind, language)
            shown = field.value if isinstance(field.value, (Decimal, int)) else value
            label = field.label.to(language)
            yield Row((section.key, field.key, label, shown, int(field.missing)))
    elif isinstance(section, Prose):
        for number, paragraph in enumerate(section.paragraphs, start=1):
            yield Row((section.key, str(number), title, paragraph.to(language), 0))
    elif isinstance(section, Signature):
        yield Row((section.key, "name", title, section.name, int(not section.name)))
        yield Row((section.key, "role", title, section.role.to(language), 0))
