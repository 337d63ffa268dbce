"""Rows out of a text file with delimiters (CSV), as a stream: encoding, delimiter and bounds."""

from __future__ import annotations

import codecs
import csv
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.opening import unreadable
from nkr_importers.tabular.cells import RawRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The encodings that can be asked for.
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "utf-16", "cp850", "cp437")
DELIMITERS = (";", "\t", ",", "|")
LARGEST = 2 << 30
LONGEST_LINE = 1 << 20
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Å, ä and ö, and their capitals, as UTF-8 writes them: in cp1252 nobody writes these pairs.
_UTF8_LETTERS = tuple(letter.encode() for letter in "åäöÅÄÖé")
_NAMES = {"\t": Text("tabb", "tab")}

WHICH = Text(
    "ange filen från ekonomisystemet, till exempel uttag.csv eller uttag.xlsx",
    "name the file from the ERP, for example extract.csv or extract.xlsx",
)
_SAVE_AGAIN = Text(
    "hämta filen på nytt ur ekonomisystemet som CSV eller .xlsx, utan att öppna den däremellan",
    "fetch the file from the ERP again as CSV or .xlsx, without opening it on the way",
)


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A text file whose encoding and delimiter are known."""

    path: Path
    sha256: str
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[RawRow]:
        """The rows from the first, blank ones left out. Raises NkrError at the first bad line."""
        reader = csv.reader(_lines(self.path, self.encoding), delimiter=self.delimiter, strict=True)
        begins = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield RawRow(begins, tuple(cells))
                begins = reader.line_num + 1
        except csv.Error as error:
            raise self._broken(begins, reader.line_num) from error

    def _broken(self, begins: int, at: int) -> NkrError:
        limit = csv.field_size_limit()
        return NkrError(
            Text(
                f"Raden går inte att dela i kolumner (läst t.o.m. rad {at}): ett citattecken"
                f" öppnas men stängs inte, eller en cell är längre än {limit} tecken.",
                f"The row cannot be parted into columns (read up to line {at}): a quotation mark"
                f" is opened and not closed, or a cell is longer than {limit} characters.",
            ),
            remedy=Text(
                'låt citattecken stå i par ("") inom en cell, eller hämta uttaget som .xlsx',
                'let quotation marks stand in pairs ("") within a cell, or fetch it as .xlsx',
            ),
            place=Place(str(self.path), begins),
        )


def open_delimited(
    path: Path, encoding: str | None, delimiter: str | None, header_row: int
) -> DelimitedFile:
    """Find out how the file is written. Raises NkrError when it cannot be read as a table.

    A byte order mark decides; else what is given; else UTF-8 when all of it is, else cp1252.
    """
    try:
        found, sha256 = _examined(path, encoding)
        line = _header(path, found, max(header_row, 1))
    except OSError as error:
        raise unreadable(path, error, WHICH) from error
    place = Place(str(path), max(header_row, 1))
    return DelimitedFile(path, sha256, found, _delimiter(line, delimiter, place))


def _examined(path: Path, given: str | None) -> tuple[str, str]:
    """Return the encoding and the hash, from one reading of the bytes."""
    digest = hashlib.sha256()
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    bom: str | None = None
    size, line, odd_line, letters_line = 0, 1, 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if not size:
                bom = next((name for mark, name in _BOMS if chunk.startswith(mark)), None)
            size += len(chunk)
            if size > LARGEST:
                raise _too_large(path)
            digest.update(chunk)
            if (bom or given) != "utf-16" and b"\0" in chunk:
                raise _zero_bytes(path, line + chunk[: chunk.index(b"\0")].count(b"\n"))
            if not letters_line:
                at = min((chunk.find(pair) for pair in _UTF8_LETTERS if pair in chunk), default=-1)
                letters_line = line + chunk[:at].count(b"\n") if at >= 0 else 0
            if utf8 is not None:
                try:
                    utf8.decode(chunk)
                except UnicodeDecodeError as error:
                    utf8, odd_line = None, line + chunk[: error.start].count(b"\n")
            line += chunk.count(b"\n")
    if not size:
        raise NkrError(Text("Filen är tom.", "The file is empty."), remedy=_SAVE_AGAIN, place=path)
    if bom or given:
        return bom or given or "", digest.hexdigest()
    if not odd_line:
        return "utf-8", digest.hexdigest()
    if letters_line:
        raise _mixed(path, odd_line, letters_line)
    return "cp1252", digest.hexdigest()


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of the file, their ends kept; no line is longer than ``LONGEST_LINE``."""
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as stream:
            while line := stream.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise _endless(path, number)
                if "\0" in line:
                    raise _zero_bytes(path, number)
                yield line
    except UnicodeError as error:
        raise NkrError(
            Text(
                f"Raden är inte skriven i teckenkodningen {encoding}.",
                f"The line is not written in the encoding {encoding}.",
            ),
            remedy=Text(
                "ange rätt teckenkodning i mappningsfilen (teckenkodning), eller spara filen som"
                " ”CSV UTF-8” från Excel",
                "give the right encoding in the layout (teckenkodning), or save the file as"
                " “CSV UTF-8” from Excel",
            ),
            place=Place(str(path), number + 1),
        ) from error


