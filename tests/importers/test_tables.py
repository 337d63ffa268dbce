"""Tables from CSV and Excel: exact, and safe with files that are broken or hostile."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from nkr_audit.errors import NkrError
from nkr_importers.tables import Table, read_table
from nkr_importers.tabular import delimited, package

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)


def csv_file(folder: Path, content: bytes | str, encoding: str = "utf-8") -> Path:
    path = folder / "in.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def xlsx_file(folder: Path, rows: Iterable[Sequence[Any]], title: str = "Blad1") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    path = folder / "in.xlsx"
    book.save(path)
    return path


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Change a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return packed(path, parts)


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(NkrError) as caught:
        list(read_table(path, **options).rows)
    assert caught.value.place is not None
    return caught.value.describe("sv")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("mark", [";", "\t", ",", "|"])
def test_encoding_and_delimiter_are_found_out(
    tmp_path: Path, encoding: str, told: str, mark: str
) -> None:
    text = f"Å{mark}B\r\nö{mark}2\r\n\r\n{mark}\r\n3{mark}ä\r\n"
    table = read_table(csv_file(tmp_path, text, encoding))
    assert (table.columns, table.encoding) == (("Å", "B"), told)
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("ö", "2")), (5, ("3", "ä"))]
    assert cells(table) == cells(table), "the rows can be read again"


def test_a_given_encoding_is_used_and_a_wrong_one_told_with_its_line(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a;b\nå;1\n", "cp850")
    assert cells(read_table(path, encoding="cp850")) == [("å", "1")]
    assert "in.csv:1: Raden är inte skriven i teckenkodningen utf-8" in refused(
        path, encoding="utf-8"
    )


def test_carriage_returns_alone_end_lines(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a;b\r1;2\r3;4\r"))
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("1", "2")), (3, ("3", "4"))]


def test_quoted_cells_may_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, 'a;b\n"x;""y""\nz";2\n3;4\n'))
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ('x;"y"\nz', "2")), (4, ("3", "4")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tom"),
        (b"abc\n1\n", "en enda kolumn"),
        (b"\n\n", "en enda kolumn"),
        (b"a;b\n1;2\n3\n", "in.csv:3: Raden har 1 kolumner, rubrikraden 2"),
        (b"a;b\n1;2;3\n", "in.csv:2: Raden har 3 kolumner"),
        (b'a;b\n1;"2\n3;4\n', "in.csv:2: Raden går inte att dela"),
        (b'a;b\n"1"x;2\n', "in.csv:2: Raden går inte att dela"),
        (b"a;b\n1;\0\n", "in.csv:2: Filen innehåller nollbyte"),
        ("a;b\n1;2\n".encode("utf-16-le"), "nollbyte"),
        ("a;b\nå;2\n".encode() + "ä;3\n".encode("cp1252"), "in.csv:3: Filen blandar"),
        (b"a;b\n\x81;2\n", "teckenkodningen cp1252"),
    ],
)
def test_broken_text_is_refused_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    message = refused(csv_file(tmp_path, content))
    assert said in message
    assert "Gör så här" in message


def test_a_wrong_delimiter_names_those_that_are_there(tmp_path: Path) -> None:
    message = refused(csv_file(tmp_path, "a,b,c\n1,2,3\n"), delimiter=";")
    assert "”;” finns inte" in message
    assert "”,” 2" in message


def test_endless_lines_and_large_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file(tmp_path, "a;b\n" + "x" * 3000 + ";1\n")
    monkeypatch.setattr(delimited, "LONGEST_LINE", 2000)
    assert "in.csv:2: Raden är längre än 2000" in refused(path)
    monkeypatch.setattr(delimited, "LARGEST", 1000)
    assert "större än" in refused(path)


def test_a_quote_that_never_ends_takes_no_memory(tmp_path: Path) -> None:
    assert "Raden går inte att dela" in refused(csv_file(tmp_path, 'a;b\n1;"' + "x;y\n" * 100_000))


def test_missing_files_and_headers_are_told(tmp_path: Path) -> None:
    assert "finns inte" in refused(tmp_path / "none.csv")
    assert "rubrikrad" in refused(csv_file(tmp_path, "a;b\n"), header_row=3)
    assert "mapp" in refused(tmp_path)


def test_the_header_may_stand_lower_or_not_at_all(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Uttag;;\n;;\nNr;Belopp;\n1;2;\n")
    table = read_table(path, header_row=3)
    assert (table.columns, cells(table)) == (("Nr", "Belopp"), [("1", "2")])
    assert read_table(path, header_row=0).columns == ("1", "2", "3")


def test_a_column_is_found_by_name_and_a_near_one_proposed(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "Ver  nr;Belopp;X;x\n1;2;3;4\n"))
    assert (table.index("ver NR"), table.index("Belopp")) == (0, 1)
    with pytest.raises(NkrError, match=r"Beloppet saknas\. Menas Belopp\?"):
        table.index("Beloppet")
    with pytest.raises(NkrError, match="2 gånger"):
        table.index("X")


def test_excel_cells_are_exact(tmp_path: Path) -> None:
    rows = [
        ("Text", "Tal", "Datum"),
        ("å", 1234.56, date(2026, 6, 30)),
        ("1", 0.5, datetime(2026, 1, 1, 12, 30)),  # noqa: DTZ001 (Excel knows no zones)
        (None, 40000, date(1900, 1, 1)),
        (True, -5.05, time(0, 0)),
        ("12", 1e15, date(9999, 12, 31)),
    ]
    table = read_table(xlsx_file(tmp_path, rows))
    assert (table.columns, table.encoding) == (("Text", "Tal", "Datum"), "xlsx")
    assert cells(table) == [
        ("å", Decimal("1234.56"), date(2026, 6, 30)),
        ("1", Decimal("0.5"), date(2026, 1, 1)),
        (None, Decimal(40000), date(1900, 1, 1)),
        ("SANT", Decimal("-5.05"), date(1899, 12, 31)),
        ("12", Decimal(1000000000000000), date(9999, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (b"1234.5599999999999", "1234.56"),
        (b"0.30000000000000004", "0.30000000000000004"),
        (b"12345678901234567", "12345678901234567"),
        (b"4E2", "400"),
    ],
)
def test_numbers_are_those_excel_shows_and_noise_stays_seen(
    tmp_path: Path, written: bytes, number: str
) -> None:
    path = xlsx_file(tmp_path, [("A",), (7,)])
    changed(path, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<v>" + written + b"</v>")
    assert cells(read_table(path)) == [(Decimal(number),)]


def test_dates_in_workbooks_from_1904(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("D",), (date(2026, 6, 30),)])
    changed(path, "xl/workbook.xml", b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    assert cells(read_table(path)) == [(date(2030, 7, 1),)]


def test_a_formula_in_a_wanted_column_is_refused_with_its_address(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("Nr", "Belopp"), (1, 2), (2, "=B2*2")])
    message = refused(path)
    assert "in.xlsx:3: I cellen B3 (Belopp) står en formel" in message
    assert "klistra in den som värden" in message
    assert [row.cells for row in read_table(path).rows_with([0])][1] == (Decimal(2), None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'<c r="A2" t="n"><v>7</v>', b'<c r="A2" t="e"><v>#REF!</v>', "felvärdet #REF!"),
        (b'<c r="A2" t="n"><v>7</v>', b'<c r="A2" t="s"><v>99</v>', "en text saknas"),
        (b"<v>7</v>", b"<v>nan</v>", "inte är ett tal"),
        (b"<v>7</v>", b"<v>1e999</v>", "inte är ett tal"),
        (b'<row r="2">', b'<row r="1">', "inte i ordning"),
        (b'r="A2"', b'r="A9"', "på fel rad"),
        (b'r="A2"', b'r="ZZZ2"', "fler än 1000 kolumner"),
        (b"<v>7</v></c>", b'<v>7</v></c><c r="A2"><v>8</v></c>', "står två gånger"),
        (b"<v>7</v>", b"<v>" + b"7" * 40_000 + b"</v>", "för lång"),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
         "A2:A3 är sammanfogade"),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "7">]><worksheet', "DTD"),
        (b"<worksheet", b"<!DOCTYPE x><worksheet", "DTD"),
        (b"</worksheet>", b"", "välformad"),
    ],
)  # fmt: skip
def test_broken_and_hostile_sheets_are_refused(
    tmp_path: Path, old: bytes, new: bytes, said: str
) -> None:
    path = xlsx_file(tmp_path, [("A",), (7,)])
    assert said in refused(changed(path, "xl/worksheets/sheet1.xml", old, new))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    path = xlsx_file(tmp_path, [("A",), (7,)])
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    start = content.index(b"<", content.index(b"?>") if b"?>" in content else 0)
    mark = content[start:]
    changed(path, part, mark, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + mark)
    assert "DTD" in refused(path)


def test_merged_titles_above_the_header_do_no_harm(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("Uttag",), ("A", "B"), (7, 8)])
    changed(
        path, "xl/worksheets/sheet1.xml", b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    )  # fmt: skip
    assert cells(read_table(path, header_row=2)) == [(Decimal(7), Decimal(8))]


def test_a_sheet_that_lies_of_its_size_is_read_whole(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("A",), (1,), (2,), (3,)])
    changed(path, "xl/worksheets/sheet1.xml", b'ref="A1:A4"', b'ref="A1:A2"')
    assert len(cells(read_table(path))) == 3


def test_sheets_are_chosen_by_name_and_hidden_ones_never(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Ver"
    first.append(["A"])
    first.append([1])
    hidden = book.create_sheet("Dold")
    hidden.append(["A"])
    hidden.append([2])
    hidden.sheet_state = "hidden"
    path = tmp_path / "in.xlsx"
    book.save(path)
    assert cells(read_table(path)) == [(Decimal(1),)]
    assert "inget synligt blad heter ”Dold”" in refused(path, sheet="Dold")
    hidden.sheet_state = "visible"
    book.save(path)
    assert "flera synliga blad (Ver, Dold)" in refused(path)
    assert cells(read_table(path, sheet="Dold")) == [(Decimal(2),)]


def test_packages_that_are_no_workbooks_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    assert "gamla sorten (.xls)" in refused(path)
    assert "annan sort" in refused(packed(tmp_path / "a.zip", {"x.txt": b"x"}))
    macros = xlsx_file(tmp_path, [("A",), (1,)])
    assert "makron" in refused(macros.rename(tmp_path / "in.xlsm"))
    cut = xlsx_file(tmp_path, [("A",), (1,)])
    cut.write_bytes(cut.read_bytes()[:-30])
    assert "skadad" in refused(cut)


def test_zip_bombs_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx_file(tmp_path, [("A",), (1,)])
    big = b"<v>" + b" " * (package.SMALL * 2) + b"</v>"
    changed(path, "xl/worksheets/sheet1.xml", b"<v>1</v>", big)
    assert "zip-bomb" in refused(path)
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 1000)
    assert "uppackad" in refused(xlsx_file(tmp_path, [("A",), (1,)]))


def test_more_bytes_than_the_directory_says_are_never_unpacked(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("A",), (1,)])
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        size = info.file_size.to_bytes(4, "little")
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    lied = content[:at] + content[at:].replace(size, (10).to_bytes(4, "little"), 1)
    path.write_bytes(lied)
    assert "skadad" in refused(path) or "välformad" in refused(path)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("A",), (1,)])
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr("xl/workbook.xml", b"<x/>")
    assert "samma namn" in refused(path)


def read_or_refuse(path: Path, **options: Any) -> None:
    """Read all of it; anything but an NkrError fails the test."""
    with suppress(NkrError):
        list(read_table(path, **options).rows)


@SHARED
@given(content=st.binary(max_size=300))
def test_random_bytes_give_rows_or_an_error(tmp_path: Path, content: bytes) -> None:
    path = csv_file(tmp_path, content)
    for options in ({}, {"encoding": "utf-16"}, {"delimiter": ";", "header_row": 0}):
        read_or_refuse(path, **options)


@SHARED
@given(
    at=st.integers(min_value=0, max_value=8000),
    new=st.binary(min_size=1, max_size=8),
    data=st.data(),
)
def test_a_damaged_workbook_gives_rows_or_an_error(
    tmp_path: Path, at: int, new: bytes, data: st.DataObject
) -> None:
    path = xlsx_file(tmp_path, [("A", "B"), (1, "å"), (date(2026, 1, 1), 2.5)])
    if data.draw(st.booleans(), label="inside a part"):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = data.draw(st.sampled_from(sorted(parts)), label="part")
        where = at % len(parts[name])
        parts[name] = parts[name][:where] + new + parts[name][where + len(new) :]
        packed(path, parts)
    else:
        content = path.read_bytes()
        where = at % len(content)
        path.write_bytes(content[:where] + new + content[where + len(new) :])
    read_or_refuse(path)


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=20
)


@SHARED
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=8), mark=st.sampled_from(";,\t|"))
def test_what_is_written_as_csv_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str]], mark: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL)
    writer.writerows([("A", "B"), *rows])
    table = read_table(csv_file(tmp_path, out.getvalue(), "utf-8-sig"))
    assert cells(table) == [row for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize(
    "content",
    [
        b"a,b,c\n5420,12 345,67,\n",
        b"a,b,c\n5420,1,x,\n",
        b"a,b,\n5420,12 345,67\n",
        b"a,b,\n5420,12 345,67,\n",
        b"a,b,\n5420,1\n",
        b"a;b\n1;2;\n",
    ],
)
def test_a_row_of_another_width_than_the_header_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NkrError):
        list(read_table(csv_file(tmp_path, content)).rows)


def test_a_delimiter_last_on_every_row_is_no_column(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, b"a;b;;\n1;2;;\n3;4;;\n"))
    assert table.columns == ("a", "b")
    assert [row.cells for row in table.rows] == [("1", "2"), ("3", "4")]
