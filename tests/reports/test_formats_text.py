"""CSV and JSON: the whole report for other programs, nothing of it a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.formats import SUFFIXES, write_report
from nkr_audit.reports.formats.values import plain, shown
from nkr_audit.text import Text
from tests.reports.sample import FORMULAS, ledger_table, purposes, same, sample

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report
    from nkr_audit.text import Language


def cells(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def csv_of(report: Report, language: Language = "sv") -> dict[str, list[list[str]]]:
    return {
        name: cells(content) for name, content in write_report(report, ".csv", language).items()
    }


def test_one_file_a_table_and_the_rest_beside() -> None:
    assert list(csv_of(sample())) == [
        ".csv", "-huvudbok.csv", "-tid.csv", "-per_register.csv", "-uppgifter.csv",
    ]  # fmt: skip


def test_names_of_files_are_safe_and_their_own() -> None:
    tables = [
        Table(key, same("T"), (Column("a", same("A")),), ())
        for key in ("en", "../två", "../två", "../TVÅ")
    ]
    names = list(csv_of(replace(sample(*tables), sections=tuple(tables))))
    assert names == [".csv", "--tv-.csv", "--tv--2.csv", "--tv--3.csv", "-uppgifter.csv"]


def test_keys_decimal_comma_iso_days_and_what_the_row_is_traced_to() -> None:
    rows = csv_of(sample())["-huvudbok.csv"]
    assert rows[0] == [
        "konto", "datum", "text", "debet", "saldo", "row_level", "row_voucher", "row_document",
    ]  # fmt: skip
    assert rows[2] == [
        "5420", "2026-02-01", "Exempel IT AB 1", "123,45", "123,45", "0", "A1", "underlag/A1 å.pdf",
    ]  # fmt: skip
    assert csv_of(sample(), "en")["-huvudbok.csv"][2][3] == "123.45"


def test_a_column_without_sums_adds_up_to_its_total() -> None:
    table = ledger_table()
    rows = csv_of(sample(table))[".csv"][1:]
    total = table.totals()
    assert total
    added = sum(Decimal(row[3].replace(",", ".")) for row in rows if row[5] == "0")
    assert added == total[3]


def test_a_form_without_tables_is_its_fields() -> None:
    report = sample()
    rows = csv_of(replace(report, sections=report.sections[:1]))[".csv"]
    assert rows[0] == ["section", "key", "label", "value", "missing"]
    assert ["mottagare", "belopp", "Beviljat", "1585858,00", "0"] in rows
    assert ["mottagare", "orgnr", "Organisationsnummer", "", "1"] in rows
    assert ["report", "references", "Diarienummer", "5.1-12345/2026, RE 2026-00123", "0"] in rows
    assert ["draft", "1", "UTKAST", "Diarienummer saknas.", "1"] in rows


@given(st.lists(st.one_of(st.sampled_from(FORMULAS), st.text(max_size=20)), min_size=1))
def test_no_cell_begins_a_formula_and_a_row_is_a_line(texts: list[str]) -> None:
    columns = (Column("a", same("A")), Column("b", same("B"), "amount"))
    table = Table("t", same("T"), columns, tuple(Row((text, Decimal("-1.5"))) for text in texts))
    rows = csv_of(sample(table))[".csv"]
    assert len(rows) == len(texts) + 1
    for row in rows[1:]:
        assert not row[0].lstrip().startswith(("=", "+", "-", "@"))
        assert row[1] == "-1,50"


def test_json_says_everything_under_stable_keys() -> None:
    said = json.loads(write_report(sample(), ".json", "sv")[".json"])
    assert list(said) == [
        "kind", "title", "language", "grant", "programme", "region", "period", "cost_centre",
        "references", "day", "log", "version", "is_draft", "draft", "sections",
    ]  # fmt: skip
    assert said["period"] == {"from": "2026-01-01", "to": "2026-12-31"}
    assert (said["day"], said["is_draft"]) == ("2026-12-31", True)
    assert [section["type"] for section in said["sections"]] == [
        "fields", "table", "table", "chart", "chart", "prose", "signature",
    ]  # fmt: skip
    fields, table, ledger, chart = said["sections"][:4]
    assert fields["fields"][1] == {
        "key": "orgnr", "label": "Organisationsnummer", "kind": "text", "value": None,
        "missing": True,
    }  # fmt: skip
    assert table["rows"][2]["values"] == {
        "andamal": "Kreditering", "belopp": "-4000.25", "andel": None, "antal": 3,
    }  # fmt: skip
    assert table["totals"] == {"belopp": "897234.75", "antal": 1315}
    assert ledger["rows"][1]["voucher"] == "A1"
    assert ledger["rows"][1]["document"] == "underlag/A1 å.pdf"
    assert chart["limit"] == {"label": "Bidraget", "values": ["500000.00"]}


def test_json_in_english() -> None:
    said = json.loads(write_report(sample(), ".json", "en")[".json"])
    assert (said["language"], said["title"]) == ("en", "Financial report")
    assert said["sections"][1]["rows"][0]["values"]["andamal"] == "IT"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_report_gives_the_same_bytes_in_every_format(suffix: str) -> None:
    assert write_report(sample(), suffix, "sv") == write_report(sample(), suffix, "sv")


def test_another_ending_is_no_format() -> None:
    with pytest.raises(ValueError, match="docx"):
        write_report(sample(), ".docx", "sv")


def test_texts_that_cannot_be_utf_8_stop_nothing() -> None:
    table = Table("t", same("T"), (Column("a", same("A")),), (Row(("\ud800",)),))
    assert write_report(sample(table), ".csv", "sv")
    assert write_report(sample(table), ".json", "sv")


def test_values_as_a_person_and_as_a_program_reads_them() -> None:
    assert shown(Decimal("-1234.5"), "amount", "sv") == "−1\xa0234,50"
    assert plain(Decimal("-1234.5"), "amount", "sv") == "-1234.50"
    assert shown(Decimal("0.942"), "share", "sv") == "94,2\xa0%"
    assert shown(1234, "count", "sv") == "1\xa0234"
    assert shown(2026, "text", "sv") == "2026"
    assert shown(date(2026, 1, 2), "date", "sv") == "2026-01-02"
    assert shown(Text("ja", "yes"), "text", "en") == "yes"
    assert shown(None, "amount", "sv") == ""


def test_the_totals_leave_out_sums_among_the_rows() -> None:
    assert purposes().totals() == (None, Decimal("897234.75"), None, 1315)
