"""Reading SIE files: vouchers, added and removed rows, faults with their lines, and memory."""

from __future__ import annotations

import tracemalloc
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.model import Selection
from nkr_importers.sie import read_sie

from .helpers import CENTRE, HEAD, INVOICE, line_of, only, read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_voucher_is_read_with_everything_it_says(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE)
    voucher = only(source)
    assert (voucher.identity, voucher.year, voucher.label) == ("2026-A42", "2026", "A 42")
    assert (voucher.series, voucher.number, voucher.day) == ("A", "42", date(2026, 6, 30))
    assert (voucher.text, voucher.registered) == ("Driftplattform juni", date(2026, 7, 2))
    assert voucher.sign == "ekonom1"
    cost, debt = voucher.rows
    assert cost.objects == (("1", "2610"), ("6", "103"))
    assert (cost.account, cost.amount, cost.day) == ("5420", Decimal(40000), date(2026, 6, 30))
    assert (cost.text, cost.quantity) == ("Två register", "2")
    assert (debt.day, debt.text, debt.objects) == (None, "", ())
    assert cost.line == line_of(HEAD + INVOICE, "#TRANS 5420")
    assert (source.voucher_count, source.row_count, source.skipped) == (1, 2, 0)
    declared = source.declarations
    assert (declared.program, declared.generated) == ("Exempelekonomi 1.0", "20260701")
    assert declared.organisation_number == "556000-0000"
    assert declared.dimensions == {"1": "Kostnadsställe"}
    assert declared.objects == {("1", "2610"): "Registercentrum"}
    assert declared.account_kinds["2440"] == "S"


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Selection("2610"), True),
        (Selection(project="103"), True),
        (Selection("2610", "103"), True),
        (Selection("2610", "104"), False),
        (Selection("02610"), False),
        (Selection("103"), False),
        (Selection(project="2610"), False),
        (Selection("261"), False),
    ],
)
def test_codes_select_by_dimension(tmp_path: Path, selection: Selection, found: bool) -> None:
    source = read(tmp_path, INVOICE, selection=selection)
    assert (len(source.vouchers), source.skipped) == ((1, 0) if found else (0, 1))


@pytest.mark.parametrize("code", ["007", "å-1", "a b", 'x"y', "–", "A_1"])
def test_codes_are_opaque(tmp_path: Path, code: str) -> None:
    escaped = code.replace('"', '\\"')
    path = tmp_path / "a.se"
    text = HEAD + INVOICE.replace('"2610"', f'"{escaped}"')
    path.write_bytes(text.encode())
    assert only(read_sie(path, Selection(code))).rows[0].objects[0] == ("1", code)
    assert not read_sie(path, Selection(code + "1")).vouchers


def test_both_codes_must_be_on_one_row(tmp_path: Path) -> None:
    body = INVOICE.replace(' "6" "103"', "").replace("{}", '{"6" "103"}')
    assert not read(tmp_path, body, selection=Selection("2610", "103")).vouchers


def test_the_dimension_counts_and_not_its_name(tmp_path: Path) -> None:
    head = HEAD.replace('#DIM 1 "Kostnadsställe"', '#DIM 1 "Resultatenhet"')
    assert read(tmp_path, INVOICE, head=head).vouchers


def test_indentation_tabs_unquoted_pairs_and_trailing_fields(tmp_path: Path) -> None:
    body = (
        "\t#VER\tA\t42\t20260630\ttext\t\n  {\n\t#TRANS\t5420\t{1 2610}\t1.5\n"
        '   #TRANS 2440 { "01" ""} -1.50 "" "" "" sign extra\n#NYTT 1\n  }\n#ANNAT\nskräp\n'
    )
    source = read(tmp_path, body)
    assert [row.amount for row in only(source).rows] == [Decimal("1.5"), Decimal("-1.50")]
    assert only(source).rows[1].objects == ()
    assert source.ignored == {
        "#NYTT": 1, "(överflödigt fält)": 1, "#ANNAT": 1, "(rad utan etikett)": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "years", "label"),
    [
        ("20260630", "#RAR 0 20260101 20261231", "2026"),
        ("20260630", "#RAR 0 20250701 20260630\n#RAR -1 20240701 20250630", "2025"),
        ("20240701", "#RAR 0 20250701 20260630\n#RAR -1 20240701 20250630", "2024"),
        ("20270101", "#RAR 0 20260101 20261231", "2027"),
        ("20260630", "#RAR 0", "2026"),
        ("20260630", "", "2026"),
    ],
)
def test_the_financial_year_names_the_voucher(
    tmp_path: Path, day: str, years: str, label: str
) -> None:
    head = HEAD.replace("#RAR 0 20260101 20261231", years)
    source = read(tmp_path, INVOICE.replace("20260630 ", f"{day} ", 1), head=head)
    assert only(source).identity == f"{label}-A42"


