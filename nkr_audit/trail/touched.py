"""Which vouchers a change outside the tool concerns, by the lines that it touches."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from beancount.core.data import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.ledger import Ledger
    from nkr_audit.trail.places import Places
    from nkr_audit.trail.record import FileChange

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_NAMED = re.compile(r'^[-+]\s*verifikation:\s*"([^"]+)"', re.MULTILINE)
_LINKED = re.compile(r"^[-+].*?\s\^([A-Za-z0-9\-_/.]+)", re.MULTILINE)


def touched_vouchers(
    places: Places, ledger: Ledger, changes: Iterable[FileChange]
) -> tuple[str, ...]:
    """The numbers of the vouchers whose lines, or whose documents, the changes touch.

    The lines are those of the book as it stands; a voucher that was removed is known by its own
    lines in the diff.
    """
    starts = _starts(places, ledger)
    numbers = {number for lines in starts.values() for _, number in lines if number}
    found: set[str] = set()
    for change in changes:
        found.update(_NAMED.findall(change.diff))
        found.update(numbers.intersection(_LINKED.findall(change.diff)))
        for first, last in _hunks(change.diff):
            found.update(_between(starts.get(change.path, []), first, last))
    return tuple(sorted(found))


def names(diff: str, number: str) -> bool:
    """Tell whether a line of the diff names the voucher, by its number or its link."""
    return number in _NAMED.findall(diff) or number in _LINKED.findall(diff)


def _starts(places: Places, ledger: Ledger) -> dict[str, list[tuple[int, str]]]:
    """On which line each entry of each file begins, and the voucher that it is, if it is one."""
    starts: dict[str, list[tuple[int, str]]] = {}
    relative: dict[str, str] = {}
    inside = {str(path) for path in ledger.options["include"]}
    for entry in ledger.entries:
        file = entry.meta.get("filename", "")
        if file not in inside:
            continue
        if file not in relative:
            relative[file] = places.relative(places.root / file)
        number = entry.meta.get("verifikation") if isinstance(entry, Transaction) else None
        lines = starts.setdefault(relative[file], [])
        lines.append((entry.meta["lineno"], number if isinstance(number, str) else ""))
    for lines in starts.values():
        lines.sort()
    return starts


def _hunks(diff: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each change, in the file as it was after."""
    for match in _HUNK.finditer(diff):
        first, count = int(match[1]), int(match[2] or 1)
        yield first, first + max(count, 1) - 1


def _between(starts: list[tuple[int, str]], first: int, last: int) -> Iterator[str]:
    """The vouchers that have lines between the two; an entry goes on until the next begins."""
    at = max(bisect_right(starts, (first, "\U0010ffff")) - 1, 0)
    for line, number in starts[at:]:
        if line > last:
            return
        if number:
            yield number
