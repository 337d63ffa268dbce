"""Cutting a SIE file into declarations and vouchers, line by line, before anything is parsed.

Only one voucher is held at a time, so a file of any length needs the memory of its longest one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nkr_importers.model import Selection

LONGEST_LINE = 1 << 20
ROW_LABELS = frozenset({b"#TRANS", b"#RTRANS", b"#BTRANS"})
DECLARATIONS = frozenset({
    b"#FLAGGA", b"#PROGRAM", b"#FORMAT", b"#GEN", b"#SIETYP", b"#PROSA", b"#FTYP", b"#FNR",
    b"#ORGNR", b"#BKOD", b"#ADRESS", b"#FNAMN", b"#RAR", b"#TAXAR", b"#OMFATTN", b"#KPTYP",
    b"#VALUTA", b"#KONTO", b"#KTYP", b"#ENHET", b"#SRU", b"#DIM", b"#UNDERDIM", b"#OBJEKT",
    b"#IB", b"#UB", b"#OIB", b"#OUB", b"#RES", b"#PSALDO", b"#PBUDGET", b"#KSUMMA",
})  # fmt: skip
_EDGES = b" \t\r\n\x1a"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, without indentation and line end; ``number`` 1 = first."""

    number: int
    label: bytes
    content: bytes


@dataclass(slots=True)
class Block:
    """A voucher as it stands in the file. ``head`` is None when rows stand outside any voucher.

    ``stray`` are lines within it that are no rows.
    """

    line: int
    head: bytes | None
    opened: bool = False
    closed: bool = False
    rows: list[Line] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)


def scan(stream: BinaryIO, name: str) -> Iterator[Line | Block]:
    """Cut the stream into blocks (vouchers) and lines (everything else), in file order.

    Raises NkrError when a line is too long to be of a SIE file.
    """
    block: Block | None = None
    for number, raw in enumerate(iter(partial(stream.readline, LONGEST_LINE + 1), b""), start=1):
        if len(raw) > LONGEST_LINE:
            raise _endless(name, number)
        content = raw.strip(_EDGES)
        if not content:
            continue
        label = content.split(None, 1)[0].upper() if content[:1] == b"#" else b""
        if label in ROW_LABELS:
            block = block or Block(number, None)
            block.rows.append(Line(number, label, content))
        elif label == b"#VER":
            if block:
                yield block
            block = Block(number, content)
        elif label:
            if block and label in DECLARATIONS:
                yield block
                block = None
            yield Line(number, label, content)
        elif block:
            if _within(block, Line(number, label, content)):
                yield block
                block = None
        else:
            yield Line(number, label, content)
    if block:
        yield block


def _within(block: Block, line: Line) -> bool:
    """Take in a line without label that stands in a voucher; tell whether it ends the voucher."""
    if line.content == b"}":
        block.closed = True
    elif line.content == b"{" and not (block.opened or block.rows or block.stray):
        block.opened = True
    else:
        block.stray.append(line)
    return block.closed


def _endless(name: str, number: int) -> NkrError:
    return NkrError(
        Text(
            "Raden är längre än 1 MiB; filen är skadad eller ingen SIE-fil.",
            "The line is longer than 1 MiB; the file is damaged or no SIE file.",
        ),
        remedy=Text(
            "exportera filen på nytt från ekonomisystemet som SIE 4",
            "export the file again from the ERP as SIE 4",
        ),
        place=Place(name, number),
    )


def prefilter(selection: Selection) -> Callable[[Block], bool]:
    """Return a cheap test on the bytes of a voucher: False only when it cannot carry the code.

    It looks for the code's longest run of ASCII letters and digits, which is the same bytes in
    every encoding; a code without any lets everything through.
    """
    tests = [_bytes_test(code) for _, code in selection.objects]

    def may_carry(block: Block) -> bool:
        joined = b"\n".join([line.content for line in (*block.rows, *block.stray)])
        return all(needle in joined and pattern.search(joined) for needle, pattern in tests)

    return may_carry


def _bytes_test(code: str) -> tuple[bytes, re.Pattern[bytes]]:
    needle = max(re.findall(r"[0-9A-Za-z]+", code), key=len, default="").encode()
    if needle.decode() != code:
        return needle, re.compile(re.escape(needle))
    return needle, re.compile(rb"(?<![0-9A-Za-z])" + needle + rb"(?![0-9A-Za-z])")
