"""What holds of the figure whatever is booked, in whatever order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.assessment import assess
from nkr_audit.reading import read_book
from nkr_audit.settlement import settle
from tests.books import (
    PROGRAMMES,
    SOFTWARE,
    book,
    cost,
    declared,
    read_in_memory,
    receipt,
    release,
    row,
    settle_text,
    small_grant,
    sound_grant,
    voucher,
    write_ledger,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.settlement import Settlement

STEADY = settings(deadline=None, max_examples=60, derandomize=True)


@dataclass(frozen=True)
class Line:
    """A cost line as a property draws it."""

    ore: int
    avser: str | None
    register: str | None
    nytta: str | None
    andamal: str | None
    kostnadsslag: str | None

    def row(self) -> str:
        return row(
            SOFTWARE, f"{Decimal(self.ore) / 100:.2f}", avser=self.avser, register=self.register,
            nytta=self.nytta, andamal=self.andamal, kostnadsslag=self.kostnadsslag,
        )  # fmt: skip


def maybe(*names: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([*names, None])


PERIODS = st.builds(
    lambda start, length: f"{start}/{start + timedelta(days=length)}",
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 500),
)
LINES = st.builds(
    Line,
    ore=st.integers(-(10**8), 10**8),
    avser=st.none() | PERIODS,
    register=maybe("Swedeheart", "Riksstroke", "Okänt"),
    nytta=maybe("direkt", "indirekt"),
    andamal=maybe("it", "statistik", "anvandning"),
    kostnadsslag=maybe("lon", "resor", "forskning"),
)
# Vouchers with their day and rows; the links make some of them accruals and what belongs to them.
VOUCHERS = st.lists(
    st.tuples(
        st.dates(date(2025, 12, 1), date(2027, 2, 28)).map(str),
        st.lists(LINES, min_size=1, max_size=3),
        st.sampled_from(["", "", "#reservering", "#upplosning"]),
        st.sampled_from(["", "", "^r1", "^r2"]),
    ),
    max_size=6,
)
Booked = list[tuple[str, list[Line], str, str]]


def figures(settlement: Settlement) -> tuple[object, ...]:
    """All that the settlement says in figures."""
    return (
        settlement.received, settlement.repaid, settlement.booked, settlement.costs,
        settlement.outside, settlement.cost_vouchers, settlement.unused,
        sorted(settlement.by_register, key=repr), settlement.by_purpose, settlement.by_category,
    )  # fmt: skip


def booked(vouchers: Booked) -> list[str]:
    return [
        voucher(
            f"A{number}", day, *(line.row() for line in lines),
            row("Skulder:2440-Leverantörsskulder"), tags=tags, links=links,
        )
        for number, (day, lines, tags, links) in enumerate(vouchers, 100)
    ]  # fmt: skip


@STEADY
@given(VOUCHERS)
def test_every_krona_booked_is_inside_or_outside_and_in_every_division_once(
    vouchers: Booked,
) -> None:
    settlement = settle_text(book(sound_grant(), *booked(vouchers)))

    lines = settlement.grant.cost_lines
    total = sum(line.ore for _, drawn, _, _ in vouchers for line in drawn)
    assert all(line.inside + line.outside == line.amount for line in lines)
    assert settlement.costs + settlement.outside == settlement.booked == Decimal(total) / 100
    assert settlement.costs == sum(part.direct + part.indirect for part in settlement.by_register)
    assert settlement.costs == sum(part.amount for part in settlement.by_purpose)
    assert settlement.costs == sum(part.amount for part in settlement.by_category)


@STEADY
@given(VOUCHERS, st.integers(1, 10**9))
def test_the_money_is_left_or_overspent_and_never_both(vouchers: Booked, ore: int) -> None:
    received = f"{Decimal(ore) / 100:.2f}"

    settlement = settle_text(book(small_grant(received), *booked(vouchers)))

    assert settlement.received == Decimal(received)
    assert settlement.unused == settlement.received - settlement.costs
    assert settlement.repayable - settlement.overspent == settlement.unused
    assert min(settlement.repayable, settlement.overspent) == 0
    assert settlement.repayment_expected is (settlement.unused > 1000)


@STEADY
@given(VOUCHERS, st.data())
def test_the_order_of_vouchers_and_of_rows_does_not_matter(
    vouchers: Booked, data: st.DataObject
) -> None:
    turned = [
        (day, data.draw(st.permutations(lines)), tags, links)
        for day, lines, tags, links in vouchers
    ]
    parts = data.draw(st.permutations([declared(), receipt(), *booked(turned)]))

    one = settle_text(book(sound_grant(), *booked(vouchers)))
    other = settle_text(book(*parts))

    assert figures(one) == figures(other)


@STEADY
@given(VOUCHERS)
def test_what_is_questioned_is_some_of_the_lines(vouchers: Booked) -> None:
    (grant,) = assess(read_in_memory(book(sound_grant(), *booked(vouchers)))).grants

    costs = grant.settlement.costs
    in_question = {
        id(line): line.inside
        for finding in grant.findings
        if finding.is_open_error and finding.family in {"EL", "EV", "CC", "PU"}
        for line in finding.lines
    }
    assert grant.questioned == sum(in_question.values())
    assert grant.unused_if_disallowed == grant.settlement.received - (costs - grant.questioned)


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    files = {
        "bidrag.beancount": sound_grant(),
        "inkop.beancount": cost("A42", "2026-06-30", "9200.00", avser="2026-11-15/2027-02-14"),
        "bokslut.beancount": cost("A80", "2026-12-31", "400.00", tags="#reservering"),
        "nasta-ar.beancount": release("B1", "2027-01-01", "-400.00", links="^A80"),
    }
    opens = book(*files.values()).partition("\n\n")[0]
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    outcomes = set()
    for order in itertools.permutations(files):
        includes = "".join(f'include "{name}"\n' for name in order)
        ledger = write_ledger(tmp_path, f"{opens}\n{includes}")
        (grant,) = read_book(ledger, PROGRAMMES).grants
        outcomes.add(repr(figures(settle(grant))))

    assert len(outcomes) == 1
    assert "4700.00" in outcomes.pop()
