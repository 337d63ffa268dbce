"""Identities that never collide, and accounts that Beancount accepts."""

from __future__ import annotations

import re

import pytest
from beancount.core.account import is_valid
from hypothesis import given
from hypothesis import strategies as st

from nkr_importers.naming import account_component, account_number, identify, printable

HASH = "1a2b3c4d" + "0" * 56
NAMES = st.text(st.sampled_from("Aa1290_./-Å #") | st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("series", "number", "identity"),
    [
        ("A", "42", "2026-A42"),
        ("", "57", "2026-57"),
        ("LEV/K", "007", "2026-LEV/K007"),
        ("#", "1", "2026-_231"),
        ("Å", "12", "2026-_c3_8512"),
        ("A1", "2", "2026-A1.2"),
        ("A", "12", "2026-A12"),
        ("", "A5", "2026-.A5"),
        ("A", "1-2", "2026-A.1-2"),
        ("A_", "1", "2026-A_5f1"),
        ("A", "", "2026-SIE1a2b3c4d-7"),
        ("SIE1a2b3c4d-", "7", "2026-SIE1a2b3c4d_2d7"),
    ],
)
def test_identities(series: str, number: str, identity: str) -> None:
    assert identify("2026", series, number, HASH, 7) == identity


@given(NAMES, NAMES, NAMES, NAMES)
def test_only_the_same_series_and_number_share_an_identity(
    series: str, number: str, other_series: str, other_number: str
) -> None:
    one = identify("2026", series, number, HASH, 1)
    other = identify("2026", other_series, other_number, HASH, 2)
    assert re.fullmatch(r"[A-Za-z0-9\-_/.]+", one)
    same = number == other_number != "" and series == other_series
    assert (one == other) == same


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("Förutbet. avgifter/moms", "1790-Förutbet-avgifter-moms"),
        ("  Utg moms 25 % ", "1790-Utg-moms-25"),
        ("", "1790-Utan-namn"),
        ("–/–", "1790-Utan-namn"),
        ("Ko\u0308pt", "1790-Köpt"),
    ],
)
def test_account_names(name: str, component: str) -> None:
    assert account_component("1790", name) == component


@given(st.text())
def test_every_account_name_is_one_that_beancount_takes(name: str) -> None:
    account = f"Kostnader:NKR2026:{account_component('5420', name)}"
    assert is_valid(account)
    assert account_number(account) == "5420"


def test_control_characters_do_not_reach_the_screen() -> None:
    assert printable("a\x1b[31m\nö\udc80") == "a [31m ö "
