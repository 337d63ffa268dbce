"""Allocation keys in a rule file: how costs are shared out, on what grounds, by whose decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_importers.coding.values import read_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from nkr_audit.toml_table import Table
    from nkr_importers.coding.values import Allowed

# What a part of a key may say.
OF_PART = ("register", "nytta", "andamal", "insats")
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,6}))?\s*%")
_FRACTION = re.compile(r"([0-9]{1,9})\s*/\s*([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a key: its share of the whole (above 0), how that is written, what it says."""

    share: Fraction
    written: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Key:
    """An allocation key: how a cost is shared out, on what grounds, when, and by whose decision.

    The shares add up to exactly 1. ``document`` lies in the ledger's folder.
    """

    name: str
    grounds: str
    valid_from: date
    valid_to: date
    decided_by: str
    decided: date
    document: str | None
    shares: tuple[Share, ...]

    def holds(self, day: date) -> bool:
        """Tell whether the key is valid on that day."""
        return self.valid_from <= day <= self.valid_to


def read_key(table: Table, allowed: Allowed) -> Key:
    """Read a key; what its parts say must be among the values ``allowed``."""
    name = table.slug("namn")
    who = Text(f"Nyckeln {name} ger", f"The key {name} gives")
    key = Key(
        name=name,
        grounds=" ".join(table.text("grund").split()),
        valid_from=table.day("galler-fran"),
        valid_to=table.day("galler-till"),
        decided_by=" ".join(table.text("beslutad-av").split()),
        decided=table.day("beslutad"),
        document=table.optional(table.text, "underlag"),
        shares=tuple(_share(part, who, allowed) for part in table.tables("del")),
    )
    if key.valid_to < key.valid_from:
        raise table.error(
            "galler-till",
            Text("är före galler-fran", "is before galler-fran"),
            Text("Rätta datumen.", "Mend the dates."),
        )
    total = sum((one.share for one in key.shares), Fraction())
    if total != 1:
        raise table.error(
            "del",
            Text(
                f"har andelar som summerar till {_percent(total)}, inte 100 %",
                f"has shares that add up to {_percent(total)}, not 100 %",
            ),
            Text(
                'Rätta andelarna. Tredjedelar skrivs "1/3", inte "33,3 %".',
                'Mend the shares. Thirds are written "1/3", not "33.3 %".',
            ),
        )
    return key


def _percent(share: Fraction) -> str:
    percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{percent:.6f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


def _share(table: Table, who: Text, allowed: Allowed) -> Share:
    written = table.text("andel")
    share = _fraction(written)
    if not 0 < share <= 1:
        raise table.error(
            "andel",
            Text(f"kan inte läsas: ”{written}”", f"cannot be read: “{written}”"),
            Text('Skriv "40 %", "33,5 %" eller "1/3".', 'Write "40 %", "33.5 %" or "1/3".'),
        )
    says = read_values(table, OF_PART, who, allowed)
    if "register" not in says:
        table.text("register")  # says that it is missing
    return Share(share, " ".join(written.split()), says)


def _fraction(written: str) -> Fraction:
    """The share of the whole, 0 when it cannot be read."""
    text = written.strip()
    if match := _PERCENT.fullmatch(text):
        decimals = match[2] or ""
        return Fraction(int(match[1] + decimals), 100 * 10 ** len(decimals))
    if match := _FRACTION.fullmatch(text):
        return Fraction(int(match[1]), int(match[2]))
    return Fraction()
