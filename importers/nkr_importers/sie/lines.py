"""The lines of a SIE file as they are written: fields quoted, escaped and fitted to CP437."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO, has_more_than_ore
from nkr_audit.text import Text
from nkr_importers.sie.balance_records import is_period, is_quantity
from nkr_importers.sie.blocks import LONGEST_LINE
from nkr_importers.sie.characters import ENCODING, Replacement, fitted
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import account_number, day_of, dimension_number, exact_amount

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from nkr_importers.model import Objects

LINE_END = b"\r\n"
EMPTY = '""'
_UNQUOTED = re.compile(r'[^ \t"{}]+')


@dataclass(slots=True)
class Lines:
    """The lines written so far, without line ends, and the characters replaced in them.

    Its methods make fields; each raises FieldError (or RowError) for what no SIE file can hold.
    """

    written: list[bytes] = field(default_factory=list)
    replaced: list[Replacement] = field(default_factory=list)

    def add(self, label: str, *fields: str) -> None:
        """Write a line; empty fields at its end are left out."""
        kept = list(fields)
        while kept and kept[-1] == EMPTY:
            kept.pop()
        self.whole(label, *kept)

    def whole(self, label: str, *fields: str) -> None:
        """Write a line with every field, empty or not."""
        line = " ".join((label, *fields)).encode(ENCODING)
        if len(line) > LONGEST_LINE - len(LINE_END):
            raise FieldError(Text("raden är längre än 1 MiB", "the line is longer than 1 MiB"))
        self.written.append(line)

    def text(self, text: str) -> str:
        """Write a text in quotes. One that ends in a backslash cannot stand in them."""
        fit, replaced = fitted(text, len(self.written) + 1)
        self.replaced += replaced
        if fit.endswith("\\"):
            if _UNQUOTED.fullmatch(fit):
                return fit
            self.replaced.append(Replacement(len(self.written) + 1, "\\", "/"))
            fit = f"{fit[:-1]}/"
        return '"' + fit.replace('"', '\\"') + '"'

    def objects(self, objects: Objects) -> str:
        """Write an object list."""
        pairs: list[str] = []
        for dimension, code in objects:
            if not code:
                raise FieldError(Text("ett objekt saknar kod", "an object has no code"))
            pairs += (self.dimension(dimension), self.text(code))
        return "{" + " ".join(pairs) + "}"

    @staticmethod
    def dimension(number: str) -> str:
        """Write a dimension's number."""
        return dimension_number(number)

    @staticmethod
    def account(number: str) -> str:
        """Write an account's number."""
        return account_number(number)

    @staticmethod
    def amount(amount: Decimal) -> str:
        """Write an amount with two decimals."""
        if not amount.is_finite() or has_more_than_ore(amount):
            raise FieldError(
                Text(f"{amount} är inget belopp i hela ören", f"{amount} is no amount in whole öre")
            )
        text = f"{amount + ZERO:.2f}"
        exact_amount(text)
        return text

    @staticmethod
    def quantity(quantity: Decimal | None) -> str:
        """Write a quantity, if there is one."""
        if quantity is None:
            return EMPTY
        text = f"{quantity:f}"
        if not (quantity.is_finite() and is_quantity(text)):
            raise FieldError(Text(f"{text} är ingen kvantitet", f"{text} is no quantity"))
        return text

    def row_quantity(self, quantity: str) -> str:
        """Write the quantity of a voucher's row, which is kept as it was read."""
        if quantity.strip() and not is_quantity(quantity):
            raise FieldError(
                Text(f"”{quantity}” är ingen kvantitet", f"”{quantity}” is no quantity")
            )
        return quantity if quantity.strip() else self.text(quantity)

    @staticmethod
    def period(period: str) -> str:
        """Write a month, YYYYMM."""
        if not is_period(period):
            raise FieldError(Text(f"”{period}” är ingen period", f"”{period}” is no period"))
        return period

    @staticmethod
    def day(day: date | None) -> str:
        """Write a date, if there is one."""
        if day is None:
            return EMPTY
        text = f"{day:%Y%m%d}"
        day_of(text)
        return text
