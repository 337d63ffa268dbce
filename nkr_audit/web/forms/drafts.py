"""Documents that were sent with a form that is not booked yet: kept a while, in memory only.

A browser does not send a chosen file again by itself, so that the second step finds it here.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.recording.documents import Paper

_KEPT_FOR: Final = 30 * 60.0
_MOST_OF_ONE: Final = 3
_MOST_BYTES: Final = 128 << 20

Owner = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    owner: Owner
    paper: Paper
    since: float


class Drafts:
    """The documents of all who are filling in a form. The oldest give way to new ones."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._kept: OrderedDict[str, _Draft] = OrderedDict()

    def put(self, owner: Owner, paper: Paper) -> str:
        """Keep a document of the user and book ``owner``; returns what to ask for it by."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._forget_old()
            own = [key for key, one in self._kept.items() if one.owner == owner]
            for key in own[: max(0, len(own) + 1 - _MOST_OF_ONE)]:
                del self._kept[key]
            self._kept[token] = _Draft(owner, paper, self._clock())
            while len(self._kept) > 1 and self._size() > _MOST_BYTES:
                self._kept.popitem(last=False)
        return token

    def get(self, owner: Owner, token: str) -> Paper | None:
        """The document, when it is the asker's own and still kept."""
        with self._lock:
            self._forget_old()
            found = self._kept.get(token)
        return found.paper if found is not None and found.owner == owner else None

    def drop(self, owner: Owner, token: str) -> None:
        """Forget a document: it is booked."""
        with self._lock:
            found = self._kept.get(token)
            if found is not None and found.owner == owner:
                del self._kept[token]

    def _size(self) -> int:
        return sum(len(one.paper.content) for one in self._kept.values())

    def _forget_old(self) -> None:
        limit = self._clock() - _KEPT_FOR
        for key in [key for key, one in self._kept.items() if one.since < limit]:
            del self._kept[key]
