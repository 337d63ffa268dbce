"""Which vouchers of a SIE file can be passed over: they are well built and lack the code.

Everything here looks at bytes and is on the safe side: what it cannot tell is cut and parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from nkr_importers.model import Selection
    from nkr_importers.sie.blocks import Block

# Vouchers without anything between or in them but rows, each on a line of at most 4 KiB.
_WELL_BUILT = re.compile(
    rb"(?:#VER[ \t][^\n]{0,4096}+\n"
    rb"[ \t]*+\{[ \t]*+\r?+\n"
    rb"(?:[ \t]*+#[RB]?+TRANS[ \t][^\n]{0,4096}+\n)*+"
    rb"[ \t]*+\}[ \t]*+\r?+\n)++"
)
_LINES_BESIDE_ROWS = 3
_HISTORY = re.compile(rb"\n[ \t]*+#[RB]TRANS")
# Accounts and codes often look alike; where an account stands no code can.
_BEFORE_ACCOUNT = (rb"TRANS[ \t]", rb'TRANS[ \t]"')
# A head's number with its quotes, when series and number are written plainly; else nothing.
_NUMBER = re.compile(
    rb'#VER(?:[ \t]++(?:"[^"\\\n]*+"|[^ \t"\\{}\r\n]++)[ \t]++("[0-9]++"|[0-9]++)(?=[ \t]))?'
)


def prefilter(selection: Selection) -> Callable[[Block], bool]:
    """Return a cheap test on the bytes of a voucher: False only when it cannot carry the code.

    It looks for the code's longest run of ASCII letters and digits, which is the same bytes in
    every encoding, and not where the account stands; a code without any lets everything through.
    """
    patterns = [_pattern(code) for _, code in selection.objects]

    def may_carry(block: Block) -> bool:
        joined = b"\n".join([line.content for line in (*block.rows, *block.stray)])
        return all(pattern.search(joined) for pattern in patterns)

    return may_carry


def _needle(code: str) -> bytes:
    return max(re.findall(r"[0-9A-Za-z]+", code), key=len, default="").encode()


def _pattern(code: str) -> re.Pattern[bytes]:
    needle = _needle(code)
    if needle.decode() != code:
        return re.compile(needle)
    # What must not stand before comes after: a search is fast when it begins with fixed bytes.
    others = rb"".join(
        rb"(?<!" + before + needle + rb")" for before in (rb"[0-9A-Za-z]", *_BEFORE_ACCOUNT)
    )
    return re.compile(needle + others + rb"(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Skipped:
    """Vouchers that were passed over: how many, their rows, their lines, and where they end."""

    end: int
    vouchers: int
    rows: int
    lines: int


class Skipper:
    """Passes over stretches of well-built vouchers that neither carry the code nor are known.

    ``known`` are identities of the book. The places of the code and of known numbers are looked
    up once in each chunk.
    """

    def __init__(self, selection: Selection, known: Collection[str] = ()) -> None:
        codes = (code for _, code in selection.objects)
        code = max(codes, key=lambda one: len(_needle(one)), default="")
        self._code = _pattern(code) if _needle(code) else None
        self._numbers = _numbers(known) if known else None
        self._chunk = b""
        self._found = 0
        self._met: list[int] = []

    def skip(self, chunk: bytes, at: int) -> Skipped | None:
        """Return the vouchers that can be passed over from the line at ``at`` on, if any."""
        if self._code is None or not chunk.startswith(b"#VER", at):
            return None
        # Only whole vouchers match, so that the one that gives itself away is left.
        built = _WELL_BUILT.match(chunk, at, self._next(chunk, at))
        if built is None:
            return None
        end = built.end()
        lines = chunk.count(b"\n", at, end)
        vouchers = chunk.count(b"\n#VER", at, end) + 1
        history = len(_HISTORY.findall(chunk, at, end)) if _has_history(chunk, at, end) else 0
        return Skipped(end, vouchers, lines - _LINES_BESIDE_ROWS * vouchers - history, lines)

    def _next(self, chunk: bytes, at: int) -> int:
        """Return where the next voucher to be parsed gives itself away, else the chunk's end."""
        if chunk is not self._chunk:
            self._chunk = chunk
            self._found = -1
            self._met = self._heads_of_known(chunk)
        if self._code and self._found < at:
            match = self._code.search(chunk, at)
            self._found = match.start() if match else len(chunk)
        while self._met and self._met[-1] < at:
            self._met.pop()
        return min([self._found, *self._met[-1:]])

    def _heads_of_known(self, chunk: bytes) -> list[int]:
        """Return where heads end that may be of known vouchers, the last one first."""
        if self._numbers is None or self._numbers.isdisjoint(_NUMBER.findall(chunk)):
            return []
        heads = _NUMBER.finditer(chunk)
        return [head.end() for head in heads if (head[1] or b"") in self._numbers][::-1]


def _has_history(chunk: bytes, at: int, end: int) -> bool:
    return chunk.find(b"#RTRANS", at, end) >= 0 or chunk.find(b"#BTRANS", at, end) >= 0


def _numbers(known: Collection[str]) -> frozenset[bytes]:
    """Return what a head's number must be for its voucher to be one of ``known``.

    An identity ends with the number. After an escaped letter the hexadecimal digits may run on
    into it, so any part of the last digits can be the number. A lone 0 means no number at all,
    and nothing that the number cannot be told.
    """
    found = {"0"}
    for identity in known:
        digits = re.findall(r"[0-9]*\Z", identity)[0]
        first = len(digits) if "_" in identity else min(1, len(digits))
        found.update(digits[start:] for start in range(first))
    return frozenset(number.encode() for one in found for number in (one, f'"{one}"')) | {b""}
