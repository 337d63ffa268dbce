"""Amounts, dates and organisation numbers out of cells: read in one way, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from stdnum.se import orgnr

from nkr_audit.money import MOST_DIGITS, ZERO, has_more_than_ore, to_ore
from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_importers.tabular.cells import Cell

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_HUNDRED = Decimal(100)
_SIGNED = re.compile(r"(?P<front>[-+−]?)(?P<body>[^-+−()]+)(?P<back>[-−]?)")
_IN_BRACKETS = re.compile(r"\((?P<body>[^-+−()]+)\)")
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)?"
_PARTS = {
    "ÅÅÅÅ": "(?P<year>[0-9]{4})",
    "ÅÅ": "(?P<short>[0-9]{2})",
    "MM": "(?P<month>[0-9]{1,2})",
    "DD": "(?P<day>[0-9]{1,2})",
}
_PART = re.compile("ÅÅÅÅ|ÅÅ|MM|DD")
_ALONE = re.compile("(?:ÅÅÅÅ|ÅÅ|MM|DD)+")
_SWEDISH_VAT = re.compile(r"SE([0-9]{10})01", re.IGNORECASE)
SOLE_TRADER = Text("enskild firma", "sole trader")


class CellError(ValueError):
    """A cell has no value of the kind that is wanted; ``what`` goes on after its address."""

    def __init__(self, what: Text, remedy: Text) -> None:
        super().__init__(what.sv)
        self.what = what
        self.remedy = remedy


_IN_LAYOUT = Text(
    "säg i mappningsfilen hur belopp skrivs: decimal och tusental under [belopp]",
    "say in the layout how amounts are written: decimal and tusental under [belopp]",
)
_CORRECT_AMOUNT = Text(
    "rätta beloppet i ekonomisystemet och hämta uttaget på nytt",
    "correct the amount in the ERP and make the extract again",
)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a layout writes amounts. ``decimal`` None: not said, and what is ambiguous is refused.

    Spaces may always part thousands; ``thousands`` is another mark that does.
    """

    decimal: str | None = None
    thousands: str = ""
    in_ore: bool = False

    def amount(self, cell: Cell) -> Decimal | None:
        """Return the amount in kronor, exact; None when the cell is empty.

        Raises CellError when it is no amount, is ambiguous, or is no whole number of öre.
        """
        if cell is None or (isinstance(cell, str) and not cell.strip(_SPACES)):
            return None
        if isinstance(cell, date):
            raise _no_amount(str(cell))
        number = cell if isinstance(cell, Decimal) else self._parsed(cell.strip(_SPACES))
        shown = number
        if self.in_ore:
            number = number / _HUNDRED
        if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
            raise _no_amount(str(cell))
        if has_more_than_ore(number):
            raise CellError(
                Text(
                    f"{shown} är inte hela ören (avrundas aldrig)",
                    f"{shown} is no whole number of öre (never rounded)",
                ),
                Text(
                    "avrunda i ekonomisystemet eller Excel så att summan stämmer, och spara om",
                    "round it in the ERP or Excel so that the sum is right, and save again",
                ),
            )
        return to_ore(number) + ZERO

    def _parsed(self, text: str) -> Decimal:
        match = _SIGNED.fullmatch(text)
        if match is not None and not (match["front"] and match["back"]):
            negative = match["front"] in {"-", "−"} or bool(match["back"])
        else:
            match = _IN_BRACKETS.fullmatch(text)
            negative = True
        if match is None:
            raise _no_amount(text)
        digits = self._digits(match["body"].strip(_SPACES), text)
        return -Decimal(digits) if negative else Decimal(digits)

    def _digits(self, body: str, text: str) -> str:
        """Return the number with a dot for decimals and nothing between the thousands."""
        marks = f"[{_SPACES}{re.escape(self.thousands)}]"
        decimal = re.escape(self.decimal) if self.decimal else "[.,]"
        match = re.fullmatch(
            rf"(?P<whole>[0-9]{{1,3}}(?:(?P<mark>{marks})[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*"
            rf"|[0-9]*)(?:(?P<point>{decimal})(?P<ore>[0-9]*))?",
            body,
        )
        if match is None or not (match["whole"] or match["ore"]):
            raise self._refused(body, text)
        ore = match["ore"] or ""
        if self.decimal is None and len(ore) == 3 and not match["mark"]:
            raise self._refused(body, text)
        whole = re.sub(marks, "", match["whole"])
        if len(whole) > MOST_DIGITS + 2 or len(ore) > MOST_DIGITS:
            raise _no_amount(text)
        return f"{whole or '0'}.{ore or '0'}"

    def _refused(self, body: str, text: str) -> CellError:
        if re.fullmatch(rf"[.,]?[0-9][0-9.,{_SPACES}]*", body) and re.search("[.,]", body):
            return CellError(
                Text(
                    f"”{text[:40]}” kan läsas på flera sätt, eller på ett annat sätt än"
                    " mappningsfilen säger",
                    f"“{text[:40]}” can be read in several ways, or in another way than the layout"
                    " says",
                ),
                _IN_LAYOUT,
            )
        return _no_amount(text)


