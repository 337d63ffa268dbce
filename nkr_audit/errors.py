"""What stops a command: one error that says what, where, why and how to mend, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.text import Language


class Place(NamedTuple):
    """A file and a line in it (1 = first; 0 = the file as a whole)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class NkrError(Exception):
    """A command cannot be carried out. Nothing has been written.

    ``what`` says what is wrong and why, ``remedy`` how to mend it, ``place`` where it stands.
    """

    def __init__(self, what: Text, *, remedy: Text, place: Place | Path | None = None) -> None:
        super().__init__(what.sv)
        self.what = what
        self.remedy = remedy
        self.place = Place(str(place)) if isinstance(place, Path) else place

    def describe(self, language: Language) -> str:
        """Return the whole message, place first when there is one."""
        where = f"{self.place}: " if self.place else ""
        mend = Text("Gör så här:", "To mend it:").to(language)
        return f"{where}{self.what.to(language)}\n  {mend} {self.remedy.to(language)}"
