"""Search patterns that could keep the server busy for ever are refused before they are tried."""

from __future__ import annotations

import re
from re import _constants as words  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST: Final = 2000

_MOST_REPEATS: Final = 3
_FEW: Final = 8
_QUOTED: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def is_costly(text: str) -> bool:
    """Tell whether a filter or a query has, in whole or within quotes, a pattern that may blow up.

    A pattern does when one repetition stands within another or repeats a choice, and when there
    are many of them. The engine cannot be stopped once it has begun.
    """
    if len(text) > LONGEST:
        return True
    quoted = [first or second for first, second in _QUOTED.findall(text)]
    words_of_it = [part.partition(":")[2] or part for part in text.split()]
    return any(_blows_up(part) for part in (text, *quoted, *words_of_it))


def _blows_up(pattern: str) -> bool:
    try:
        parsed = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return False  # nothing that the engine would take either
    repeats = [inner for deep, inner in _repeats(parsed, within=False) if deep]
    return bool(repeats) or sum(1 for _ in _repeats(parsed, within=False)) > _MOST_REPEATS


def _repeats(parsed: Iterable[Any], *, within: bool) -> Iterator[tuple[bool, Any]]:
    """Every long repetition, and whether it stands within another one or repeats a choice."""
    for kind, value in parsed:
        if kind in (words.MAX_REPEAT, words.MIN_REPEAT):
            long = value[1] > _FEW
            if long:
                yield within or _has_choice(value[2]), value
            yield from _repeats(value[2], within=within or long)
        else:
            for part in _inner(value):
                yield from _repeats(part, within=within)


def _has_choice(parsed: Iterable[Any]) -> bool:
    return any(
        kind == words.BRANCH or any(_has_choice(part) for part in _inner(value))
        for kind, value in parsed
    )


def _inner(value: Any) -> Iterator[Any]:
    """The patterns that a part of a pattern is made of."""
    for each in value if isinstance(value, (tuple, list)) else ():
        if isinstance(each, parser.SubPattern):
            yield each
        elif isinstance(each, list):
            yield from (part for part in each if isinstance(part, parser.SubPattern))
