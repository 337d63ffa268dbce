"""Example evidence as small PDFs: one page, the same bytes every time, marked EXEMPELDATA.

The pages are not compressed: they are small anyway, and compressed bytes would differ between
versions of zlib.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fpdf import FPDF

_CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LATIN_1: Final = str.maketrans({"–": "-", "−": "-", "\u00a0": " ", "\u202f": " "})
_MARK: Final = "EXEMPELDATA"
_MARK_TEXT: Final = "Påhittat underlag: inga verkliga personer, företag eller affärer."

_LEFT: Final = 20.0
_MIDDLE: Final = 110.0
_RIGHT: Final = 190.0
_LINE: Final = 5.2
_WIDTH_IN_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet's table: what it is, and its figure (already written out)."""

    text: str
    figure: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A one-page document: who made it, for whom, its fields, its rows and its sums."""

    title: str
    issuer: tuple[str, ...]
    recipient: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    heading: Row | None = None
    rows: tuple[Row, ...] = ()
    totals: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()

    def filled(self, names: dict[str, str]) -> Sheet:
        """The sheet with ``{key}`` in its fields and notes replaced from ``names``."""
        return Sheet(
            self.title,
            self.issuer,
            self.recipient,
            tuple((label, value.format_map(names)) for label, value in self.fields),
            self.heading,
            tuple(Row(row.text.format_map(names), row.figure) for row in self.rows),
            self.totals,
            tuple(note.format_map(names) for note in self.notes),
        )


def render(sheet: Sheet) -> bytes:
    """Return ``sheet`` as a PDF; equal sheets give equal bytes."""
    page = _Page()
    page.mark()
    page.head(sheet)
    page.body(sheet)
    return page.finish()


@dataclass(frozen=True, slots=True)
class _Word:
    x: float
    y: float
    text: str
    bold: bool


class _Page:
    """Collects words and lines, and writes them font by font, which keeps the file small."""

    def __init__(self) -> None:
        pdf = FPDF()
        pdf.set_compression(False)
        pdf.set_creation_date(_CREATED)
        pdf.set_producer("nkr-audit")
        pdf.set_title(_MARK)
        pdf.add_page()
        self._pdf = pdf
        self._words: list[_Word] = []
        self._y = 50.0

    def mark(self) -> None:
        pdf = self._pdf
        pdf.set_fill_color(255, 224, 130)
        pdf.rect(0, 0, 210, 24, style="F")
        pdf.set_font("Helvetica", "B", 26)
        pdf.text(_LEFT, 13, _MARK)

    def head(self, sheet: Sheet) -> None:
        self._pdf.set_font_size(18)
        self._pdf.text(_LEFT, 38, _latin(sheet.title))
        self._put(_LEFT, 20, _MARK_TEXT)
        for index, text in enumerate(sheet.issuer):
            self._put(_LEFT, self._y + index * _LINE, text, bold=index == 0)
        for index, text in enumerate(sheet.recipient):
            self._put(_MIDDLE, self._y + index * _LINE, text, bold=index == 0)
        self._y += _LINE * (max(len(sheet.issuer), len(sheet.recipient)) + 1)

    def body(self, sheet: Sheet) -> None:
        for label, value in sheet.fields:
            self._put(_LEFT, self._y, label)
            for part in textwrap.wrap(value, _WIDTH_IN_CHARACTERS):
                self._put(75, self._y, part)
                self._y += _LINE
        if sheet.heading is not None:
            self._y += _LINE
            self._row(sheet.heading, bold=True)
            self._rule()
        for row in sheet.rows:
            self._row(row)
        if sheet.totals:
            self._rule()
        for row in sheet.totals:
            self._row(row, bold=True)
        self._y += _LINE
        for note in sheet.notes:
            for part in textwrap.wrap(note, 92):
                self._put(_LEFT, self._y, part)
                self._y += _LINE

    def finish(self) -> bytes:
        for style in ("B", ""):
            self._pdf.set_font("Helvetica", style, 10)
            for word in self._words:
                if word.bold is (style == "B"):
                    self._pdf.text(word.x, word.y, word.text)
        return bytes(self._pdf.output())

    def _row(self, row: Row, *, bold: bool = False) -> None:
        self._pdf.set_font("Helvetica", "B" if bold else "", 10)
        figure = _latin(row.figure)
        right = _RIGHT - self._pdf.get_string_width(figure)
        for index, part in enumerate(textwrap.wrap(row.text, _WIDTH_IN_CHARACTERS + 10) or [""]):
            self._put(_LEFT, self._y, part, bold=bold)
            if index == 0:
                self._put(right, self._y, figure, bold=bold)
            self._y += _LINE

    def _rule(self) -> None:
        self._pdf.line(_LEFT, self._y - 3.4, _RIGHT, self._y - 3.4)
        self._y += 1.5

    def _put(self, x: float, y: float, text: str, *, bold: bool = False) -> None:
        self._words.append(_Word(x, y, _latin(text), bold))


def _latin(text: str) -> str:
    return text.translate(_LATIN_1)
