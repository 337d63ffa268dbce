"""A BagIt bag (RFC 8493), as a folder or in a zip: every file hashed once, while it is copied.

The same files give the same bytes: names in order, nothing compressed, and no clock.
"""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import IO

DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_PIECE: Final = 1 << 20
_FIRST_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_PLAIN_FILE: Final = 0o100644 << 16


class Sink(Protocol):
    """Where the files of a bag are put."""

    def new_file(self, name: str, size: int) -> IO[bytes]:
        """Begin a file. ``size`` is what it is expected to hold."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSink:
    """A folder on disk, which the files are put under."""

    root: Path

    def new_file(self, name: str, size: int) -> IO[bytes]:  # noqa: ARG002 (a folder needs no size)
        """Begin a file that is not there."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")


@dataclass(frozen=True, slots=True)
class ZipSink:
    """A zip under way, in which the files are put in the folder ``top``."""

    archive: zipfile.ZipFile
    top: str

    def new_file(self, name: str, size: int) -> IO[bytes]:
        """Begin a file that is stored as it is."""
        info = zipfile.ZipInfo(f"{self.top}/{name}", _FIRST_TIME)
        info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
        info.file_size = size
        return self.archive.open(info, "w")


@contextmanager
def zip_sink(path: Path, top: str) -> Iterator[ZipSink]:
    """Write a zip at ``path``; whole when the block ends without an error."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
        yield ZipSink(archive, top)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file as it was put in the bag: its size in bytes, and its hashes."""

    size: int
    sha256: str
    sha512: str


class Bag:
    """Writes one bag. ``told`` is given the bytes written so far."""

    def __init__(self, sink: Sink, told: Callable[[int], None] = lambda _done: None) -> None:
        self._sink = sink
        self._told = told
        self._payload: dict[str, Sealed] = {}
        self._done = 0

    def add(self, name: str, content: bytes) -> Sealed:
        """Put a file that is in memory in the payload; ``name`` is from the folder ``data``."""
        pieces = (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))
        return self._payload.setdefault(
            f"data/{name}", self._write(f"data/{name}", len(content), pieces)
        )

    def add_file(self, name: str, path: Path) -> Sealed:
        """Copy a file to the payload. Raises OSError when it cannot be read."""
        with path.open("rb") as source:
            pieces = iter(lambda: source.read(_PIECE), b"")
            sealed = self._write(f"data/{name}", path.stat().st_size, pieces)
        return self._payload.setdefault(f"data/{name}", sealed)

    def finish(self, info: Iterable[tuple[str, str]]) -> str:
        """Write what makes it a bag; return the hash that the whole bag can be known by."""
        size = sum(sealed.size for sealed in self._payload.values())
        about = [*info, ("Payload-Oxum", f"{size}.{len(self._payload)}")]
        tags = {
            "bag-info.txt": "".join(
                f"{key}: {_one_line(value)}\n" for key, value in about
            ).encode(),
            "bagit.txt": DECLARATION,
            "manifest-sha256.txt": _manifest(self._payload, "sha256"),
            "manifest-sha512.txt": _manifest(self._payload, "sha512"),
        }
        sealed = {name: self._whole(name, content) for name, content in tags.items()}
        for kind in ("sha256", "sha512"):
            name = f"tagmanifest-{kind}.txt"
            sealed[name] = self._whole(name, _manifest(_but_these(sealed), kind))
        return sealed["tagmanifest-sha256.txt"].sha256

    def _whole(self, name: str, content: bytes) -> Sealed:
        return self._write(name, len(content), [content])

    def _write(self, name: str, size: int, pieces: Iterable[bytes]) -> Sealed:
        first, second, length = hashlib.sha256(), hashlib.sha512(), 0
        with self._sink.new_file(name, size) as out:
            for piece in pieces:
                first.update(piece)
                second.update(piece)
                out.write(piece)
                length += len(piece)
                self._done += len(piece)
                self._told(self._done)
        return Sealed(length, first.hexdigest(), second.hexdigest())


def _but_these(sealed: dict[str, Sealed]) -> dict[str, Sealed]:
    """The tag files that a tag manifest lists: all but the tag manifests."""
    return {name: one for name, one in sealed.items() if not name.startswith("tagmanifest-")}


def _manifest(files: dict[str, Sealed], kind: str) -> bytes:
    lines = (f"{getattr(files[name], kind)}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def _one_line(value: str) -> str:
    return " ".join(value.split())
