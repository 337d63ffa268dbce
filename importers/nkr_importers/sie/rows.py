"""The rows of a voucher: their fields, their objects, and which of them count."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeVar

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.model import SourceRow
from nkr_importers.sie.declarations import parse_date
from nkr_importers.sie.fields import FieldError, split_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nkr_importers.model import Objects, Selection
    from nkr_importers.sie.blocks import Line
    from nkr_importers.sie.fields import Field

_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,2})?|\.[0-9]{1,2})")
_DIGITS = re.compile(r"[0-9]{1,20}")
ROW_FIELDS = 8


class Countable(Protocol):
    """A row as far as counting it goes."""

    @property
    def account(self) -> str:
        """The account's number."""

    @property
    def objects(self) -> Objects:
        """Its objects."""

    @property
    def amount(self) -> Decimal:
        """Its amount, debit positive."""

    @property
    def line(self) -> int:
        """Where it stands."""


AnyRow = TypeVar("AnyRow", bound=Countable)


class RowError(ValueError):
    """A row is faulty though its objects can be read; ``what`` says why."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.sv)
        self.what = what


def day_of(text: str) -> date:
    """Read a date. Raises FieldError when it is none."""
    try:
        return parse_date(text)
    except ValueError as error:
        raise FieldError(
            Text(f"”{text[:40]}” är inget datum (ÅÅÅÅMMDD)", f"”{text[:40]}” is no date (YYYYMMDD)")
        ) from error


def mentions(text: str, selection: Selection) -> bool:
    """Tell whether a line that cannot be split into fields has the codes somewhere in it."""
    return all(re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text) for _, code in selection.objects)


def row_objects(text: str) -> tuple[list[Field], Objects]:
    """Return a row's fields and its objects. Raises FieldError when they cannot be told."""
    fields = split_fields(text)
    listed = fields[2] if len(fields) >= 3 else ""
    return fields, pairs_of(listed)


def pairs_of(listed: Field) -> Objects:
    """Return the objects of an object list. Raises FieldError when they cannot be told."""
    if isinstance(listed, str):
        raise FieldError(Text("objektlistan {} saknas", "the object list {} is missing"))
    if len(listed) % 2:
        raise FieldError(
            Text(
                "objektlistan består inte av par (dimension och kod)",
                "the object list is not made of pairs (dimension and code)",
            )
        )
    dimensions = [dimension_number(one) for one in listed[::2]]
    return tuple(pair for pair in zip(dimensions, listed[1::2], strict=True) if pair[1])


def dimension_number(text: str) -> str:
    """Return a dimension without leading zeros. Raises FieldError when it is none."""
    if not _DIGITS.fullmatch(text):
        raise FieldError(
            Text(f"”{text[:40]}” är ingen dimension", f"”{text[:40]}” is no dimension")
        )
    return text.lstrip("0") or "0"


def exact_amount(text: str) -> Decimal:
    """Read an amount. Raises RowError when it is none."""
    if not _AMOUNT.fullmatch(text):
        raise RowError(
            Text(
                f"”{text[:40]}” är inget belopp (punkt som decimaltecken, högst två decimaler)",
                f"”{text[:40]}” is no amount (decimal point, at most two decimals)",
            )
        )
    # Plus zero: a negative zero is zero.
    return Decimal(text) + ZERO


def account_number(text: str) -> str:
    """Return the number of an account. Raises RowError when it is none."""
    if not _DIGITS.fullmatch(text):
        raise RowError(
            Text(f"”{text[:40]}” är inget kontonummer", f"”{text[:40]}” is no account number")
        )
    return text


def parse_row(fields: Sequence[Field], objects: Objects, line: Line) -> SourceRow:
    """Make a row of its fields. Raises RowError saying what is wrong with it."""
    texts = [one for one in fields if isinstance(one, str)]
    if len(texts) != len(fields) - 1 or len(fields) < 4:
        raise RowError(Text("raden har fel antal fält", "the row has the wrong number of fields"))
    texts += [""] * (ROW_FIELDS - len(fields))
    _, account, amount, day, text, quantity, sign = texts[:7]
    account_number(account)
    exact = exact_amount(amount)
    _refuse_two_of_one(objects)
    try:
        own_day = day_of(day) if day.strip() else None
    except FieldError as error:
        raise RowError(error.what) from error
    return SourceRow(account, objects, exact, own_day, text, quantity, sign, line.number)


def _refuse_two_of_one(objects: Objects) -> None:
    """Raise RowError when a row has two codes of one dimension: whose cost it is cannot be told."""
    codes: dict[str, str] = {}
    for dimension, code in objects:
        if codes.setdefault(dimension, code) != code:
            raise RowError(
                Text(
                    f"raden har två objekt i dimension {dimension}: {codes[dimension]} och {code}",
                    f"the row has two objects of dimension {dimension}: {codes[dimension]} and"
                    f" {code}",
                )
            )


def count_once(
    rows: Sequence[tuple[bytes, AnyRow]],
) -> tuple[tuple[AnyRow, ...], Text | None]:
    """Return the rows that count, or why that cannot be told.

    #BTRANS never counts. An #RTRANS is followed by its #TRANS copy, which counts for both; without
    a copy it counts itself. When its like stands later in the voucher, but not next to it, both
    readings are possible and none is chosen.
    """
    summed = [(label, row) for label, row in rows if label != b"#BTRANS"]
    effective: list[AnyRow] = []
    lone: set[tuple[str, Objects, Decimal]] = set()
    copied = False
    for at, (label, row) in enumerate(summed):
        following = summed[at + 1] if at + 1 < len(summed) else None
        if label == b"#RTRANS":
            copied = following is not None and following[0] == b"#TRANS"
            copied = copied and following is not None and _key(following[1]) == _key(row)
            if copied:
                continue
            lone.add(_key(row))
        elif not copied and _key(row) in lone:
            return (), Text(
                f"rad {row.line} kan vara kopian av en tillagd rad (#RTRANS), men står inte efter"
                " den",
                f"line {row.line} may be the copy of an added row (#RTRANS), but does not follow"
                " it",
            )
        else:
            copied = False
        effective.append(row)
    return tuple(effective), None


def _key(row: Countable) -> tuple[str, Objects, Decimal]:
    return row.account, row.objects, row.amount
