"""The rows of a sheet, as its XML is parsed: each cell exactly what the file says, or unusable."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.tabular.cells import RawRow, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_importers.tabular.cells import Cell

MOST_COLUMNS = 1_000
_MOST_ROWS = 1 << 20
_LONGEST_CELL = 32_767
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DIGITS = re.compile(r"[0-9]{1,20}")
_LAST_DAY = 2_958_465  # 9999-12-31
_ZERO_DAY = date(1899, 12, 31)
# The day before the first that Excel counts, which has 1900 as a leap year, and in files from Mac.
_BEFORE_FIRST = date(1899, 12, 30)
_FIRST_1904 = date(1904, 1, 1)

_FORMULA = Unusable(
    Text("en formel, vars värde inte säkert är det som visas",
         "a formula, whose value may not be the one shown"),
    Text("kopiera kolumnen i Excel och klistra in den som värden (Klistra in special > Värden)",
         "copy the column in Excel and paste it as values (Paste Special > Values)"),
)  # fmt: skip
_MEND_CELL = Text("rätta cellen och spara filen", "mend the cell and save the file")


class SheetTarget:
    """Takes the elements of a sheet and makes rows of them."""

    def __init__(
        self,
        path: Path,
        texts: tuple[str, ...],
        date_styles: frozenset[int],
        from_1904: bool,
        header_row: int,
    ) -> None:
        self._path = path
        self._texts = texts
        self._date_styles = date_styles
        self._from_1904 = from_1904
        self._header_row = header_row
        self._done: list[RawRow] = []
        self._line = 0
        self._cells: dict[int, Cell | Unusable] = {}
        self._next = 0
        self._cell: dict[str, str] | None = None
        self._value: list[str] = []
        self._size = 0
        self._has_formula = False
        self._open: list[str] = []

    def taken(self) -> Iterator[RawRow]:
        """The rows that have come to their end since last asked."""
        yield from self._done
        self._done.clear()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition("}")[2]
        self._open.append(name)
        if name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "c":
            self._cell, self._has_formula = attributes, False
            self._value.clear()
            self._size = 0
        elif name == "f":
            self._has_formula = True
        elif name == "mergeCell":
            self._refuse_merged(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        """Take in text: a value, or that of a text that stands in the cell itself."""
        if self._cell is not None and self._open[-1] in {"v", "t"} and "rPh" not in self._open:
            self._size += len(text)
            if self._size > _LONGEST_CELL:
                raise self._broken(Text("en cell är för lång", "a cell is too long"))
            self._value.append(text)

    def end(self, _tag: str) -> None:
        """End an element."""
        name = self._open.pop()
        if name == "c" and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "row" and any(cell is not None for cell in self._cells.values()):
            width = max(self._cells) + 1
            cells = tuple(self._cells.get(index) for index in range(width))
            self._done.append(RawRow(self._line, cells))

    def close(self) -> None:
        """The part is at its end."""

    def _begin_row(self, number: str | None) -> None:
        line = self._line + 1 if number is None else _whole(number)
        if not self._line < line <= _MOST_ROWS:
            raise self._broken(Text("raderna står inte i ordning", "the rows are out of order"))
        self._line, self._next, self._cells = line, 0, {}

    def _end_cell(self, cell: dict[str, str]) -> None:
        index = self._index(cell.get("r"))
        if index in self._cells or not self._line:
            raise self._broken(Text("en cell står två gånger", "a cell is there twice"))
        if index >= MOST_COLUMNS:
            raise self._broken(
                Text(f"fler än {MOST_COLUMNS} kolumner", f"more than {MOST_COLUMNS} columns")
            )
        self._next = index + 1
        if self._has_formula:
            self._cells[index] = _FORMULA
        else:
            self._cells[index] = self._read(cell.get("t", "n"), "".join(self._value), cell)

    def _index(self, address: str | None) -> int:
        if address is None:
            return self._next
        match = _ADDRESS.fullmatch(address)
        if match is None or int(match[2]) != self._line:
            raise self._broken(Text("en cell står på fel rad", "a cell is on the wrong row"))
        return _column(match[1])

    def _read(self, kind: str, value: str, cell: dict[str, str]) -> Cell | Unusable:
        if not value and kind != "s":
            return None
        if kind == "s":
            place = _whole(value)
            if not 0 <= place < len(self._texts):
                raise self._broken(Text("en text saknas", "a text is missing"))
            return self._texts[place] or None
        if kind == "n":
            return self._number(value, _whole(cell.get("s", "0")) in self._date_styles)
        if kind == "d":
            return _iso_day(value)
        if kind == "e":
            return Unusable(Text(f"felvärdet {value}", f"the error value {value}"), _MEND_CELL)
        return {"0": "FALSKT", "1": "SANT"}.get(value, value) if kind == "b" else value

    def _number(self, value: str, is_date: bool) -> Cell | Unusable:
        """The number as Excel shows it: the shortest that is the same to a computer."""
        try:
            number = Decimal(value if _DIGITS.fullmatch(value) else repr(float(value)))
        except (ValueError, InvalidOperation):
            number = Decimal("NaN")
        if not number.is_finite():
            what = Text(
                f"”{value[:40]}”, som inte är ett tal", f"“{value[:40]}”, which is no number"
            )
            return Unusable(what, _MEND_CELL)
        if not is_date:
            return number.quantize(Decimal(1)) if _is_whole(number) else number
        return self._day(number)

    def _day(self, number: Decimal) -> date | Unusable:
        days = int(number)
        if self._from_1904 and number >= 0 and days <= _LAST_DAY - 1462:
            return _FIRST_1904 + timedelta(days)
        if days == 0 and not self._from_1904 and number >= 0:
            return _ZERO_DAY
        if not self._from_1904 and 0 < days <= _LAST_DAY and days != 60:
            return _BEFORE_FIRST + timedelta(days + (days < 60))
        what = Text(f"{number}, som inte är ett datum", f"{number}, which is no date")
        return Unusable(what, _MEND_CELL)

    def _refuse_merged(self, reference: str) -> None:
        """Refuse merged cells at or below the header: only the first of them has the value."""
        corners = [_ADDRESS.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and corners[1] is not None and int(corners[1][2]) < self._header_row:
            return
        raise NkrError(
            Text(
                f"Cellerna {reference[:20]} är sammanfogade; bara den första av dem har värdet.",
                f"The cells {reference[:20]} are merged; only the first of them has the value.",
            ),
            remedy=Text(
                "dela cellerna i Excel (Start > Centrera över kolumner > Dela celler) och fyll i"
                " värdet på varje rad",
                "unmerge the cells in Excel (Home > Merge & Center > Unmerge) and fill in the"
                " value on every row",
            ),
            place=self._path,
        )

    def _broken(self, why: Text) -> NkrError:
        return NkrError(
            Text(
                f"Bladet är skadat vid rad {self._line}: {why.sv}.",
                f"The sheet is damaged at row {self._line}: {why.en}.",
            ),
            remedy=Text("öppna filen i Excel och spara om den", "open it in Excel and save again"),
            place=Place(str(self._path), self._line),
        )


def _whole(text: str) -> int:
    """The number, or -1 when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _is_whole(number: Decimal) -> bool:
    return abs(number) < Decimal(10) ** 20 and number == number.to_integral_value()


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _iso_day(value: str) -> date | Unusable:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        what = Text(f"”{value[:40]}”, som inte är ett datum", f"“{value[:40]}”, which is no date")
        return Unusable(what, _MEND_CELL)
