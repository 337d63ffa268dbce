"""Opening a package from outside, a folder or a zip, without trusting anything in it.

Nothing is unpacked and nothing is written. A file is read through a ``Package`` only, and only
when its name is safe and it is an ordinary file of the package's own.
"""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from nkr_audit.errors import NkrError, Place
from nkr_audit.review.problem import Problem
from nkr_audit.review.safe_names import clashes, fault_of
from nkr_audit.review.zip_form import (
    LARGEST,
    MOST_BYTES,
    MOST_FILES,
    faults_of,
    find_directory,
    is_folder,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DECLARATION: Final = "bagit.txt"
# What reading a damaged file can raise.
READING_FAILS: Final = (
    OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, RuntimeError,
    ValueError, OverflowError,
)  # fmt: skip
_UTF8: Final = 0x800


class UnreadableError(Exception):
    """A file of the package cannot be read; nothing more can be told of it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package, its size in bytes by what the package says, and how to open it."""

    size: int
    open: Callable[[], IO[bytes]]


@dataclass(slots=True)
class Package:
    """The files of a package by their names from its root, and what is wrong with it so far."""

    path: Path
    files: dict[str, Member] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(member.size for member in self.files.values())

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file. Raises UnreadableError when it is not there, or is damaged."""
        member = self.files.get(name)
        if member is None:
            raise UnreadableError(name)
        try:
            with member.open() as stream:
                yield stream
        except READING_FAILS as error:
            raise UnreadableError(name) from error

    def content(self, name: str, most: int) -> bytes:
        """The content of a file. Raises UnreadableError, also when it is above ``most`` bytes."""
        with self.reading(name) as stream:
            found = stream.read(most + 1)
        if len(found) > most:
            raise UnreadableError(name)
        return found

    def fault(self, kind: str, name: str, what: Text, line: int = 0) -> None:
        """Note that something is wrong."""
        self.problems.append(Problem(kind, Place(name, line), what))


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open the package at ``path``. What is wrong with it is noted in it.

    Raises NkrError only when there is nothing to open, or the system refuses.
    """
    try:
        if path.is_dir():
            yield _folder(path)
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
            package.problems.append(_too_many(path.name))
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


def _folder(path: Path) -> Package:
    root = _root(path)
    package = Package(root)
    real_names: list[str] = []
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            relative = Path(entry.path).relative_to(root).as_posix()
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode) and not _is_junction(found):
                waiting.append(Path(entry.path))
                continue
            if len(real_names) >= MOST_FILES:
                package.problems.append(_too_many(root.name))
                return package
            real_names.append(relative)
            _take_file(package, relative, Path(entry.path), found)
    for name, what in clashes(sorted(real_names)):
        package.fault("name", name, what)
    if package.size > MOST_BYTES or any(one.size > LARGEST for one in package.files.values()):
        package.fault(
            "package", root.name, Text("Paketet är för stort.", "The package is too large.")
        )
    return package


def _take_file(package: Package, relative: str, path: Path, found: os.stat_result) -> None:
    what = fault_of(unicodedata.normalize("NFC", relative))
    if what is not None:
        package.fault("name", relative, what)
    elif not stat.S_ISREG(found.st_mode) or _is_junction(found):
        package.fault(
            "package",
            relative,
            Text("En länk eller enhet, ingen vanlig fil.", "A link or a device, no ordinary file."),
        )
    else:
        name = unicodedata.normalize("NFC", relative)
        package.files.setdefault(name, Member(found.st_size, lambda: _open_file(path)))


def _root(path: Path) -> Path:
    """The root of the bag: the folder itself, or the only folder in it."""
    if not (path / DECLARATION).exists():
        inside = list(path.iterdir())
        if (
            len(inside) == 1
            and inside[0].is_dir()
            and not inside[0].is_symlink()
            and (inside[0] / DECLARATION).exists()
        ):
            return inside[0]
    return path


def _is_junction(found: os.stat_result) -> bool:
    """Tell whether Windows leads somewhere else from here."""
    attributes: int = getattr(found, "st_file_attributes", 0)
    return bool(attributes & 0x400)


def _open_file(path: Path) -> IO[bytes]:
    """Open an ordinary file, and no other: one that was changed for a link meanwhile is refused."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("no ordinary file")
    return os.fdopen(handle, "rb")


def _too_many(name: str) -> Problem:
    return Problem(
        "package",
        Place(name),
        Text(
            f"Paketet har fler än {MOST_FILES} filer.",
            f"The package has more than {MOST_FILES} files.",
        ),
    )
