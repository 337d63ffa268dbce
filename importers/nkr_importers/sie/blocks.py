"""Cutting a SIE file into declarations and vouchers, line by line, before anything is parsed.

Only a chunk of the file and one voucher are held at a time, so a file of any length needs the
memory of its longest voucher.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.sie.skipping import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from nkr_importers.sie.skipping import Skipper

CHUNK = 1 << 19
LONGEST_LINE = 1 << 20
ROW_LABELS = frozenset({b"#TRANS", b"#RTRANS", b"#BTRANS"})
DECLARATIONS = frozenset({
    b"#FLAGGA", b"#PROGRAM", b"#FORMAT", b"#GEN", b"#SIETYP", b"#PROSA", b"#FTYP", b"#FNR",
    b"#ORGNR", b"#BKOD", b"#ADRESS", b"#FNAMN", b"#RAR", b"#TAXAR", b"#OMFATTN", b"#KPTYP",
    b"#VALUTA", b"#KONTO", b"#KTYP", b"#ENHET", b"#SRU", b"#DIM", b"#UNDERDIM", b"#OBJEKT",
    b"#IB", b"#UB", b"#OIB", b"#OUB", b"#RES", b"#PSALDO", b"#PBUDGET", b"#KSUMMA",
})  # fmt: skip
EDGES = b" \t\r\n\x1a"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, without indentation and line end; ``number`` 1 = first."""

    number: int
    label: bytes
    content: bytes


@dataclass(slots=True)
class Block:
    """A voucher as it stands in the file. ``head`` is None when rows stand outside any voucher.

    ``stray`` are lines within it that are no rows. ``last`` tells that the file ends in it.
    """

    line: int
    head: bytes | None
    opened: bool = False
    closed: bool = False
    rows: list[Line] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)
    last: bool = False

    @property
    def is_cut(self) -> bool:
        """Tell whether the file ends before the voucher does."""
        begun = self.opened or not (self.rows or self.stray)
        return self.last and self.head is not None and not self.closed and begun


def chunks(
    stream: BinaryIO, size: int = CHUNK, progress: Callable[[int], None] | None = None
) -> Iterator[bytes]:
    """Read the stream in chunks of about ``size`` bytes that end with a line.

    Only a line that is too long is cut, and the last one may lack its line end. ``progress`` is
    called for each chunk with the number of bytes in it.
    """
    while chunk := stream.read(size):
        if not chunk.endswith(b"\n"):
            chunk += stream.readline(LONGEST_LINE + 1)
        if progress:
            progress(len(chunk))
        yield chunk


def scan(
    chunks: Iterable[bytes], name: str, skipper: Skipper | None = None
) -> Iterator[Line | Block | Skipped]:
    """Cut the chunks into blocks (vouchers) and lines (everything else), in file order.

    Vouchers that ``skipper`` passes over are counted instead. Raises NkrError when a line is too
    long to be of a SIE file.
    """
    block: Block | None = None
    for part in _lines(chunks, name, skipper):
        if isinstance(part, Skipped):
            if block:
                yield block
                block = None
            yield part
        elif part.label in ROW_LABELS:
            block = block or Block(part.number, None)
            block.rows.append(part)
        elif part.label == b"#VER":
            if block:
                yield block
            block = Block(part.number, part.content)
        elif part.label or block is None:
            if block and part.label in DECLARATIONS:
                yield block
                block = None
            yield part
        elif _within(block, part):
            yield block
            block = None
    if block:
        block.last = True
        yield block


def _lines(chunks: Iterable[bytes], name: str, skipper: Skipper | None) -> Iterator[Line | Skipped]:
    """Cut the chunks into lines that are not empty, with what is passed over between them."""
    number = 0
    for chunk in chunks:
        at = 0
        while at < len(chunk):
            skipped = skipper.skip(chunk, at) if skipper else None
            if skipped:
                yield skipped
                at = skipped.end
                number += skipped.lines
                continue
            start, at = at, chunk.find(b"\n", at) + 1 or len(chunk)
            number += 1
            if at - start > LONGEST_LINE:
                raise _endless(name, number)
            content = chunk[start:at].strip(EDGES)
            if content:
                label = content.split(None, 1)[0].upper() if content[:1] == b"#" else b""
                yield Line(number, label, content)


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
