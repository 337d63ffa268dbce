"""The lines of a ledger file: where a voucher or posting ends, its metadata, and changing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import CURRENCY
from nkr_audit.text import Text
from nkr_importers.rendering import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from pathlib import Path

# A text, with the quote that ends it when it does end, or a comment.
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*("?)|;[^\n]*', re.DOTALL)
_METADATA = re.compile(r"[ \t]+([a-z][A-Za-z0-9_-]*):(?=\s)")
_VALUE = re.compile(r'(:[ \t]*)("(?:[^"\\]|\\.)*"|[^\s;]+)', re.DOTALL)
_COMMENT = re.compile(r"[ \t]+;")


class Part(NamedTuple):
    """A part of a posting that is split: its amount (SEK), and what it says of itself."""

    amount: Decimal
    metadata: Mapping[str, str]


class Split(NamedTuple):
    """How a posting is split."""

    account: str
    parts: tuple[Part, ...]

    def first(self, line: str) -> str:
        """The line of the posting, with the amount of the first part; its comment stays."""
        head, body, rest = self._cut(line)
        return _posting(head, self.parts[0].amount, len(body)) + rest

    def following(self, line: str, own: Mapping[str, str]) -> list[str]:
        """The lines of the other parts, each with the posting's ``own`` metadata (lines by key)."""
        head, body, _ = self._cut(line)
        lines = []
        for part in self.parts[1:]:
            lines.append(_posting(head, part.amount, len(body)))
            lines += [f"    {key}: {quoted(value)}" for key, value in part.metadata.items()]
            lines += [text for key, text in own.items() if key not in part.metadata]
        return lines

    def _cut(self, line: str) -> tuple[str, str, str]:
        """The posting up to and with its account, its amount, and what follows."""
        before, account, after = line.partition(self.account)
        amount = after.partition(";")[0].rstrip()
        return before + account, amount, after[len(amount) :]


def _posting(head: str, amount: Decimal, width: int) -> str:
    text = f"{amount:.2f} {CURRENCY}"
    return f"{head}{text:>{max(width, len(text) + 2)}}"


def add_tags(lines: list[str], number: int, tags: Iterable[str]) -> None:
    """Put tags last in the head that begins on a line, before a comment and what ends the line."""
    last = last_line(lines, number)
    head = "".join(lines[number - 1 : last])
    comments = (match.start() for match in _TEXT_OR_COMMENT.finditer(head) if match[0][0] == ";")
    before, line = "".join(lines[number - 1 : last - 1]), lines[last - 1]
    end = len(head[: next(comments, len(head))].rstrip()) - len(before)
    lines[last - 1] = line[:end] + "".join(f" #{tag}" for tag in tags) + line[end:]


def metadata_of(lines: list[str], number: int) -> dict[str, tuple[int, int]]:
    """The metadata of what begins on a line: by key, the first and the last line of each."""
    found: dict[str, tuple[int, int]] = {}
    following = last_line(lines, number) + 1
    while following <= len(lines):
        match = _METADATA.match(lines[following - 1])
        if match is None and not _COMMENT.match(lines[following - 1]):
            break
        last = last_line(lines, following) if match else following
        if match:
            found[match[1]] = (following, last)
        following = last + 1
    return found


def end_of(lines: list[str], number: int) -> int:
    """The line where the metadata of what begins on a line ends."""
    ends = [last for _, last in metadata_of(lines, number).values()]
    return max(ends, default=last_line(lines, number))


def change_value(lines: list[str], number: int, key: str, value: str, path: Path) -> None:
    """Change a line of metadata in place."""
    found = metadata_of(lines, number).get(key)
    if found is None:
        raise NkrError(
            Text(
                f"Raden med {key}: hittas inte, och kan inte ändras.",
                f"The line with {key}: is not found, and cannot be changed.",
            ),
            remedy=Text("ändra den för hand i boken", "change it in the book by hand"),
            place=Place(str(path), number),
        )
    first, last = found
    lines[first - 1] = with_value("".join(lines[first - 1 : last]), value)
    lines[first:last] = [""] * (last - first)


def moved_to(line: str, account: str, new: str, place: Place) -> str:
    """The line of a posting with another account; its amount stays in its column, when it can."""
    before, found, after = line.partition(account)
    if not found:
        raise NkrError(
            Text(
                f"Raden med kontot {account} hittas inte, och kan inte ändras.",
                f"The line with the account {account} is not found, and cannot be changed.",
            ),
            remedy=Text("ändra den för hand i boken", "change it in the book by hand"),
            place=place,
        )
    rest = after.lstrip(" ")
    gap = len(after) - len(rest)
    kept = max(min(gap, 2), gap - (len(new) - len(account)))
    return f"{before}{new}{' ' * kept}{rest}"


def with_value(text: str, value: str) -> str:
    """The line of metadata with another value; what follows the value stays."""
    return _VALUE.sub(lambda match: match[1] + quoted(value), text, count=1)


def last_line(lines: list[str], number: int) -> int:
    """The line where what begins on line ``number`` ends: a text in it may run over several."""
    text = lines[number - 1]
    while number < len(lines) and any(
        match[0].startswith('"') and not match[1] for match in _TEXT_OR_COMMENT.finditer(text)
    ):
        text += lines[number]
        number += 1
    return number
