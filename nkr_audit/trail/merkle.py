"""The hash of a whole log: the Merkle tree hash of RFC 6962, section 2.1, over its lines."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_EMPTY = hashlib.sha256(b"").digest()


class Tree:
    """A Merkle tree that grows; its root can be asked for at any size.

    It keeps the roots of the full subtrees only, the largest first, so it is small at any size.
    """

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf: a line of the log, without the line end."""
        digest = hashlib.sha256(b"\0" + leaf).digest()
        joins = self.size
        while joins & 1:
            digest = hashlib.sha256(b"\1" + self._full.pop() + digest).digest()
            joins >>= 1
        self._full.append(digest)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash of what has been added so far."""
        if not self._full:
            return _EMPTY
        digest = self._full[-1]
        for left in reversed(self._full[:-1]):
            digest = hashlib.sha256(b"\1" + left + digest).digest()
        return digest


def root_of(lines: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of the lines."""
    tree = Tree()
    for line in lines:
        tree.add(line)
    return tree.root()
