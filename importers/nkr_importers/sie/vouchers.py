"""From a voucher's lines to a sound voucher, or to the first thing that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text, kronor
from nkr_importers.model import Fault, Selection, SourceRow, SourceVoucher
from nkr_importers.sie.fields import FieldError, split_fields
from nkr_importers.sie.rows import (
    ROW_FIELDS,
    RowError,
    count_once,
    day_of,
    mentions,
    parse_row,
    row_objects,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from nkr_importers.sie.blocks import Block
    from nkr_importers.sie.rows import Countable

_HEAD_FIELDS = 7
EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Head:
    """The #VER line: what the voucher is called, and when it is dated."""

    series: str
    number: str
    day: date
    text: str
    registered: date | None
    sign: str
    extra_fields: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block as parsed: ``voucher`` or ``fault``, and whether a row of it carries the code."""

    voucher: SourceVoucher | None
    fault: Fault | None
    carries: bool
    extra_fields: int


def structure_fault(block: Block) -> Text | None:
    """Return what is wrong with the block as a whole, seen without parsing its rows."""
    if block.head is None:
        return Text("rader utan #VER före sig", "rows without a #VER before them")
    if block.stray:
        line = block.stray[0].number
        return Text(
            f"rad {line} är ingen rad i en verifikation", f"line {line} is no row of a voucher"
        )
    if not block.opened:
        return Text("klammern { saknas efter #VER", "the brace { after #VER is missing")
    if not block.closed:
        return Text("klammern } saknas efter raderna", "the brace } after the rows is missing")
    return None


def parse_head(content: bytes, decode: Callable[[bytes], str]) -> Head:
    """Read a #VER line. Raises FieldError saying what is wrong with it."""
    fields = split_fields(decode(content))
    texts = [one for one in fields if isinstance(one, str)]
    if len(texts) != len(fields) or len(texts) < 4:
        raise FieldError(Text("#VER har fel antal fält", "#VER has the wrong number of fields"))
    texts += [""] * (_HEAD_FIELDS - len(texts))
    series, number = texts[1].strip(), texts[2].strip()
    if not series and number == "0":
        number = ""
    registered = day_of(texts[5]) if texts[5].strip() else None
    extra = len(texts) - _HEAD_FIELDS
    return Head(series, number, day_of(texts[3]), texts[4], registered, texts[6], extra)


@dataclass(slots=True)
class _Rows:
    """The rows of a block so far; ``fault`` is the first thing wrong with them, and its line."""

    rows: list[tuple[bytes, SourceRow]] = field(default_factory=list)
    fault: tuple[Text, int] | None = None
    carries: bool = False
    extra_fields: int = 0


@dataclass(frozen=True, slots=True)
class Examined:
    """A block with every row it has, in the order of the file, and the first thing wrong with it.

    ``effective`` are the rows that count; none when there is a fault.
    """

    head: Head | None
    rows: tuple[tuple[bytes, SourceRow], ...]
    effective: tuple[SourceRow, ...]
    fault: Fault | None
    carries: bool
    extra_fields: int


def examine_block(
    block: Block, decode: Callable[[bytes], str], selection: Selection = EVERYTHING
) -> Examined:
    """Examine a block. Nothing is repaired: the first thing wrong with it makes it faulty."""
    what = structure_fault(block)
    head: Head | None = None
    if block.head is not None:
        try:
            head = parse_head(block.head, decode)
        except FieldError as error:
            what = what or error.what
    parsed = _parse_rows(block, decode, selection)
    extra = parsed.extra_fields + (max(0, head.extra_fields) if head else 0)
    fault = (what, block.line) if what else parsed.fault
    effective: tuple[SourceRow, ...] = ()
    if fault is None:
        effective, what = count_once(parsed.rows)
        what = what or imbalance(effective)
        fault = (what, block.line) if what else None
    if fault is None and head is None:
        fault = (_NO_HEAD, block.line)
    found = Fault(fault[1], _label(head, block), fault[0]) if fault else None
    return Examined(head, tuple(parsed.rows), effective, found, parsed.carries, extra)


def parse_block(
    block: Block, ordinal: int, decode: Callable[[bytes], str], selection: Selection
) -> Parsed:
    """Parse a block to the voucher that the grant's rows are taken from."""
    seen = examine_block(block, decode, selection)
    head = seen.head
    if seen.fault is not None or head is None:
        return Parsed(None, seen.fault, seen.carries, seen.extra_fields)
    voucher = SourceVoucher(
        identity="",
        year="",
        series=head.series,
        number=head.number,
        day=head.day,
        text=head.text,
        registered=head.registered,
        sign=head.sign,
        rows=seen.effective,
        added=tuple(row for label, row in seen.rows if label == b"#RTRANS"),
        removed=tuple(row for label, row in seen.rows if label == b"#BTRANS"),
        line=block.line,
        ordinal=ordinal,
    )
    carries = any(selection.matches(row.objects) for row in seen.effective)
    return Parsed(voucher, None, carries, seen.extra_fields)


def _parse_rows(block: Block, decode: Callable[[bytes], str], selection: Selection) -> _Rows:
    so_far = _Rows()
    so_far.carries = any(mentions(decode(line.content), selection) for line in block.stray)
    for line in block.rows:
        text = decode(line.content)
        try:
            fields, objects = row_objects(text)
            if line.label != b"#BTRANS" and selection.matches(objects):
                so_far.carries = True
            so_far.rows.append((line.label, parse_row(fields, objects, line)))
            so_far.extra_fields += max(0, len(fields) - ROW_FIELDS)
        except RowError as error:
            so_far.fault = so_far.fault or (error.what, line.number)
        except FieldError as error:
            # Its objects cannot be read: better to ask than to drop a row of the grant's.
            so_far.fault = so_far.fault or (error.what, line.number)
            so_far.carries = so_far.carries or mentions(text, selection)
    return so_far


_NO_HEAD = Text("#VER saknas", "#VER is missing")


def _label(head: Head | None, block: Block) -> str:
    if head is None or not head.number:
        return f"rad {block.line}"
    return f"{head.series} {head.number}".strip()


def imbalance(rows: Iterable[Countable]) -> Text | None:
    """Return what is wrong when the rows that count do not add up to zero."""
    left = sum((row.amount for row in rows), ZERO)
    if not left:
        return None
    return Text(
        f"raderna summerar till {kronor(left)} i stället för 0",
        f"the rows add up to {kronor(left, 'en')} instead of 0",
    )
