"""The form of a zip from outside: every byte of it accounted for, before anything in it is read.

A zip is described twice, before each file and in a directory at its end. What the two say must
agree, no file may lie over another, and nothing may lie between them where it is not seen.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, Final

from nkr_audit.errors import Place
from nkr_audit.review.problem import Problem
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.review.zip_directory import Directory

# Text packs ten to thirty times; a file that is thousands of times its packed size is a bomb.
MOST_TIMES: Final = 200
_SMALL: Final = 1 << 20
_PIECE: Final = 1 << 20

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENCRYPTED: Final = 0x41
_DESCRIPTOR: Final = 0x08
_UTF8: Final = 0x800
_LONGEST_DESCRIPTOR: Final = 24
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# How many of the files must look alike for the zip to be one that was not packed by hand.
_NEARLY_ALL: Final = 0.9


def faults_of(
    stream: IO[bytes], infos: Sequence[zipfile.ZipInfo], found: Directory
) -> Iterator[Problem]:
    """What is wrong with how the zip is put together, file by file."""
    if len(infos) != found.files:
        yield _whole(
            "Zip-filen har inte så många filer som den säger.",
            "The zip does not have as many files as it says.",
        )
    for info in infos:
        yield from _limits(info)
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        header = _header(stream, info)
        if header is None or not _agrees(info, header):
            yield _in(
                info,
                "Det som står före filen stämmer inte med zip-filens förteckning.",
                "What stands before the file does not agree with the directory of the zip.",
            )
            return
        gap = info.header_offset - end
        if gap < 0:
            yield _in(
                info,
                "Filen ligger över en annan i zip-filen.",
                "The file lies over another in the zip.",
            )
            return
        if gap:
            yield _hidden(info)
        end = info.header_offset + len(header) + info.compress_size
        end += _descriptor(stream, info, end)
        if info.compress_type == zipfile.ZIP_DEFLATED and not _unpacks_as_said(stream, info):
            yield _in(
                info,
                "Filen blir inte så stor som zip-filen säger när den packas upp.",
                "The file is not of the size that the zip says when it is unpacked.",
            )
            return
    if end != found.start:
        yield _whole(
            "Det ligger något i zip-filen som inte hör till någon fil.",
            "There is something in the zip that is of no file.",
        )
    yield from _unlike(infos)


def is_link(info: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a link, a device or anything else than a file or a folder."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in {0, stat.S_IFREG, stat.S_IFDIR}


def is_folder(info: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a folder; Python's own way fails on an empty name."""
    return info.filename.endswith("/")


def _limits(info: zipfile.ZipInfo) -> Iterator[Problem]:
    if info.flag_bits & _ENCRYPTED:
        yield _in(info, "Filen är krypterad.", "The file is encrypted.")
    if info.compress_type not in _METHODS:
        yield _in(
            info,
            "Filen är packad på ett sätt som inte går att läsa.",
            "The file is packed in a way that cannot be read.",
        )
    if is_link(info):
        yield _in(
            info,
            "En länk eller enhet, ingen vanlig fil.",
            "A link or a device, no ordinary file.",
        )
    if info.volume or info.comment:
        yield _in(
            info,
            "Filen har en uppgift i zip-filen som inte ska finnas.",
            "The file has something in the zip that is not to be there.",
        )
    if info.file_size > max(_SMALL, MOST_TIMES * info.compress_size):
        yield _in(
            info,
            f"Filen blir över {MOST_TIMES} gånger så stor när den packas upp: en zipbomb.",
            f"The file would grow more than {MOST_TIMES} times when unpacked: a zip bomb.",
        )


def _header(stream: IO[bytes], info: zipfile.ZipInfo) -> bytes | None:
    stream.seek(info.header_offset)
    fixed = stream.read(_LOCAL.size)
    if len(fixed) != _LOCAL.size or not fixed.startswith(b"PK\3\4"):
        return None
    name, extra = _LOCAL.unpack(fixed)[-2:]
    rest = stream.read(name + extra)
    return fixed + rest if len(rest) == name + extra else None


