"""An Excel file (.xlsx) as the zip package it is: bounds first, then its parts, parsed safely.

The rows are read here and not by openpyxl, whose read-only mode leaves out rows without a word
when the sheet's own statement of its size is wrong or its rows are out of order.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.opening import unreadable
from nkr_importers.tabular.delimited import WHICH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LARGEST = 200 << 20
LARGEST_UNPACKED = 1 << 30
MOST_PARTS = 5_000
# Sheets of equal rows are packed hard; above this, and above a size, it is no table.
HIGHEST_RATIO = 300
SMALL = 4 << 20
_CHUNK = 1 << 16
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SAVE_AS_XLSX = Text(
    "öppna filen i Excel och spara den som ”Excel-arbetsbok (.xlsx)” utan makron och lösenord,"
    " eller som ”CSV UTF-8”",
    "open the file in Excel and save it as “Excel Workbook (.xlsx)” without macros and password,"
    " or as “CSV UTF-8”",
)


def looks_like_workbook(path: Path) -> bool:
    """Tell whether the file is of Excel's: a zip package, or the old kind (which is refused)."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        raise unreadable(path, error, WHICH) from error
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06")) or start == _OLD


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose bounds have been checked. ``names`` are its parts."""

    path: Path
    sha256: str
    names: frozenset[str]

    def parse(self, name: str, target: Any) -> Iterator[None]:
        """Parse a part of XML, and yield after each piece of it so that rows can be taken.

        Raises NkrError when it is not there, is broken, or has a DTD or entities.
        """
        if name not in self.names:
            raise refused(self.path, Text(f"{name} saknas", f"{name} is missing"))
        parser = DefusedXMLParser(
            target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(name) as part:
                # zipfile gives no more bytes than the directory says, and checks their sum.
                while piece := part.read(_CHUNK):
                    parser.feed(piece)
                    yield
            parser.close()
            yield
        except DefusedXmlException as error:
            raise refused(
                self.path,
                Text(
                    f"{name} har en DTD eller egna entiteter, som kan dölja innehåll",
                    f"{name} has a DTD or entities of its own, which can hide contents",
                ),
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            raise refused(
                self.path,
                Text(f"{name} är inte välformad XML", f"{name} is no sound XML"),
            ) from error
        except _BROKEN as error:
            raise refused(self.path, _IS_BROKEN) from error

    def parse_whole(self, name: str, target: Any) -> None:
        """Parse a part to its end."""
        for _ in self.parse(name, target):
            pass


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_IS_BROKEN = Text("filen är skadad", "the file is damaged")


def refused(path: Path, why: Text, remedy: Text = SAVE_AS_XLSX) -> NkrError:
    """Return the error that the file cannot be read as a workbook."""
    return NkrError(
        Text(
            f"Filen kan inte läsas som Excel-arbetsbok: {why.sv}.",
            f"The file cannot be read as an Excel workbook: {why.en}.",
        ),
        remedy=remedy,
        place=path,
    )


def open_package(path: Path) -> Package:
    """Check the bounds of the package. Raises NkrError when it is no workbook that can be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            if stream.read(8) == _OLD:
                raise refused(
                    path,
                    Text(
                        "den är av den gamla sorten (.xls), eller skyddad med lösenord",
                        "it is of the old kind (.xls), or protected by a password",
                    ),
                )
            stream.seek(0)
            size = 0
            while piece := stream.read(1 << 20):
                size += len(piece)
                if size > LARGEST:
                    raise refused(path, _larger(LARGEST))
                digest.update(piece)
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise unreadable(path, error, WHICH) from error
        raise refused(path, _IS_BROKEN) from error
    except (ValueError, LookupError, OverflowError) as error:
        raise refused(path, _IS_BROKEN) from error
    for is_wrong, why in _CHECKS:
        if is_wrong(parts):
            raise refused(path, why)
    names = frozenset(part.filename for part in parts)
    if path.suffix.lower() in {".xlsm", ".xlsb", ".xltm"} or "xl/vbaProject.bin" in names:
        raise refused(path, Text("den har makron", "it has macros"))
    if "_rels/.rels" not in names or "xl/workbook.bin" in names:
        raise refused(path, Text("den är av en annan sort", "it is of another kind"))
    return Package(path, digest.hexdigest(), names)


def _larger(limit: int) -> Text:
    return Text(f"den är större än {limit >> 20} MiB", f"it is larger than {limit >> 20} MiB")


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1)


_CHECKS: tuple[tuple[Callable[[list[zipfile.ZipInfo]], bool], Text], ...] = (
    (
        lambda parts: len(parts) > MOST_PARTS,
        Text(f"den har fler än {MOST_PARTS} delar", f"it has more than {MOST_PARTS} parts"),
    ),
    (
        lambda parts: len({part.filename for part in parts}) < len(parts),
        Text("två delar har samma namn", "two parts have the same name"),
    ),
    (
        lambda parts: any(part.flag_bits & 1 for part in parts),
        Text("den är skyddad med lösenord", "it is protected by a password"),
    ),
    (
        lambda parts: sum(part.file_size for part in parts) > LARGEST_UNPACKED,
        Text(
            f"uppackad är den större än {LARGEST_UNPACKED >> 20} MiB",
            f"unpacked it is larger than {LARGEST_UNPACKED >> 20} MiB",
        ),
    ),
    (
        lambda parts: any(_is_bomb(part) for part in parts),
        Text(
            "den är hårdare packad än någon tabell kan vara (en zip-bomb)",
            "it is packed harder than any table can be (a zip bomb)",
        ),
    ),
)
