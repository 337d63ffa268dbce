"""The tables of a reconciliation: per account under the grant, and per month."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_importers.reconcile.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_importers.chart import Chart
    from nkr_importers.reconcile.model import Item

_BALANCE = frozenset({"assets", "liabilities", "equity"})


def account_rows(items: Iterable[Item], chart: Chart) -> tuple[Row, ...]:
    """Sum the items by account, in the order of the numbers."""
    sums: defaultdict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * 4)
    for item in items:
        for number, amount in item.in_file.items():
            sums[number][0] += amount
        for number, amount in item.in_book.items():
            sums[number][1] += amount
            sums[number][3] += amount if item.kind == "payroll" else ZERO
        for moved in item.moved:
            sums[moved.account or ""][2] += moved.in_book - moved.in_file
    return tuple(
        Row(chart.account(number, under_grant=True) or number, *sums[number])
        for number in sorted(sums)
    )


def month_rows(items: Iterable[Item], chart: Chart) -> tuple[Row, ...]:
    """Sum costs and income by month; a correction counts in the month of what it corrects."""
    by_month: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_month[f"{item.day:%Y-%m}"].append(item)
    return tuple(
        Row(month, *_result(by_month[month], chart))
        for month in sorted(by_month)
        if any(_is_result(number, chart) for item in by_month[month] for number in _numbers(item))
    )


def result_row(items: Iterable[Item], chart: Chart) -> Row:
    """Sum costs and income: what moves the grant's figure."""
    return Row("", *_result(items, chart))


def _result(items: Iterable[Item], chart: Chart) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """What the file and the book have; of the difference, what is moved (nothing) and pay."""
    in_file = in_book = pay = ZERO
    for item in items:
        in_file += sum((item.in_file[one] for one in item.in_file if _is_result(one, chart)), ZERO)
        booked = sum((item.in_book[one] for one in item.in_book if _is_result(one, chart)), ZERO)
        in_book += booked
        pay += booked if item.kind == "payroll" else ZERO
    return in_file, in_book, ZERO, pay


def _numbers(item: Item) -> Iterable[str]:
    return item.in_file.keys() | item.in_book.keys()


def _is_result(number: str, chart: Chart) -> bool:
    return chart.account_class(number) not in _BALANCE
