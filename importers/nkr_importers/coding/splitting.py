"""Sharing out an amount by a key: to the öre, and never an öre more or less."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from nkr_audit.money import ORE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from nkr_importers.coding.keys_file import Key, Share


def share_out(amount: Decimal, shares: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Share out ``amount`` (SEK, whole öre) by shares that add up to 1.

    Each part is rounded down to the öre; the öre that are left go one by one to the parts that
    lost most by that, the first of equals first. A credit is shared out as its invoice was.
    """
    ore = int((abs(amount) / ORE).to_integral_value(rounding=ROUND_FLOOR))
    exact = [share * ore for share in shares]
    parts = [int(one) for one in exact]
    lost = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in lost[: ore - sum(parts)]:
        parts[place] += 1
    sign = -1 if amount < 0 else 1
    return tuple(Decimal(sign * part) * ORE for part in parts)


def described(key: Key, share: Share) -> str:
    """What is said of a part (``fordelning``): the key, the share, the grounds, the decision."""
    return (
        f"{key.name} {share.written} grund {key.grounds}; "
        f"beslutad av {key.decided_by} {key.decided.isoformat()}"
    )


def is_shared_by(key: Key, said: str | None) -> bool:
    """Tell whether a row that says this of itself is a part by the key."""
    return said is not None and said.startswith(f"{key.name} ")
