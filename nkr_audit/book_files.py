"""Text added to a book: at the end of its files, or in new ones that its main ledger takes in.

Reads the files that are there and returns what they should hold; writes nothing.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nkr_audit.ledger import Ledger

_ROOTS: Final = ("assets", "liabilities", "equity", "income", "expenses")
_INCLUDE: Final = re.compile(r'^[ \t]*include[ \t]+"([^"]*)"', re.MULTILINE)


def with_added(
    ledger: Ledger, texts: Mapping[Path, str], edited: Mapping[Path, bytes] | None = None
) -> dict[Path, bytes]:
    """Return what each file shall hold with ``texts`` added to it, the main ledger last.

    A file that is not there yet begins with the names of the roots, and the main ledger includes
    it. ``edited`` is what files of the book, by their real paths, shall hold already.

    Raises NkrError when a file of that name is there but is no part of the book.
    """
    loaded = [Path(name) for name in ledger.options["include"]]
    patterns = [pattern for path in loaded for pattern in _include_patterns(path)]
    contents = dict(edited or {})
    includes: list[str] = []
    for path, text in texts.items():
        if path in loaded:
            before = contents.pop(path.resolve(), None)
            contents[path] = _appended(path.read_bytes() if before is None else before, text)
            continue
        within = path.relative_to(ledger.root).as_posix()
        if path.exists():
            raise _stranger(path, within, ledger)
        contents[path] = _appended(root_names(ledger.options).encode(), text)
        if not _is_included(path, patterns):
            includes.append(f'include "{within}"\n')
    main = ledger.path.resolve()
    before = contents.pop(main, None)
    if includes or before is not None:
        contents[main] = _appended(main.read_bytes() if before is None else before, *includes)
    return contents


def root_names(options: Mapping[str, str]) -> str:
    """Return the options that name the roots: Beancount reads each file by that file's own."""
    return "".join(f'option "name_{key}" "{options[f"name_{key}"]}"\n' for key in _ROOTS)


def _include_patterns(path: Path) -> Iterable[PurePath]:
    for match in _INCLUDE.finditer(path.read_text(encoding="utf-8")):
        yield PurePath(os.path.normpath(path.parent / match[1]))


def _is_included(path: Path, patterns: Iterable[PurePath]) -> bool:
    return any(_matches(path.parts, pattern.parts) for pattern in patterns)


def _matches(parts: Sequence[str], patterns: Sequence[str]) -> bool:
    """Match as glob does: a part to a part, and ``**`` to any number of them."""
    if not patterns:
        return not parts
    if patterns[0] == "**":
        return any(_matches(parts[skip:], patterns[1:]) for skip in range(len(parts) + 1))
    if not parts or not fnmatchcase(parts[0], patterns[0]):
        return False
    return _matches(parts[1:], patterns[1:])


def _appended(before: bytes, *texts: str) -> bytes:
    """The file with ``texts`` after what it holds, their lines ended as its first one is."""
    if not texts:
        return before
    ending = b"\r\n" if before.partition(b"\n")[0].endswith(b"\r") else b"\n"
    start = before if not before or before.endswith(b"\n") else before + ending
    return start + "".join(texts).encode().replace(b"\n", ending)


def _stranger(path: Path, within: str, ledger: Ledger) -> NkrError:
    return NkrError(
        Text(
            "Filen finns redan, men boken läser inte in den.",
            "The file is there already, but the book does not include it.",
        ),
        remedy=Text(
            f'lägg till include "{within}" i {ledger.path.name}, eller flytta undan filen',
            f'add include "{within}" to {ledger.path.name}, or move the file away',
        ),
        place=path,
    )