def _header(path: Path, encoding: str, header_row: int) -> str:
    for number, line in enumerate(_lines(path, encoding), start=1):
        if number == header_row:
            return line
    raise NkrError(
        Text(
            f"Filen har ingen rubrikrad: den slutar före rad {header_row}.",
            f"The file has no header: it ends before line {header_row}.",
        ),
        remedy=_SAVE_AGAIN,
        place=path,
    )


def _delimiter(line: str, given: str | None, place: Place) -> str:
    """Return the delimiter: the one given, else the one that the header has most of."""
    bare = "".join(part for part in line.split('"')[::2])
    counts = {mark: bare.count(mark) for mark in DELIMITERS if mark in bare}
    best = max(counts, key=lambda mark: counts[mark], default="")
    if given is not None and (given in bare or not best):
        return given
    if given is None and best:
        return best
    seen = ", ".join(f"”{_named(mark).sv}” {count}" for mark, count in counts.items()) or "–"
    told = ", ".join(f"“{_named(mark).en}” {count}" for mark, count in counts.items()) or "–"
    wanted = _named(given) if given else Text("; tabb , |", "; tab , |")
    raise NkrError(
        Text(
            f"Rubrikraden har en enda kolumn: avgränsaren ”{wanted.sv}” finns inte på den."
            f" Avgränsare på raden: {seen}.",
            f"The header has a single column: the delimiter “{wanted.en}” is not on it."
            f" Delimiters on the line: {told}.",
        ),
        remedy=Text(
            "ange rätt avgränsare (avgransare) eller rätt rubrikrad (rubrikrad) i mappningsfilen",
            "give the right delimiter (avgransare) or header row (rubrikrad) in the layout",
        ),
        place=place,
    )


def _named(mark: str) -> Text:
    return _NAMES.get(mark, Text(mark, mark))


def _too_large(path: Path) -> NkrError:
    return NkrError(
        Text(
            f"Filen är större än {LARGEST >> 30} GiB och läses inte.",
            f"The file is larger than {LARGEST >> 30} GiB and is not read.",
        ),
        remedy=Text(
            "gör uttaget för ett kostnadsställe eller en period i taget",
            "make the extract for one cost centre or period at a time",
        ),
        place=path,
    )


def _endless(path: Path, line: int) -> NkrError:
    return NkrError(
        Text(
            f"Raden är längre än {LONGEST_LINE} tecken; filen är ingen tabell.",
            f"The line is longer than {LONGEST_LINE} characters; the file is no table.",
        ),
        remedy=_SAVE_AGAIN,
        place=Place(str(path), line),
    )


def _zero_bytes(path: Path, line: int) -> NkrError:
    return NkrError(
        Text(
            "Filen innehåller nollbyte: den är ingen textfil, eller är sparad som UTF-16 utan"
            " märke i början.",
            "The file contains zero bytes: it is no text file, or is saved as UTF-16 without a"
            " mark at its beginning.",
        ),
        remedy=Text(
            'ange teckenkodning = "utf-16" i mappningsfilen om det är text; annars: '
            + _SAVE_AGAIN.sv,
            'give teckenkodning = "utf-16" in the layout if it is text; else: ' + _SAVE_AGAIN.en,
        ),
        place=Place(str(path), line),
    )


def _mixed(path: Path, odd: int, letters: int) -> NkrError:
    return NkrError(
        Text(
            f"Filen blandar teckenkodningar: rad {letters} är UTF-8 men rad {odd} är det inte.",
            f"The file mixes encodings: line {letters} is UTF-8 but line {odd} is not.",
        ),
        remedy=_SAVE_AGAIN,
        place=Place(str(path), odd),
    )
