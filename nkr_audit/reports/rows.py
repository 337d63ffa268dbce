"""How figures stand on the page: a label, the amount in its column, a note; the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.book import Grant
    from nkr_audit.text import Language

LABEL = 36
FIGURE = 16


def row(
    label: Text, amount: Decimal, language: Language, note: Text | str = "", *, width: int = LABEL
) -> str:
    """Write one row. ``width`` is that of the labels it stands under."""
    said = note if isinstance(note, str) else note.to(language)
    line = f"  {label.to(language):<{width}}{kronor(amount, language):>{FIGURE}}   {said}"
    return line.rstrip()


def rule_off(*, width: int = LABEL) -> str:
    """The line above a sum."""
    return f"  {'─' * (width + FIGURE)}"


def shortened(name: str, width: int) -> str:
    """Cut a name so that there is room for a space after it."""
    return name if len(name) < width else f"{name[: width - 2]}…"


def grant_heading(grant: Grant, language: Language) -> str:
    """Name a grant: region, grant, programme."""
    name = grant.programme.name.to(language) if grant.programme else grant.programme_id
    return " · ".join(part for part in (grant.region, grant.id, name) if part)
