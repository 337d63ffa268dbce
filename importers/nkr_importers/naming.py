"""Names: a voucher's identity in the book, and accounts as Beancount can write them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from nkr_importers.model import FinancialYear

NO_NAME = "Utan-namn"
_PLAIN_NUMBER = re.compile(r"[0-9]+")
_KEPT_IN_SERIES = re.compile(r"[A-Za-z0-9/]")
_KEPT_IN_NUMBER = re.compile(r"[A-Za-z0-9/-]")


def year_label(day: date, years: Iterable[FinancialYear]) -> str:
    """Return the start year of the financial year that holds ``day``, else the day's own year."""
    for year in years:
        if year.start <= day <= year.end:
            return year.label
    return f"{day.year:04}"


def identify(
    year: str, series: str, number: str, sha256: str, ordinal: int, *, kind: str = "SIE"
) -> str:
    """Return the voucher's identity (``verifikation``): ``2026-A42``.

    Two vouchers never share one unless year, series and number are the same: what a Beancount link
    cannot hold becomes ``_`` and two hexadecimal digits for each byte of UTF-8, and a dot parts
    series and number where they would run together. A voucher without number is known by the
    ``kind`` of file, the file's hash and its place in the file.
    """
    if not number:
        return f"{year}-{kind}{sha256[:8]}-{ordinal}"
    runs_together = not _PLAIN_NUMBER.fullmatch(number) or series[-1:].isdecimal()
    between = "." if runs_together else ""
    return f"{year}-{_escape(series, _KEPT_IN_SERIES)}{between}{_escape(number, _KEPT_IN_NUMBER)}"


def _escape(text: str, kept: re.Pattern[str]) -> str:
    return "".join(
        one if kept.fullmatch(one) else "".join(f"_{byte:02x}" for byte in one.encode())
        for one in text
    )


def account_component(number: str, name: str) -> str:
    """Return an account's last component: the number, a hyphen, and the name as hyphenated words.

    ``("1790", "Förutbet. avgifter/moms")`` becomes ``1790-Förutbet-avgifter-moms``.
    """
    composed = unicodedata.normalize("NFC", name)
    spaced = "".join(one if one.isalpha() or one.isdecimal() else " " for one in composed)
    return f"{number}-{'-'.join(spaced.split()) or NO_NAME}"


def account_number(account: str) -> str:
    """Return the number of an account in the book: its last component up to the hyphen."""
    return account.rpartition(":")[2].partition("-")[0]


def printable(text: str) -> str:
    """Return the text with control characters as spaces, fit for a file and a screen."""
    return "".join(" " if unicodedata.category(one) in {"Cc", "Cs"} else one for one in text)
