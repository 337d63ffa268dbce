"""Splitting a SIE line into its fields: quotes, the one escape, and object lists in braces."""

from __future__ import annotations

import re

from nkr_audit.text import Text

Field = str | tuple[str, ...]

# Possessive: a quote that is never closed is an error and not read in some other way.
_QUOTED = r'"((?:\\"|[^"])*+)"'
_TOKEN = re.compile(
    rf'{_QUOTED}|\{{((?:"(?:\\"|[^"])*+"|[^"{{}}])*+)\}}|([^ \t"{{}}]+)',
)
_INNER = re.compile(rf'{_QUOTED}|([^ \t"{{}}]+)')
_SPACE = re.compile(r"[ \t]*")


class FieldError(ValueError):
    """A line cannot be split into fields; ``what`` says why."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.sv)
        self.what = what


def split_fields(line: str) -> list[Field]:
    """Split a line into fields: text, or the contents of an object list as a tuple.

    Only ``\\"`` is an escape; a backslash before anything else is a backslash. Raises FieldError
    when a quote or brace is not closed, or stands inside a field.
    """
    fields: list[Field] = []
    at = _skip(line, 0)
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            raise FieldError(_unreadable(line, at))
        quoted, listed, plain = match.groups()
        if listed is not None:
            fields.append(_split_list(listed))
        else:
            fields.append(plain if quoted is None else quoted.replace('\\"', '"'))
        after, at = match.end(), _skip(line, match.end())
        if after == at < len(line) and listed is None and line[at] != "{":
            raise FieldError(_unreadable(line, at))
    return fields


def _split_list(text: str) -> tuple[str, ...]:
    items: list[str] = []
    at = _skip(text, 0)
    while at < len(text):
        match = _INNER.match(text, at)
        if match is None:
            raise FieldError(_unreadable(text, at))
        quoted, plain = match.groups()
        items.append(plain if quoted is None else quoted.replace('\\"', '"'))
        after, at = match.end(), _skip(text, match.end())
        if after == at < len(text):
            raise FieldError(_unreadable(text, at))
    return tuple(items)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _unreadable(text: str, at: int) -> Text:
    if '"' in text[max(at - 1, 0) : at + 1]:
        return Text(
            "ett citattecken är inte avslutat, eller står mitt i ett fält",
            "a quote is not closed, or stands inside a field",
        )
    if text[at] in "{}":
        return Text(
            "en klammer är inte avslutad, eller står mitt i ett fält",
            "a brace is not closed, or stands inside a field",
        )
    return Text(
        "det saknas mellanslag mellan två fält", "there is no space between two fields"
    )  # fmt: skip
