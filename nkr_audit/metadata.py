"""Reading the values of metadata and declarations: what a person typed, into checked values."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from beancount.core.amount import Amount

from nkr_audit.book import Deviation
from nkr_audit.money import CURRENCY, MOST_DIGITS
from nkr_audit.period import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DEVIATION = re.compile(r"\s*([A-Z]{2}\d{3}(?:\s*,\s*[A-Z]{2}\d{3})*)\s*:\s*(\S.*?)\s*", re.DOTALL)


def word(value: object) -> str | None:
    """Return a metadata value as text; None when it is missing or empty."""
    if type(value) is str:
        return value.strip() or None
    return None if value is None else str(value)


_NUMBER_LIKE = re.compile(r"(?<![\d-])(?:\d{2})?\d{6}[-+ ]?\d{4}(?![\d-])")
# Numbers that are meant to be there, and long ones that people did not type.
_NOT_SEARCHED = frozenset({"motpart-orgnr", "faktura", "filename", "sha256", "kalla", "bank"})


def number_like(*texts: str, metas: Iterable[Mapping[str, Any] | None]) -> tuple[str, ...]:
    """Return what in the texts and the words of the metadata looks like a personnummer."""
    words = [
        value
        for meta in metas
        if meta
        for key, value in meta.items()
        if type(value) is str and key not in _NOT_SEARCHED
    ]
    return tuple(_NUMBER_LIKE.findall("\n".join((*texts, *words))))


def day_of(value: object) -> date | None:
    """Return a day, written bare or as text (2026-06-30); None for anything else."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def kronor_of(value: object) -> Decimal | None:
    """Return an amount in SEK, or a bare number; None for anything else, or an absurd size."""
    if isinstance(value, Amount):
        value = value.number if value.currency == CURRENCY else None
    return value if isinstance(value, Decimal) and value.adjusted() < MOST_DIGITS else None


def period_of(value: object) -> Period:
    """Read ``avser``: text in one of its forms, or a date.

    Raises ValueError otherwise; also for a bare number, since Beancount computes ``2026-06``.
    """
    if isinstance(value, date):
        return Period(value, value)
    if not isinstance(value, str):
        raise ValueError(str(value))  # noqa: TRY004 (one kind of error for all bad values)
    return parse_period(value)


def deviation_of(value: Any) -> Deviation:
    """Read ``avvikelse``: one or more codes, a colon, and the reason. Raises ValueError."""
    match = _DEVIATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(str(value))
    return Deviation(frozenset(re.split(r"\s*,\s*", match[1])), match[2])
