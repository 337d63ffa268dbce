"""Reconciling a SIE file with itself: what agrees, what differs and by how much, what cannot be."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nkr_importers.sie.reconciling import reconcile

from .sie_documents import VOUCHERS, WHOLE, WHOLE_4I, document_of

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.sie.reconciling import Reconciliation


def differing(found: Reconciliation) -> list[tuple[str, str, str, str, Decimal, Decimal]]:
    return [
        (one.check, one.account, one.period, " ".join(code for _, code in one.objects),
         one.expected, one.found)
        for one in found.differences
    ]  # fmt: skip


def test_a_sound_file_agrees_in_every_check(tmp_path: Path) -> None:
    found = reconcile(document_of(tmp_path, WHOLE))
    counts = {one.check: one.count for one in found.comparisons}
    assert counts == {"UB": 2, "RES": 1, "IB": 2, "OUB": 2, "OIB": 1, "PSALDO": 2}
    assert found.differences == ()
    assert found.count == 10
    (silent,) = found.not_compared  # the sub-dimension has vouchers and no balance
    assert "varken OIB eller OUB (1)" in silent.sv


# What is changed in the sound file, and what differs: check, account, month, object, two figures.
DIFFERENCES = [
    ("#UB 0 1930 900", "#UB 0 1930 901", [("UB", "1930", "", "", 900, 901)]),
    ("#UB 0 1930 900\n", "", [("UB", "1930", "", "", 900, 0)]),
    (
        "#IB 0 1930 1000.00", "#IB 0 1930 999.99",
        [("UB", "1930", "", "", "899.99", 900), ("IB", "1930", "", "", 1000, "999.99")],
    ),
    ("#RES 0 5420 400 3", "#RES 0 5420 -400", [("RES", "5420", "", "", 400, -400)]),
    ("#RES 0 5420 400 3", "#RES 0 5420 400\n#RES 0 6000 7", [("RES", "6000", "", "", 0, 7)]),
    ("#RES 0 5420 400 3", "#RES 0 6000 0", [("RES", "5420", "", "", 400, 0)]),
    ("#UB -1 2440 -1000", "#UB -1 2440 -1000.01", [("IB", "2440", "", "", "-1000.01", -1000)]),
    (
        '#OUB 0 5420 {1 "2610"} 400', '#OUB 0 5420 {1 "2610"} 1',
        [("OUB", "5420", "", "2610", 400, 1)],
    ),
    (
        '#OUB -1 1930 {1 "2610"} 50', '#OUB -1 1930 {1 "2610"} 51',
        [("OIB", "1930", "", "2610", 51, 50)],
    ),
    (
        "#PSALDO 0 202606 5420 {} 400", "#PSALDO 0 202605 5420 {} 400",
        [("PSALDO", "5420", "202605", "", 0, 400)],
    ),
    (
        '#PSALDO 0 202606 5420 {1 "2610"} 400', '#PSALDO 0 202606 5420 {1 "2610"} 4',
        [("PSALDO", "5420", "202606", "2610", 400, 4)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), DIFFERENCES)
def test_a_difference_is_told_by_account_with_both_figures(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str, str, str, str, str]]
) -> None:
    text = WHOLE.replace(old, new, 1)
    assert text != WHOLE
    found = reconcile(document_of(tmp_path, text))
    assert differing(found) == [
        (*where, Decimal(one), Decimal(other)) for *where, one, other in expected
    ]
    first = found.differences[0]
    assert first.difference == first.found - first.expected


def test_removed_rows_are_in_no_sum_and_added_ones_once(tmp_path: Path) -> None:
    text = WHOLE.replace("#BTRANS 1930 {} -90", "#BTRANS 1930 {} -77")
    assert reconcile(document_of(tmp_path, text)).differences == ()


def test_a_quarantined_voucher_is_missed_and_named_as_the_reason(tmp_path: Path) -> None:
    text = WHOLE.replace("#TRANS 2440 {} -400.00", "#TRANS 2440 {} -398.00")
    found = reconcile(document_of(tmp_path, text))
    assert ("UB", "2440", "", "", Decimal(-900), Decimal(-1300)) in differing(found)
    assert any("karantän (1)" in why.sv for why in found.not_compared)


def test_vouchers_of_another_year_are_left_out_and_told(tmp_path: Path) -> None:
    other = VOUCHERS.replace("2026", "2025")
    found = reconcile(document_of(tmp_path, WHOLE + other))
    assert found.differences == ()
    assert any("utanför räkenskapsåret (2)" in why.sv for why in found.not_compared)


@pytest.mark.parametrize(
    ("drop", "why"),
    [
        ("#RAR 0", "#RAR 0"), ("#RES", "RES saknas"), ("#O", "OIB, OUB saknas"),
        ("#UB -1", "föregående år"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_told_with_the_reason(
    tmp_path: Path, drop: str, why: str
) -> None:
    text = "".join(
        line for line in WHOLE.splitlines(keepends=True) if not line.startswith(drop)
    )  # fmt: skip
    found = reconcile(document_of(tmp_path, text))
    assert any(why in one.sv for one in found.not_compared)
    assert found.differences == ()


def test_a_4i_file_has_nothing_to_compare(tmp_path: Path) -> None:
    found = reconcile(document_of(tmp_path, WHOLE_4I, "a.si"))
    assert (found.count, len(found.not_compared)) == (0, 1)
    assert "4I" in found.not_compared[0].sv


def test_an_account_of_no_known_kind_is_named(tmp_path: Path) -> None:
    extra = VOUCHERS.split("}\n")[0].replace("5420", "9999").replace("2440", "9998") + "}\n"
    extra = extra.replace('"42"', '"43"').replace('{1 "2610" 21 "A"}', "{}")
    found = reconcile(document_of(tmp_path, WHOLE + extra))
    assert found.differences == ()
    assert any("9998, 9999" in why.sv for why in found.not_compared)


@pytest.mark.parametrize(("amount", "differences"), [("400", 0), ("401", 1)])
def test_without_vouchers_the_months_are_what_moved(
    tmp_path: Path, amount: str, differences: int
) -> None:
    months = (
        f"#PSALDO 0 202606 5420 {{}} {amount}\n#PSALDO 0 202606 1930 {{}} -100\n"
        "#PSALDO 0 202606 2440 {} -300\n"
    )
    text = WHOLE.replace(VOUCHERS, "").replace("#SIETYP 4", "#SIETYP 3")
    text = text.replace("#PSALDO 0 202606 5420 {} 400\n", months)
    found = reconcile(document_of(tmp_path, text))
    assert len(found.differences) == differences


def test_a_file_of_type_1_is_compared_over_the_years_only(tmp_path: Path) -> None:
    text = WHOLE.replace(VOUCHERS, "").replace("#SIETYP 4", "#SIETYP 1")
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#PSA"))
    found = reconcile(document_of(tmp_path, text))
    assert [one.check for one in found.comparisons] == ["IB", "OIB"]
    assert "UB och RES" in found.not_compared[0].sv


def test_a_balance_of_several_objects_is_not_guessed_at(tmp_path: Path) -> None:
    text = WHOLE.replace('#OUB 0 5420 {1 "2610"} 400', '#OUB 0 5420 {1 "2610" 21 "A"} 400')
    found = reconcile(document_of(tmp_path, text))
    assert any("flera objekt tillsammans (1)" in why.sv for why in found.not_compared)
