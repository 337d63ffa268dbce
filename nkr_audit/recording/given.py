"""What a person gives on the command line, or when asked: amounts, days, numbers, as values."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from stdnum.se import orgnr

from nkr_audit.errors import NkrError
from nkr_audit.money import ZERO
from nkr_audit.period import parse_period
from nkr_audit.personal_number import is_personal
from nkr_audit.text import Text
from nkr_importers.naming import printable

_AMOUNT = re.compile(r"(-?)([0-9]{1,12}|[0-9]{1,3}(?: [0-9]{3}){1,3})(?:[.,]([0-9]{1,2}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TEN_DIGITS = re.compile(r"(?:16)?([0-9]{6})[- ]?([0-9]{4})")
_LONGEST = 500
# Spaces and minus signs that people and other programs write.
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "−": "-", "–": "-"})


def amount(text: str) -> Decimal:
    """Read an amount in kronor, with a comma or a dot before at most two decimals; not zero."""
    match = _AMOUNT.fullmatch(text.strip().translate(_PLAIN))
    value = ZERO
    if match:
        value = Decimal(f"{match[1]}{match[2].replace(' ', '')}.{(match[3] or '0').ljust(2, '0')}")
    if not value:
        raise NkrError(
            Text(
                f"”{_shown(text)}” är inget belopp att bokföra.",
                f"“{_shown(text)}” is no amount to book.",
            ),
            remedy=Text(
                "skriv beloppet i kronor utan moms, med högst två decimaler: 40000 eller 1234,50",
                "write the amount in kronor without VAT, at most two decimals: 40000 or 1234.50",
            ),
        )
    return value


def day(text: str) -> date:
    """Read a date, as 2026-06-30."""
    try:
        return date.fromisoformat(text.strip() if _DAY.fullmatch(text.strip()) else "")
    except ValueError as error:
        raise NkrError(
            Text(f"”{_shown(text)}” är inget datum.", f"“{_shown(text)}” is no date."),
            remedy=Text("skriv dagen som 2026-06-30", "write the day as 2026-06-30"),
        ) from error


def period(text: str) -> str:
    """Read ``avser``, and return it as it is written in the book."""
    try:
        parse_period(text)
    except ValueError as error:
        raise NkrError(
            Text(f"”{_shown(text)}” är ingen period.", f"“{_shown(text)}” is no period."),
            remedy=Text(
                "skriv år, månad, dag eller ett intervall: 2026, 2026-06, 2026-06-15 eller "
                "2026-11-15/2027-02-14",
                "write a year, a month, a day or an interval: 2026, 2026-06, 2026-06-15 or "
                "2026-11-15/2027-02-14",
            ),
        ) from error
    return text.strip()


def organisation_number(text: str) -> str:
    """Read a Swedish organisation number, and return it as 556016-0680."""
    match = _TEN_DIGITS.fullmatch(text.strip().translate(_PLAIN))
    if match is None or not orgnr.is_valid(f"{match[1]}{match[2]}"):
        raise NkrError(
            Text(
                "Organisationsnumret har inte tio siffror med rätt kontrollsiffra.",
                "The organisation number has not ten digits with the right control digit.",
            ),
            remedy=Text(
                "skriv det som på fakturan, 556016-0680, eller utelämna --orgnr",
                "write it as on the invoice, 556016-0680, or leave out --orgnr",
            ),
        )
    if is_personal(f"{match[1]}{match[2]}"):
        raise NkrError(
            Text(
                "Numret är ett personnummer, och sådana skrivs inte i boken.",
                "The number is a personnummer, and those are not written in the book.",
            ),
            remedy=Text("utelämna --orgnr", "leave out --orgnr"),
        )
    return f"{match[1]}-{match[2]}"


def words(text: str) -> str:
    """Read a text of one line: a supplier, what a cost was for, a name."""
    one_line = " ".join(printable(text).split())
    if not one_line or len(one_line) > _LONGEST:
        raise NkrError(
            Text(
                f"Texten är tom eller längre än {_LONGEST} tecken.",
                f"The text is empty or longer than {_LONGEST} characters.",
            ),
            remedy=Text("skriv en kort text", "write a short text"),
        )
    return one_line


def _shown(text: str) -> str:
    return printable(text)[:60]