def _agrees(info: zipfile.ZipInfo, header: bytes) -> bool:
    _, version, flags, method, time, day, crc, packed, size, name, _ = _LOCAL.unpack(
        header[: _LOCAL.size]
    )
    written = header[_LOCAL.size : _LOCAL.size + name]
    coding = "utf-8" if info.flag_bits & _UTF8 else "cp437"
    year, month, date, hour, minute, second = info.date_time
    said = (
        info.extract_version, info.flag_bits, info.compress_type,
        hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | date,
    )  # fmt: skip
    if (version, flags, method, time, day) != said:
        return False
    if written != info.orig_filename.encode(coding, "replace"):
        return False
    if flags & _DESCRIPTOR:
        return (crc, packed, size) in {
            (0, 0, 0),
            (info.CRC, info.compress_size, info.file_size),
            (0, 0xFFFFFFFF, 0xFFFFFFFF),
        }
    large = 0xFFFFFFFF
    return (
        crc == info.CRC
        and packed in {info.compress_size, large}
        and size in {info.file_size, large}
    )


def _unpacks_as_said(stream: IO[bytes], info: zipfile.ZipInfo) -> bool:
    """Unpack a file a piece at a time, to nowhere, and no further than what it is said to hold."""
    if info.file_size > max(_SMALL, MOST_TIMES * info.compress_size):
        return True  # said to be a bomb already
    stream.seek(info.header_offset + _LOCAL.size - 4)
    name, extra = struct.unpack("<2H", stream.read(4))
    stream.seek(name + extra, 1)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    left, size = info.compress_size, 0
    try:
        while not unpacker.eof and size <= info.file_size:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = stream.read(min(_PIECE, left))
                left -= len(packed)
            found = unpacker.decompress(packed, _PIECE)
            size += len(found)
            if not packed and not found:
                break
    except zlib.error:
        return False
    return unpacker.eof and not left and not unpacker.unused_data and size == info.file_size


def _descriptor(stream: IO[bytes], info: zipfile.ZipInfo, at: int) -> int:
    """How long what follows the bytes of a file is: its sizes and its checksum once more."""
    if not info.flag_bits & _DESCRIPTOR:
        return 0
    stream.seek(at)
    after = stream.read(_LONGEST_DESCRIPTOR)
    for mark in (b"PK\7\10", b""):
        for sizes in ("<LLL", "<LQQ"):
            wanted = mark
            try:
                wanted += struct.pack(sizes, info.CRC, info.compress_size, info.file_size)
            except struct.error:
                continue
            if after.startswith(wanted):
                return len(wanted)
    return 0


def _unlike(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Problem]:
    """The few files that are packed in another way than all the others, as altered bytes would be.

    A zip in which most files differ was packed by another program, and nothing can be told of it.
    """
    ways = [_way(info) for info in infos]
    ((usual, count),) = Counter(ways).most_common(1) or (((), 0),)
    if count < _NEARLY_ALL * len(infos) - 1:
        return
    for info, way in zip(infos, ways, strict=True):
        if way != usual and not is_folder(info):
            yield _in(
                info,
                "Filens uppgifter i zip-filen är ändrade; de andra filernas är lika varandra.",
                "What the zip says of the file is altered; it says the same of all the others.",
            )


def _way(info: zipfile.ZipInfo) -> tuple[object, ...]:
    return (
        info.create_system, info.create_version, info.flag_bits & ~_UTF8, info.compress_type,
        info.date_time, info.internal_attr, info.external_attr, info.reserved,
        bool(info.extra),
    )  # fmt: skip


def _hidden(info: zipfile.ZipInfo) -> Problem:
    return _in(
        info,
        "Före filen ligger något i zip-filen som inte hör till någon fil.",
        "Before the file there is something in the zip that is of no file.",
    )


def _in(info: zipfile.ZipInfo, sv: str, en: str) -> Problem:
    return Problem("package", Place(info.filename), Text(sv, en))


def _whole(sv: str, en: str) -> Problem:
    return Problem("package", Place("zip"), Text(sv, en))
