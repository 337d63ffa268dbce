"""Amounts, dates and organisation numbers in every notation that a layout can say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_importers.tabular.values import (
    SOLE_TRADER,
    CellError,
    DayReader,
    Notation,
    day_reader,
    organisation_number,
)

ORE = st.integers(min_value=-(10**14), max_value=10**14)


def grouped(digits: str, mark: str) -> str:
    return f"{int(digits):,}".replace(",", mark) if mark else digits


@given(
    ore=ORE,
    decimal=st.sampled_from(",."),
    mark=st.sampled_from(
        ["", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", ".", ",", "'"]
    ),
    minus=st.sampled_from(["-{}", "−{}", "{}-", "({})", "- {}"]),
)
def test_an_amount_is_read_back_in_every_notation(
    ore: int, decimal: str, mark: str, minus: str
) -> None:
    thousands = mark if mark in {".", ",", "'"} and mark != decimal else ""
    used = "" if mark == decimal else mark
    text = f"{grouped(str(abs(ore) // 100), used)}{decimal}{abs(ore) % 100:02}"
    text = minus.format(text) if ore < 0 else text
    assert Notation(decimal, thousands).amount(text) == Decimal(ore) / 100


@given(ore=ORE)
def test_ore_and_numbers_of_excel_are_exact(ore: int) -> None:
    assert Notation(in_ore=True).amount(str(ore)) == Decimal(ore) / 100
    assert Notation(in_ore=True).amount(Decimal(ore)) == Decimal(ore) / 100
    assert Notation().amount(Decimal(ore) / 100) == Decimal(ore) / 100


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1234", "1234"), ("1 234,5", "1234.5"), ("1234.50", "1234.5"), ("+5", "5"), (",5", "0.5"),
     ("7,", "7"), ("1 234.000", "1234"), ("40000,0000", "40000"), ("-0,00", "0"), ("", None),
     (" \N{NO-BREAK SPACE}", None)],
)  # fmt: skip
def test_what_has_one_meaning_is_read_without_a_layout(text: str, amount: str | None) -> None:
    assert Notation().amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["1.234,50", "1,234.50", "1,234", "1.234", "-1.234", "1.234.567"])
def test_what_has_several_meanings_is_refused_unless_the_layout_says(text: str) -> None:
    with pytest.raises(CellError, match="flera sätt") as caught:
        Notation().amount(text)
    assert "mappningsfilen" in caught.value.remedy.sv


def test_the_layout_decides_which_mark_is_which() -> None:
    assert Notation(",", ".").amount("1.234,50") == Decimal("1234.50")
    assert Notation(".", ",").amount("1,234.50") == Decimal("1234.50")
    assert Notation(",", ".").amount("1.234") == Decimal(1234)
    assert Notation(".").amount("1.23") == Decimal("1.23")
    for notation, text in (
        (Notation(","), "1.234,50"), (Notation("."), "1,234.50"), (Notation(",", "."), "1.23,50"),
        (Notation(",", "."), "1.234 567,00"), (Notation(","), "1.5"),
    ):  # fmt: skip
        with pytest.raises(CellError, match="flera sätt"):
            notation.amount(text)


@pytest.mark.parametrize(
    "value",
    ["abc", "1 23", "12 34", "--1", "-1-", "(-1)", "1kr", "1e5", "NaN", "١٢", "-", ",", "9" * 18,
     Decimal("1e15"), Decimal("NaN"), date(2026, 1, 1), "1" * 5000],
)  # fmt: skip
def test_what_is_no_amount_is_refused(value: str | Decimal | date) -> None:
    with pytest.raises(CellError, match="inget belopp"):
        Notation(",").amount(value)


@pytest.mark.parametrize("value", ["0,005", "1,001", Decimal("0.30000000000000004")])
def test_parts_of_an_ore_are_refused_and_never_rounded(value: str | Decimal) -> None:
    with pytest.raises(CellError, match="hela ören"):
        Notation(",").amount(value)


def test_parts_of_an_ore_in_ore_are_refused_too() -> None:
    with pytest.raises(CellError, match="hela ören"):
        Notation(in_ore=True).amount("100.5")


def days(*formats: str, empty: tuple[str, ...] = ()) -> DayReader:
    reader = day_reader(formats, empty)
    assert isinstance(reader, DayReader)
    return reader


@pytest.mark.parametrize(
    ("form", "text"),
    [("ÅÅÅÅ-MM-DD", "2026-06-05"), ("ÅÅÅÅMMDD", "20260605"), ("ÅÅMMDD", "260605"),
     ("DD/MM/ÅÅÅÅ", "5/6/2026"), ("MM/DD/ÅÅÅÅ", "06/05/2026"), ("DD.MM.ÅÅ", "05.06.26"),
     ("ÅÅÅÅ-MM-DD", "2026-06-05 00:00:00.000"), ("ÅÅÅÅ-MM-DD", "2026-06-05T12:30")],
)  # fmt: skip
def test_dates_are_read_as_the_layout_says(form: str, text: str) -> None:
    assert days(form).day(text) == date(2026, 6, 5)


def test_dates_that_are_numbers_or_dates_in_excel() -> None:
    assert days("ÅÅÅÅMMDD").day(Decimal(20260605)) == date(2026, 6, 5)
    assert days("ÅÅÅÅMMDD").day(date(2026, 6, 5)) == date(2026, 6, 5)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-6", "05/06/2026", "i går", "20260605x", "0"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="inget datum"):
        days("ÅÅÅÅ-MM-DD", "ÅÅÅÅMMDD").day(text)


def test_empty_dates_are_none() -> None:
    reader = days("ÅÅÅÅ-MM-DD", empty=("1899-12-31", "00000000"))
    for value in (
        None,
        "",
        " ",
        "1899-12-31",
        "1899-12-31 00:00:00",
        "00000000",
        date(1899, 12, 31),
    ):
        assert reader.day(value) is None


@pytest.mark.parametrize("form", ["ÅÅÅÅ", "ÅÅÅÅ-MM", "DD/DD/ÅÅÅÅ", "YYYY-MM-DD", "ÅÅÅÅ-MM-DD ÅÅ"])
def test_what_is_no_format_of_dates_is_given_back(form: str) -> None:
    assert day_reader((form,), ()) == form


@pytest.mark.parametrize(
    "text",
    [
        "5560160680",
        "556016-0680",
        "16556016-0680",
        "165560160680",
        "SE556016068001",
        " 556016 0680 ",
    ],
)
def test_organisation_numbers_have_one_form(text: str) -> None:
    assert organisation_number(text) == "556016-0680"


@pytest.mark.parametrize(
    "text", ["121212-1212", "19121212-1212", "191212121212", "SE121212121201", "1212121213"]
)
def test_a_persons_number_is_never_given_back(text: str) -> None:
    assert organisation_number(text) is SOLE_TRADER


def test_wrong_and_empty_organisation_numbers() -> None:
    assert organisation_number("0000000000") is None
    for text in ("556016-0681", "55601606", "abc", "5560160680123"):
        found = organisation_number(text)
        assert found is not None
        assert not isinstance(found, str)
        assert found is not SOLE_TRADER
