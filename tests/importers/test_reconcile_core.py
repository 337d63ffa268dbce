"""Nothing is lost: what the book and the files differ by is what the reconciliation lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.errors import Place
from nkr_audit.money import ZERO
from nkr_importers.accounts import AccountMapping
from nkr_importers.chart import Chart
from nkr_importers.existing import Existing
from nkr_importers.model import Declarations, SourceRow, SourceVoucher
from nkr_importers.reconcile import BookVoucher, Reconciliation, reconcile
from nkr_importers.reconcile.core import FileVoucher

from .helpers import CENTRE

CODED = (("1", "2610"),)
CHART = Chart(Existing(), Declarations(), AccountMapping(), "NKR2026")
IDENTITIES = [f"2026-A{number}" for number in range(1, 6)]
ACCOUNTS = ["5420", "7210", "3010", "2440"]
BALANCE_ACCOUNT = "2440"
ORES = st.integers(-300, 300).map(lambda ore: Decimal(ore).scaleb(-2))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True, slots=True)
class Case:
    from_files: list[FileVoucher]
    in_book: list[BookVoucher]

    @property
    def outcome(self) -> Reconciliation:
        return reconcile(self.from_files, [], self.in_book, CENTRE, CHART)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Files and books of a few vouchers; the book's are often the file's, and may be altered."""
    from_files = [
        FileVoucher("export.se", voucher(draw, identity, line))
        for line, identity in enumerate(draw(st.lists(st.sampled_from(IDENTITIES), unique=True)))
    ]
    copied = [as_booked(one.voucher) for one in from_files if draw(st.booleans())]
    others = draw(st.lists(book_vouchers(), max_size=5))
    return Case(from_files, [*copied, *others])


def voucher(draw: st.DrawFn, identity: str, line: int) -> SourceVoucher:
    rows = [
        SourceRow(account, objects, amount, None, "", "", "", line)
        for account, objects, amount in draw(
            st.lists(
                st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from([CODED, ()]), ORES),
                min_size=1,
                max_size=4,
            )
        )
    ]
    rows.append(
        SourceRow("1930", (), -sum((row.amount for row in rows), ZERO), None, "", "", "", line)
    )
    return SourceVoucher(
        identity, "2026", "A", identity[6:], draw(DAYS), "", None, "", tuple(rows), (), (), line, 1
    )  # fmt: skip


def as_booked(one: SourceVoucher) -> BookVoucher:
    sums: dict[tuple[str, bool], Decimal] = {}
    for row in one.rows:
        key = (row.account, row.objects == CODED)
        sums[key] = sums.get(key, ZERO) + row.amount
    place = Place("main.beancount", one.line)
    return BookVoucher(one.identity, one.day, "", sums, None, "export.se", "1=2610", place)


@st.composite
def book_vouchers(draw: st.DrawFn) -> BookVoucher:
    number = st.sampled_from([*IDENTITIES, "2026-M1", "2026-M2"])
    keys = st.tuples(st.sampled_from(ACCOUNTS), st.booleans())
    sums = draw(st.dictionaries(keys, ORES, min_size=1, max_size=4))
    source = draw(st.sampled_from([None, "tidigare.se"]))
    return BookVoucher(
        draw(st.none() | number), draw(DAYS), "", sums, draw(st.none() | number), source, "",
        Place("main.beancount", draw(st.integers(1, 99))),
    )  # fmt: skip


def file_sums(case: Case) -> Counter[str]:
    sums: Counter[str] = Counter()
    for one in case.from_files:
        for row in one.voucher.rows:
            if row.objects == CODED:
                sums[row.account] += row.amount  # type: ignore[assignment]
    return sums


def book_sums(case: Case) -> Counter[str]:
    sums: Counter[str] = Counter()
    for one in case.in_book:
        for (number, under), amount in one.sums.items():
            if under:
                sums[number] += amount  # type: ignore[assignment]
    return sums


@given(cases())
def test_the_tables_hold_every_row_of_the_files_and_of_the_book(case: Case) -> None:
    found = case.outcome
    rows = {row.name.rpartition(":")[2].partition("-")[0]: row for row in found.accounts}
    in_file, in_book = file_sums(case), book_sums(case)
    for number in ACCOUNTS:
        row = rows.get(number)
        assert (row.in_file if row else ZERO) == in_file[number]
        assert (row.in_book if row else ZERO) == in_book[number]


@given(cases())
def test_the_difference_is_the_sum_of_what_is_listed(case: Case) -> None:
    found = case.outcome
    listed = [item for item in found.items if item.kind != "agreed"]
    in_file, in_book = file_sums(case), book_sums(case)
    for number in ACCOUNTS:
        told = sum((item.difference.get(number, ZERO) for item in listed), ZERO)
        if number == BALANCE_ACCOUNT:  # an agreed one may have been moved off the grant
            told += sum(
                (one.in_book - one.in_file for item in found.of("agreed") for one in item.moved),
                ZERO,
            )
        assert told == in_book[number] - in_file[number]
    months = sum((row.difference for row in found.months), ZERO)
    assert months == found.result.difference


@given(cases())
def test_each_voucher_is_placed_once(case: Case) -> None:
    found = case.outcome
    told = Counter(item.voucher for item in found.of("agreed", "different", "missing"))
    booked = {one.identity for one in case.in_book}
    expected = Counter(
        one.voucher.identity
        for one in case.from_files
        if one.voucher.identity in booked or any(row.objects == CODED for row in one.voucher.rows)
    )
    assert told == expected


@given(cases())
def test_they_agree_only_when_costs_and_income_do(case: Case) -> None:
    found = case.outcome
    if found.agrees:
        in_file, in_book = file_sums(case), book_sums(case)
        assert all(in_file[one] == in_book[one] for one in ACCOUNTS if one != BALANCE_ACCOUNT)


@given(cases())
def test_a_book_that_is_the_file_agrees_with_it(case: Case) -> None:
    same = Case(case.from_files, [as_booked(one.voucher) for one in case.from_files])
    assert same.outcome.agrees
