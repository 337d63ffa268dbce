"""The files of a package from outside, and what is wrong with it so far."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from nkr_audit.errors import Place
from nkr_audit.review.problem import Problem
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_FILES: Final = 200_000
MOST_BYTES: Final = 20 << 30
LARGEST: Final = 4 << 30
DECLARATION: Final = "bagit.txt"
# What reading a damaged file can raise.
READING_FAILS: Final = (
    OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, RuntimeError,
    ValueError, OverflowError,
)  # fmt: skip


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


def too_many(name: str) -> Problem:
    """A package of that name has more files than one can have."""
    return Problem(
        "package",
        Place(name),
        Text(
            f"Paketet har fler än {MOST_FILES} filer.",
            f"The package has more than {MOST_FILES} files.",
        ),
    )