@pytest.mark.parametrize("names", ['"" ""', '"" 0', '"B" ""', "B "])
def test_a_voucher_without_number_is_known_by_the_file(tmp_path: Path, names: str) -> None:
    body = INVOICE.replace('"A" "42"', names + ('""' if names == "B " else ""))
    source = read(tmp_path, INVOICE.replace("2610", "1") + body)
    assert only(source).identity == f"2026-SIE{source.sha256[:8]}-2"


def rows(*lines: str) -> str:
    return '#VER A 1 20260630 ""\n{\n' + "\n".join(lines) + "\n}\n"


def test_an_added_row_and_its_copy_count_once(tmp_path: Path) -> None:
    source = read(tmp_path, rows(
        "#TRANS 2440 {} -100",
        '#RTRANS 5420 {1 2610} 100 20260701 "" "" "ekonom2"',
        "#TRANS 5420 {1 2610} 100.00 20260630",
    ))  # fmt: skip
    voucher = only(source)
    assert [(row.account, row.amount) for row in voucher.rows] == [
        ("2440", Decimal(-100)), ("5420", Decimal(100)),
    ]  # fmt: skip
    (added,) = voucher.added
    assert (added.day, added.sign) == (date(2026, 7, 1), "ekonom2")


def test_an_added_row_without_copy_counts_itself(tmp_path: Path) -> None:
    source = read(tmp_path, rows(
        "#RTRANS 5420 {1 2610} 100 20260701", "#TRANS 2440 {} -100 20260630",
    ))  # fmt: skip
    assert [row.amount for row in only(source).rows] == [Decimal(100), Decimal(-100)]


def test_two_equal_added_rows_count_twice(tmp_path: Path) -> None:
    pair = ("#RTRANS 5420 {1 2610} 100", "#TRANS 5420 {1 2610} 100")
    source = read(tmp_path, rows(*pair, *pair, "#TRANS 2440 {} -200"))
    assert len(only(source).rows) == 3


def test_removed_rows_never_count(tmp_path: Path) -> None:
    source = read(tmp_path, rows(
        "#TRANS 5420 {1 2610} 100",
        '#BTRANS 7210 {1 2610} 77 20260705 "" "" "ekonom1"',
        "#RTRANS 2440 {} -100",
        "#BTRANS 2440 {} -99",
        "#TRANS 2440 {} -100",
    ))  # fmt: skip
    voucher = only(source)
    assert [row.amount for row in voucher.rows] == [Decimal(100), Decimal(-100)]
    assert [(row.account, row.sign) for row in voucher.removed] == [
        ("7210", "ekonom1"), ("2440", ""),
    ]  # fmt: skip


def test_a_code_only_on_removed_rows_is_no_code(tmp_path: Path) -> None:
    source = read(tmp_path, rows("#BTRANS 5420 {1 2610} 100", "#TRANS 2440 {} 0"))
    assert (source.vouchers, source.skipped) == ((), 1)


def test_an_added_row_whose_copy_is_elsewhere_is_a_fault(tmp_path: Path) -> None:
    source = read(tmp_path, rows(
        "#RTRANS 5420 {1 2610} 100", "#RTRANS 2440 {} -100",
        "#TRANS 5420 {1 2610} 100", "#TRANS 2440 {} -100",
    ))  # fmt: skip
    assert not source.vouchers
    assert "RTRANS" in source.faults[0].what.sv


