"""The page that text is written on: its language, its width, its colours, and where one stands."""

from __future__ import annotations

import os
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nkr_audit.errors import Place
    from nkr_audit.text import Language, Text

WIDTH = 100


def plain(text: str, _colour: str) -> str:
    """Leave a text without colour."""
    return text


@dataclass(frozen=True, slots=True)
class Page:
    """How to write. ``style`` takes a text and a colour; ``here`` is the folder one stands in."""

    language: Language
    here: Path
    style: Callable[[str, str], str] = plain
    width: int = WIDTH

    def say(self, text: Text) -> str:
        """Return the text in the page's language."""
        return text.to(self.language)

    def path(self, file: str) -> str:
        """Return a file as it is reached from where one stands, when it lies below."""
        return file.removeprefix(f"{self.here}{os.sep}")

    def place(self, place: Place) -> str:
        """Return a place as editors and terminals can open it: ``file:line``."""
        return str(place._replace(file=self.path(place.file)))

    def command(self, name: str, file: str) -> str:
        """Write out a command on a book, to copy."""
        path = self.path(file)
        return f'nkr {name} "{path}"' if " " in path else f"nkr {name} {path}"

    def folded(self, text: str, *, first: str = "  ") -> list[str]:
        """Break a text into lines, those after the first under where it begins."""
        if len(first) + len(text) <= self.width and "\n" not in text:
            return [first + text]
        return wrap(
            text, self.width, initial_indent=first, subsequent_indent=" " * len(first),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
