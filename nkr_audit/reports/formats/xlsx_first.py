"""The first sheet of a workbook: head, reasons for the draft, forms, text and signatures."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nkr_audit.reports.document import Fields, Prose, Signature
from nkr_audit.reports.formats import head
from nkr_audit.reports.formats.values import shown
from nkr_audit.reports.formats.xlsx_cells import begins_formula, legal, serial

if TYPE_CHECKING:
    from nkr_audit.reports.document import Field, Report, Section
    from nkr_audit.text import Language, Text


def write_first(book: Any, sheet: Any, report: Report, language: Language) -> None:
    """Write the first sheet: labels, values, and what is missing in a column of its own."""
    _First(book, sheet, language).write(report)


class _First:
    """Writes line after line."""

    def __init__(self, book: Any, sheet: Any, language: Language) -> None:
        self._book, self._sheet, self._language = book, sheet, language
        self._row = 0
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 2, 12)

    def write(self, report: Report) -> None:
        """Write all that is no table or diagram."""
        language = self._language
        if report.draft:
            self._text(0, head.DRAFT.to(language), bold=True, font_size=16)
            self._row += 1
        self._text(0, report.title.to(language), bold=True, font_size=16)
        self._row += 1
        if report.draft:
            self._heading(head.DRAFT_REASONS)
            for reason in report.draft:
                self._text(0, reason.to(language))
                self._row += 1
        self._row += 1
        self._pairs(head.head_of(report, language))
        for section in report.sections:
            self._section(section)
        self._row += 1
        self._pairs(head.foot_of(report, language))

    def _section(self, section: Section) -> None:
        if isinstance(section, Fields):
            self._heading(section.title)
            for field in section.fields:
                self._field(field)
        elif isinstance(section, Prose):
            self._heading(section.title)
            for paragraph in section.paragraphs:
                self._text(1, paragraph.to(self._language), text_wrap=True, valign="top")
                self._row += 1
        elif isinstance(section, Signature):
            self._heading(section.title)
            for label in (head.PLACE_AND_DATE, head.SIGNATURE):
                self._text(0, label.to(self._language))
                self._sheet.write_blank(self._row, 1, None, self._format(bottom=1))
                self._row += 1
            self._text(0, head.NAME.to(self._language))
            self._text(1, ", ".join(filter(None, (section.name, section.role.to(self._language)))))
            if not section.name:
                self._missing()
            self._row += 1

    def _heading(self, title: Text) -> None:
        self._row += 1
        self._text(0, title.to(self._language), bold=True)
        self._row += 1

    def _pairs(self, lines: list[tuple[str, str, str]]) -> None:
        for _, label, value in lines:
            self._text(0, label)
            self._text(1, value)
            self._row += 1

    def _field(self, field: Field) -> None:
        self._text(0, field.label.to(self._language), text_wrap=True, valign="top")
        value = field.value
        day = serial(value) if isinstance(value, date) else None
        if isinstance(value, date) and day is not None:
            moment = datetime.combine(value, time())
            look = self._format(num_format="yyyy-mm-dd", align="left")
            self._sheet.write_datetime(self._row, 1, moment, look)
        elif isinstance(value, (Decimal, int)):
            pattern = {"amount": "#,##0.00", "share": "0.0%"}.get(field.kind, "0")
            look = self._format(num_format=pattern, align="left")
            self._sheet.write_number(self._row, 1, value, look)
        elif value is not None:
            text = shown(value, field.kind, self._language)
            self._text(1, text, text_wrap=True, valign="top")
        if field.missing:
            self._missing()
        self._row += 1

    def _missing(self) -> None:
        self._text(2, head.MISSING.to(self._language).upper(), bold=True, border=1)

    def _text(self, column: int, text: str, **look: Any) -> None:
        if begins_formula(text):
            look["quote_prefix"] = True
        self._sheet.write_string(self._row, column, legal(text), self._format(**look))

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]
