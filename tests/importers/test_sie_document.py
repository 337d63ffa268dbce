"""A whole SIE file as a document: every record, every departure with its line, strict or not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.model import FinancialYear
from nkr_importers.sie.document import (
    Account,
    Address,
    Balance,
    Dimension,
    Generated,
    Organisation,
    PeriodAmount,
    Program,
    SieObject,
)
from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.notes import NO_LABEL
from tests.fuzz.targets import PIECES, examine_sie

from .sie_documents import WHOLE, WHOLE_4I, document_of, line_with, save, summed

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.sie.document import SieDocument


def told(document: SieDocument) -> list[tuple[int, str, str]]:
    return [(one.line, one.label, one.severity) for one in document.source.problems]


def test_every_record_is_in_the_document(tmp_path: Path) -> None:
    document = document_of(tmp_path, WHOLE, strict=True)
    header = document.header
    assert (document.kind, header.already_read, header.format, header.sie_type) == (
        "4E", False, "PC8", 4,
    )  # fmt: skip
    assert header.program == Program("Exempelekonomi", "1.0")
    assert header.generated == Generated(date(2026, 7, 1), "ekonom1")
    assert header.comments == ("Exempel", "Påhittade uppgifter")
    assert (header.company_type, header.company_id, header.industry) == ("AB", "E1", "84111")
    assert header.organisation == Organisation("556000-0000", "1", "2")
    assert header.address == Address("ekonom1", "Exempelgatan 1", "111 11 Exempelstad", "08-000 00")
    assert (header.company, header.tax_year, header.chart) == ("Exempel AB", "2027", "EUBAS97")
    assert (header.extent, header.currency) == (date(2026, 6, 30), "SEK")
    assert header.years == {
        0: FinancialYear(date(2026, 1, 1), date(2026, 12, 31)),
        -1: FinancialYear(date(2025, 1, 1), date(2025, 12, 31)),
    }
    assert document.dimensions == (
        Dimension("1", "Kostnadsställe"), Dimension("21", "Underställe", parent="1"),
    )  # fmt: skip
    assert document.objects[1] == SieObject("21", "A", "Avdelning å")
    assert document.accounts == (
        Account("1930", "Bank", "T"), Account("2440", "Leverantörsskulder", "S"),
        Account("5420", "Programvaror", "K", "Styck", ("7513", "7514")),
    )  # fmt: skip
    assert document.balances[0] == Balance("IB", 0, "1930", (), Decimal(1000), Decimal("2.5"))
    assert document.balances[0].line == line_with(WHOLE, "#IB 0 1930")
    assert document.balances[9] == Balance("OIB", 0, "1930", (("1", "2610"),), Decimal(50))
    assert [one.kind for one in document.balances] == (
        ["IB"] * 4 + ["UB"] * 4 + ["RES", "OIB", "OUB", "OUB", "OUB"]
    )
    assert document.periods == (
        PeriodAmount("PSALDO", 0, "202606", "5420", (), Decimal(400)),
        PeriodAmount("PSALDO", 0, "202606", "5420", (("1", "2610"),), Decimal(400)),
        PeriodAmount("PBUDGET", 0, "202606", "5420", (), Decimal(500)),
    )
    assert (document.source.vouchers, document.source.rows) == (2, 4)
    assert told(document) == []
    assert document.source.ignored == {}


def test_added_and_removed_rows_tell_who_and_when_and_count_once(tmp_path: Path) -> None:
    voucher = document_of(tmp_path, WHOLE).vouchers[1]
    assert [(row.kind, row.amount) for row in voucher.rows] == [
        ("BTRANS", Decimal(-90)), ("RTRANS", Decimal(-100)), ("TRANS", Decimal(-100)),
        ("TRANS", Decimal(100)),
    ]  # fmt: skip
    assert (voucher.rows[1].day, voucher.rows[1].sign) == (date(2026, 7, 2), "ekonom2")
    assert [row.amount for row in voucher.counted] == [Decimal(-100), Decimal(100)]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (WHOLE, "a.se", "4E"),
        (WHOLE, "a.txt", "4E"),
        (WHOLE, "a.SI", "4E"),
        (WHOLE_4I, "a.si", "4I"),
        (WHOLE_4I, "a.txt", "4I"),
        (WHOLE_4I, "a.SE", "4E"),
        (WHOLE_4I.replace("{\n", "{\n", 1) + "#IB 0 1930 1\n", "a.si", "4I"),
        (WHOLE_4I + "#IB 0 1930 1\n", "a.txt", "4E"),
        (WHOLE.replace("#SIETYP 4", "#SIETYP 1"), "a.se", "1"),
        (WHOLE.replace("#SIETYP 4", "#SIETYP 3"), "a.si", "3"),
    ],
)
def test_the_kind_is_told_by_contents_and_suffix(
    tmp_path: Path, text: str, name: str, kind: str
) -> None:
    assert document_of(tmp_path, text, name).kind == kind


# What is changed in the sound file, the label and the line it is told with, a word of the reason.
DEPARTURES = [
    ("#FORMAT PC8", "#FORMAT ANSI", "#FORMAT", "#FORMAT", "PC8", "remark"),
    ("#FORMAT PC8\n", "", "#FORMAT", "", "obligatorisk", "remark"),
    ('#GEN 20260701 "ekonom1"\n', "", "#GEN", "", "obligatorisk", "remark"),
    ("#GEN 20260701", "#GEN 20261301", "#GEN", "#GEN", "datum", "error"),
    ("#SIETYP 4", "#SIETYP 9", "#SIETYP", "#SIETYP", "1, 2, 3, 4", "error"),
    ("#FLAGGA 0", "#FLAGGA 7", "#FLAGGA", "#FLAGGA", "0, 1", "error"),
    ("#RES 0 5420 400 3\n", "", "#RES", "", "obligatorisk", "remark"),
    ("#TAXAR 2027", "#TAXAR 27", "#TAXAR", "#TAXAR", "ÅÅÅÅ", "remark"),
    ("556000-0000", "5560000000", "#ORGNR", "#ORGNR", "556000-0000", "remark"),
    ("#RAR -1 20250101 20251231", "#RAR -1", "#RAR", "#RAR -1", "saknas", "error"),
    ("20250101 20251231", "20251231 20250101", "#RAR", "#RAR -1", "slutar innan", "error"),
    ("#RAR -1 2", "#RAR x 2", "#RAR", "#RAR x", "årsnummer", "error"),
    ("#OMFATTN 20260630", "#OMFATTN juni", "#OMFATTN", "#OMFATTN", "datum", "error"),
    ("#KONTO 1930", "#KONTO X930", "#KONTO", "#KONTO X", "kontonummer", "error"),
    ("#KTYP 1930 T", "#KTYP 1930 X", "#KTYP", "#KTYP 1930", "kontotyp", "error"),
    ("#KTYP 1930 T", "#KTYP 1931 T", "#KTYP", "#KTYP 1931", "ingen #KONTO", "remark"),
    ("#KTYP 2440 S", "#KTYP 1930 S", "#KTYP", "#KTYP 1930 S", "den första gäller", "error"),
    ("#DIM 1", "#DIM x", "#DIM", "#DIM x", "dimension", "error"),
    ("#UNDERDIM 21", "#UNDERDIM 22", "#DIM", "#OBJEKT 21", "namngiven", "remark"),
    ("#IB 0 2440 -1000", "#IB 0 2440 -1000,00", "#IB", "#IB 0 2440", "inget belopp", "error"),
    ("#IB 0 2440 -1000", "#IB 0 1930 5", "#IB", "#IB 0 1930 5", "den första gäller", "error"),
    ("1000.00 2.5", "1000.00 två", "#IB", "#IB 0 1930", "kvantitet", "error"),
    ('#OIB 0 1930 {1 "2610"} 50', "#OIB 0 1930 50", "#OIB", "#OIB", "objektlistan", "error"),
    ('#OIB 0 1930 {1 "2610"}', "#OIB 0 1930 {}", "#OIB", "#OIB", "tom", "error"),
    ("#PBUDGET 0 202606", "#PBUDGET 0 202613", "#PBUDGET", "#PBUDGET", "period", "error"),
    ('#FNAMN "Exempel AB"', '#FNAMN "Exempel', "#FNAMN", "#FNAMN", "citattecken", "error"),
    ("#DIM 1", "skräp\n#DIM 1", NO_LABEL, "skräp", "etikett", "remark"),
    ("#KPTYP EUBAS97\n", "#KONTO 1 A\n#KPTYP X\n", "#KPTYP", "#KPTYP X", "längre ned", "remark"),
    ('#VER "B" "1"', '#VER "A" "42"', "#VER", '#VER "A" "42" 20260630 "B', "redan", "remark"),
    ('"Två register" 2', '"Två register" två', "#TRANS", "#TRANS 5420", "kvantitet", "remark"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "label", "at", "word", "severity"), DEPARTURES)
def test_a_departure_is_told_with_its_line_and_stops_a_strict_reading(
    tmp_path: Path, old: str, new: str, label: str, at: str, word: str, severity: str
) -> None:
    text = WHOLE.replace(old, new, 1)
    assert text != WHOLE
    line = line_with(text, at) if at else 0
    document = document_of(tmp_path, text)
    (problem,) = (one for one in document.source.problems if (one.line, one.label) == (line, label))
    assert word in problem.what.sv
    assert problem.severity == severity
    assert not document.quarantined
    with pytest.raises(NkrError, match=re.escape(label)) as error:
        document_of(tmp_path, text, strict=True)
    assert error.value.place is not None
    assert error.value.place.line == line
    assert word in error.value.what.sv


def test_flagga_must_be_first(tmp_path: Path) -> None:
    text = WHOLE.replace("#FLAGGA 0\n", "", 1).replace("#FORMAT", "#FLAGGA 0\n#FORMAT", 1)
    assert told(document_of(tmp_path, text)) == [(2, "#FLAGGA", "remark")]
    with pytest.raises(NkrError, match="inte först"):
        document_of(tmp_path, text, strict=True)


def test_a_flag_of_one_is_worth_knowing_and_no_departure(tmp_path: Path) -> None:
    text = WHOLE.replace("#FLAGGA 0", "#FLAGGA 1")
    assert told(document_of(tmp_path, text, strict=True)) == [(1, "#FLAGGA", "note")]


@pytest.mark.parametrize("label", ["IB", "UB", "RES"])
def test_a_4i_file_has_no_balances(tmp_path: Path, label: str) -> None:
    text = WHOLE_4I + f"#{label} 0 1930 1\n"
    line = line_with(text, f"#{label} ")
    assert told(document_of(tmp_path, text, "a.si")) == [(line, f"#{label}", "remark")]
    with pytest.raises(NkrError, match="får inte finnas"):
        document_of(tmp_path, text, "a.si", strict=True)


FAULTS = [
    ("400.00 20260630", "402.00 20260630", "2,00 i stället för 0", "#VER"),
    ("400.00 20260630", "400.00 20260631", "datum", "#TRANS 5420"),
    ("400.00 20260630", "400,00 20260630", "belopp", "#TRANS 5420"),
    ("{\n#TRANS", "#TRANS", "klammern { saknas", "#VER"),
    ("\n}\n#VER", "\n#VER", "klammern } saknas", "#VER"),
    ('{1 "2610" 21 "A"}', '{1 "2610" 21 "A"', "klammer", "#TRANS 5420"),
    ('{1 "2610" 21 "A"} 400', "400", "objektlistan", "#TRANS 5420"),
]


@pytest.mark.parametrize(("old", "new", "word", "at"), FAULTS)
def test_a_faulty_voucher_is_quarantined_with_line_and_reason(
    tmp_path: Path, old: str, new: str, word: str, at: str
) -> None:
    text = WHOLE.replace(old, new, 1)
    assert text != WHOLE
    document = document_of(tmp_path, text)
    (fault,) = document.quarantined
    assert (fault.voucher, fault.line) == ("A 42", line_with(text, at))
    assert word in fault.what.sv
    assert [voucher.label for voucher in document.vouchers] == ["B 1"]
    assert document.source.vouchers == 2
    with pytest.raises(NkrError, match=r"#VER \(A 42\)"):
        document_of(tmp_path, text, strict=True)


def test_unknown_labels_and_trailing_fields_are_counted(tmp_path: Path) -> None:
    text = WHOLE.replace("#SIETYP 4", "#SIETYP 4 extra mer\n#NYTT 1").replace(
        '"Två register" 2 "ekonom1"', '"Två register" 2 "ekonom1" mer'
    )
    document = document_of(tmp_path, text, strict=True)
    assert document.source.ignored == {"(överflödigt fält)": 3, "#NYTT": 1}
    assert document == document_of(tmp_path, WHOLE)


def test_a_right_checksum_agrees_in_strict_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(summed(WHOLE))
    checksum = read_document(path, strict=True).source.checksum
    assert checksum is not None
    assert checksum.agrees


def test_a_wrong_checksum_is_told_with_both_values(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(summed(WHOLE, add=1))
    document = read_document(path)
    checksum = document.source.checksum
    assert checksum is not None
    assert not checksum.agrees
    last = len(path.read_bytes().splitlines())
    assert told(document) == [(last, "#KSUMMA", "error")]
    with pytest.raises(NkrError, match=f"{checksum.stated}.*{checksum.computed}"):
        read_document(path, strict=True)


def test_one_changed_digit_breaks_the_checksum_and_a_changed_layout_does_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.se"
    whole = summed(WHOLE)
    path.write_bytes(whole.replace(b"400", b"401"))
    changed = read_document(path).source.checksum
    path.write_bytes(whole.replace(b"#RES 0 5420", b'\t#RES\t"0"  5420').replace(b"\r", b""))
    laid_out = read_document(path).source.checksum
    assert changed is not None
    assert laid_out is not None
    assert (changed.agrees, laid_out.agrees) == (False, True)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_checksum_holds_over_cp437_or_over_the_encoding_of_the_file(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.se"
    over_cp437 = summed(WHOLE).decode("cp437").encode(encoding)
    over_itself = summed(WHOLE, encoding)
    assert over_cp437 != over_itself
    for content in (over_cp437, over_itself):
        path.write_bytes(content)
        checksum = read_document(path).source.checksum
        assert checksum is not None
        assert checksum.agrees


@pytest.mark.parametrize("strict", [True, False])
def test_a_file_cut_off_after_its_opening_checksum_is_refused(tmp_path: Path, strict: bool) -> None:
    path = tmp_path / "a.se"
    whole = summed(WHOLE)
    for end in range(len(b"#FLAGGA 0\r\n#KSUMMA\r\n"), whole.rindex(b"#KSUMMA"), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(NkrError, match="avklippt"):
            read_document(path, strict=strict)


@pytest.mark.parametrize(
    ("tail", "word"),
    [("#KSUMMA 5\n", "hör inte ihop"), ("#KSUMMA\n#KSUMMA x\n", "inget tal")],
)
def test_a_checksum_that_is_none_is_told(tmp_path: Path, tail: str, word: str) -> None:
    document = document_of(tmp_path, WHOLE + tail)
    assert document.source.checksum is None
    assert [word in one.what.sv for one in document.source.problems] == [True]


def test_what_stands_after_the_checksum_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(summed(WHOLE) + b"#KONTO 9999 Mer\r\n")
    assert "efter den avslutande" in read_document(path).source.problems[-1].what.sv


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("latin-1", "cp1252")],
)
def test_another_encoding_is_read_and_told(tmp_path: Path, encoding: str, found: str) -> None:
    path = save(tmp_path, WHOLE, encoding=encoding)
    document = read_document(path)
    assert document == document_of(tmp_path, WHOLE, "b.se")
    assert document.source.encoding == found
    line = line_with(WHOLE, "Påhittade")
    assert told(document) == [(line, "#FORMAT", "remark")]
    with pytest.raises(NkrError, match="CP437"):
        read_document(path, strict=True)


def test_a_line_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    whole = WHOLE.encode("cp437")
    path.write_bytes(whole.replace("Två".encode("cp437"), "Två".encode()))
    line = line_with(WHOLE, "Två")
    assert (line, "#TRANS", "remark") in told(read_document(path))
    path.write_bytes(whole.replace("Två".encode("cp437"), "Två".encode("latin-1")))
    assert told(read_document(path)) == [(line, "#TRANS", "note")]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "tom"),
        (b"\r\n\r\n", "ingen SIE-fil"),
        (b"hej\r\n", "ingen SIE-fil|någon etikett"),
        (b"#FLAGGA 0\r\n\0", "nollbyte"),
        (WHOLE.encode("utf-16"), "nollbyte"),
        (WHOLE.replace("\n", "\r").encode("cp437"), "radslut"),
        (b"#FLAGGA 0\r\n#PROSA " + b"x" * (1 << 20) + b"\r\n", "1 MiB"),
        (b"#FLAGGA 0\r\n" + b"x" * (1 << 22), "1 MiB"),
        (b"#FLAGGA 0\r\n#KSUMMA\r\n" + b"x" * (1 << 22), "MiB|avklippt"),
    ],
)
def test_what_is_no_sie_file_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(content)
    for strict in (True, False):
        with pytest.raises(NkrError, match=word):
            read_document(path, strict=strict)


def test_fields_delimited_in_another_way_are_told_and_never_lost(tmp_path: Path) -> None:
    text = WHOLE.replace("#TRANS ", "#TRANS;")
    line = line_with(text, "#TRANS;")
    assert told(document_of(tmp_path, text))[:2] == [
        (line_with(text, '#VER "A"'), "#VER", "note"), (line, "#TRANS", "error"),
    ]  # fmt: skip
    with pytest.raises(NkrError, match="avgränsade"):
        document_of(tmp_path, text, strict=True)
    with pytest.raises(NkrError, match="ingen SIE-fil"):
        document_of(tmp_path, WHOLE.replace(" ", ";"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NkrError, match="finns inte"):
        read_document(tmp_path / "a.se")
    with pytest.raises(NkrError, match="mapp"):
        read_document(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map(b" ".join)))
def test_any_bytes_give_a_document_or_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(b"#FLAGGA 0\n" + content)
    examine_sie(path)
