"""The end of a zip from outside, which tells where the directory of its files lies."""

from __future__ import annotations

import struct
from typing import IO, Final, NamedTuple

_LARGEST_DIRECTORY: Final = 128 << 20
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")


class Directory(NamedTuple):
    """Where the directory of a zip lies: how many files it tells of, its first byte and its end."""

    files: int
    start: int
    end: int


def find_directory(stream: IO[bytes]) -> Directory:
    """Read the end of a zip. Raises ValueError when it is no zip, or something lies after it."""
    size = stream.seek(0, 2)
    if size < _END.size:
        raise ValueError("too short")
    at = size - _END.size
    stream.seek(at)
    mark, disk, first, here, files, length, start, comment = _END.unpack(stream.read(_END.size))
    if mark != b"PK\5\6" or disk or first or here != files or comment:
        raise ValueError("no end of a zip")
    if 0xFFFF in {files, here} or 0xFFFFFFFF in {length, start}:
        files, length, start, at = _large(stream, at)
    if start + length != at or length > _LARGEST_DIRECTORY:
        raise ValueError("the directory is not where it is said to be")
    return Directory(files, start, at)


def _large(stream: IO[bytes], end: int) -> tuple[int, int, int, int]:
    """The numbers of a zip too large for the usual fields."""
    at = end - _LOCATOR.size - _END_64.size
    if at < 0:
        raise ValueError("too short")
    stream.seek(at)
    record = _END_64.unpack(stream.read(_END_64.size))
    mark, told, _, disks = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if record[0] != b"PK\6\6" or mark != b"PK\6\7" or told != at or disks != 1:
        raise ValueError("no end of a large zip")
    if record[4] or record[5] or record[6] != record[7]:
        raise ValueError("in several parts")
    return record[7], record[8], record[9], at
