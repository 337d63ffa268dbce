"""The steps on disk that a write is made of; each may be done again with the same outcome."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_BINARY: Final = getattr(os, "O_BINARY", 0)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
# What a file system says that has no way to sync a folder.
_NO_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})
_WHILE_COPIED: Final = ".nkr-ny"


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing, and those above it, so that they are there for good."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK, mode)
    try:
        _write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    path.chmod(mode)


def write_end(path: Path, size: int, content: bytes) -> None:
    """Let a file be its first ``size`` bytes, and then the content."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY | _NO_LINK, 0o644)
    try:
        os.lseek(handle, size, os.SEEK_SET)
        _write(handle, content)
        os.ftruncate(handle, size + len(content))
        os.fsync(handle)
    finally:
        os.close(handle)


def move(source: Path, target: Path) -> None:
    """Let a file take the place of another, also where that is on a file system of its own."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(target.name + _WHILE_COPIED)
        beside.unlink(missing_ok=True)
        write_new(beside, source.read_bytes(), source.stat().st_mode & 0o777)
        beside.replace(target)
        sync_folder(target.parent)
        source.unlink()


def sync_folder(folder: Path) -> None:
    """Make what was renamed, made or removed in a folder durable, where the system lets us."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # one may be let to write in a folder that one may not list
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
