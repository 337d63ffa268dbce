"""Writing the working paper (.xlsx). The same sample gives the same bytes."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from nkr_audit.reports.formats.xlsx_cells import begins_formula
from nkr_audit.sampling.wording import METHODS, method_text
from nkr_audit.sampling.workbook import (
    COLUMNS,
    FACT_COLUMNS,
    FACTS,
    METHOD,
    OUTCOMES,
    PART_COLUMNS,
    PARTS,
    RESULTS,
    SAMPLE,
    facts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nkr_audit.sampling.model import Sample
    from nkr_audit.text import Language

_WIDTHS: Final = (16, 10, 14, 11, 30, 44, 15, 12, 15, 40)
_WRITTEN: Final = datetime(2000, 1, 1)  # noqa: DTZ001 (no zone in a workbook; never the clock)
_NOTE: Final = 2_000


def workbook_bytes(sample: Sample, language: Language) -> bytes:
    """Return the working paper of a sample; what explains it is in ``language``."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": f"Urval {sample.plan.grant}", "created": _WRITTEN})
    looks = _looks(book)
    _samples(book.add_worksheet(SAMPLE), sample, looks)
    lines = [(name, value, said.to(language)) for name, value, said in facts(sample)]
    _plain(book.add_worksheet(FACTS), FACT_COLUMNS, (18, 68, 26), lines, looks)
    parts = [
        (part.name, part.count, part.amount, len(part.items), part.drawn) for part in sample.parts
    ]
    _plain(book.add_worksheet(PARTS), PART_COLUMNS, (14, 10, 18, 10, 18), parts, looks)
    _method(book.add_worksheet(METHOD), sample, looks)
    book.close()
    return file.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    grid = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
    fill = {**grid, "bg_color": "#FFF2CC", "locked": False}
    return {
        "head": book.add_format({**grid, "bold": True, "bg_color": "#D0CECE"}),
        "text": book.add_format({**grid, "num_format": "@", "text_wrap": True}),
        # What a spreadsheet could take for a formula stays text also when somebody edits the cell.
        "quoted": book.add_format({**grid, "num_format": "@", "quote_prefix": True}),
        "amount": book.add_format({**grid, "num_format": "#,##0.00"}),
        "count": book.add_format({**grid, "num_format": "0"}),
        "date": book.add_format({**grid, "num_format": "yyyy-mm-dd"}),
        "utfall": book.add_format({**fill, "num_format": "@"}),
        "felbelopp": book.add_format({**fill, "num_format": "#,##0.00"}),
        "anteckning": book.add_format({**fill, "num_format": "@", "text_wrap": True}),
    }


def _samples(sheet: Any, sample: Sample, looks: dict[str, Any]) -> None:
    _head(sheet, COLUMNS, _WIDTHS, looks)
    number = 0
    for part in sample.parts:
        for item in part.items:
            number += 1
            fixed = (
                item.key, part.name, item.voucher, item.day, item.account, item.text, item.amount,
            )  # fmt: skip
            _row(sheet, number, fixed, looks)
            for place, name in enumerate(RESULTS, start=len(fixed)):
                sheet.write_blank(number, place, None, looks[name])
    outcome, amount, note = (COLUMNS.index(name) for name in RESULTS)
    sheet.data_validation(1, outcome, max(number, 1), outcome, {
        "validate": "list", "source": list(OUTCOMES), "error_title": "Utfall",
        "error_message": "Välj godkänd eller fel.",
        "input_title": "Utfall", "input_message": "godkänd eller fel; får vara tomt för kredit",
    })  # fmt: skip
    sheet.data_validation(1, amount, max(number, 1), amount, {
        "validate": "decimal", "criteria": "between", "minimum": -1e13, "maximum": 1e13,
        "error_title": "Felbelopp", "error_message": "Skriv ett belopp i kronor.",
        "input_title": "Felbelopp",
        "input_message": "Kronor. Plus: kostnaden är för hög. Minus: för låg. Tomt för godkänd.",
    })  # fmt: skip
    sheet.data_validation(1, note, max(number, 1), note, {
        "validate": "length", "criteria": "<=", "value": _NOTE,
        "error_message": f"Högst {_NOTE} tecken.",
    })  # fmt: skip
    sheet.autofilter(0, 0, max(number, 1), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    # Against slips of the hand; what is read back is checked by its digest.
    sheet.protect("", {"autofilter": True, "format_columns": True})


def _plain(
    sheet: Any,
    columns: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[tuple[object, ...]],
    looks: dict[str, Any],
) -> None:
    _head(sheet, columns, widths, looks)
    for number, row in enumerate(rows, start=1):
        _row(sheet, number, row, looks)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True})


def _head(sheet: Any, columns: Sequence[str], widths: Sequence[int], looks: dict[str, Any]) -> None:
    for place, (name, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, looks["head"])


def _row(sheet: Any, number: int, cells: Iterable[object], looks: dict[str, Any]) -> None:
    for place, value in enumerate(cells):
        if isinstance(value, str) and value:
            look = "quoted" if begins_formula(value) else "text"
            sheet.write_string(number, place, value, looks[look])
        elif isinstance(value, Decimal):
            sheet.write_number(number, place, value, looks["amount"])
        elif isinstance(value, int):
            sheet.write_number(number, place, value, looks["count"])
        elif isinstance(value, date):
            sheet.write_datetime(number, place, value, looks["date"])
        else:
            sheet.write_blank(number, place, None, looks["text"])


def _method(sheet: Any, sample: Sample, looks: dict[str, Any]) -> None:
    sheet.set_column(0, 1, 80)
    sheet.write_string(0, 0, "Metod", looks["head"])
    sheet.write_string(0, 1, "Method", looks["head"])
    said = (METHODS[sample.plan.method], *method_text(sample.plan))
    for number, text in enumerate(said, start=1):
        sheet.write_string(number, 0, text.sv, looks["text"])
        sheet.write_string(number, 1, text.en, looks["text"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("")
