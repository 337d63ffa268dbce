"""Drawing: the same on every machine, each cost by its due chance, and nothing left out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_audit.money import ORE
from nkr_audit.sampling.generator import Generator
from nkr_audit.sampling.selecting import allocate, draw, even_bounds
from tests.sampling.samples import plan, population

if TYPE_CHECKING:
    from nkr_audit.sampling.model import Method

AMOUNTS = st.integers(1, 10_000_000).map(lambda ore: ore * ORE)
COSTS = st.lists(AMOUNTS, min_size=8, max_size=60)
CREDITS = st.lists(AMOUNTS.map(lambda amount: -amount), max_size=8)


def test_a_random_number_is_what_the_handbook_says() -> None:
    digest = sha256(b"nkr-audit-urval/1\n7\nurval\n0").digest()
    assert Generator(7, "urval").below(1000) == int.from_bytes(digest, "big") % 1000


def test_the_numbers_of_a_seed_never_change() -> None:
    generator = Generator(20270301, "urval")
    assert [generator.below(1000) for _ in range(5)] == [784, 493, 527, 416, 492]
    assert Generator(1, "skikt 1").choose(range(20), 5) == (3, 4, 10, 13, 17)


@given(st.integers(0, 10**18), st.integers(1, 50), st.data())
def test_a_choice_is_of_different_items_in_order(
    seed: int, count: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, count))
    chosen = Generator(seed, "x").choose(range(count), size)
    assert len(set(chosen)) == size
    assert list(chosen) == sorted(chosen)


def test_each_item_is_chosen_about_as_often() -> None:
    counts = Counter(one for seed in range(4000) for one in Generator(seed, "x").choose("abcde", 2))
    # 4000 × 2/5 = 1600, standard deviation 31.
    assert all(abs(counts[letter] - 1600) < 155 for letter in "abcde")


@given(COSTS, CREDITS, st.integers(0, 10**18), st.sampled_from(["mus", "stratified", "random"]))
def test_the_same_seed_gives_the_same_sample_and_all_costs_are_in_it(
    costs: list[Decimal], credited: list[Decimal], seed: int, method: Method
) -> None:
    everything = population(costs, credited)
    bounds = even_bounds(everything.costs) if method == "stratified" else ()
    chosen = plan(method=method, seed=seed, size=8, bounds=bounds)
    drawn = draw(everything, chosen)
    assert drawn == draw(everything, chosen)
    assert drawn.costs == everything.total == sum(costs) + sum(credited)
    assert sum(part.count for part in drawn.parts) == len(costs) + len(credited)
    assert len({one.key for one in drawn.items}) == len(drawn.items)
    assert drawn.parts[-1].items == everything.credits


@given(COSTS, st.integers(0, 10**18), st.integers(1, 30))
def test_monetary_units_take_the_large_and_each_interval_of_the_others(
    costs: list[Decimal], seed: int, size: int
) -> None:
    drawn = draw(population(costs), plan(seed=seed, size=size))
    top, rest, _ = drawn.parts
    assert drawn.interval is not None
    assert drawn.start is not None
    assert ORE <= drawn.start <= drawn.interval
    assert sorted(one.amount for one in top.items) == sorted(
        amount for amount in costs if amount >= drawn.interval
    )
    hits = 1 + (rest.amount - drawn.start) // drawn.interval if rest.amount >= drawn.start else 0
    assert len(rest.items) == hits


def test_over_all_starting_points_the_chance_is_the_amount_by_the_interval(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs = [Decimal(one) for one in ("0.03", "0.11", "0.07", "0.19", "0.01", "0.90")]
    counts: Counter[str] = Counter()
    # 1.31 in five intervals: 0.26 each, so the last is taken whole.
    for start in range(26):
        monkeypatch.setattr(Generator, "below", lambda *_, start=start: start)
        drawn = draw(population(costs), plan(size=5))
        assert drawn.interval == Decimal("0.26")
        counts.update(one.key for one in drawn.parts[1].items)
        assert [one.key for one in drawn.parts[0].items] == ["A6#1"]
    assert counts == {"A1#1": 3, "A2#1": 11, "A3#1": 7, "A4#1": 19, "A5#1": 1}


def test_sizes_are_shared_out_by_amount() -> None:
    """By hand: 20 of amounts 100, 300 and 600: 2, 6 and 12; at most what there is, at least 2."""
    amounts = [Decimal(100), Decimal(300), Decimal(600)]
    assert allocate([50, 50, 50], amounts, 20) == (2, 6, 12)
    assert allocate([50, 50, 5], amounts, 20) == (4, 11, 5)
    assert allocate([1, 50, 50], amounts, 5) == (1, 2, 2)
    assert allocate([3, 3, 3], amounts, 100) == (3, 3, 3)


def test_too_few_for_the_strata_is_refused() -> None:
    with pytest.raises(NkrError, match="räcker inte"):
        allocate([5, 5], [Decimal(1), Decimal(1)], 3)


def test_strata_have_about_the_same_amount_and_a_bound_belongs_below() -> None:
    everything = population([Decimal(10)] * 6 + [Decimal(30)] * 2 + [Decimal(60)])
    assert even_bounds(everything.costs) == (Decimal(10), Decimal(30))
    drawn = draw(everything, plan(method="stratified", size=6, bounds=(Decimal(10), Decimal(30))))
    assert [part.amount for part in drawn.parts] == [60, 60, 60, 0]


def test_a_grant_without_costs_is_refused() -> None:
    with pytest.raises(NkrError, match="inga kostnader"):
        draw(population([], [Decimal(-5)]), plan())
