"""Which encoding a SIE file is really in, found by counting over the whole file in chunks.

The format allows code page 437 only, but UTF-8 and Latin-1 occur under the same ``#FORMAT PC8``.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.sie.mixing import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_importers.sie.mixing import Mixed

Encoding = Literal["utf-8-sig", "utf-8", "cp1252", "cp437"]

_CHUNK = 1 << 20
_ASCII = bytes(range(128))
# å ä ö Å Ä Ö é as each code page writes them.
_LATIN_1 = "åäöÅÄÖé".encode("latin-1")
_CP437 = "åäöÅÄÖé".encode("cp437")

_EXPORT_AGAIN = Text(
    "exportera filen på nytt från ekonomisystemet som SIE 4",
    "export the file again from the ERP as SIE 4",
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The encoding of a file, the SHA-256 of its bytes, and whether it is in two encodings."""

    encoding: Encoding
    sha256: str
    mixed: Mixed | None = None


def fingerprint(
    stream: BinaryIO, name: str, progress: Callable[[int], None] | None = None
) -> Fingerprint:
    """Read the whole stream in chunks and tell its encoding and hash.

    ``progress`` is called after each chunk with the number of bytes in it.

    Raises NkrError when it is empty or no text in an encoding that SIE files have.
    """
    digest = hashlib.sha256()
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    latin = dos = 0
    feeds = returns = False
    ascii_only = True
    head = b""
    evidence = Evidence()
    while chunk := stream.read(_CHUNK):
        head = head or chunk[:3]
        digest.update(chunk)
        if b"\0" in chunk:
            raise _no_sie(name, "innehåller nollbyte (UTF-16?)", "holds NUL bytes (UTF-16?)")
        utf8 = _still_utf8(utf8, chunk, evidence)
        feeds = feeds or b"\n" in chunk
        returns = returns or b"\r" in chunk
        letters = b"" if chunk.isascii() else chunk.translate(None, _ASCII)
        if letters:
            ascii_only = False
            latin += _count(letters, _LATIN_1)
            dos += _count(letters, _CP437)
        evidence.look(chunk, letters)
        if progress:
            progress(len(chunk))
    if not head:
        raise _no_sie(name, "är tom", "is empty")
    if returns and not feeds:
        raise _no_sie(name, "saknar radslut (LF)", "has no line ends (LF)")
    valid_utf8 = _still_utf8(utf8, b"", evidence, final=True) is not None
    encoding: Encoding = "cp437"
    if head == codecs.BOM_UTF8:
        encoding = "utf-8-sig"
    elif valid_utf8 and not ascii_only:
        encoding = "utf-8"
    elif latin > dos:
        encoding = "cp1252"
    return Fingerprint(encoding, digest.hexdigest(), evidence.mixed(marked=head == codecs.BOM_UTF8))


def _count(letters: bytes, wanted: bytes) -> int:
    return len(letters) - len(letters.translate(None, wanted))


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None,
    chunk: bytes,
    evidence: Evidence,
    *,
    final: bool = False,
) -> codecs.IncrementalDecoder | None:
    if decoder is None:
        return None
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        evidence.broken(error.object[: error.start])
        return None
    return decoder


def _no_sie(name: str, why: str, why_english: str) -> NkrError:
    return NkrError(
        Text(f"Filen {why} och är ingen SIE-fil.", f"The file {why_english}; it is no SIE file."),
        remedy=_EXPORT_AGAIN,
        place=Place(name),
    )


def _cp1252_table() -> str:
    """cp1252, with Latin-1's characters for the five bytes that cp1252 leaves undefined."""
    every = [bytes([byte]) for byte in range(256)]
    return "".join(
        one.decode("cp1252", "ignore") or one.decode("latin-1") for one in every
    )  # fmt: skip


_TABLE = _cp1252_table()


def decoder_for(encoding: Encoding) -> Callable[[bytes], str]:
    """Return the function that decodes a line of a file in ``encoding``; it never fails."""
    if encoding == "cp1252":
        return lambda line: codecs.charmap_decode(line, "strict", _TABLE)[0]
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    return lambda line: line.decode(plain, "replace")
