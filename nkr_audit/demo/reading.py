"""Reading the tables: days, amounts, and months by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.money import to_ore

if TYPE_CHECKING:
    from nkr_audit.demo.plan import Part, Split

MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def day_of(text: str) -> date:
    """A day in a table."""
    return date.fromisoformat(text)


def kronor_of(text: str) -> Decimal:
    """An amount in a table."""
    return Decimal(text)


def month_name(month: int) -> str:
    """The Swedish name of a month, 1 to 12."""
    return MONTHS[month - 1]


def spread(amount: Decimal, to: Split) -> tuple[tuple[Part, Decimal], ...]:
    """Share ``amount`` out by weight, rounded to the öre; the last part takes what is left."""
    whole = sum(part.weight for part in to)
    shares = [to_ore(amount * part.weight / Decimal(whole)) for part in to[:-1]]
    return tuple(zip(to, [*shares, amount - sum(shares)], strict=True))
