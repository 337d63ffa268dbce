"""Personal identity numbers (personnummer, samordningsnummer): found in texts, and masked."""

from __future__ import annotations

import re
from typing import Final

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.se import personnummer

# What every one of them holds; quick to look for in many texts.
_MAY_HOLD: Final = re.compile(r"\d{6}[-+_ ]?\d{4}")
_NUMBER_LIKE: Final = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+_ ]?\d{4}(?!\d)")
_CENTURIES: Final = ("18", "19", "20")
_WITH_CENTURY: Final = 8
# What is added to the day in a samordningsnummer.
_COORDINATION: Final = 60


def masked_numbers(text: str) -> tuple[str, ...]:
    """The personal identity numbers in ``text``, each once, without their last four digits."""
    if _MAY_HOLD.search(text) is None:
        return ()
    found = (number for number in _NUMBER_LIKE.findall(text) if is_personal(number))
    return tuple(dict.fromkeys(_masked(number) for number in found))


def mask(text: str) -> str:
    """Return ``text`` with every personal identity number masked."""
    return _NUMBER_LIKE.sub(
        lambda match: _masked(match[0]) if is_personal(match[0]) else match[0], text
    )


def is_personal(number: str) -> bool:
    """Tell whether the control digit is right and the date exists, in one century or another."""
    digits = "".join(one for one in number if one.isdigit())
    if not luhn.is_valid(digits[-10:]):
        return False
    born, last = digits[:-4], digits[-4:]
    day = int(born[-2:])
    if day > _COORDINATION:
        born = f"{born[:-2]}{day - _COORDINATION:02}"
    if len(born) == _WITH_CENTURY:
        return born.startswith(_CENTURIES) and _is_day(f"{born}{last}")
    return any(_is_day(f"{century}{born}{last}") for century in _CENTURIES)


def _masked(number: str) -> str:
    return f"{number[:-4].rstrip('-+_ ')}-XXXX"


def _is_day(number: str) -> bool:
    try:
        personnummer.get_birth_date(number)
    except ValidationError:
        return False
    return True
