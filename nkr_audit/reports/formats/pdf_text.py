"""Text on its way into a PDF/A, where every character must have a glyph and a meaning."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import typst

if TYPE_CHECKING:
    from typst import PDFStandard

# Latin, Greek, Cyrillic and common signs: the fonts in typst have them all.
_SAFE: Final = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\u017f\u0391-\u03a9\u03b1-\u03c9–—’”“…−€•→]*")
_LONG: Final = 28
_LONG_WORD: Final = re.compile(rf"\S{{{_LONG},}}")
_MOST_UNUSUAL: Final = 300  # different ones in a report; asking for each takes milliseconds
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_BREAK_HERE: Final = "\N{ZERO WIDTH SPACE}"
STANDARDS: Final[list[PDFStandard]] = ["a-3a", "ua-1"]


class Cleaner:
    """Cleans the texts of one report, so that what it does depends on that report alone."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def clean(self, text: str) -> str:
        """Return ``text`` with a mark for each character that cannot be shown.

        Line breaks and other control characters become spaces, and long words may be broken.
        """
        if not _SAFE.fullmatch(text):
            text = "".join(self._shown(char) for char in unicodedata.normalize("NFC", text))
        return _LONG_WORD.sub(_breakable, text) if len(text) >= _LONG else text

    def _shown(self, char: str) -> str:
        if _SAFE.fullmatch(char):
            return char
        if char not in self._known:
            if len(self._known) >= _MOST_UNUSUAL:
                return _UNKNOWN
            self._known[char] = _judged(char)
        return self._known[char]


def _judged(char: str) -> str:
    """What an unusual character is shown as."""
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cf":  # such as marks that turn the direction of text
        return ""
    return char if category not in {"Cs", "Co", "Cn"} and _has_glyph(char) else _UNKNOWN


@cache
def _has_glyph(char: str) -> bool:
    """Ask typst itself whether its fonts have the character."""
    try:
        typst.compile(
            b'#set document(title: "x")\n#set text(lang: "sv")\n#text(sys.inputs.char)',
            ignore_system_fonts=True, sys_inputs={"char": char}, pdf_standards=STANDARDS,
            timestamp=0, format="pdf",
        )  # fmt: skip
    except typst.TypstError:
        return False
    return True


def _breakable(word: re.Match[str]) -> str:
    """Let a word that is longer than most columns be broken, such as a path or a web address."""
    text = word[0]
    return _BREAK_HERE.join(text[start : start + 12] for start in range(0, len(text), 12))
