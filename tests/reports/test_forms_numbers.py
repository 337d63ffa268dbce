"""Numbers on the forms: check digits are checked, and the numbers written one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from nkr_audit.reports.kinds.form_numbers import (
    bankgiro,
    is_diary_number,
    organisation_number,
    plusgiro,
)


def with_check_digit(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


@pytest.mark.parametrize("text", ["559990-1013", "5599901013", "16559990-1013", "559990 1013"])
def test_an_organisation_number_is_written_one_way(text: str) -> None:
    assert organisation_number(text) == "559990-1013"


@pytest.mark.parametrize(
    "text",
    [
        "559990-1014",  # the check digit
        "559990-101",
        "19121212-1212",  # somebody's personal number
        "121212-1212",
        "559990-1013 ext",
        "",
        "٥٥٩٩٩٠-١٠١٣",
    ],
)
def test_what_is_no_organisation_number_is_refused(text: str) -> None:
    assert organisation_number(text) is None


@given(st.integers(0, 10**5 - 1), st.integers(2, 9), st.integers(10, 99))
def test_one_wrong_digit_is_always_found(rest: int, third: int, first: int) -> None:
    right = with_check_digit(f"{first}{third}{rest:06}")
    assert organisation_number(right) == f"{right[:6]}-{right[6:]}"
    for place in range(10):
        wrong = f"{right[:place]}{(int(right[place]) + 1) % 10}{right[place + 1 :]}"
        assert organisation_number(wrong) is None


@given(st.integers(10**5, 10**7 - 1))
def test_a_bankgiro_has_seven_or_eight_digits_and_a_check_digit(number: int) -> None:
    digits = with_check_digit(f"{number:06}")
    assert bankgiro(digits) == bankgiro(f"{digits[:-4]}-{digits[-4:]}")
    assert bankgiro(digits) == f"{digits[:-4]}-{digits[-4:]}"
    wrong = f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}"
    assert bankgiro(wrong) is None


@given(st.integers(1, 10**7 - 1))
def test_a_plusgiro_has_two_to_eight_digits_and_a_check_digit(number: int) -> None:
    digits = with_check_digit(str(number))
    written = plusgiro(digits)
    assert written is not None
    assert written.replace(" ", "").replace("-", "") == digits
    assert all(len(pair) == 2 for pair in written.split("-")[0].split(" ")[1:])
    assert plusgiro(written) == written
    assert plusgiro(f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}") is None


@pytest.mark.parametrize("text", ["123-4567", "12-34", "123456789", "-", "abc-defg", " "])
def test_what_is_no_bankgiro_is_refused(text: str) -> None:
    assert bankgiro(text) is None


@pytest.mark.parametrize("text", ["5", "1234567897", "12 34 56-7 8", "-", "x"])
def test_what_is_no_plusgiro_is_refused(text: str) -> None:
    assert plusgiro(text) is None


@pytest.mark.parametrize("text", ["S2025/00401", "S2022/02782", "S2011/11229/VS", "Fi2021/00001"])
def test_a_diarienummer_is_known_by_its_form(text: str) -> None:
    assert is_diary_number(text)


@pytest.mark.parametrize("text", ["2025/00401", "S2025-00401", "S25/00401", "S2025/401", "S2025"])
def test_another_form_is_no_diarienummer(text: str) -> None:
    assert not is_diary_number(text)
