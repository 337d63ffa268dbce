"""How a cost is written: one posting per register, and what it was for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.demo.chart import account, category
from nkr_audit.demo.drafts import Line, Meta
from nkr_audit.demo.reading import spread

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.demo.plan import Grant, Split


def cost_lines(
    grant: Grant, number: str, amount: Decimal, to: Split, extra: Meta = ()
) -> tuple[Line, ...]:
    """One posting per register for a cost."""
    return tuple(
        Line(
            account(number, grant.id),
            share,
            (("register", part.register), ("nytta", part.benefit), *extra),
        )
        for part, share in spread(amount, to)
    )


def concerning(grant: Grant, number: str, period: str, activity: str) -> Meta:
    """The metadata that say when a cost arose and what it was for."""
    return (
        (words.PERIOD, period),
        ("kostnadsslag", category(number)),
        ("andamal", grant.purpose(activity)),
        ("insats", activity),
    )
