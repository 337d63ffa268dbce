"""Texts that people read: Swedish and English side by side, so that neither is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from babel.dates import format_date
from babel.numbers import format_decimal

from nkr_audit.money import ZERO, to_ore

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")

_LOCALE = {"sv": "sv_SE", "en": "en_GB"}
# What a number as Python writes it is in each language: thousands apart, decimals, a true minus.
_MARKS = {
    "sv": str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ",", "-": "−"}),
    "en": str.maketrans({"-": "−"}),
}


class Text(NamedTuple):
    """One text in both languages."""

    sv: str
    en: str

    def to(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.sv if language == "sv" else self.en


def kronor(amount: Decimal, language: Language = "sv") -> str:
    """Return ``amount`` (SEK) with two decimals, as written in ``language``: ``1 234,50``."""
    return f"{to_ore(amount) + ZERO:,.2f}".translate(_MARKS[language])


def whole_kronor(amount: Decimal, language: Language = "sv") -> str:
    """Return a round ``amount`` (SEK) without decimals, one with öre with them: ``1 000``."""
    if amount != amount.to_integral_value():
        return kronor(amount, language)
    return format_decimal(amount, "#,##0;−#,##0", locale=_LOCALE[language])


def percent(share: Decimal, language: Language = "sv") -> str:
    """Return ``share`` (0 to 1) in per cent with one decimal: ``54,2 %``."""
    return format_decimal(share * 100, "0.0", locale=_LOCALE[language]) + "\N{NO-BREAK SPACE}%"


def long_date(day: date, language: Language = "sv") -> str:
    """Return ``day`` written out: ``31 december 2026``."""
    return format_date(day, "d MMMM y", locale=_LOCALE[language])
