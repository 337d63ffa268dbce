"""A report as an Excel workbook: a first sheet to read, and a sheet for each table and diagram."""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final, TextIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from nkr_audit.reports.document import Chart, Table
from nkr_audit.reports.formats import head
from nkr_audit.reports.formats.values import chart_table, shown
from nkr_audit.reports.formats.xlsx_cells import Cells, Look, legal
from nkr_audit.reports.formats.xlsx_charts import add_chart
from nkr_audit.reports.formats.xlsx_first import write_first
from nkr_audit.reports.formats.xlsx_table import HEADING_ROW, TableRows
from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report
    from nkr_audit.text import Language

_FIRST_SHEET: Final = Text("Rapport", "Report")
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31
_LONGEST_MARGIN: Final = 180
_FORMATS: Final[dict[Look, dict[str, Any]]] = {
    "text": {},
    "quoted": {"quote_prefix": True},
    "amount": {"num_format": "#,##0.00"},
    "share": {"num_format": "0.0%"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "count": {"num_format": "0"},
    "link": {"underline": 1, "font_color": "#0000EE"},
}
_WIDTHS: Final = {"amount": 16, "share": 10, "date": 12, "count": 12}
_NARROW, _WIDE, _SAMPLE = 10, 55, 500


class TableSheet(Worksheet):
    """A sheet whose rows are written as they are made, with nothing of them kept."""

    table_rows: TableRows
    headings: list[str]

    fh: TextIO  # type: ignore[assignment]

    def _write_sheet_data(self) -> None:
        self.fh.write("<sheetData>")
        waiting: list[str] = []
        for row in self.table_rows.rows(self.headings):
            waiting.append(row)
            if len(waiting) == 1000:
                self.fh.write("".join(waiting))
                waiting.clear()
        self.fh.write("".join(waiting) + "</sheetData>")


def xlsx_file(report: Report, language: Language, documents: str | None = "") -> bytes:
    """Write a report as a workbook; the same report always gives the same bytes.

    ``documents`` is the way from the workbook to the book's folder, for the links to documents.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": legal(report.title.to(language)),
            "author": legal(report.region),
            "created": datetime.combine(report.day, time(12)),
        }
    )
    _Workbook(book, report, language, documents).write()
    book.close()
    return file.getvalue()


class _Workbook:
    """Fills one workbook."""

    def __init__(
        self, book: Any, report: Report, language: Language, documents: str | None
    ) -> None:
        self._book = book
        self._report = report
        self._language: Language = language
        styles: dict[tuple[Look, bool], str] = {
            (look, heavy): _style(book, {**attributes, "bold": heavy})
            for look, attributes in _FORMATS.items()
            for heavy in (False, True)
        } | {("text", False): ""}
        self._cells = Cells(styles, language, documents)
        self._heading = {
            right: _style(book, {
                "bold": True, "bg_color": "#E0E0E0", "bottom": 1, "text_wrap": True,
                "valign": "top", "align": "right" if right else "left",
            })
            for right in (False, True)
        }  # fmt: skip
        self._names: set[str] = set()

    def write(self) -> None:
        """Write all sheets."""
        first = self._book.add_worksheet(self._name(_FIRST_SHEET.to(self._language)))
        write_first(self._book, first, self._report, self._language)
        self._paper(first)
        first.set_portrait()
        for section in self._report.sections:
            if isinstance(section, Table):
                self._table(section)
            elif isinstance(section, Chart):
                table = chart_table(section)
                sheet = self._table(table)
                add_chart(self._book, sheet, section, self._language)

    def _table(self, table: Table) -> Any:
        draft = head.DRAFT.to(self._language) if self._report.draft else ""
        parts = (
            draft, table.title.to(self._language), self._report.title.to(self._language),
            self._report.region, self._report.grant,
        )  # fmt: skip
        title = " · ".join(part for part in parts if part)
        rows = TableRows(table, title, self._cells)
        name = self._name(table.title.to(self._language))
        sheet = self._book.add_worksheet(name, worksheet_class=TableSheet)
        sheet.table_rows = rows
        sheet.headings = self._headings(table, rows)
        # The sheet's extent is told by its outermost cells; the rows themselves are written later.
        sheet.write_blank(0, 0, None, self._book.add_format({"bold": True}))
        sheet.write_blank(rows.last_row, rows.width - 1, None, self._book.add_format())
        sheet.freeze_panes(HEADING_ROW, 0)
        if table.rows:
            sheet.autofilter(HEADING_ROW - 1, 0, rows.last_row - 1, rows.width - 1)
        for place, width in enumerate(self._widths(table, rows)):
            sheet.set_column(place, place, width)
        self._paper(sheet)
        sheet.repeat_rows(HEADING_ROW - 1)
        return sheet

    def _headings(self, table: Table, rows: TableRows) -> list[str]:
        cells = []
        for place, title in enumerate(rows.heading()):
            column = table.columns[place] if place < len(table.columns) else None
            right = column is not None and column.kind in {"amount", "share", "count"}
            style = self._heading[right]
            plain = Cells({("text", True): style, ("quoted", True): style}, self._language, None)
            cells.append(plain.text(f"{rows.letter(place)}{HEADING_ROW}", title, heavy=True))
        return cells

    def _widths(self, table: Table, rows: TableRows) -> list[int]:
        widths = []
        for place, column in enumerate(table.columns):
            found = (
                len(shown(row.values[place], column.kind, self._language))
                for row in table.rows[:_SAMPLE]
            )
            least = _WIDTHS.get(column.kind, _NARROW)
            widths.append(min(max(least, *found, least), _WIDE))
        return widths + [24] * len(rows.traces)

    def _paper(self, sheet: Any) -> None:
        """Set how the sheet is printed: A4, as wide as the page, and what stands on every page."""
        report, language = self._report, self._language
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        mark = f"{head.DRAFT.to(language)} · " if report.draft else ""
        lines = {key: f"{label} {value}" for key, label, value in head.head_of(report, language)}
        right = " · ".join(
            lines[key] for key in ("period", "cost_centre", "references") if key in lines
        )
        foot = " · ".join(f"{label} {value}" for _, label, value in head.foot_of(report, language))
        pages = Text("Sida &P av &N", "Page &P of &N").to(language)
        left = f"{mark}{report.title.to(language)} · {report.region} · {report.grant}"
        sheet.set_header(f"&L{_margin(left, 100)}&R{_margin(right, 140)}")
        sheet.set_footer(f"&L{_margin(foot, _LONGEST_MARGIN)}&R{pages}")

    def _name(self, wanted: str) -> str:
        """Return a name for a sheet that Excel takes, and that no other sheet has."""
        plain = _FORBIDDEN.sub(" ", legal(wanted)).strip().strip("'")[:_LONGEST_NAME].strip()
        name, number = plain or "-", 1
        while name.casefold() in self._names or name.casefold() == "history":
            number += 1
            ending = f" {number}"
            name = plain[: _LONGEST_NAME - len(ending)] + ending
        self._names.add(name.casefold())
        return name


def _style(book: Any, look: dict[str, Any]) -> str:
    """Add a style to the workbook, and return the attribute of a cell that has it."""
    return f' s="{book.add_format(look)._get_xf_index()}"'


def _margin(text: str, most: int) -> str:
    """Return a text for the top or bottom of a page, where an ampersand begins a command."""
    return legal(text)[: most // 2].replace("&", "&&") if "&" in text else legal(text)[:most]
