"""nkr code with a filled-in workbook: what fits is written, what does not is told of, all of it."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.coding.books import COST_OTHER, COST_ROW, IMPORTED, PAY_ROW, added, imported
from tests.coding.workbooks import (
    NAME,
    change,
    edit,
    export,
    read_back,
    refuse_workbook,
    rows,
    sheet,
)
from tests.ledgers import GRANT, codes, refused, run, snapshot, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_what_is_filled_in_is_written_and_the_rest_is_left(tmp_path: Path) -> None:
    path = imported(tmp_path)
    change(export(tmp_path), {"I2": "Swedeheart", "K2": "it", "N2": "2026-06", "I4": "Riksstroke"})
    before = path.read_text("utf-8")
    said = read_back(tmp_path).stdout
    (cost,) = [line for line in before.split("\n") if line.startswith(COST_ROW)]
    digest = hashlib.sha256((tmp_path / "att koda.xlsx").read_bytes()).hexdigest()[:12]
    reason = f'    kodad: "Excel att koda.xlsx sha256:{digest}"'
    assert added(before, path.read_text("utf-8")) == {
        cost: ['    register: "Swedeheart"', '    andamal: "it"', '    avser: "2026-06"', reason],
        COST_OTHER: ['    register: "Riksstroke"', reason],
    }
    assert "rader är ännu inte helt kodade" in said or "rad är ännu inte helt kodad" in said
    assert said.startswith("2 verifikationer kodade")


def test_a_workbook_that_was_not_filled_in_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path)
    export(tmp_path)
    before = snapshot(tmp_path)
    read_back(tmp_path)
    assert snapshot(tmp_path) == before


def test_twice_changes_nothing_more(tmp_path: Path) -> None:
    imported(tmp_path)
    change(export(tmp_path), {"I2": "Swedeheart", "O4": "underlag/A42.pdf", "P4": "faktura"})
    read_back(tmp_path)
    before = snapshot(tmp_path)
    assert read_back(tmp_path).stdout.startswith("0 verifikationer kodade, 0 underlag")
    assert snapshot(tmp_path) == before


def test_rows_on_one_account_are_told_apart(tmp_path: Path) -> None:
    row = "  Kostnader:NKR2026:5420-Programvaror   10.00 SEK"
    path = imported(tmp_path, IMPORTED.replace(COST_OTHER, f"{row}\n{row}\n{COST_OTHER}"))
    workbook = export(tmp_path)
    found = [one["rad"] for one in rows(workbook) if one["verifikation"] == "A43"]
    assert found == [1, 2, 3]
    change(workbook, {"I4": "Swedeheart", "I5": "Riksstroke"})
    read_back(tmp_path)
    first, second = f'{row}\n    register: "Swedeheart"', f'{row}\n    register: "Riksstroke"'
    lines = path.read_text("utf-8").split("\n")
    text = "\n".join(line for line in lines if "kodad:" not in line)
    assert f"{first}\n{second}\n{COST_OTHER}\n" in text


def test_rows_may_be_sorted_and_taken_out(tmp_path: Path) -> None:
    path = imported(tmp_path)
    workbook = export(tmp_path)

    def backwards(found: Any) -> None:
        values = [[cell.value for cell in row] for row in found["A2:P4"]]
        for row, cells in zip(found["A2:P4"], reversed(values), strict=True):
            for cell, value in zip(row, cells, strict=True):
                cell.value = value
        found["I2"] = "Swedeheart"
        found.delete_rows(3)

    edit(workbook, backwards)
    read_back(tmp_path)
    assert f'{COST_OTHER}\n    register: "Swedeheart"\n' in path.read_text("utf-8")


def test_a_document(tmp_path: Path) -> None:
    path = imported(tmp_path)
    change(export(tmp_path), {"O4": "underlag/A42.pdf", "P4": "faktura"})
    assert "1 underlag tillagt" in read_back(tmp_path).stdout
    assert 'document Kostnader:NKR2026:5420-Programvaror "../underlag/A42.pdf" ^A43\n' in (
        path.read_text("utf-8")
    )


def test_fixme_is_filled_in_later(tmp_path: Path) -> None:
    path = imported(tmp_path)
    change(export(tmp_path), {"I4": "FIXME"})
    read_back(tmp_path)
    assert f'{COST_OTHER}\n    register: "FIXME"\n' in path.read_text("utf-8")
    change(export(tmp_path), {"I4": "Swedeheart"})
    read_back(tmp_path)
    assert f'{COST_OTHER}\n    register: "Swedeheart"\n' in path.read_text("utf-8")


def test_dry_run_shows_the_changes(tmp_path: Path) -> None:
    imported(tmp_path)
    change(export(tmp_path), {"I4": "Swedeheart"})
    before = snapshot(tmp_path)
    said = read_back(tmp_path, "--dry-run").stdout
    assert snapshot(tmp_path) == before
    assert "A43           5420" in said
    assert "register ”Swedeheart”" in said
    assert said.endswith("Inget är skrivet (--dry-run).\n")


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("A2", "A43", "Kodning!C4: samma"),
        ("A2", "X1", "Kodning!A2: boken har ingen sådan rad: X1, rad 1"),
        ("A2", None, "Kodning!A2: boken har ingen sådan rad"),
        ("B2", 9, "Kodning!A2: boken har ingen sådan rad: A42, rad 9"),
        ("B2", "1", "Kodning!A2: boken har ingen sådan rad"),
        ("C2", "5421 Programvaror", "Kodning!C2: konto är ”5421 Programvaror”, men i boken"),
        ("D2", datetime.date(2026, 7, 1), "Kodning!D2: datum är ”2026-07-01”, men i boken ”2026"),
        ("D2", "2026-06-30", "Kodning!D2: datum är ”2026-06-30”"),
        ("E2", 40000.01, "Kodning!E2: belopp är ”40000.01”, men i boken ”40000”"),
        ("E2", "40000", "Kodning!E2: belopp är"),
        ("E2", None, "Kodning!E2: belopp är ””"),
        ("F2", "Annat", "Kodning!F2: text är ”Annat”"),
        ("H2", "884512", "Kodning!H2: faktura är ”884512”, men i boken ””"),
        ("E2", "=40000", "Kodning!E2: här står en formel"),
        ("I2", '="Swedeheart"', "Kodning!I2: här står en formel"),
        ("O2", "=A1", "Kodning!O2: här står en formel"),
        ("R2", "anteckning", "Kodning!R2: här ska inget stå"),
        ("I2", "Swedehart", "Kodning!I2: raden ger A42 register: ”Swedehart”, som inte är"),
        ("J2", "Direkt", "Kodning!J2: raden ger A42 nytta: ”Direkt”"),
        ("J3", "indirekt", "Kodning!J3: boken säger redan nytta ”direkt”, inte ”indirekt”"),
        ("K2", "drift", "Kodning!K2: raden ger A42 andamal: ”drift”"),
        ("L2", "it", "Kodning!L2: "),
        ("M2", "I9", "Kodning!M2: "),
        ("N2", "juni", "Kodning!N2: raden ger A42 avser: ”juni”, som inte är en period"),
        ("N2", datetime.date(2026, 6, 1), "Kodning!N2: Excel har gjort om värdet till ett datum"),
        ("O2", "underlag/A42.pdf", "Kodning!P2: ett underlag behöver både"),
        ("P2", "faktura", "Kodning!O2: ett underlag behöver både"),
        ("A1", None, "Kodning!A1: här ska rubriken verifikation stå"),
        ("I1", "Register", "Kodning!I1: här ska rubriken register stå"),
        ("Q1", None, "Kodning!Q1: arbetsboken hör inte till NKR2026 i den här boken"),
        ("Q1", "annat", "Kodning!Q1: arbetsboken hör inte till NKR2026 i den här boken: ”annat”"),
    ],
)
def test_cells_that_do_not_fit(tmp_path: Path, cell: str, value: object, said: str) -> None:
    imported(tmp_path)
    change(export(tmp_path), {"I4": "Swedeheart", cell: value})
    message = refuse_workbook(tmp_path)
    if said == "Kodning!C4: samma":
        said = "Kodning!A4: samma rad står redan på rad 2"
    assert said in message


def test_all_that_does_not_fit_is_told_of_at_once(tmp_path: Path) -> None:
    imported(tmp_path)
    change(export(tmp_path), {"E2": 1, "I2": "x", "K2": "y", "N3": "z", "P4": "faktura"})
    said = refuse_workbook(tmp_path)
    assert "5 celler passar inte" in said
    for address in ("E2", "I2", "K2", "N3", "O4"):
        assert f"\n  Kodning!{address}: " in said


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("underlag/saknas.pdf", "faktura", "Kodning!O2: Underlaget underlag/saknas.pdf finns inte"),
        ("../hemlig.pdf", "faktura", "finns inte i bokens mapp"),
        ("underlag/A42.pdf", "kvitto", "Kodning!P2: typen ”kvitto” finns inte"),
        ("u" * 400, "faktura", "finns inte i bokens mapp"),
    ],
)
def test_documents_that_do_not_fit(tmp_path: Path, name: str, kind: str, said: str) -> None:
    folder = tmp_path / "bok"
    imported(folder)
    write(tmp_path / "hemlig.pdf", "%PDF-")
    change(export(folder), {"O2": name, "P2": kind})
    assert said in refuse_workbook(folder)


def test_one_document_of_two_kinds(tmp_path: Path) -> None:
    imported(tmp_path)
    name = "underlag/A42.pdf"
    change(export(tmp_path), {"O2": name, "P2": "faktura", "O3": name, "P3": "avtal"})
    assert "Kodning!O3: Underlaget underlag/A42.pdf finns redan" in refuse_workbook(tmp_path)


def test_a_row_twice(tmp_path: Path) -> None:
    imported(tmp_path)
    workbook = export(tmp_path)
    edit(workbook, lambda found: found.append([cell.value for cell in found[2]][:16]))
    assert "Kodning!A5: samma rad står redan på rad 2" in refuse_workbook(tmp_path)


def test_the_book_has_changed_since(tmp_path: Path) -> None:
    path = imported(tmp_path)
    change(export(tmp_path), {"I2": "Swedeheart"})
    path.write_text(path.read_text("utf-8").replace("40000.00", "30000.00"), "utf-8")
    path.write_text(path.read_text("utf-8").replace("-45000.00", "-35000.00"), "utf-8")
    assert "Kodning!E2: belopp är ”40000”, men i boken ”30000" in refuse_workbook(tmp_path)


def test_a_workbook_of_another_region(tmp_path: Path) -> None:
    imported(tmp_path / "a")
    imported(tmp_path / "b")
    main = tmp_path / "b" / "main.beancount"
    assert GRANT in main.read_text("utf-8")
    main.write_text(main.read_text("utf-8").replace("Region Uppsala", "Region Skåne"), "utf-8")
    export(tmp_path / "a").rename(tmp_path / "b" / NAME)
    said = refuse_workbook(tmp_path / "b")
    assert "Kodning!Q1: arbetsboken hör inte till NKR2026 i den här boken" in said
    assert "Region Uppsala" in said


def test_a_workbook_of_another_grant(tmp_path: Path) -> None:
    imported(tmp_path)
    main = tmp_path / "main.beancount"
    other = GRANT.replace("NKR2026", "NKR2027").replace("2610", "2611")
    for name in ("Swedeheart", "Riksstroke"):
        other = other.replace(name, f"{name}2")
    main.write_text(main.read_text("utf-8") + other, "utf-8")
    path = export(tmp_path)
    said = refused("code", main, path, "--grant", "NKR2027")
    assert "arbetsboken hör inte till NKR2027" in said


def _without_sheet(found: Any) -> None:
    found.title = "Blad1"


def _merged(found: Any) -> None:
    found.merge_cells("I2:I3")


def _empty(found: Any) -> None:
    found.delete_rows(1, 10)


@pytest.mark.parametrize("how", [_without_sheet, _merged, _empty])
def test_sheets_that_are_no_longer_the_same(tmp_path: Path, how: Callable[[Any], None]) -> None:
    imported(tmp_path)
    edit(export(tmp_path), how)
    refuse_workbook(tmp_path)


def _rewritten(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(file, "w") as package:
        for one in read.namelist():
            body = read.read(one)
            package.writestr(one, body.replace(old, new, 1) if one == part else body)
    return file.getvalue()


def test_hostile_files(tmp_path: Path) -> None:
    imported(tmp_path)
    path = export(tmp_path)
    content = path.read_bytes()
    entity = b'<!DOCTYPE x [<!ENTITY e "e">]><worksheet'
    bomb = b"<sheetData>" + b"<row/>" * 4_000_000
    part = "xl/worksheets/sheet1.xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", "")
        package.writestr(part, bomb)
    for hostile in (
        b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", content[:-200], content[:3000],
        packed.getvalue(), _rewritten(content, part, b"<worksheet", entity),
        _rewritten(content, part, b"<sheetData>", b"<sheetData><row r='1'><c r='A9'/></row>"),
    ):  # fmt: skip
        path.write_bytes(hostile)
        refuse_workbook(tmp_path)


@pytest.mark.parametrize("ending", [".xlsm", ".xls", ".XLSX"])
def test_other_endings_of_excel(tmp_path: Path, ending: str) -> None:
    imported(tmp_path)
    other = tmp_path / f"kodning{ending}"
    export(tmp_path).rename(other)
    result = run("code", tmp_path / "main.beancount", other, "--grant", "NKR2026")
    assert result.exit_code == (2 if ending == ".xlsm" else 0)
    assert ("den har makron" in result.stderr) is (ending == ".xlsm")


def test_no_workbook(tmp_path: Path) -> None:
    imported(tmp_path)
    assert f"{NAME}: Filen finns inte." in refuse_workbook(tmp_path)


def test_a_value_that_begins_like_a_formula_comes_back_as_it_is(tmp_path: Path) -> None:
    path = imported(tmp_path)
    main = tmp_path / "main.beancount"
    main.write_text(main.read_text("utf-8").replace("Riksstroke", "=Stroke"), "utf-8")
    workbook = export(tmp_path)
    change(workbook, {"I4": "'=Stroke"})
    assert sheet(workbook)["I4"].data_type == "s"
    read_back(tmp_path)
    assert f'{COST_OTHER}\n    register: "=Stroke"\n' in path.read_text("utf-8")
    read_back(tmp_path)


def test_amounts_come_back_to_the_ore(tmp_path: Path) -> None:
    amounts = ["0.10", "0.30", "1234567.89", "-0.01", "99999999999.99", "33333.33"]
    row = "  Kostnader:NKR2026:5420-Programvaror  {} SEK"
    text = IMPORTED.replace(COST_OTHER, "\n".join(row.format(one) for one in amounts))
    imported(tmp_path, text)
    workbook = export(tmp_path)
    edit(workbook, lambda _: None)  # saved again, as Excel would
    found = [one["belopp"] for one in rows(workbook) if one["verifikation"] == "A43"]
    assert [Decimal(str(one)) for one in found] == [Decimal(one) for one in amounts]
    read_back(tmp_path)


def test_a_year_written_as_a_number(tmp_path: Path) -> None:
    path = imported(tmp_path)
    change(export(tmp_path), {"N3": 2026})
    read_back(tmp_path)
    assert f'{PAY_ROW}\n    avser: "2026"\n' in path.read_text("utf-8")


def test_a_coded_book_has_nothing_left_to_ask(tmp_path: Path) -> None:
    imported(tmp_path)
    values = {"I": "Swedeheart", "J": "direkt", "K": "it", "L": "it-tjanster"}
    cells = {f"{column}{row}": value for row in (2, 3, 4) for column, value in values.items()}
    change(export(tmp_path), cells)
    read_back(tmp_path)
    assert not {"CC103", "PU101", "EL201"} & set(codes(tmp_path / "main.beancount"))
    assert rows(export(tmp_path)) == []
