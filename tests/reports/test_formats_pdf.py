"""PDF: made to be kept and read aloud, with every word set as it was written."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.reports.document import Chart, Column, Row, Series, Table
from nkr_audit.reports.formats import write_report
from nkr_audit.reports.formats.pdf_data import pdf_data
from nkr_audit.reports.formats.pdf_file import pdf_file
from nkr_audit.reports.formats.shapes import WHOLE, shapes
from tests.reports.sample import NASTY, by_register, ledger_table, over_time, same, sample

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.reports.document import Report

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)


def opened(report: Report) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf_file(report, "sv")))


def pages_of(report: Report, folder: Path) -> list[str]:
    """The text of each page, its spaces made alike."""
    path = folder / "r.pdf"
    path.write_bytes(pdf_file(report, "sv"))
    run = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    )
    return [" ".join(page.split()) for page in run.stdout.split("\f") if page.strip()]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write_report(sample(), ".pdf", "sv") == {".pdf": pdf_file(sample(), "sv")}


def test_it_says_that_it_is_pdf_a_3a_and_pdf_ua_1() -> None:
    with opened(sample()) as pdf, pdf.open_metadata() as said:
        assert said["pdfaid:part"] == "3"
        assert said["pdfaid:conformance"] == "A"
        assert said["pdfuaid:part"] == "1"
        assert said["dc:title"] == "Ekonomisk redovisning"
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"  # an ICC profile


def test_it_is_tagged_titled_and_in_its_language() -> None:
    with opened(sample()) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "sv"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        kinds = {str(tag.get("/S")) for tag in structure(pdf)}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P", "/L"} <= kinds
    with pikepdf.open(io.BytesIO(pdf_file(sample(), "en"))) as english:
        assert english.Root.Lang == "en"


def test_each_diagram_has_its_words() -> None:
    with opened(sample()) as pdf:
        said = {str(tag.Alt) for tag in structure(pdf) if tag.get("/S") == "/Figure"}
    assert said == {"Kostnaderna stiger jämnt.", "A kostade mest."}


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    found = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        tag = waiting.pop()
        if isinstance(tag, pikepdf.Dictionary):
            found.append(tag)
            if "/K" in tag:
                waiting.append(tag.K)
        elif isinstance(tag, pikepdf.Array):
            waiting.extend(tag)
    return found


def test_every_font_is_embedded() -> None:
    embedded = 0
    with opened(sample()) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys())
                embedded += 1
    assert embedded


def test_nothing_runs_and_nothing_is_fetched() -> None:
    with opened(sample()) as pdf:
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys())
        text = b"".join(bytes(str(one), "utf-8", "replace") for one in pdf.objects)
    assert b"/JavaScript" not in text
    assert b"/Launch" not in text


@needs_poppler
def test_head_and_foot_stand_on_every_page(tmp_path: Path) -> None:
    pages = pages_of(sample(), tmp_path)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        for said in (
            "UTKAST · Ekonomisk redovisning", "Region Exempel · NKR2026", "2026-01-01 – 2026-12-31",
            "Kostnadsställe 2610", "5.1-12345/2026", "RE 2026-00123", "Datum 2026-12-31",
            "Version 0.1.0", "rot 0123456789ab…", f"Sida {number} av {len(pages)}",
        ):  # fmt: skip
            assert said in page


@needs_poppler
def test_what_is_not_said_is_not_in_the_head(tmp_path: Path) -> None:
    bare = replace(sample(draft=()), references=(), cost_centre="", log="", period=None)
    for page in pages_of(bare, tmp_path):
        for word in ("UTKAST", "Diarienummer", "Kostnadsställe", "Behandlingshistorik", "None"):
            assert word not in page


@needs_poppler
def test_a_draft_says_why_on_page_one(tmp_path: Path) -> None:
    first = pages_of(sample(), tmp_path)[0]
    assert "Det här återstår innan rapporten kan lämnas:" in first
    assert "Diarienummer saknas." in first
    assert "2 öppna fel." in first


@needs_poppler
def test_fields_amounts_and_sums_are_there(tmp_path: Path) -> None:
    text = " ".join(pages_of(sample(), tmp_path)).replace("\xa0", " ")
    assert "Organisationsnummer SAKNAS" in text
    assert "Beviljat 1 585 858,00" in text
    assert "Kreditering −4 000,25 3" in text
    assert "Summa 897 234,75 1 315" in text
    assert "75,0 %" in text
    assert "Underskrift" in text


@needs_poppler
def test_the_heading_of_a_table_is_on_each_of_its_pages(tmp_path: Path) -> None:
    pages = pages_of(sample(ledger_table(200)), tmp_path)
    with_rows = [page for page in pages if "Exempel IT AB" in page]
    assert len(with_rows) > 2
    assert all("Motpart och text" in page for page in with_rows)


@needs_poppler
def test_text_is_never_markup(tmp_path: Path) -> None:
    text = " ".join(pages_of(sample(draft=(same(NASTY),)), tmp_path))
    assert NASTY in text
    assert "root:" not in text


@needs_poppler
def test_characters_without_a_glyph_are_marked_and_stop_nothing(tmp_path: Path) -> None:
    strange = "före \U0001f600 日 \x07 \ue000 \ud800 \u202e efter"
    table = Table("t", same("T"), (Column("a", same("A")),), (Row((strange,)),))
    text = " ".join(pages_of(sample(table, draft=()), tmp_path))
    assert "före \ufffd \ufffd \ufffd \ufffd efter" in text


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    table = Table("t", same(text), (Column("a", same(text)),), (Row((text,)),), note=same(text))
    report = replace(sample(table, draft=(same(text),)), region=text, references=(text,))
    assert pdf_file(report, "sv").startswith(b"%PDF-1.7")


def test_a_wide_table_stands_on_a_page_on_its_side() -> None:
    columns = tuple(Column(f"k{n}", same(f"Kolumn {n}")) for n in range(8))
    table = Table("t", same("T"), columns, (Row(("Tolv tecken och några till",) * 8),))
    with opened(sample(table)) as pdf:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages}
    assert sizes == {(0, 0, 595, 842), (0, 0, 842, 595)}


def test_a_report_with_nothing_in_it_can_be_written() -> None:
    assert pdf_file(replace(sample(draft=()), sections=()), "sv")


def test_lines_are_told_apart_without_colour() -> None:
    template = (pdf_file.__globals__["_TEMPLATE"]).read_text("utf-8")
    assert not re.search(r"rgb\(|cmyk\(|oklch|\b(red|green|blue|orange|yellow)\b", template)
    dashes = re.search(r"#let dashes = \((.*)\)", template)
    fills = re.search(r"#let fills = \((.*)\)", template)
    assert dashes
    assert fills
    assert len(set(dashes[1].split(", "))) == 6
    assert len(set(re.split(r", (?![^(]*\))", fills[1]))) == 6


def test_a_page_in_colour_and_in_grey_are_the_same() -> None:
    """No operator sets a colour that is not grey."""
    with opened(sample()) as pdf:
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                assert operator not in {"rg", "RG", "k", "K"}
                if operator in {"sc", "SC", "scn", "SCN"}:
                    assert len(list(instruction.operands)) == 1


def drawn(chart: Chart) -> Any:
    return shapes(chart, "sv", lambda text: text)


def test_a_line_ends_where_its_amount_is_and_has_its_name() -> None:
    lines = drawn(over_time())["lines"]
    assert [line["label"] for line in lines] == ["Utfall", "Prognos", "Bidraget"]
    assert [line["limit"] for line in lines] == [False, False, True]
    assert lines[0]["points"] == [[0, 2000], [3333, 4000], [6666, 6000], [10000, 8000]]
    assert {point[1] for point in lines[2]["points"]} == {WHOLE}


def test_the_names_of_lines_never_lie_on_one_another() -> None:
    ends = sorted(line["end"] for line in drawn(over_time())["lines"])
    assert all(after - before >= 650 for before, after in pairwise(ends))
    assert ends[-1] <= WHOLE


def test_a_negative_bar_goes_the_other_way_and_says_its_amount() -> None:
    chart = drawn(by_register())
    bar = chart["groups"][1]["bars"][0]
    assert bar["start"] + bar["length"] == chart["zero"] > 0
    assert bar["text"] == "−20,00"
    assert bar["name"] == "Direkt"


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=30),
    st.sampled_from(["line", "bar"]),
)
def test_everything_drawn_is_within_the_drawing(values: list[Decimal], form: Any) -> None:
    axis = tuple(same(str(n)) for n in range(len(values)))
    chart = Chart("c", same("C"), form, axis, (Series(same("S"), tuple(values)),), same("x"))
    made = drawn(chart)
    if form == "line":
        places = [one for line in made["lines"] for point in line["points"] for one in point]
        assert 1 < len(made["y"]) < 12
    else:
        bars = [bar for group in made["groups"] for bar in group["bars"]]
        places = [one for bar in bars for one in (bar["start"], bar["start"] + bar["length"])]
    assert all(-1 <= place <= WHOLE + 1 for place in places)


def test_the_data_of_the_template_has_no_float() -> None:
    def walk(value: Any) -> None:
        assert not isinstance(value, Decimal)
        if isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, float):
            assert 7 < value < 10  # the size of letters

    walk(pdf_data(sample(), "sv"))


def test_english() -> None:
    data = pdf_data(sample(), "en")
    assert data["title"] == "Financial report"
    assert data["words"]["draft"] == "DRAFT"


@needs_poppler
@pytest.mark.parametrize("rows", [8, 16, 24, 32])
def test_what_is_signed_stands_on_the_page_where_it_is_signed(tmp_path: Path, rows: int) -> None:
    report = sample(ledger_table(rows))
    stated, signature = report.sections[-2:]
    pages = pages_of(replace(report, sections=(report.sections[1], stated, signature)), tmp_path)
    (page,) = [page for page in pages if "Ekonomichef" in page]
    assert "Beskrivning Ett år." in page


@needs_poppler
def test_the_unit_is_said_where_there_are_amounts(tmp_path: Path) -> None:
    report = sample()
    assert "Belopp i kronor." in pages_of(report, tmp_path)[0]
    without = replace(report, sections=report.sections[-2:])
    assert "Belopp i kronor." not in pages_of(without, tmp_path)[0]
