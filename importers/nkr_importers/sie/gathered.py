"""A record as fields, and what the records of a file have said so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from nkr_audit.text import Text
from nkr_importers.sie.document import Header
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import account_number, dimension_number

if TYPE_CHECKING:
    from nkr_importers.model import FinancialYear, Objects
    from nkr_importers.sie.document import Account, Balance, Dimension, PeriodAmount, SieObject
    from nkr_importers.sie.fields import Field
    from nkr_importers.sie.notes import Notes

_YEAR = re.compile(r"-?0|-?[1-9][0-9]?")

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Record:
    """A line split into fields; the first of them is the label."""

    line: int
    label: str
    fields: tuple[Field, ...]

    def text(self, at: int) -> str:
        """Return a field's text; empty when it is not there. Raises FieldError for a list."""
        one = self.fields[at] if at < len(self.fields) else ""
        if isinstance(one, str):
            return one
        raise FieldError(
            Text(
                "en objektlista {} står där det ska vara text",
                "an object list {} stands where there should be text",
            )
        )

    def required(self, at: int) -> str:
        """Return a field's text. Raises FieldError when it is empty or not there."""
        text = self.text(at)
        if not text.strip():
            raise FieldError(Text("ett obligatoriskt fält saknas", "a mandatory field is missing"))
        return text

    def year(self, at: int) -> int:
        """Return the number of a financial year: 0, −1 …"""
        text = self.required(at)
        if _YEAR.fullmatch(text):
            return int(text)
        raise FieldError(
            Text(
                f"”{text[:40]}” är inget årsnummer (0, -1 …)",
                f"”{text[:40]}” is no year number (0, -1 …)",
            )
        )

    def account(self, at: int) -> str:
        """Return an account's number."""
        return account_number(self.required(at))

    def dimension(self, at: int) -> str:
        """Return a dimension's number, without leading zeros."""
        return dimension_number(self.required(at))


@dataclass(slots=True)
class Gathered:
    """What the records have said so far.

    ``labels`` are those seen, with their first line; ``said`` those whose one record is kept.
    ``sru`` are the codes of each account, ``used`` the dimensions in use with their first line.
    """

    notes: Notes
    header: Header = field(default_factory=Header)
    comments: list[str] = field(default_factory=list)
    years: dict[int, FinancialYear] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    sru: dict[str, dict[str, None]] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    objects: dict[tuple[str, str], SieObject] = field(default_factory=dict)
    balances: dict[tuple[object, ...], Balance] = field(default_factory=dict)
    periods: dict[tuple[object, ...], PeriodAmount] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    used: dict[str, int] = field(default_factory=dict)

    def use(self, objects: Objects, line: int) -> None:
        """Remember that the dimensions of these objects are in use."""
        for dimension, _ in objects:
            self.used[dimension] = min(line, self.used.get(dimension, line))

    def keep(self, store: dict[Key, Value], key: Key, value: Value, record: Record) -> None:
        """Keep what is said first."""
        kept = store.setdefault(key, value)
        if kept is not value:
            self.repeated(record, same=kept == value)

    def repeated(self, record: Record, *, same: bool) -> None:
        """Tell of a record that came before: noted when it says the same, else an error."""
        if same:
            self.notes.note(
                record.line, record.label,
                Text("samma post en gång till", "the same record once more"),
            )  # fmt: skip
        else:
            self.notes.error(
                record.line, record.label,
                Text(
                    "samma post en gång till med annat innehåll; den första gäller",
                    "the same record once more with other contents; the first holds",
                ),
            )  # fmt: skip
