"""nkr code --export: the workbook that a person fills in."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from nkr_importers.coding.workbook import plain, safe
from tests.coding.books import COST_OTHER, IMPORTED, code, imported
from tests.coding.workbooks import COLUMNS, export, rows, sheet
from tests.ledgers import refused, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

FORMULA = re.compile(r"^[=+\-@\t\r]")


def test_one_row_for_each_cost_that_is_not_coded(tmp_path: Path) -> None:
    imported(tmp_path)
    code(tmp_path, "verifikation;register;andamal;kostnadsslag\nA43;Swedeheart;it;it-tjanster\n")
    found = rows(export(tmp_path))
    assert [(one["verifikation"], one["rad"], one["konto"], one["belopp"]) for one in found] == [
        ("A42", 1, "5420 Programvaror", 40000),
        ("A42", 2, "7210 Löner", 5000),
    ]
    assert found[0]["datum"] == datetime.datetime(2026, 6, 30)  # noqa: DTZ001 (as openpyxl gives it)
    assert found[0]["motpart"] == "Exempel IT AB"
    assert found[0]["text"] == 'Driftplattform; "juni"'
    assert found[0]["register"] is None
    assert found[1]["nytta"] == "direkt"


def test_all_has_what_is_coded_too(tmp_path: Path) -> None:
    imported(tmp_path)
    code(tmp_path, "verifikation;register;andamal;kostnadsslag\nA43;Swedeheart;it;it-tjanster\n")
    found = rows(export(tmp_path, "--all"))
    assert [one["verifikation"] for one in found] == ["A42", "A42", "A43"]
    assert found[2]["register"] == "Swedeheart"


def test_how_the_sheet_is_laid_out(tmp_path: Path) -> None:
    imported(tmp_path)
    found = sheet(export(tmp_path))
    assert tuple(cell.value for cell in found[1][:16]) == COLUMNS
    assert found.freeze_panes == "D2"
    assert found.auto_filter.ref == "A1:P4"
    assert found.protection.sheet
    assert not found.protection.autoFilter
    assert found.column_dimensions["Q"].hidden
    assert found.column_dimensions["F"].width > found.column_dimensions["B"].width
    assert found["E2"].number_format == "#,##0.00"
    assert found["D2"].number_format == "yyyy-mm-dd"
    assert found["N2"].number_format == "@"
    for address, is_locked in (("A2", True), ("E2", True), ("I2", False), ("J3", True)):
        assert found[address].protection.locked is is_locked
    assert found["A2"].fill.fgColor.rgb == found["J3"].fill.fgColor.rgb
    assert found["A2"].fill.fgColor.rgb != found["I2"].fill.fgColor.rgb


def test_lists_to_choose_from(tmp_path: Path) -> None:
    imported(tmp_path)
    path = export(tmp_path)
    book = load_workbook(path)
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book["Listor"].iter_cols()
    }
    assert lists["register"] == ["Swedeheart", "Riksstroke", "FIXME"]
    assert lists["nytta"] == ["direkt", "indirekt", "FIXME"]
    assert lists["insats"] == ["FIXME"]
    assert {"it", "statistik", "FIXME"} <= set(lists["andamal"])
    assert {"it-tjanster", "lon"} <= set(lists["kostnadsslag"])
    assert "faktura" in lists["typ"]
    assert "FIXME" not in lists["typ"]
    rules = {
        str(one.sqref): one
        for one in book["Kodning"].data_validations.dataValidation
        if one.type == "list"
    }
    assert set(rules) == {f"{letter}2:{letter}4" for letter in "IJKLMP"}
    for column, name in zip("IJKLMP", lists, strict=True):
        formula = rules[f"{column}2:{column}4"].formula1
        cells = book["Listor"][formula.removeprefix("Listor!").replace("$", "")]
        assert [cell[0].value for cell in cells] == lists[name]
        assert rules[f"{column}2:{column}4"].showErrorMessage


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    imported(tmp_path)
    first = export(tmp_path).read_bytes()
    assert export(tmp_path).read_bytes() == first


def test_every_part_is_sound_xml_and_has_no_formula(tmp_path: Path) -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\\t=1", "\\r=1", " =1", "＝1", "'=1"]
    text = "".join(
        IMPORTED.replace("A43", f"X{place}").replace('"Orörd"', f'"{value}"')
        .replace('"Annan AB"', f'"{value}"').replace("A42", f"Y{place}")
        for place, value in enumerate(hostile)
    )  # fmt: skip
    imported(tmp_path, text)
    path = export(tmp_path)
    cells = [cell for row in sheet(path).iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [one for one in texts if FORMULA.match(one)]
    assert "'=1+1" in texts
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@given(st.text())
def test_safe_text_begins_no_formula_and_can_be_told_back(text: str) -> None:
    cell = safe(text)
    assert not FORMULA.match(cell)
    assert not FORMULA.match(cell.lstrip())
    assert safe(plain(cell)) == cell


def test_personal_numbers_are_masked(tmp_path: Path) -> None:
    text = IMPORTED.replace("Orörd", "Arvode 811228-9874").replace("Annan AB", "811228-9874")
    imported(tmp_path, text)
    with zipfile.ZipFile(export(tmp_path)) as package:
        assert not [name for name in package.namelist() if b"811228-9874" in package.read(name)]


def test_a_filled_in_workbook_is_never_overwritten(tmp_path: Path) -> None:
    imported(tmp_path)
    path = export(tmp_path)
    before = snapshot(tmp_path)
    said = refused("code", tmp_path / "main.beancount", "--export", path, "--grant", "NKR2026")
    assert "Filen finns redan." in said
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["kod.csv", "--export", "x.xlsx"],
        ["kod.csv", "--all"],
        ["--export", "x.csv"],
        ["--export", "x.xlsx", "--grant", "NKR2062"],
    ],
)
def test_refused_options(tmp_path: Path, options: list[str]) -> None:
    imported(tmp_path)
    before = snapshot(tmp_path)
    words = [str(tmp_path / word) if "." in word else word for word in options]
    refused("code", tmp_path / "main.beancount", "--grant", "NKR2026", *words)
    assert snapshot(tmp_path) == before


def test_vouchers_that_nothing_tells_apart_are_left_out_and_named(tmp_path: Path) -> None:
    path = imported(tmp_path, IMPORTED.replace('  verifikation: "A43"\n', ""))
    target = tmp_path / "ut.xlsx"
    result = run("code", tmp_path / "main.beancount", "--export", target, "--grant", "NKR2026")
    assert result.exit_code == 1
    line = path.read_text("utf-8").split(COST_OTHER)[0].count("\n") + 1
    assert f"{path}:{line}: inte med" in result.stdout
    assert [one["verifikation"] for one in rows(target)] == ["A42", "A42"]


def test_nothing_to_code(tmp_path: Path) -> None:
    imported(tmp_path, "")
    assert rows(export(tmp_path)) == []


def test_dry_run_writes_no_workbook(tmp_path: Path) -> None:
    imported(tmp_path)
    before = snapshot(tmp_path)
    path = tmp_path / "ut.xlsx"
    result = run(
        "code", tmp_path / "main.beancount", "--export", path, "--grant", "NKR2026", "--dry-run"
    )
    assert "3 av 3 kostnadsrader" in result.stdout
    assert snapshot(tmp_path) == before


def test_saved_as_csv_no_cell_begins_a_formula(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED.replace('"Orörd"', '"=HYPERLINK()"'))
    target = write(tmp_path / "ut.csv", "")
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(sheet(export(tmp_path)).iter_rows(values_only=True))
    assert "'=HYPERLINK()" in target.read_text("utf-8")