def _no_amount(text: str) -> CellError:
    return CellError(
        Text(f"”{text[:40]}” är inget belopp", f"“{text[:40]}” is no amount"), _CORRECT_AMOUNT
    )


@dataclass(frozen=True, slots=True)
class DayReader:
    """How a layout writes dates; ``empty`` are what stands for no date at all."""

    patterns: tuple[re.Pattern[str], ...]
    names: tuple[str, ...]
    empty: frozenset[str] = frozenset()

    def day(self, cell: Cell) -> date | None:
        """Return the date, None when there is none. Raises CellError when it cannot be read."""
        if cell is None or isinstance(cell, date):
            return None if cell is None or cell.isoformat() in self.empty else cell
        text = plain_text(cell)
        if not text or text in self.empty:
            return None
        found = _first_day(self.patterns, text)
        if found is not None:
            return None if found.isoformat() in self.empty else found
        wanted = ", ".join(self.names)
        raise CellError(
            Text(
                f"”{text[:40]}” är inget datum ({wanted})", f"“{text[:40]}” is no date ({wanted})"
            ),
            Text(
                "ange i mappningsfilen hur datum skrivs (format under [datum]), eller rätta det",
                "say in the layout how dates are written (format under [datum]), or mend the date",
            ),
        )


def day_reader(formats: tuple[str, ...], empty: tuple[str, ...]) -> DayReader | str:
    """Return a reader of dates, or the format that is none, such as ``ÅÅÅÅ-DD``."""
    patterns = []
    for one in formats:
        parts = _PART.findall(one)
        kinds = sorted(part[0] for part in parts)
        rest = _PART.sub("", one)
        if kinds != ["D", "M", "Å"] or re.search(r"[^-/. ]", rest):
            return one
        pattern = _PART.sub(lambda match: _PARTS[match[0]], re.sub(r"([-/. ])", r"\\\1", one))
        if _ALONE.fullmatch(one):
            pattern = pattern.replace("{1,2}", "{2}")
        patterns.append(re.compile(pattern + _TIME))
    return DayReader(tuple(patterns), formats, frozenset(empty))


@lru_cache(maxsize=4096)
def _first_day(patterns: tuple[re.Pattern[str], ...], text: str) -> date | None:
    """The date by the first pattern that fits; the dates of a file are few and come often."""
    matches = (pattern.fullmatch(text) for pattern in patterns)
    return next((day for match in matches if match and (day := _day_of(match))), None)


def _day_of(match: re.Match[str]) -> date | None:
    found = match.groupdict()
    year = int(found["year"]) if found.get("year") else 2000 + int(found["short"])
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def plain_text(cell: Cell) -> str:
    """Return a cell as text: a number without exponent, space around it gone."""
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell).strip()


def organisation_number(text: str) -> str | Text | None:
    """Return the number as ``556016-0680``; None when there is none; else why it is left out.

    A number that is a person's (a sole trader's) is never given back, nor said.
    """
    digits = orgnr.compact(text)
    vat = _SWEDISH_VAT.fullmatch(digits)
    if vat:
        digits = vat[1]
    if not digits.strip("0"):
        return None
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    is_person = len(digits) == 12 and digits[:2] in {"18", "19", "20"}
    if is_person or (len(digits) == 10 and digits.isdecimal() and digits[2] in "01"):
        return SOLE_TRADER
    if not orgnr.is_valid(digits):
        return Text("fel kontrollsiffra eller form", "wrong check digit or form")
    return orgnr.format(digits)
