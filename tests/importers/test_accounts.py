"""The account mapping: what it gives, and every mistake named by key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_importers.accounts import AccountRange, load_accounts

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 6, 30)
GOOD = """\
[[konto]]
fran = "5400"
till = "5499"
kostnadsslag = "it-tjanster"
galler_till = 2026-12-31

[[konto]]
fran = "5400"
till = "5499"
kostnadsslag = "ovriga-externa"
galler_fran = 2027-01-01

[[konto]]
fran = "72"
till = "72"
kostnadsslag = "lon"

[namn]
"5420" = "Programvaror"

[rot]
"8310" = "Intäkter"
"2050" = "EgetKapital"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "kontoplan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_gives_category_name_and_class(tmp_path: Path) -> None:
    mapping = load_accounts(write(tmp_path, GOOD))
    assert mapping.category("5400", DAY) == "it-tjanster"
    assert mapping.category("54999", DAY) == "it-tjanster"
    assert mapping.category("5499", date(2027, 1, 1)) == "ovriga-externa"
    assert mapping.category("5500", DAY) is None
    assert mapping.category("54", DAY) is None
    assert mapping.category("7210", DAY) == "lon"
    assert mapping.category("7310", DAY) is None
    assert mapping.names == {"5420": "Programvaror"}
    assert mapping.classes == {"8310": "income", "2050": "equity"}


def test_an_empty_file_maps_nothing(tmp_path: Path) -> None:
    assert load_accounts(write(tmp_path, "")).ranges == ()


ONE = '[[konto]]\nfran = "54"\ntill = "54"\nkostnadsslag = "lon"\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("konto = 1", "konto"),
        ("konto = [1]", "konto[1]"),
        ("[kontot]", "kontot"),
        (ONE + 'fram = "1"', "konto[1].fram"),
        (ONE.replace('"54"', "54", 1), "konto[1].fran"),
        (ONE.replace('"54"', '"5x"', 1), "konto[1].fran"),
        (ONE.replace('"54"', '""', 1), "konto[1].fran"),
        (ONE.replace('till = "54"\n', ""), "konto[1].till"),
        (ONE.replace('till = "54"', 'till = "53"'), "konto[1].till"),
        (ONE.replace('"lon"', '"lön"'), "konto[1].kostnadsslag"),
        (ONE + "galler_fran = 2026-01-01T00:00:00", "konto[1].galler_fran"),
        (ONE + 'galler_till = "2026-01-01"', "konto[1].galler_till"),
        (ONE + "galler_fran = 2026-02-01\ngaller_till = 2026-01-31", "konto[1].galler_till"),
        (ONE + ONE, "konto[2].fran"),
        (ONE + ONE.replace("54", "5420"), "konto[2].fran"),
        (ONE + ONE.replace("54", "5", 1), "konto[2].fran"),
        ("namn = 1", "namn"),
        ("[namn]\n5420 = 1", "namn.5420"),
        ('[namn]\nx = "a"', "namn.x"),
        ('[rot]\n8310 = "Income"', "rot.8310"),
        ("[rot]\n8310 = 3", "rot.8310"),
        ("= 1", ":1"),
        ("x = " + "[" * 10000, "kontoplan.toml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, key: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(NkrError) as error:
        load_accounts(path)
    assert key in error.value.describe("sv")
    assert str(path) in error.value.describe("en")


def test_a_file_that_is_missing_or_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NkrError):
        load_accounts(tmp_path / "saknas.toml")
    path = tmp_path / "kontoplan.toml"
    path.write_bytes('[namn]\n5420 = "Löner"'.encode("latin-1"))
    with pytest.raises(NkrError):
        load_accounts(path)


NUMBERS = st.text("0123456789", min_size=1, max_size=4)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_ranges_that_do_not_overlap_never_share_an_account(
    first: str, last: str, other_first: str, other_last: str, number: str
) -> None:
    one = AccountRange(first, last, "lon")
    other = AccountRange(other_first, other_last, "lon")
    assert one.overlaps(other) == other.overlaps(one)
    if one.holds(number, DAY) and other.holds(number, DAY):
        assert one.overlaps(other)


def test_a_mapping_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "kontoplan.toml"
    path.write_bytes(b"#" * ((4 << 20) + 1))
    with pytest.raises(NkrError, match="större än 4 MiB"):
        load_accounts(path)
