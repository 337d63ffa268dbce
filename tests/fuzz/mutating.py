"""Damaged copies of a sound file."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def mutations(
    whole: bytes, pieces: tuple[bytes, ...], count: int, seed: int = 0
) -> Iterator[bytes]:
    """Return so many damaged copies of a file, the same ones every time."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        content = whole
        for _ in range(chance.randint(1, 6)):
            content = chance.choice(_WAYS)(content, pieces, chance)
        yield content


def _cut(content: bytes, _pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _drop(content: bytes, _pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + content[start + chance.randint(1, 40) :]


def _change(content: bytes, _pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + bytes([chance.randint(0, 255)]) + content[at + 1 :]


def _insert(content: bytes, pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(pieces) + content[at:]


def _repeat(content: bytes, _pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    return b"".join([*lines[:at], lines[at], lines[chance.randrange(len(lines))], *lines[at + 1 :]])


_WAYS: list[Callable[[bytes, tuple[bytes, ...], random.Random], bytes]] = [
    _cut, _drop, _change, _insert, _repeat,
]  # fmt: skip
