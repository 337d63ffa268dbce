"""Splitting lines into fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_importers.sie.fields import FieldError, split_fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("#TRANS 1930 {} -100", ["#TRANS", "1930", (), "-100"]),
        ("#TRANS\t1930\t{}\t-100\t", ["#TRANS", "1930", (), "-100"]),
        ('#VER A 1 20260101 "Lön juni" ""', ["#VER", "A", "1", "20260101", "Lön juni", ""]),
        ('#FORMAT "PC8"', ["#FORMAT", "PC8"]),
        ('x "han sa \\"nej\\"" y', ["x", 'han sa "nej"', "y"]),
        ('x "C:\\ProgramData\\a" y', ["x", "C:\\ProgramData\\a", "y"]),
        ("x C:\\a y", ["x", "C:\\a", "y"]),
        ('x {1 2610 "6" "0103"}', ["x", ("1", "2610", "6", "0103")]),
        ('x { "1" "1"} 5', ["x", ("1", "1"), "5"]),
        ('x {\t1\t"a b"\t} 5', ["x", ("1", "a b"), "5"]),
        ('x {"1" "a}b{"} 5', ["x", ("1", "a}b{"), "5"]),
        ("x{}5", ["x", (), "5"]),
        ('x "a { b" 5', ["x", "a { b", "5"]),
        ("", []),
        (" \t", []),
    ],
)
def test_fields_are_split(line: str, fields: list[object]) -> None:
    assert split_fields(line) == fields


@pytest.mark.parametrize(
    "line",
    [
        'x "aldrig avslutat',
        'x "slutar med \\"',
        'x "Köp "X" pris"',
        'x 24" skärm',
        'x "a""b"',
        'x {1 "2610',
        "x {1 2610",
        'x {"1""2610"}',
        'x {1"2610"}',
        "x {1 {2} }",
        "x 100}",
        'x "a"b',
    ],
)
def test_what_cannot_be_told_is_an_error(line: str) -> None:
    with pytest.raises(FieldError) as error:
        split_fields(line)
    assert error.value.what.sv != error.value.what.en


@given(st.text())
def test_any_text_gives_fields_or_an_error(line: str) -> None:
    try:
        fields = split_fields(line)
    except FieldError:
        return
    assert all(isinstance(field, (str, tuple)) for field in fields)


@given(st.lists(st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs"]))))
def test_quoted_fields_come_back(texts: list[str]) -> None:
    escaped = [text.replace('"', '\\"') for text in texts]
    line = " ".join(f'"{text}"' for text in escaped)
    assert split_fields(line) == texts
    assert split_fields("{" + line + "}") == [tuple(texts)]
