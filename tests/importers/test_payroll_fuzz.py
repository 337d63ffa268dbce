"""Shares never lose an öre, and no file makes the import fail with anything but an NkrError."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_audit.money import ORE, to_ore
from nkr_importers.model import Selection
from nkr_importers.payroll.importing import PayrollImport
from nkr_importers.payroll.mapping import load_mapping
from nkr_importers.payroll.privacy import looks_personal
from nkr_importers.payroll.shares import WHOLE, share_out

from .payroll_files import EVIDENCE, EXTRACT, MAPPING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


@st.composite
def percents(draw: st.DrawFn) -> list[Decimal]:
    """Shares with two decimals that make at most 100."""
    shares: list[Decimal] = []
    left = 10000
    for _ in range(draw(st.integers(0, 6))):
        if left:
            part = draw(st.integers(1, left))
            shares.append(Decimal(part) / 100)
            left -= part
    return shares


@given(AMOUNTS, percents())
def test_parts_and_rest_make_the_whole(amount: Decimal, shares: list[Decimal]) -> None:
    parts, rest = share_out(amount, shares)
    assert sum(parts, rest) == amount
    assert all(part == part.quantize(ORE) for part in (*parts, rest))
    assert rest * amount >= 0
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - amount * share / WHOLE) < ORE
        assert part * amount >= 0


@given(AMOUNTS, st.decimals(Decimal("0.01"), Decimal("99.99"), places=2))
def test_a_share_is_what_anyone_works_out(amount: Decimal, share: Decimal) -> None:
    (part,), rest = share_out(amount, [share])
    assert part == to_ore(amount * share / WHOLE)
    assert part + rest == amount


def test_a_few_ore_on_many_shares_are_shared_out_too() -> None:
    thirds = [Decimal("33.33")] * 3
    assert share_out(Decimal("0.02"), thirds) == (
        (Decimal("0.01"), Decimal("0.01"), Decimal("0.00")), Decimal("0.00"),
    )  # fmt: skip
    assert share_out(Decimal("-100.01"), [Decimal(50), Decimal(50)]) == (
        (Decimal("-50.01"), Decimal("-50.00")), Decimal("0.00"),
    )  # fmt: skip


@given(AMOUNTS, percents())
def test_a_credit_takes_back_what_was_shared_out(amount: Decimal, shares: list[Decimal]) -> None:
    parts, rest = share_out(amount, shares)
    back, rest_back = share_out(-amount, shares)
    assert [-part for part in parts] == list(back)
    assert -rest == rest_back


@given(AMOUNTS, st.integers(1, 100))
def test_nothing_is_left_outside_a_whole_person(amount: Decimal, first: int) -> None:
    shares = [Decimal(first), *([Decimal(100 - first)] if first < 100 else [])]
    assert share_out(amount, shares)[1] == 0


@given(st.dates(date(1900, 1, 1), date(2029, 12, 31)), st.integers(0, 9999), st.sampled_from("-+ "))
def test_whatever_looks_like_a_personal_number_is_seen(day: date, last: int, mark: str) -> None:
    for text in (f"{day:%Y%m%d}{last:04}", f"{day:%y%m%d}{mark}{last:04}"):
        assert looks_personal(f"anställd {text}.")
    assert not looks_personal(f"{day:%Y-%m-%d}, {last}")


def attempt(folder: Path, layout: bytes, extract: bytes) -> None:
    """Read both: nothing but an NkrError may come out."""
    mapping, file = folder / "loner.toml", folder / "lön.csv"
    mapping.write_bytes(layout)
    file.write_bytes(extract)
    try:
        done = PayrollImport(file, load_mapping(mapping), "NKR2026")
        source = done.read(file, Selection("2610"), ())
    except NkrError as error:
        error.describe("sv")
        error.describe("en")
    else:
        for voucher in source.vouchers:
            assert sum(row.amount for row in voucher.rows) == 0


LAYOUT, SOUND = (MAPPING + EVIDENCE).encode(), EXTRACT.encode()
PUT = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b"", b"\0", b'"', b";", b"\n", b"9" * 5000, b"[" * 2000, b"-", b"1e999", b"inf"]
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.integers(0, 20), PUT)
def test_mutated_extracts(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, put: bytes
) -> None:
    attempt(tmp_path_factory.getbasetemp(), LAYOUT, SOUND[:at] + put + SOUND[at + length :])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(LAYOUT) - 1), st.integers(0, 20), PUT)
def test_mutated_mappings(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, put: bytes
) -> None:
    attempt(tmp_path_factory.getbasetemp(), LAYOUT[:at] + put + LAYOUT[at + length :], SOUND)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_random_bytes(
    tmp_path_factory: pytest.TempPathFactory, layout: bytes, extract: bytes
) -> None:
    attempt(tmp_path_factory.getbasetemp(), LAYOUT, extract)
    attempt(tmp_path_factory.getbasetemp(), layout, SOUND)
