"""The population: the costs of the settlement, in an order that no machine decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import read_book
from nkr_audit.sampling.population import population_of
from nkr_audit.settlement import settle
from tests.ledgers import COST, HEAD, RECEIPT, book

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.book import Grant
    from nkr_audit.sampling.population import Unit


def grant(folder: Path, *costs: str) -> Grant:
    return read_book(book(folder, HEAD + RECEIPT + "".join(costs)), load_programmes()).grants[0]


def cost(number: str, amount: str, concerns: str = "2026-06") -> str:
    said = COST.replace("A42", number).replace("40000.00", amount)
    return said.replace("  Kostnader", f'  avser: "{concerns}"\n  Kostnader', 1)


@pytest.mark.parametrize("unit", ["rad", "verifikation"])
def test_it_ties_to_the_settlement_also_when_a_cost_lies_partly_outside(
    tmp_path: Path, unit: Unit
) -> None:
    own = grant(
        tmp_path, cost("A1", "100.01", "2026-12/2027-01"), cost("A2", "-30.00"),
        cost("A3", "70.00", "2025-03"), cost("A4", "12.00"),
    )  # fmt: skip
    made = population_of(own, unit)
    assert made.total == settle(own).costs
    assert [one.voucher for one in made.costs] == ["A1", "A4"]
    assert [one.voucher for one in made.credits] == ["A2"]


def test_rows_of_a_voucher_are_told_apart_or_taken_together(tmp_path: Path) -> None:
    split = COST.replace("  Skulder", "  Kostnader:NKR2026:7210-Löner  500.00 SEK\n  Skulder")
    own = grant(tmp_path, split)
    rows, vouchers = population_of(own, "rad"), population_of(own, "verifikation")
    assert [one.key for one in rows.costs] == ["A42#1", "A42#2"]
    assert [(one.key, one.amount) for one in vouchers.costs] == [("A42#1", rows.total)]
    assert rows.digest != vouchers.digest


def test_the_order_is_by_running_number_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    costs = [cost(f"A{number}", f"{number}.00") for number in (10, 9, 100)]
    one = population_of(grant(tmp_path / "a", *costs), "rad")
    other = population_of(grant(tmp_path / "b", *reversed(costs)), "rad")
    assert [item.voucher for item in one.costs] == ["A9", "A10", "A100"]
    assert one == other


def test_a_personal_number_in_a_text_is_masked(tmp_path: Path) -> None:
    own = grant(tmp_path, cost("A1", "5.00").replace("Exempel IT AB", "Resa 19811228-9874"))
    assert "9874" not in population_of(own, "rad").costs[0].text
