"""Two encodings in one SIE file: found by letters that only one of them can mean, and refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text

Kind = Literal["UTF-8", "CP437", "Latin-1"]

# å ä ö Å Ä Ö é as UTF-8 writes them: in code page 437 and in Latin-1 nobody writes these pairs.
_UTF8 = re.compile(rb"\xc3[\xa5\xa4\xb6\x85\x84\x96\xa9]")
# Within a word, where the other encoding has a letter that no word has: Σ and ┼, or † and „.
_CP437 = re.compile(rb"(?<=[A-Za-z])[\x84\x86\x94](?=[a-z])|(?<=[A-Z])[\x8f\x99](?=[A-Z])")
_LATIN_1 = re.compile(
    rb"(?<=[A-Za-z])[\xe4\xe5\xf6](?=[a-z])|(?<=[A-Z0-9])[\xc4\xc5\xd6](?=[A-Z0-9])"
)
_PATTERNS: dict[Kind, re.Pattern[bytes]] = {"UTF-8": _UTF8, "CP437": _CP437, "Latin-1": _LATIN_1}
# The bytes that the letters of an encoding begin with.
FIRST: dict[Kind, bytes] = {
    "UTF-8": b"\xc3",
    "CP437": b"\x84\x86\x94\x8f\x99",
    "Latin-1": b"\xe4\xe5\xf6\xc4\xc5\xd6",
}


@dataclass(frozen=True, slots=True)
class Mixed:
    """A file in two encodings: the first line of each; ``other`` is None when it is not ``one``."""

    one: Kind
    line: int
    other: Kind | None
    other_line: int

    @property
    def what(self) -> Text:
        """What is wrong, as a sentence without its end."""
        said, told = (self.other, self.other) if self.other else ("inte det", "not")
        return Text(
            f"filen blandar teckenkodningar: rad {self.line} är {self.one} men rad"
            f" {self.other_line} är {said}; koder och texter med å, ä och ö går inte att lita på",
            f"the file mixes encodings: line {self.line} is {self.one} but line"
            f" {self.other_line} is {told}; codes and texts with å, ä and ö cannot be trusted",
        )

    @property
    def last_line(self) -> int:
        """The line where it shows."""
        return max(self.line, self.other_line)

    def error(self, name: str) -> NkrError:
        """Return the error to raise where such a file cannot be used."""
        what = self.what
        return NkrError(
            Text(
                f"{what.sv[0].upper()}{what.sv[1:]}. Inget är skrivet.",
                f"{what.en[0].upper()}{what.en[1:]}. Nothing is written.",
            ),
            remedy=Text(
                "exportera filen på nytt från ekonomisystemet; är den hopsatt av flera filer: ta in"
                " dem var för sig",
                "export the file again from the ERP; if it was put together of several files: take"
                " them in one by one",
            ),
            place=Place(name, self.last_line),
        )


@dataclass(slots=True)
class Evidence:
    """The first line that can only be of each encoding, as far as the file is read.

    ``not_utf8`` is the first line with bytes that are no UTF-8. A kind that is found is not
    looked for again, so that a file in one encoding costs next to nothing.
    """

    lines: dict[Kind, int] = field(default_factory=dict)
    not_utf8: int | None = None
    _done: int = 0

    def look(self, chunk: bytes, letters: bytes) -> None:
        """Look in a chunk; ``letters`` are its bytes outside ASCII."""
        for kind, pattern in _PATTERNS.items():
            if kind in self.lines or not any(byte in letters for byte in FIRST[kind]):
                continue
            found = pattern.search(chunk)
            if found:
                self.lines[kind] = self._line(chunk, found.start())
        self._done += chunk.count(b"\n")

    def broken(self, before: bytes) -> None:
        """Remember that UTF-8 ends after the bytes ``before`` of the chunk that comes next."""
        self.not_utf8 = self._line(before, len(before))

    def mixed(self, *, marked: bool) -> Mixed | None:
        """Return how the file is in two encodings; ``marked`` as UTF-8 at its beginning.

        A file that is UTF-8 all through is in one, whatever else its bytes may look like.
        """
        if self.not_utf8 is None:
            return None
        utf8 = 1 if marked else self.lines.get("UTF-8")
        if utf8 is not None:
            return Mixed("UTF-8", utf8, None, self.not_utf8)
        cp437, latin_1 = self.lines.get("CP437"), self.lines.get("Latin-1")
        if cp437 is not None and latin_1 is not None:
            return Mixed("CP437", cp437, "Latin-1", latin_1)
        return None

    def _line(self, chunk: bytes, at: int) -> int:
        return self._done + chunk.count(b"\n", 0, at) + 1
