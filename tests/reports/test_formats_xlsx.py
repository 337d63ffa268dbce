"""Excel: real numbers and dates, sums that tie, and text that can never become a formula."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from nkr_audit.reports.document import Chart, Column, Row, Series, Table
from nkr_audit.reports.formats import write_report
from nkr_audit.reports.formats.xlsx_cells import link_target
from nkr_audit.reports.formats.xlsx_file import xlsx_file
from nkr_audit.reports.formats.xlsx_table import letters
from tests.reports.sample import FORMULAS, NASTY, ledger_table, purposes, same, sample

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from nkr_audit.reports.document import Report

AREA = r"[A-Z]+\d+:[A-Z]+\d+"
OURS = re.compile(rf'=(SUBTOTAL\(109,{AREA}(,{AREA})*\)|HYPERLINK\(".*"\))')
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


def workbook(report: Report, *, values: bool = False) -> Workbook:
    content = xlsx_file(report, "sv", "../bok")
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def sheet_of(report: Report, name: str, *, values: bool = False) -> Any:
    return workbook(report, values=values)[name]


def test_the_same_report_gives_the_same_bytes() -> None:
    content = write_report(sample(), ".xlsx", "sv", "../bok")
    assert content == {".xlsx": xlsx_file(sample(), "sv", "../bok")}


def test_a_first_sheet_and_one_for_each_table_and_diagram() -> None:
    assert workbook(sample()).sheetnames == [
        "Rapport", "Kostnader per ändamål", "Huvudbok", "Kostnader över tid",
        "Kostnad per register",
    ]  # fmt: skip


def test_the_first_sheet_has_head_fields_prose_and_reasons() -> None:
    rows = [[cell.value for cell in row] for row in sheet_of(sample(), "Rapport")]
    assert ["UTKAST", None, None] in rows
    assert ["2 öppna fel.", None, None] in rows
    assert ["Diarienummer", "5.1-12345/2026, RE 2026-00123", None] in rows
    assert ["Organisationsnummer", None, "SAKNAS"] in rows
    assert ["Beviljat", 1585858, None] in rows
    assert ["Senast", datetime(2027, 2, 15), None] in rows  # noqa: DTZ001
    assert [None, NASTY, None] in rows
    assert ["Behandlingshistorik", "12 poster, rot 0123456789ab…", None] in rows


def test_numbers_are_numbers_and_days_are_days() -> None:
    sheet = sheet_of(sample(), "Huvudbok")
    assert [cell.value for cell in sheet[2]] == [
        "Konto", "Datum", "Motpart och text", "Debet", "Saldo", "Verifikation", "Underlag",
    ]  # fmt: skip
    konto, day, text, debit = (sheet.cell(4, column) for column in (1, 2, 3, 4))
    assert (konto.value, konto.data_type) == ("5420", "s")
    assert (day.value, day.number_format) == (datetime(2026, 2, 1), "yyyy-mm-dd")  # noqa: DTZ001
    assert text.value == "Exempel IT AB 1"
    assert (debit.value, debit.number_format) == (123.45, "#,##0.00")
    share = sheet_of(sample(), "Kostnader per ändamål")["C3"]
    assert (share.value, share.number_format) == (0.75, "0.0%")


def test_the_heading_is_frozen_filtered_and_printed_on_every_page() -> None:
    sheet = sheet_of(sample(), "Huvudbok")
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:G65"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert "UTKAST · Ekonomisk redovisning" in sheet.oddHeader.left.text
    assert sheet.oddFooter.right.text == "Sida &P av &N"
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["B"].width


def test_sums_are_formulas_with_their_values() -> None:
    table = ledger_table()
    total = table.totals()
    assert total
    formulas, values = (
        sheet_of(sample(table), "Huvudbok", values=known) for known in (False, True)
    )
    assert formulas["D23"].value == "=SUBTOTAL(109,D3:D22)"
    assert values["D23"].value == float(str(table.rows[20].values[3]))
    assert formulas["D66"].value == "=SUBTOTAL(109,D3:D65)"
    assert values["D66"].value == float(total[3] or 0)
    assert formulas["A66"].value == "Summa"


def test_a_balance_among_the_rows_is_no_part_of_the_total() -> None:
    rows = (
        Row(("Ingående", Decimal("500.00")), level=1),
        Row(("a", Decimal("1.00"))),
        Row(("b", Decimal("2.00"))),
        Row(("Summa", Decimal("3.00")), level=1),
        Row(("Saldo", Decimal("503.00")), level=1),
        Row(("c", Decimal("4.00"))),
    )
    columns = (Column("text", same("Text")), Column("kr", same("Kr"), "amount", total=True))
    sheet = sheet_of(sample(Table("t", same("T"), columns, rows)), "T")
    assert [sheet.cell(row, 2).value for row in range(3, 10)] == [
        500, 1, 2, "=SUBTOTAL(109,B4:B5)", 503, 4, "=SUBTOTAL(109,B4:B6,B8:B8)",
    ]  # fmt: skip


def test_a_total_of_too_many_parts_is_a_figure() -> None:
    rows = [
        Row(("x", Decimal(1)), level=level) if not level else Row(("s", Decimal(7)), level=1)
        for _ in range(300)
        for level in (0, 1)
    ]
    columns = (Column("text", same("Text")), Column("kr", same("Kr"), "amount", total=True))
    sheet = sheet_of(sample(Table("t", same("T"), columns, tuple(rows))), "T")
    assert sheet.cell(603, 2).value == 300


def test_documents_are_linked_from_where_the_workbook_lies() -> None:
    cell = sheet_of(sample(), "Huvudbok")["G3"]
    assert cell.value == '=HYPERLINK("../bok/underlag/A0 å.pdf","underlag/A0 å.pdf")'
    assert sheet_of(sample(), "Huvudbok", values=True)["G3"].value == "underlag/A0 å.pdf"
    assert sheet_of(sample(), "Huvudbok")["F3"].value == "A0"


def test_without_a_way_to_the_book_documents_are_named_only() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(sample(), "sv", None)))
    assert book["Huvudbok"]["G3"].value == "underlag/A0 å.pdf"


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("underlag/a.pdf", "underlag/a.pdf"),
        ("underlag/a#1.pdf", "underlag/a%231.pdf"),
        ("/etc/passwd", None),
        ("../annan/a.pdf", None),
        ("http://exempel.se/a", None),
        ("file:a", None),
        ("C:\\a.pdf", None),
        ("\\\\server\\a.pdf", None),
        ("a\nb", None),
        ("a" * 300, None),
        ('"' * 130, None),
    ],
)
def test_links_lead_only_into_the_folder_of_the_book(path: str, leads: str | None) -> None:
    assert link_target(path, "") == leads


def test_a_voucher_that_a_column_has_is_not_said_twice() -> None:
    columns = (Column("ver", same("Nummer")),)
    table = Table("t", same("T"), columns, (Row(("A1",), voucher="A1"),))
    assert [cell.value for cell in sheet_of(sample(table), "T")[2]] == ["Nummer"]


def read(cell: Any) -> str:
    """The text of a cell as Excel reads it; openpyxl leaves escapes as they are in such cells."""
    return unescape(cell.value or "")


def table_of(*texts: str) -> Table:
    columns = (Column("a", same("A")), Column("b", same("B"), "amount", total=True))
    return Table("t", same("T"), columns, tuple(Row((text, Decimal(1))) for text in texts))


def test_no_text_can_begin_a_formula() -> None:
    sheet = sheet_of(sample(table_of(*FORMULAS)), "T")
    for row, text in enumerate(FORMULAS, start=3):
        cell = sheet.cell(row, 1)
        assert (read(cell), cell.data_type) == (text.replace("\r", "\n"), "s")
        assert cell.quotePrefix
    first = sheet_of(sample(), "Rapport")
    said = {cell.value: cell for row in first for cell in row}
    assert all(said[text].data_type == "s" and said[text].quotePrefix for text in FORMULAS[:4])


def test_every_formula_is_one_of_ours() -> None:
    report = sample(table_of(*FORMULAS), ledger_table())
    formulas = [
        str(cell.value)
        for sheet in workbook(replace(report, region="=1", grant="@x"))
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 60
    assert all(OURS.fullmatch(formula) for formula in formulas)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    """Save for what a cell cannot hold: those characters are marked."""
    sheet = sheet_of(sample(table_of(*texts)), "T")
    for row, text in enumerate(texts, start=3):
        ends_alike = text.replace("\r\n", "\n").replace("\r", "\n")
        assert read(sheet.cell(row, 1)) == ILLEGAL.sub("\ufffd", ends_alike)


@pytest.mark.parametrize(
    "text", ["_x0041_", "a_x000D_b", "<b>&amp;", "  kant  ", "a\nb", "x" * 40_000]
)
def test_texts_that_xml_or_excel_would_change(text: str) -> None:
    value = read(sheet_of(sample(table_of(text)), "T")["A3"])
    assert value == (text if len(text) < 32_767 else f"{'x' * 32_766}…")


def test_days_that_excel_counts_wrongly_are_text() -> None:
    table = Table("t", same("T"), (Column("d", same("D"), "date"),), (Row((date(1900, 2, 28),)),))
    assert sheet_of(sample(table), "T")["A3"].value == "1900-02-28"


def test_an_empty_table_says_so() -> None:
    sheet = sheet_of(sample(replace(purposes(), rows=())), "Kostnader per ändamål")
    assert sheet["A3"].value == "Inga rader."
    assert sheet.auto_filter.ref is None


def test_names_of_sheets_are_safe_and_their_own() -> None:
    names = ("Samma", "samma", "history", "[a]:*?/\\b", "'kant'", "x" * 40, "x" * 40, "", "Rapport")
    tables = [Table("t", same(name), (Column("a", same("A")),), ()) for name in names]
    made = workbook(sample(*tables)).sheetnames
    assert len({name.casefold() for name in made}) == len(made) == len(names) + 3
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in made)


def test_an_ampersand_in_the_margin_is_no_command() -> None:
    report = replace(sample(), region="A & B" + "&" * 200, references=("&P",) * 40)
    sheet = sheet_of(report, "Huvudbok")
    with zipfile.ZipFile(io.BytesIO(xlsx_file(report, "sv"))) as parts:
        xml = parts.read("xl/worksheets/sheet3.xml").decode()
    margin = re.search("<oddHeader>(.*)</oddHeader>", xml)
    assert margin
    said = margin[1].replace("&amp;", "&")
    assert len(said) <= 255
    assert "A && B" in said
    assert re.sub("&&", "", said).count("&") == 2  # where left and right begin
    assert sheet


def test_diagrams_are_drawn_without_colour_from_their_figures() -> None:
    content = xlsx_file(sample(), "sv")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [parts.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2)]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert len(set(re.findall('prstDash val="(.*?)"', charts[0]))) >= 2
    assert "'Kostnader över tid'!$B$3:$B$6" in charts[0]
    assert len(set(re.findall('pattFill prst="(.*?)"', charts[1]))) == 2
    colours = set(re.findall('srgbClr val="(.*?)"', "".join(charts)))
    assert colours <= {"000000", "FFFFFF"}
    assert 'descr="Kostnaderna stiger jämnt."' in drawing
    sheet = sheet_of(sample(), "Kostnader över tid")
    assert [cell.value for cell in sheet[3]][:4] == ["jan", 100_000, 101_000, 500_000]


def test_a_diagram_named_like_a_formula_is_no_formula() -> None:
    chart = Chart(
        "c", same("=1"), "bar", (same("=2"),), (Series(same("=3"), (Decimal(1),)),), same("=4")
    )
    book = workbook(replace(sample(), sections=(chart,)))
    assert [cell.data_type for row in book["=1"] for cell in row if cell.value in {"=2", "=3"}] == [
        "s", "s",
    ]  # fmt: skip


def test_the_names_of_columns() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


@needs_libreoffice
def test_libreoffice_counts_the_same_sums(tmp_path: Path) -> None:
    """The values beside the formulas are taken away first, so that it must count itself."""
    table = ledger_table()
    content = xlsx_file(sample(table, purposes()), "sv")
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(path, "w") as emptied:
        for name in parts.namelist():
            part = parts.read(name)
            emptied.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "ut", path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    counted = openpyxl.load_workbook(tmp_path / "ut" / "r.xlsx", data_only=True)
    total, sums = table.totals(), purposes().totals()
    assert total
    assert sums
    assert round(counted["Huvudbok"]["D66"].value, 2) == float(total[3] or 0)
    assert round(counted["Huvudbok"]["D23"].value, 2) == float(str(table.rows[20].values[3]))
    sheet = counted["Kostnader per ändamål"]
    assert (round(sheet["B6"].value, 2), sheet["D6"].value) == (float(sums[1] or 0), sums[3])
