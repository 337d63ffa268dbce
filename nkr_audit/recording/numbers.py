"""Voucher numbers: the next one of a series that the book keeps itself, without gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.recording.view import View

DEFAULT_SERIES = "N"
_SERIES = re.compile(r"[A-Z]{1,6}")


def next_numbers(view: View, series: str, years: list[int]) -> list[str]:
    """Return the next number of the series for each voucher to be written, by its year.

    The year stands first, as in imported numbers: ``2026-N1``. Raises NkrError when the series has
    a name that cannot be used, or holds vouchers of another system.
    """
    if not _SERIES.fullmatch(series):
        raise NkrError(
            Text(f"Serien kan inte heta ”{series}”.", f"The series cannot be called “{series}”."),
            remedy=Text(
                "ge --series en till sex versaler A–Z, som N",
                "give --series one to six capitals A–Z, as N",
            ),
        )
    last = {year: _last(view, series, year) for year in set(years)}
    numbers = []
    for year in years:
        last[year] += 1
        numbers.append(f"{year}-{series}{last[year]}")
    return numbers


def _last(view: View, series: str, year: int) -> int:
    own = re.compile(rf"{year}-{series}([0-9]{{1,18}})")
    highest = 0
    for voucher in view.book.vouchers:
        match = own.fullmatch(voucher.number or "")
        if match is None:
            continue
        if voucher.source is not None:
            raise NkrError(
                Text(
                    f"I serien {series} finns verifikationer ur ett annat system "
                    f"({voucher.number}).",
                    f"The series {series} holds vouchers of another system ({voucher.number}).",
                ),
                remedy=Text(
                    "välj en egen serie med --series, som NK",
                    "choose a series of your own with --series, as NK",
                ),
                place=voucher.place,
            )
        highest = max(highest, int(match[1]))
    return highest
