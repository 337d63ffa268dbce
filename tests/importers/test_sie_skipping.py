"""Passing over vouchers without the code gives the same as parsing every one of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.model import Selection, SourceFile
from nkr_importers.sie import codes_used, read_sie, reader
from nkr_importers.sie.blocks import Block, chunks, scan
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import row_objects
from nkr_importers.sie.skipping import Skipped, Skipper

from .helpers import CENTRE, HEAD, INVOICE, line_of, read

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

OTHER = INVOICE.replace("2610", "1000")
SELECTIONS = st.sampled_from([
    CENTRE, Selection(project="103"), Selection("2610", "103"), Selection("1"), Selection("å 9"),
    Selection("–"), Selection("VER"), Selection("5420"), Selection("A", "2610"),
])  # fmt: skip
KNOWN = st.sampled_from([
    (), ("2026-A42",), ("2026-A7", "2026-A1.42"), ("2026-_c3_a942",), ("2026-B.x",), ("2026-A1",),
])  # fmt: skip
CODES = st.sampled_from(["2610", "1000", "103", '"2610"', '"å 9"', "007", "26101", "VER", "–"])
LISTS = st.lists(st.tuples(st.sampled_from(["1", '"6"', "7"]), CODES), max_size=3).map(
    lambda pairs: "{" + " ".join(f"{kind} {code}" for kind, code in pairs) + "}"
)
TEXTS = st.sampled_from(
    ["", ' "text 2610"', ' "#VER A 42"', ' 20260630 "a \\" 103" 2', ' "}"', " x y z", ' "oavslutad']
)
LABELS = st.sampled_from(["#TRANS"] * 8 + ["#RTRANS", "#BTRANS", "#trans", "\t#TRANS", "#NYTT"])
ROWS = st.builds(
    lambda label, account, objects, amount, text: f"{label} {account} {objects} {amount}{text}",
    LABELS, st.sampled_from(["5420", "2440", "2610", '"2610"']), LISTS,
    st.sampled_from(["5", "-5", "0", "2610.00"]), TEXTS,
)  # fmt: skip
HEADS = st.builds(
    lambda label, series, number, rest: f"{label} {series} {number} 20260630{rest}",
    st.sampled_from(["#VER"] * 8 + ["#ver", " #VER"]),
    st.sampled_from(["A", '"A"', '""', "A1", "é", '"A B"']),
    st.sampled_from(["42", '"42"', '""', "0", "7", '" 42"', '"42', "x", "2610", "042"]),
    TEXTS,
)
VOUCHERS = st.builds(
    lambda head, opening, rows, closing, end: end.join([head, *opening, *rows, *closing, ""]),
    HEADS, st.sampled_from([["{"]] * 8 + [[" {\t"], [], ["{", ""], ["{", "{"]]),
    st.lists(ROWS, max_size=4), st.sampled_from([["}"]] * 8 + [["\t}"], [], ["}", ""], ["} x"]]),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
BETWEEN = st.sampled_from(["", "", "", "\n", "#KONTO 1 a\n", "skräp\n", "#TRANS 1 {} 2\n", "}\n"])
FILES = st.lists(st.one_of(VOUCHERS, VOUCHERS, BETWEEN, st.just(OTHER)), max_size=12).map("".join)
SIZES = st.sampled_from([1, 7, 60, 150, 400, 1000, 1 << 19])
MUTATIONS = st.lists(
    st.tuples(st.integers(0, 4000), st.sampled_from([b"", b"\n", b'"', b"}", b"#", b" ", b"\x1a"])),
    max_size=3,
)


class SkipsNothing(Skipper):
    """A skipper that passes over nothing, so that every voucher is cut into its lines."""

    def skip(self, _chunk: bytes, _at: int) -> Skipped | None:
        return None


def outcome(
    path: Path, selection: Selection, known: Collection[str], size: int
) -> SourceFile | str:
    """What a reading gives: the file as read, or the error it is refused with."""
    try:
        return read_sie(path, selection, known, size=size)
    except NkrError as error:
        return error.describe("sv")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300
)
@given(
    text=FILES, mutations=MUTATIONS, selection=SELECTIONS, known=KNOWN, size=SIZES,
    encoding=st.sampled_from(["cp437", "utf-8", "cp1252"]),
)  # fmt: skip
@example(
    text=OTHER * 4 + INVOICE + OTHER * 3, mutations=[], selection=CENTRE, known=("2026-A7",),
    size=1 << 19, encoding="cp437",
)  # fmt: skip
def test_passing_over_vouchers_changes_nothing(
    tmp_path: Path,
    text: str,
    mutations: list[tuple[int, bytes]],
    selection: Selection,
    known: Collection[str],
    size: int,
    encoding: str,
) -> None:
    content = bytearray((HEAD + text).encode(encoding, "replace"))
    for place, put in mutations:
        at = len(HEAD) + place % (len(content) - len(HEAD) + 1)
        content[at : at + 1] = put
    path = tmp_path / "a.se"
    path.write_bytes(content)
    passed_over = outcome(path, selection, known, size)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reader, "Skipper", SkipsNothing)
        assert passed_over == outcome(path, selection, known, 1 << 19)


def skipped(text: str, selection: Selection = CENTRE, known: Collection[str] = ()) -> list[int]:
    """How many vouchers are passed over at a time."""
    stream = io.BytesIO(text.encode("cp437"))
    parts = scan(chunks(stream), "a.se", Skipper(selection, known))
    return [part.vouchers for part in parts if isinstance(part, Skipped)]


def test_only_vouchers_that_carry_the_code_are_cut() -> None:
    assert skipped(OTHER * 5 + INVOICE + OTHER * 3) == [5, 3]
    assert skipped(INVOICE * 3) == []
    assert skipped(OTHER.replace("1000", "26101") + OTHER.replace("1000", "x2610")) == [2]
    assert skipped(OTHER * 3, Selection("–")) == []


def test_the_code_as_an_account_is_no_code(tmp_path: Path) -> None:
    body = OTHER.replace("5420", "2610")
    assert skipped(body * 2) == [2]
    assert skipped(body.replace("2610", '"2610"') * 2) == [2]
    assert skipped(body.replace("Två register", "se 2610") * 2) == []
    assert read(tmp_path, body + INVOICE).vouchers


def test_a_known_voucher_is_cut_and_others_are_not() -> None:
    numbers = [OTHER.replace('"42"', f'"{number}"') for number in range(1, 100)]
    assert skipped("".join(numbers), known=("2026-A42",)) == [41, 57]
    assert skipped("".join(numbers).replace('"A"', '"é"'), known=("2026-_c3_a942",)) == [1, 39, 57]


@pytest.mark.parametrize("number", ["0", '"0"', '""', '" "'])
def test_a_known_voucher_without_number_is_cut(tmp_path: Path, number: str) -> None:
    body = OTHER.replace('"A" "42"', f'"" {number}') * 3
    identity = f"2026-SIE{read(tmp_path, body).sha256[:8]}-2"
    (voucher,) = read(tmp_path, body, known={identity}).vouchers
    assert (voucher.identity, voucher.ordinal) == (identity, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{\n", ""),
        ("}\n", ""),
        ("\n}", "\n} x"),
        ("\n}", "\n\n}"),
        ("\n{", "\n{ x"),
        ("#VER", "#ver"),
        ("#TRANS 2440", "hej\n#TRANS 2440"),
        ("#TRANS 2440", "#NYTT\n#TRANS 2440"),
        ("register", "r" * 5000),
        ("juni", "j" * 5000),
    ],
)
def test_what_is_not_well_built_is_not_passed_over(old: str, new: str) -> None:
    assert skipped(OTHER + OTHER.replace(old, new, 1) + OTHER) == [1, 1]


def test_a_voucher_that_is_never_closed_comes_before_those_passed_over() -> None:
    stream = io.BytesIO((OTHER.replace("}\n", "") + OTHER).encode("cp437"))
    parts = list(scan(chunks(stream), "a.se", Skipper(CENTRE)))
    assert [type(part) for part in parts] == [Block, Skipped]


@pytest.mark.parametrize("size", [100, 5000, 1 << 19])
def test_lines_are_numbered_right_after_what_was_passed_over(tmp_path: Path, size: int) -> None:
    history = OTHER.replace("#TRANS 2440", "#BTRANS 1 {} 1\n\t#RTRANS 2440 {} 2\n#TRANS 2440")
    text = HEAD + history * 50 + INVOICE.replace("40000", "2", 1) + OTHER * 50
    path = tmp_path / "a.se"
    path.write_bytes(text.encode())
    source = read_sie(path, CENTRE, size=size)
    assert source.faults[0].line == line_of(text, '#TRANS 5420 {"1" "2610"') - 2
    assert (source.voucher_count, source.row_count, source.skipped) == (101, 202, 100)


@pytest.mark.parametrize("size", [100, 1 << 19, 1 << 22])
def test_an_endless_line_is_refused_wherever_it_stands(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.se"
    row = "#TRANS 2440 {} -40000.00"
    longest = OTHER.replace(row, f"{row} ".ljust((1 << 20) - 1, "r"))
    path.write_bytes((HEAD + OTHER + longest + OTHER).encode("cp437"))
    assert read_sie(path, CENTRE, size=size).skipped == 3
    text = HEAD + OTHER + longest.replace("rr", "rrr", 1) + OTHER
    path.write_bytes(text.encode("cp437"))
    with pytest.raises(NkrError) as error:
        read_sie(path, CENTRE, size=size)
    assert "längre än 1 MiB" in error.value.describe("sv")
    assert f"{path}:{line_of(text, 'rrr')}" in error.value.describe("sv")


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    path.write_bytes((HEAD + OTHER * 50).encode())
    told: list[tuple[int, int]] = []
    read_sie(path, CENTRE, (), lambda done, total: told.append((done, total)), size=500)
    total = 2 * path.stat().st_size
    assert told[-1] == (total, total)
    assert {one for _, one in told} == {total}
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 10


def plainly_used(path: Path, dimension: str) -> set[str]:
    """The codes of a dimension, from every row that can be read."""
    found: set[str] = set()
    with path.open("rb") as stream:
        for part in scan(chunks(stream), str(path)):
            for line in part.rows if isinstance(part, Block) else ():
                try:
                    _, objects = row_objects(line.content.decode("cp437"))
                except FieldError:
                    continue
                found.update(code for kind, code in objects if kind == dimension)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=FILES, size=SIZES)
def test_the_codes_used_are_those_of_the_rows(tmp_path: Path, text: str, size: int) -> None:
    path = tmp_path / "a.se"
    # A quote that is not closed hides a row from the plain reading, though its objects are sound.
    path.write_bytes((HEAD + text.replace(' "oavslutad', "")).encode("cp437", "replace"))
    for dimension in ("1", "6"):
        assert codes_used(path, dimension, size) == plainly_used(path, dimension)