FAULTS = [
    ("40000.00", "39998.00", "2,00 i stället för 0", "#VER"),
    ("40000.00", "40000.001", "inget belopp", "#TRANS 5420"),
    ("40000.00", "40000.000", "inget belopp", "#TRANS 5420"),
    ("40000.00", "+40000", "inget belopp", "#TRANS 5420"),
    ("40000.00", '"40 000"', "inget belopp", "#TRANS 5420"),
    ("40000.00", "40000,00", "inget belopp", "#TRANS 5420"),
    ("40000.00", "1e3", "inget belopp", "#TRANS 5420"),
    ("40000.00", "NaN", "inget belopp", "#TRANS 5420"),
    ("40000.00", "٤", "inget belopp", "#TRANS 5420"),
    ("40000.00", "1" * 16, "inget belopp", "#TRANS 5420"),
    ("40000.00", '""', "inget belopp", "#TRANS 5420"),
    ("40000.00 20260630", "40000.00 20260631", "inget datum", "#TRANS 5420"),
    ("40000.00 20260630", "40000.00 2026-06-30", "inget datum", "#TRANS 5420"),
    ('"42" 20260630', '"42" 20260230', "inget datum", "#VER"),
    ('"42" 20260630', '"42" 18991231', "inget datum", "#VER"),
    ('"42" 20260630', '"42" ""', "inget datum", "#VER"),
    ("20260702", "2026", "inget datum", "#VER"),
    ('"Driftplattform juni"', '"Drift "plattform" juni"', "citattecken", "#VER"),
    ("{\n", "", "klammern { saknas", "#VER"),
    ("}\n", "", "klammern } saknas", "#VER"),
    ("\n{\n", " {\n", "klammer", "#VER"),
    ("#TRANS 2440", "hej\n#TRANS 2440", "ingen rad", "#VER"),
    ("#TRANS 2440", "{\n#TRANS 2440", "ingen rad", "#VER"),
    ("#TRANS 5420", "#TRANS x5420", "inget kontonummer", "#TRANS x5420"),
    ("5420 {", "5420 5421 {", "objektlistan {} saknas", "#TRANS 5420"),
    ('"2610" "6"', '"2610" "x"', "ingen dimension", "#TRANS 5420"),
    ('"2610" "6" "103"', '"2610" "6"', "par", "#TRANS 5420"),
    ('"Två register"', '"Två register', "citattecken", "#TRANS 5420"),
    ('"Två register"', '{1 "2"}', "fel antal fält", "#TRANS 5420"),
    (" 40000.00 20260630 \"Två register\" 2", "", "fel antal fält", "#TRANS 5420"),
    ('20260630 "Driftplattform juni" 20260702 "ekonom1"', "", "fel antal fält", "#VER"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "word", "at"), FAULTS)
def test_a_faulty_voucher_is_named_with_line_and_reason(
    tmp_path: Path, old: str, new: str, word: str, at: str
) -> None:
    broken = INVOICE.replace(old, new, 1)
    assert broken != INVOICE
    later = INVOICE.replace('"42"', '"43"')
    path = tmp_path / "a.se"
    path.write_bytes((HEAD + broken + later).encode())
    source = read_sie(path, CENTRE)
    (fault,) = source.faults
    assert word in fault.what.sv
    assert fault.line == line_of(HEAD + broken, at)
    assert only(source).number == "43"
    assert (source.voucher_count, source.skipped) == (2, 0)


def test_rows_without_a_voucher_are_a_fault(tmp_path: Path) -> None:
    source = read(tmp_path, '#TRANS 5420 {1 "2610"} 5\n#TRANS 2440 {} -5\n#KONTO 1 a\n')
    (fault,) = source.faults
    assert "#VER" in fault.what.sv
    assert source.voucher_count == 0


def test_a_declaration_ends_a_voucher_that_is_never_closed(tmp_path: Path) -> None:
    body = INVOICE.replace("}\n", "#KONTO 6000 Nytt\n" + INVOICE.replace('"42"', '"43"'))
    source = read(tmp_path, body)
    assert [fault.voucher for fault in source.faults] == ["A 42"]
    assert source.declarations.accounts["6000"] == "Nytt"


def test_faults_without_the_code_are_only_mentioned(tmp_path: Path) -> None:
    other = INVOICE.replace("2610", "1000")
    body = other.replace("{\n", "") + other.replace("40000.00", "1") * 30 + INVOICE
    source = read(tmp_path, body)
    assert not source.faults
    assert (source.other_fault_count, source.skipped) == (1, 31)
    assert source.other_faults[0].voucher == "A 42"
    body = (other.replace("40000.00", "2610", 1) + other.replace("}\n", "")) * 15
    source = read(tmp_path, body + INVOICE)
    assert (source.other_fault_count, len(source.other_faults)) == (30, 20)


