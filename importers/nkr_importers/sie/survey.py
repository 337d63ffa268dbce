"""A first pass over the lines of a SIE file: its checksum, and lines in another encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.sie.blocks import LONGEST_LINE
from nkr_importers.sie.checksum import Checksum as RunningChecksum
from nkr_importers.sie.document import Checksum

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_importers.sie.encoding import Encoding
    from nkr_importers.sie.notes import Notes

_EDGES = b" \t\r\n\x1a"
_LABEL = b"#KSUMMA"
_SHOWN = 20
# å ä ö Å Ä Ö é as UTF-8 has them.
_UTF8 = re.compile(b"\xc3[\xa5\xa4\xb6\x85\x84\x96\xa9]")
_LATIN_1 = re.compile(b"[\xe5\xe4\xf6\xc5\xc4\xd6\xe9]")
_DOS = re.compile(b"[\x86\x84\x94\x8f\x8e\x99\x82]")
_NAMES: dict[Encoding, str] = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 (BOM)", "cp1252": "Windows-1252", "cp437": "CP437",
}  # fmt: skip


@dataclass(slots=True)
class Survey:
    """The state of the pass. ``opened`` and ``closed`` are the lines of the two #KSUMMA."""

    encoding: Encoding
    decode: Callable[[bytes], str]
    notes: Notes
    opened: int = 0
    closed: int = 0
    checksum: Checksum | None = None
    _odd: int = 0
    _told: bool = False
    _after: bool = False
    _standard: RunningChecksum = field(init=False)
    _as_is: RunningChecksum = field(init=False)

    def run(self, stream: BinaryIO) -> None:
        """Read the stream to its end. Raises NkrError when the closing #KSUMMA is missing."""
        self._standard = RunningChecksum(self.decode)
        # Over the bytes as they stand: some programs sum up the encoding they write.
        self._as_is = RunningChecksum(lambda line: line.decode("cp437"))
        for number, raw in enumerate(iter(partial(stream.readline, LONGEST_LINE + 1), b""), 1):
            if not raw.isascii():
                self._look(number, raw)
            content = raw.strip(_EDGES)
            if content[:7].upper() == _LABEL and not content[7:8].strip(b' \t"'):
                self._sum_line(number, content)
            elif self.opened and not self.closed:
                self._standard.take(raw)
                self._as_is.take(raw)
            elif self.closed and content and not self._after:
                self._after = True
                self.notes.remark(number, "#KSUMMA", _AFTER)
        if self.opened and not self.closed:
            raise NkrError(
                Text(
                    "Filen är avklippt: den inleds med #KSUMMA, men den avslutande saknas.",
                    "The file is cut off: it opens with #KSUMMA, but the closing one is missing.",
                ),
                remedy=Text(
                    "exportera eller hämta filen på nytt; den här får inte användas",
                    "export or fetch the file again; this one must not be used",
                ),
                place=Place(self.notes.name, self.opened),
            )

    def _sum_line(self, number: int, content: bytes) -> None:
        stated = content[7:].strip(b' \t"')
        if not self.opened and not stated:
            self.opened = number
        elif self.opened and not self.closed and stated:
            self.closed = number
            self._verdict(number, stated)
        else:
            self.notes.remark(number, "#KSUMMA", _UNPAIRED)

    def _verdict(self, number: int, stated: bytes) -> None:
        if not (stated.isdigit() and len(stated) <= 10):
            self.notes.error(number, "#KSUMMA", _NO_NUMBER)
            return
        computed = {self._standard.value, self._as_is.value}
        value = int(stated)
        self.checksum = Checksum(value, value if value in computed else self._standard.value)
        if not self.checksum.agrees:
            self.notes.error(
                number, "#KSUMMA",
                Text(
                    f"kontrollsumman är {value} men innehållet ger {self.checksum.computed};"
                    " filen är ändrad eller skadad",
                    f"the checksum is {value} but the contents give {self.checksum.computed};"
                    " the file is changed or damaged",
                ),
            )  # fmt: skip

    def _look(self, number: int, raw: bytes) -> None:
        """Look at a line that is not plain ASCII."""
        if self.encoding != "cp437" and not self._told:
            self._told = True
            name = _NAMES[self.encoding]
            self.notes.remark(
                number, "#FORMAT",
                Text(
                    f"filen är kodad i {name} i stället för CP437 (PC8)",
                    f"the file is encoded in {name} instead of CP437 (PC8)",
                ),
            )  # fmt: skip
        if self._odd >= _SHOWN:
            return
        label = raw.split(None, 1)[0].decode("ascii", "replace")[:40] if raw.strip() else ""
        if self.encoding.startswith("utf-8"):
            if "\ufffd" in self.decode(raw):
                self._odd += 1
                self.notes.remark(number, label, _MIXED)
        elif _UTF8.search(raw):
            self._odd += 1
            self.notes.remark(number, label, _MIXED)
        else:
            mine, other = (_DOS, _LATIN_1) if self.encoding == "cp437" else (_LATIN_1, _DOS)
            if other.search(raw) and not mine.search(raw):
                self._odd += 1
                self.notes.note(number, label, _DOUBTFUL)


_AFTER = Text(
    "det står mer efter den avslutande #KSUMMA; kontrollsumman gäller inte det",
    "there is more after the closing #KSUMMA; the checksum does not cover it",
)
_UNPAIRED = Text(
    "hör inte ihop med någon inledande och avslutande #KSUMMA",
    "does not belong to an opening and a closing #KSUMMA",
)
_NO_NUMBER = Text("kontrollsumman är inget tal", "the checksum is no number")
_MIXED = Text(
    "raden är i en annan teckenkodning än resten av filen",
    "the line is in another encoding than the rest of the file",
)
_DOUBTFUL = Text(
    "raden kan vara i en annan teckenkodning än resten av filen",
    "the line may be in another encoding than the rest of the file",
)
