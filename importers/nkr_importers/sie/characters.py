"""Text as code page 437 can hold it, with every character that had to be replaced."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

ENCODING = "cp437"

_PLAIN = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "”": '"', "“": '"',
    "„": '"', "‚": ",", "…": "...", "•": "*", "€": "EUR", "×": "x", "Ø": "O", "ø": "o",
}  # fmt: skip


class Replacement(NamedTuple):
    """A character that was written as something else, and on which line."""

    line: int
    character: str
    replacement: str


def fitted(text: str, line: int) -> tuple[str, list[Replacement]]:
    """Return the text with what code page 437 lacks replaced, and the replacements.

    Letters lose their accents, typographic signs become plain ones, control characters spaces, and
    the rest question marks. A letter with its accent apart is the same as the one letter.
    """
    if text.isascii() and text.isprintable():
        return text, []
    written: list[str] = []
    replaced: list[Replacement] = []
    for one in unicodedata.normalize("NFC", text):
        plain = _fit(one)
        written.append(plain)
        if plain != one:
            replaced.append(Replacement(line, one, plain))
    return "".join(written), replaced


@lru_cache(maxsize=4096)
def _fit(one: str) -> str:
    if unicodedata.category(one) == "Cc":
        return " "
    if _can_hold(one):
        return one
    if one in _PLAIN:
        return _PLAIN[one]
    parts = unicodedata.normalize("NFKD", one)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain if plain and plain.isprintable() and _can_hold(plain) else "?"


def _can_hold(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