def test_different_vouchers_of_one_number_are_faulty(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE + INVOICE.replace("40000", "50000"))
    assert not source.vouchers
    assert [fault.voucher for fault in source.faults] == ["A 42", "A 42"]
    first, second = (str(fault.line) for fault in source.faults)
    assert f"rad {first}, {second}" in source.faults[0].what.sv


def test_an_exact_copy_is_told_and_kept_once(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE * 3)
    assert only(source).ordinal == 1
    assert [voucher.ordinal for voucher in source.repeated] == [2, 3]
    assert not source.faults


def test_the_same_number_in_two_years_is_two_vouchers(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE + INVOICE.replace("2026", "2025"))
    assert [voucher.identity for voucher in source.vouchers] == ["2026-A42", "2025-A42"]


def test_a_known_voucher_is_kept_though_it_lost_the_code(tmp_path: Path) -> None:
    body = INVOICE.replace("2610", "1000") + INVOICE.replace('"42"', '"43"').replace("2610", "1000")
    source = read(tmp_path, body, known={"2026-A42"})
    assert only(source).number == "42"
    assert source.skipped == 1


def test_amounts_in_another_currency_are_refused(tmp_path: Path) -> None:
    assert read(tmp_path, INVOICE, head=HEAD + "#VALUTA SEK\n").vouchers
    with pytest.raises(NkrError, match="EUR"):
        read(tmp_path, INVOICE, head=HEAD + "#VALUTA EUR\n")


def test_an_old_end_of_file_mark_is_nothing(tmp_path: Path) -> None:
    source = read(tmp_path, INVOICE + "\x1a")
    assert source.vouchers
    assert not source.ignored


def test_unknown_labels_share_a_count_when_they_are_many(tmp_path: Path) -> None:
    source = read(tmp_path, "".join(f"#X{number}\n" for number in range(300)))
    assert len(source.ignored) == 101
    assert sum(source.ignored.values()) == 300


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    voucher = INVOICE.replace("2610", "1000").encode("cp437")
    with path.open("wb") as file:
        file.write(HEAD.encode("cp437"))
        for number in range(30 * 1024 * 1024 // len(voucher)):
            file.write(voucher.replace(b'"42"', b'"%d"' % number))
        file.write(INVOICE.encode("cp437"))
    assert path.stat().st_size > 30_000_000
    tracemalloc.start()
    try:
        source = read_sie(path, CENTRE)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(source.vouchers) == 1
    assert source.voucher_count == source.skipped + 1 > 100_000
    assert peak < 4_000_000


PIECES = st.sampled_from([
    b"#VER", b"#TRANS", b"#RTRANS", b"#BTRANS", b"{", b"}", b" ", b"\t", b"\n", b"\r\n", b'"',
    b"\\", b"\\\"", b"1", b"2610", b"20260101", b"-1.5", b"1.5", b"A", b"#RAR", b"#KONTO", b"#DIM",
    b"#KTYP", b"#OBJEKT", b"#FNAMN", b"#VALUTA", b"SEK", b"{1 2610}", b"\xe5", b"\x86", b"\xc3",
    b'#VER "" "" 20260101\n{\n', b"#TRANS 5420 {1 2610} 5\n", b"#TRANS 5420 {} -5\n", b"}\n",
])  # fmt: skip
FILES = st.one_of(st.binary(), st.lists(PIECES, max_size=60).map(b"".join))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=FILES, header=st.booleans())
def test_any_bytes_give_a_file_or_one_clear_error(
    tmp_path: Path, content: bytes, header: bool
) -> None:
    path = tmp_path / "a.se"
    path.write_bytes((b"#FLAGGA 0\n" if header else b"") + content)
    try:
        source = read_sie(path, CENTRE, {"2026-A42"})
    except NkrError:
        return
    for voucher in source.vouchers:
        assert sum(row.amount for row in voucher.rows) == 0
        assert any(CENTRE.matches(row.objects) for row in voucher.rows)
    coded = len(source.vouchers) + len(source.repeated) + len(source.faults)
    assert coded + source.skipped >= source.voucher_count
