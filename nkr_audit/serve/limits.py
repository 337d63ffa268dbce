"""How often: a wait after wrong passwords, and a bucket of requests for each session."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_KEPT: Final = 20_000
_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 15 * 60.0
_FORGOTTEN_AFTER: Final = 60 * 60.0


@dataclass(slots=True)
class _Failures:
    count: int
    since: float
    until: float


class Lockout:
    """Locks a key after ``allowed`` failures; each further one doubles the wait.

    A try counts as failed before the password is looked at, so that many at once gain nothing.
    """

    def __init__(self, allowed: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed, self._clock = allowed, clock
        self._lock = Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def attempt(self, key: str) -> float:
        """Count a try. Returns 0, or how many seconds the key is still locked: then do not try."""
        now = self._clock()
        with self._lock:
            found = self._failures.get(key)
            if found is None or now - found.since > _FORGOTTEN_AFTER:
                found = self._failures[key] = _Failures(0, now, 0.0)
            self._failures.move_to_end(key)
            while len(self._failures) > _MOST_KEPT:
                self._failures.popitem(last=False)
            if found.until > now:
                return found.until - now
            found.count += 1
            found.since = now
            over = found.count - self._allowed
            if over >= 0:
                found.until = now + min(_FIRST_WAIT * 2 ** min(over, 10), _LONGEST_WAIT)
            return 0.0

    def take_back(self, key: str) -> None:
        """Do not count the last try of the key: it was right."""
        with self._lock:
            found = self._failures.get(key)
            if found is not None:
                found.count = max(found.count - 1, 0)
                found.until = 0.0 if found.count < self._allowed else found.until

    def succeeded(self, key: str) -> None:
        """Forget the failures of the key."""
        with self._lock:
            self._failures.pop(key, None)


class Rate:
    """At most ``per_minute`` each minute for each key, in bursts up to that many."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = float(per_minute), clock
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Take one, or return False when there is none left."""
        now = self._clock()
        with self._lock:
            left, since = self._left.get(key, (self._most, now))
            left = min(self._most, left + (now - since) * self._most / 60)
            self._left[key] = (max(left - 1, 0.0) if left >= 1 else left, now)
            self._left.move_to_end(key)
            while len(self._left) > _MOST_KEPT:
                self._left.popitem(last=False)
            return left >= 1
