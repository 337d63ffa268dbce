"""Where what is recorded goes: a file for each grant and year, included from the main ledger."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.recording.wording import event_text, voucher_text
from nkr_audit.text import Text
from nkr_importers.rendering import render_open
from nkr_importers.storing import root_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nkr_audit.ledger import Ledger
    from nkr_audit.recording.model import NewEvent, NewVoucher

FOLDER: Final = "registrerat"
_INCLUDE = re.compile(r'^[ \t]*include[ \t]+"([^"]*)"', re.MULTILINE)


def file_for(ledger: Ledger, grant_id: str, year: int) -> Path:
    """The file that holds what is recorded for a grant and dated in a year."""
    return ledger.root / FOLDER / f"{grant_id}-{year}.beancount"


def contents_with(
    ledger: Ledger,
    grant_id: str,
    vouchers: Iterable[NewVoucher],
    event: NewEvent | None = None,
    opens: Iterable[str] = (),
) -> dict[Path, bytes]:
    """Return what each file shall hold with this added to it, the main ledger last.

    ``opens`` are accounts to open, from the first day of the first year that has a voucher.
    Raises NkrError when a file of that name is there but is no part of the book.
    """
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for voucher in vouchers:
        year = voucher.day.year
        texts[year].append(voucher_text(voucher, file_for(ledger, grant_id, year)))
    if opened := sorted(set(opens)):
        first = min(texts)
        texts[first].insert(
            0, "".join(render_open(date(first, 1, 1), account) for account in opened)
        )
    if event is not None:
        texts[event.day.year].append(event_text(event, grant_id))
    return _added(ledger, {file_for(ledger, grant_id, year): texts[year] for year in sorted(texts)})


def _added(ledger: Ledger, texts: dict[Path, list[str]]) -> dict[Path, bytes]:
    loaded = {Path(name) for name in ledger.options["include"]}
    patterns = [pattern for path in loaded for pattern in _include_patterns(path)]
    contents: dict[Path, bytes] = {}
    includes: list[str] = []
    for path, parts in texts.items():
        if path not in loaded and path.exists():
            raise _stranger(path, ledger)
        before = path.read_bytes() if path in loaded else root_names(ledger.options).encode()
        contents[path] = _with(before, "".join(f"\n{part}" for part in parts))
        if path not in loaded and not is_included(path, patterns):
            includes.append(f'include "{FOLDER}/{path.name}"\n')
    if includes:
        main = ledger.path
        contents[main] = _with(main.read_bytes(), "".join(includes))
    return contents


def is_included(path: Path, patterns: Iterable[PurePath]) -> bool:
    """Tell whether one of the include patterns of the book takes in ``path``."""
    return any(_matches(path.parts, pattern.parts) for pattern in patterns)


def _include_patterns(path: Path) -> Iterable[PurePath]:
    for match in _INCLUDE.finditer(path.read_text(encoding="utf-8")):
        yield PurePath(os.path.normpath(path.parent / match[1]))


def _matches(parts: Sequence[str], patterns: Sequence[str]) -> bool:
    """Match as glob does: a part to a part, and ``**`` to any number of them."""
    if not patterns:
        return not parts
    if patterns[0] == "**":
        return any(_matches(parts[skip:], patterns[1:]) for skip in range(len(parts) + 1))
    if not parts or not fnmatchcase(parts[0], patterns[0]):
        return False
    return _matches(parts[1:], patterns[1:])


def _with(before: bytes, text: str) -> bytes:
    """The file with ``text`` after what it holds, its lines ended as its first one is."""
    ending = b"\r\n" if before.partition(b"\n")[0].endswith(b"\r") else b"\n"
    start = before if not before or before.endswith(b"\n") else before + ending
    return start + text.encode().replace(b"\n", ending)


def _stranger(path: Path, ledger: Ledger) -> NkrError:
    return NkrError(
        Text(
            "Filen finns redan, men boken läser inte in den.",
            "The file is there already, but the book does not include it.",
        ),
        remedy=Text(
            f'lägg till include "{FOLDER}/{path.name}" i {ledger.path.name}, eller flytta undan '
            "filen",
            f'add include "{FOLDER}/{path.name}" to {ledger.path.name}, or move the file away',
        ),
        place=path,
    )
