"""The last known wording of each text file, so that a change outside the tool can be shown."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import itertools
import zlib
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from nkr_audit.trail.places import Places

TEXT_FILES = frozenset({".beancount", ".toml", ".csv"})
LARGEST = 256 << 20


def packed(content: bytes) -> bytes:
    """The wording as it is kept: the same bytes every time."""
    return gzip.compress(content, compresslevel=1, mtime=0)


def last_wording(places: Places, sha256: str) -> str | None:
    """The wording with that hash; None when it is not kept or cannot be read."""
    try:
        with gzip.open(places.version(sha256)) as stream:
            content = stream.read(LARGEST)
    except (OSError, EOFError, zlib.error):
        return None
    if hashlib.sha256(content).hexdigest() != sha256:
        return None
    return content.decode("utf-8", "replace")


def difference(path: str, before: str | None, after: str) -> str:
    """What was changed in a file, as a unified diff without context; empty when nothing is kept."""
    if before is None:
        return ""
    lines = unified_diff(before.split("\n"), after.split("\n"), path, path, lineterm="", n=0)
    return "\n".join(lines)


def first_difference(before: str, after: str) -> int:
    """The first line that differs between two texts that do (1 = first)."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)
    return sum(1 for _ in same) + 1


def prune(places: Places, wanted: Collection[str]) -> None:
    """Remove the wordings that no file of the book has any longer, as far as the system lets us."""
    with contextlib.suppress(OSError):
        for kept in places.versions.glob("*.gz"):
            if kept.name.removesuffix(".gz") not in wanted:
                kept.unlink()
