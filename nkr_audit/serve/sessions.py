"""Sessions, kept in the server: the browser has only a number that cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.serve.users import User

_MOST: Final = 10_000


@dataclass(slots=True)
class Session:
    """A login that holds. ``stamp`` is of the password it was made by; None for OpenID Connect."""

    user: User
    stamp: str | None
    csrf: str
    began: float
    used: float


def stamp_of(password_hash: str) -> str:
    """What changes when the password does, so that the sessions made by the old one end."""
    return hashlib.sha256(password_hash.encode()).hexdigest()


class Sessions:
    """All sessions of the server. They end when not used for a while, and after a working day."""

    def __init__(
        self, idle: float, absolute: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._idle, self._absolute, self._clock = idle, absolute, clock
        self._lock = Lock()
        self._sessions: dict[str, Session] = {}

    def begin(self, user: User, stamp: str | None) -> str:
        """Begin a session under a number that nobody has seen before, and return it."""
        number = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._forget_ended(now)
            if len(self._sessions) >= _MOST:
                oldest = min(self._sessions, key=lambda key: self._sessions[key].used)
                del self._sessions[oldest]
            self._sessions[_key(number)] = Session(user, stamp, secrets.token_urlsafe(32), now, now)
        return number

    def find(self, number: str, *, use: bool) -> Session | None:
        """The session of that number while it holds. ``use`` puts its idle end off."""
        now = self._clock()
        with self._lock:
            session = self._sessions.get(_key(number))
            if session is None:
                return None
            if self._ended(session, now):
                del self._sessions[_key(number)]
                return None
            if use:
                session.used = now
            return session

    def end(self, number: str) -> None:
        """End the session of that number, if there is one."""
        with self._lock:
            self._sessions.pop(_key(number), None)

    def _forget_ended(self, now: float) -> None:
        for key in [key for key, each in self._sessions.items() if self._ended(each, now)]:
            del self._sessions[key]

    def _ended(self, session: Session, now: float) -> bool:
        return now - session.used > self._idle or now - session.began > self._absolute


def _key(number: str) -> str:
    """Sessions lie under the hash of the number: a look-up's time then tells nothing of it."""
    return hashlib.sha256(number.encode("utf-8", "surrogatepass")).hexdigest()
