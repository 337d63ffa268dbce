"""Vouchers on their way into a book: as drafts known by a key, then numbered without gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_audit.demo.evidence import Sheet

SUPPLIERS: Final = "A"
PAYROLL: Final = "L"
OTHER: Final = "B"

_YEAR_END_REGISTERED: Final = 8

Meta = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A posting."""

    account: str
    amount: Decimal
    meta: Meta = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a voucher; ``shared`` are the keys of other vouchers that rest on it too."""

    kind: str
    sheet: Sheet
    day: date
    name: str
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A voucher before it has a number. ``{key}`` in the text becomes another voucher's number."""

    key: str
    series: str
    day: date
    payee: str
    text: str
    lines: tuple[Line, ...]
    tags: tuple[str, ...] = ()
    meta: Meta = ()
    papers: tuple[Paper, ...] = ()
    links: tuple[str, ...] = ()
    corrects: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A draft with its number and the day it was registered."""

    number: str
    registered: date
    draft: Draft


def number_vouchers(drafts: Iterable[Draft]) -> tuple[Voucher, ...]:
    """Number the drafts per series and year in the order they were registered; sort by date."""
    waiting = sorted(
        ((_registered(draft), place, draft) for place, draft in enumerate(drafts)),
        key=lambda item: (item[2].day.year, item[0], item[2].day, item[1]),
    )
    last: dict[tuple[int, str], int] = {}
    vouchers = []
    for registered, _, draft in waiting:
        series = (draft.day.year, draft.series)
        last[series] = last.get(series, 0) + 1
        number = f"{draft.day.year}-{draft.series}{last[series]}"
        vouchers.append(Voucher(number, registered, draft))
    return tuple(sorted(vouchers, key=lambda voucher: voucher.draft.day))


def workday(day: date) -> date:
    """``day``, or the Monday after it when it is a Saturday or Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _registered(draft: Draft) -> date:
    day = draft.day
    if (day.month, day.day) == (12, 31):
        return workday(date(day.year + 1, 1, _YEAR_END_REGISTERED))
    lag = 1 + day.toordinal() % 4 if draft.series == SUPPLIERS else 0
    return workday(day + timedelta(days=lag))
