"""Which rows a rule is about: its conditions, held against a row one by one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from nkr_audit.metadata import word

if TYPE_CHECKING:
    from nkr_importers.coding.lines import Line
    from nkr_importers.coding.rules_file import Condition


def holds(condition: Condition, line: Line) -> bool:
    """Tell whether all that the condition asks is so of the row."""
    return (
        _organisation(condition, line)
        and (condition.payee is None or _is_like(condition.payee, line.payee))
        and _account(condition, line)
        and (condition.item is None or condition.item in line.objects)
        and (condition.text is None or _text(condition.text, line))
        and (condition.series is None or condition.series.casefold() == line.series.casefold())
        and (condition.least is None or abs(line.amount) >= condition.least)
        and (condition.most is None or abs(line.amount) <= condition.most)
        and (condition.period is None or line.day in condition.period)
    )


def _organisation(condition: Condition, line: Line) -> bool:
    if condition.organisation is None:
        return True
    said = word(line.entry.meta.get("motpart-orgnr")) or ""
    return bool(_digits(said)) and _digits(said) == _digits(condition.organisation)


def _digits(number: str) -> str:
    """The ten digits of an organisation number, however it is written."""
    digits = "".join(one for one in number if one.isdecimal())
    return digits[2:] if len(digits) == 12 and digits.startswith("16") else digits


def _account(condition: Condition, line: Line) -> bool:
    number = line.account
    return not condition.accounts or any(
        number[: len(first)] >= first and number[: len(last)] <= last
        for first, last in condition.accounts
    )


def _text(wanted: str, line: Line) -> bool:
    return any(_is_like(wanted, text) for text in (line.entry.narration or "", line.own_text))


def _is_like(wanted: str, text: str) -> bool:
    """Letter case does not matter. With * or ? the whole text must be like it, else contain it."""
    wanted, text = wanted.casefold(), text.casefold()
    if "*" in wanted or "?" in wanted:
        return fnmatchcase(text, wanted.replace("[", "[[]"))
    return wanted in text
