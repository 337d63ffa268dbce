"""A package that is a folder: its ordinary files, and nothing that leads out of it."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path
from typing import IO

from nkr_audit.review.package import (
    DECLARATION,
    LARGEST,
    MOST_BYTES,
    MOST_FILES,
    Member,
    Package,
    too_many,
)
from nkr_audit.review.safe_names import clashes, fault_of
from nkr_audit.text import Text


def read_folder(path: Path) -> Package:
    """Find the files of a package; what is wrong with it is noted in it."""
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
                package.problems.append(too_many(root.name))
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
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("no ordinary file")  # noqa: TRY301 (one way out)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise
