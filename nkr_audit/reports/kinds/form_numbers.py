"""Numbers on a form: how they are written, and whether their check digits are right."""

from __future__ import annotations

import re
from typing import Final

from stdnum import luhn
from stdnum.se import orgnr

_ORGANISATION: Final = re.compile(r"(?:16)?([0-9]{6})[- ]?([0-9]{4})")
_BANKGIRO: Final = re.compile(r"([0-9]{3,4})[- ]?([0-9]{4})")
_PLUSGIRO: Final = re.compile(r"([0-9][0-9 ]{0,9})[- ]?([0-9])")
_PLUSGIRO_DIGITS: Final = range(2, 9)
_DIARY: Final = re.compile(
    r"[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,2}[0-9]{4}/[0-9]{5}(/[A-ZÅÄÖ][A-Za-zÅÄÖåäö]*)?"
)
# The third digit of an organisation number; lower ones are the month of somebody's birth.
_LEAST_THIRD: Final = "2"


def organisation_number(text: str) -> str | None:
    """Return it as 232100-0016; None when it is not one, or its check digit is wrong."""
    match = _ORGANISATION.fullmatch(text.strip())
    if match is None or match[1][2] < _LEAST_THIRD or not orgnr.is_valid(match[1] + match[2]):
        return None
    return f"{match[1]}-{match[2]}"


def bankgiro(text: str) -> str | None:
    """Return it as 123-4566 or 1234-5674; None when it is none, or its check digit is wrong."""
    match = _BANKGIRO.fullmatch(text.strip())
    return f"{match[1]}-{match[2]}" if match and luhn.is_valid(match[1] + match[2]) else None


def plusgiro(text: str) -> str | None:
    """Return it as 12 34 56-6; None when it is none, or its check digit is wrong."""
    match = _PLUSGIRO.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1].replace(" ", "")
    if len(digits) + 1 not in _PLUSGIRO_DIGITS or not luhn.is_valid(digits + match[2]):
        return None
    # In pairs from the right: 1 23 45-6.
    odd = len(digits) % 2
    pairs = [digits[:odd]] * odd + [
        digits[place : place + 2] for place in range(odd, len(digits), 2)
    ]
    return f"{' '.join(pairs)}-{match[2]}"


def is_diary_number(text: str) -> bool:
    """Tell whether a text is written as the government's diarienummer: S2021/01234."""
    return _DIARY.fullmatch(text.strip()) is not None
