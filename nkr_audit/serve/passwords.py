"""Passwords, kept as scrypt hashes only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from threading import BoundedSemaphore
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 1024

_KIND: Final = "scrypt"
_COST, _BLOCK, _LANES = 2**15, 8, 1
_MOST_COST, _MOST_BLOCK, _MOST_LANES = 2**18, 16, 4
_LENGTH: Final = 32
# Each hash takes 32 MiB for a moment; no crowd at the door may take more than twice that.
_few_at_a_time = BoundedSemaphore(2)


def hashed(password: str) -> str:
    """Hash a password with a salt of its own: ``scrypt$32768$8$1$salt$hash``."""
    salt = secrets.token_bytes(16)
    digest = _digest(password, salt, _COST, _BLOCK, _LANES)
    return f"{_KIND}${_COST}${_BLOCK}${_LANES}${_text(salt)}${_text(digest)}"


def is_hash(text: str) -> bool:
    """Tell whether ``text`` is a hash that ``matches`` can compare with."""
    return _parts(text) is not None


def matches(password: str, kept: str | None) -> bool:
    """Tell whether ``password`` is the one that was hashed.

    Takes as long when nothing is kept, so that it does not tell which users there are.
    """
    cost, block, lanes, salt, digest = _parts(kept or "") or _NOBODY
    same = hmac.compare_digest(_digest(password, salt, cost, block, lanes), digest)
    return same and kept is not None and len(password) <= LONGEST


def _digest(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    text = unicodedata.normalize("NFC", password[:LONGEST]).encode("utf-8", "surrogatepass")
    with _few_at_a_time:
        return hashlib.scrypt(
            text, salt=salt, n=cost, r=block, p=lanes, dklen=_LENGTH,
            maxmem=256 * cost * block,
        )  # fmt: skip


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _parts(text: str) -> tuple[int, int, int, bytes, bytes] | None:
    kind, *rest = text.split("$")
    if kind != _KIND or len(rest) != 5:
        return None
    try:
        cost, block, lanes = (int(part) for part in rest[:3])
        salt, digest = (base64.b64decode(part, validate=True) for part in rest[3:])
    except (ValueError, binascii.Error):
        return None
    sound = (
        2 <= cost <= _MOST_COST
        and cost & (cost - 1) == 0
        and 1 <= block <= _MOST_BLOCK
        and 1 <= lanes <= _MOST_LANES
        and len(salt) >= 8
        and len(digest) == _LENGTH
    )
    return (cost, block, lanes, salt, digest) if sound else None


# What an unknown user's password is compared with.
_NOBODY: Final = (_COST, _BLOCK, _LANES, secrets.token_bytes(16), secrets.token_bytes(_LENGTH))
