"""The checksum of a SIE file (#KSUMMA): over what is written, and not over how it is laid out."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Verdict = Literal["right", "wrong", "missing"]

# What stands outside quotes and does not count: separators, braces and line ends.
_LAYOUT = b" \t{}\r\n\x1a"
_EVERY_BYTE = bytes(range(256))
# Stands for an escaped quote while the quotes are cut out; no SIE file holds a NUL byte.
_ESCAPED = b"\0"
# Letters outside ASCII: the only bytes that differ between the encodings.
_LETTERS = re.compile(rb"[\x80-\xff]+")
_MOST_DIGITS = 10
_LABEL = re.compile(rb"\n[ \t\r\x1a]*+(?i:#KSUMMA)(?![^\s\x1a])[^\n]*+")


class Checksum:
    """CRC-32 over labels and the contents of fields, as code page 437 writes them.

    ``decode`` is that of the file: the sum is the same whatever encoding the file is in.
    """

    def __init__(self, decode: Callable[[bytes], str]) -> None:
        self._decode = decode
        self.is_cp437 = decode(_EVERY_BYTE) == _EVERY_BYTE.decode("cp437")
        self.value = 0

    def take(self, line: bytes) -> None:
        """Add a line, or several whole ones at once, with or without line ends."""
        if not (self.is_cp437 or line.isascii()):
            line = _LETTERS.sub(self._as_cp437, line)
        if b"\\" in line:
            line = line.replace(b'\\"', _ESCAPED)
        parts = line.split(b'"')
        if len(parts) % 2 and b"\n" not in b"".join(parts[1::2]):
            self._add(parts)
            return
        # A quote that is never closed ends with its line.
        for one in line.split(b"\n"):
            self._add(one.rstrip(b"\r").split(b'"'))

    def _as_cp437(self, letters: re.Match[bytes]) -> bytes:
        return self._decode(letters[0]).encode("cp437", "replace")

    def _add(self, parts: list[bytes]) -> None:
        """Add what stands outside quotes (every other part, from the first) and within them."""
        parts[::2] = b'"'.join(parts[::2]).translate(None, _LAYOUT).split(b'"')
        self.value = zlib.crc32(b"".join(parts).replace(_ESCAPED, b'"'), self.value)


class Verification:
    """Checks what a file says its checksum is, while the file is read.

    ``verdict`` is the outcome so far. ``unclosed`` tells whether a sum was begun and never given.
    """

    def __init__(self, decode: Callable[[bytes], str]) -> None:
        # Over the text as code page 437 writes it, and over the bytes as they stand: some programs
        # sum up the encoding that they write.
        self._decoders = [decode]
        if not Checksum(decode).is_cp437:
            self._decoders.append(lambda line: line.decode("cp437"))
        self._running: list[Checksum] = []
        self.verdict: Verdict = "missing"

    @property
    def unclosed(self) -> bool:
        """Whether an opening #KSUMMA still lacks its closing one."""
        return bool(self._running)

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on the chunks, which end with a line each, and sum what is to be summed."""
        for chunk in chunks:
            lines = b"\n" + chunk
            at = 0
            for label in _LABEL.finditer(lines):
                self._take(lines[at : label.start()])
                self._mark(label[0].strip(b"\n\x1a").split()[1:])
                at = label.end()
            self._take(lines[at:])
            yield chunk

    def _take(self, lines: bytes) -> None:
        for one in self._running:
            one.take(lines)

    def _mark(self, fields: list[bytes]) -> None:
        """Begin a sum, or compare it with the one that the closing #KSUMMA gives."""
        given = fields[0].strip(b'"') if fields else b""
        if not self._running:
            self._running = [] if given else [Checksum(decode) for decode in self._decoders]
            return
        stated = int(given) if given.isdigit() and len(given) <= _MOST_DIGITS else None
        right = any(one.value == stated for one in self._running)
        self.verdict = "right" if right and self.verdict != "wrong" else "wrong"
        self._running = []
