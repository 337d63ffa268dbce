"""Writing the coding workbook: cost rows, and columns to fill in. Same rows, same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from nkr_importers.coding.lines import NEEDED
from nkr_importers.coding.workbook import COLUMNS, FILLED, FIXED, LISTS, SHEET, lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from nkr_importers.coding.values import Allowed
    from nkr_importers.coding.workbook import SheetRow

_WIDTHS = {
    "verifikation": 14, "rad": 5, "konto": 26, "datum": 11, "belopp": 14, "text": 40,
    "motpart": 24, "faktura": 14, "register": 20, "nytta": 10, "andamal": 20,
    "kostnadsslag": 22, "insats": 10, "avser": 14, "underlag": 28, "typ": 16,
}  # fmt: skip
_GREY = PatternFill("solid", fgColor="E7E6E6")
_HEAD = PatternFill("solid", fgColor="D0CECE")
_WANTED = PatternFill("solid", fgColor="FFF2CC")
_LINE = Side("thin", color="BFBFBF")
_BORDER = Border(_LINE, _LINE, _LINE, _LINE)
_AS_TEXT = "@"
_FORMATS = {"datum": "yyyy-mm-dd", "belopp": "#,##0.00", "rad": "0"}
_PROMPTS = {
    "avser": "När kostnaden uppstod: 2026, 2026-06, 2026-06-15 eller 2026-11-15/2027-02-14. "
    "Tomt: verifikationens datum.",
    "underlag": "Filens namn från bokens mapp, som underlag/A42.pdf. Fyll också i typ.",
}
# What openpyxl writes of when it was run.
_WHEN = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(rows: Sequence[SheetRow], allowed: Allowed, identity: str) -> bytes:
    """Return the workbook (.xlsx) of these rows."""
    book = Workbook()
    book.properties.creator = "nkr-audit"
    sheet: Any = book.active
    sheet.title = SHEET
    _header(sheet, identity)
    looks = _looks(sheet)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row, looks)
    choices = lists(allowed)
    _lists_sheet(book.create_sheet(LISTS), choices)
    if rows:
        _validate(sheet, choices, len(rows) + 1)
    _dress(sheet, len(rows) + 1)
    file = io.BytesIO()
    book.save(file)
    return _same_each_time(file.getvalue())


def _header(sheet: Worksheet, identity: str) -> None:
    for index, name in enumerate((*COLUMNS, identity), start=1):
        cell: Any = sheet.cell(1, index)
        _set_text(cell, name)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _BORDER
    sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].hidden = True


def _write_row(sheet: Worksheet, number: int, row: SheetRow, looks: dict[str, Any]) -> None:
    for index, (name, value) in enumerate(zip(FIXED, row.fixed, strict=True), start=1):
        cell: Any = sheet.cell(number, index)
        if value != "":
            cell.value = value
        if isinstance(value, str) and value:
            cell.data_type = "s"
        cell._style = looks[name]
    for index, name in enumerate(FILLED, start=len(FIXED) + 1):
        said = row.says.get(name)
        cell = sheet.cell(number, index)
        if said is not None:
            cell.value, cell.data_type = said, "s"
            cell._style = looks["said"]
        else:
            cell._style = looks["wanted" if name in NEEDED else "open"]


def _looks(sheet: Worksheet) -> dict[str, Any]:
    """How cells look, each look made once: openpyxl is slow to make one of its parts."""
    looks = {}
    for name in (*FIXED, "said", "wanted", "open"):
        cell: Any = Cell(sheet, 1, 1)
        cell.border = _BORDER
        cell.number_format = _FORMATS.get(name, _AS_TEXT)
        cell.alignment = Alignment(vertical="top")
        is_open = name in {"wanted", "open"}
        cell.protection = Protection(locked=not is_open)
        if not is_open:
            cell.fill = _GREY
        elif name == "wanted":
            cell.fill = _WANTED
        looks[name] = cell._style
    return looks


def _set_text(cell: Any, text: str) -> None:
    """Text stays text, whatever it begins with."""
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.number_format = _AS_TEXT
        cell.alignment = Alignment(vertical="top")


def _lists_sheet(sheet: Worksheet, choices: dict[str, tuple[str, ...]]) -> None:
    for index, (name, values) in enumerate(choices.items(), start=1):
        for number, text in enumerate((name, *values), start=1):
            _set_text(sheet.cell(number, index), text)
        head: Any = sheet.cell(1, index)
        head.font, head.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[name] + 4
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True


def _validate(sheet: Worksheet, choices: dict[str, tuple[str, ...]], last: int) -> None:
    places = {name: get_column_letter(index) for index, name in enumerate(choices, start=1)}
    for index, name in enumerate(COLUMNS, start=1):
        if name in choices:
            column, end = places[name], len(choices[name]) + 1
            rule = DataValidation(
                type="list",
                formula1=f"{LISTS}!${column}$2:${column}${end}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle="Okänt värde",
                error=f"Välj ur listan. Värdena står på bladet {LISTS}.",
            )
        elif name in _PROMPTS:
            rule = DataValidation(
                allow_blank=True, showInputMessage=True, promptTitle=name, prompt=_PROMPTS[name]
            )
        else:
            continue
        letter = get_column_letter(index)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)


def _dress(sheet: Worksheet, last: int) -> None:
    for index, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[name]
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    sheet.protection.sheet = True
    # What a protected sheet still lets one do: openpyxl has these as what is forbidden.
    sheet.protection.autoFilter = False
    sheet.protection.formatColumns = False
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _same_each_time(content: bytes) -> bytes:
    """The same package without the day and time that it was written."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as written,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for part in written.infolist():
            body = written.read(part)
            if part.filename == "docProps/core.xml":
                body = _WHEN.sub(b"", body)
            info = zipfile.ZipInfo(part.filename, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, body)
    return file.getvalue()
