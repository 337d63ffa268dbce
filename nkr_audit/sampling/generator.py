"""Random numbers that are the same on every machine: SHA-256 of the seed and a counter.

Number *i* (0, 1, 2 …) of a stream is SHA-256 over the UTF-8 text ``nkr-audit-urval/1``, the seed,
the name of the stream and *i*, one a line, read as a whole number with the first byte highest.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION: Final = "nkr-audit-urval/1"
_RANGE: Final = 1 << 256
_Item = TypeVar("_Item")


class Generator:
    """A stream of random numbers."""

    def __init__(self, seed: int, stream: str) -> None:
        self._prefix = f"{VERSION}\n{seed}\n{stream}\n"
        self._next = 0

    def below(self, end: int) -> int:
        """Return a number from 0 up to but not including ``end``, each as likely as the others.

        Numbers from the last, incomplete run of ``end`` are passed over.
        """
        if not 0 < end <= _RANGE:
            raise ValueError(end)
        usable = _RANGE - _RANGE % end
        while True:
            digest = sha256(f"{self._prefix}{self._next}".encode()).digest()
            self._next += 1
            number = int.from_bytes(digest, "big")
            if number < usable:
                return number % end

    def choose(self, items: Sequence[_Item], count: int) -> tuple[_Item, ...]:
        """Return ``count`` of the items, each set as likely, in the order they came.

        The first ``count`` steps of a Fisher-Yates shuffle.
        """
        order = list(range(len(items)))
        for place in range(count):
            other = place + self.below(len(order) - place)
            order[place], order[other] = order[other], order[place]
        return tuple(items[index] for index in sorted(order[:count]))
