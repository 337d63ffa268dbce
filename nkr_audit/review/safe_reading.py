"""Opening a package from outside, a folder or a zip, without trusting anything in it.

Nothing is unpacked and nothing is written. A file is read through a ``Package`` only, and only
when its name is safe and it is an ordinary file of the package's own.
"""

from __future__ import annotations

import unicodedata
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.review.folder_reading import read_folder
from nkr_audit.review.package import (
    DECLARATION,
    LARGEST,
    MOST_BYTES,
    MOST_FILES,
    READING_FAILS,
    Member,
    Package,
    too_many,
)
from nkr_audit.review.safe_names import clashes, fault_of
from nkr_audit.review.zip_directory import find_directory
from nkr_audit.review.zip_form import faults_of, is_folder
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_UTF8: Final = 0x800


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open the package at ``path``. What is wrong with it is noted in it.

    Raises NkrError only when there is nothing to open, or the system refuses.
    """
    try:
        if path.is_dir():
            yield read_folder(path)
        elif path.is_file():
            with path.open("rb") as stream:
                yield from _zip(path, stream)
        else:
            raise NkrError(
                Text("Det finns inget paket här.", "There is no package here."),
                remedy=Text(
                    "ange zip-filen, eller mappen som den packats upp i",
                    "name the zip, or the folder it was unpacked to",
                ),
                place=path,
            )
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Paketet kan inte läsas: {why}.", f"The package cannot be read: {why}."),
            remedy=Text("kontrollera rättigheterna", "check the permissions"),
            place=path,
        ) from error


def _zip(path: Path, stream: IO[bytes]) -> Iterator[Package]:
    package = Package(path)
    try:
        found = find_directory(stream)
        if found.files > MOST_FILES:
            package.problems.append(too_many(path.name))
            yield package
            return
        archive = zipfile.ZipFile(stream)
    except READING_FAILS:
        package.fault(
            "package",
            path.name,
            Text(
                "Filen är ingen hel zip-fil, eller så ligger något efter dess slut.",
                "The file is no whole zip, or something lies after its end.",
            ),
        )
        yield package
        return
    with archive:
        infos = archive.infolist()
        package.problems += faults_of(stream, infos, found)
        _take_names(package, [(_name(package, info), info) for info in infos])
        members: dict[str, Member] = {}
        for info in infos:
            if not is_folder(info):
                members.setdefault(info.filename, Member(info.file_size, _opener(archive, info)))
        _take(package, members)
        yield package


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _name(package: Package, info: zipfile.ZipInfo) -> str:
    """The name as it stands in the zip, before Python has made it harmless."""
    name = info.orig_filename
    if not name.isascii() and not info.flag_bits & _UTF8:
        package.fault("name", name, Text("Namnet är inte i UTF-8.", "The name is not in UTF-8."))
    elif unicodedata.normalize("NFC", name) != name:
        package.fault(
            "name",
            name,
            Text(
                "Namnet skriver bokstäver som ä med två tecken (inte NFC).",
                "The name writes letters like ä with two characters (not NFC).",
            ),
        )
    return name


def _take_names(package: Package, named: list[tuple[str, zipfile.ZipInfo]]) -> None:
    files = []
    for name, info in named:
        plain = name.removesuffix("/") if is_folder(info) else name
        what = fault_of(plain)
        if what is not None:
            package.fault("name", name, what)
        if is_folder(info):
            if info.file_size:
                package.fault(
                    "package", name, Text("En mapp har ett innehåll.", "A folder has contents.")
                )
        else:
            files.append(name)
    for name, what in clashes(files):
        package.fault("name", name, what)


def _take(package: Package, members: dict[str, Member]) -> None:
    """Take the files that lie under the root of the bag, by their names from there."""
    tops = {name.split("/", 1)[0] for name in members}
    top = f"{tops.pop()}/" if len(tops) == 1 and DECLARATION not in members else ""
    package.files = {name.removeprefix(top): one for name, one in members.items()}
    if package.size > MOST_BYTES or any(one.size > LARGEST for one in members.values()):
        package.fault(
            "package",
            package.path.name,
            Text(
                "Paketet blir för stort när det packas upp.",
                "The package would be too large when unpacked.",
            ),
        )
