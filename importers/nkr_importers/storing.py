"""Where an import's text goes in the book: a file per year, and an include in the main ledger.

Reads the files that are there and returns what they should hold; writes nothing.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from beancount.core import data
from beancount.parser import parser

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER
from nkr_importers.existing import DEFAULT_ROOTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nkr_audit.ledger import Ledger
    from nkr_importers.existing import Existing
    from nkr_importers.plan import ImportPlan

FOLDER = "import"
_INCLUDE = re.compile(r'^[ \t]*include[ \t]+"([^"]*)"', re.MULTILINE)


def new_contents(
    ledger: Ledger, plan: ImportPlan, grant_id: str, edited: Mapping[Path, bytes]
) -> dict[Path, bytes]:
    """Return what each file shall hold, the main ledger last; empty when nothing is booked.

    ``edited`` is what files of the book shall hold already, with rows moved in them.

    Raises NkrError when a file of that name is there but is no part of the book.
    """
    loaded = [Path(name) for name in ledger.options["include"]]
    patterns = list(_include_patterns(loaded))
    contents = {path.resolve(): text for path, text in edited.items()}
    lines: list[str] = []
    for year, text in plan.texts:
        path = ledger.root / FOLDER / f"{grant_id}-{year}.beancount"
        if path not in loaded and path.exists():
            raise _stranger(path, ledger)
        before = root_names(ledger.options).encode()
        if path in loaded:
            before = contents.pop(path.resolve(), b"") or path.read_bytes()
        contents[path] = _appended(before, text, gap=b"\n")
        if path not in loaded and not _is_included(path, patterns):
            lines.append(f'include "{FOLDER}/{path.name}"\n')
    main = ledger.path.resolve()
    before_in_main = contents.pop(main, None)
    if lines:
        content = before_in_main or main.read_bytes()
        contents[main] = _appended(content, "".join(lines), gap=b"")
    elif before_in_main is not None:
        contents[main] = before_in_main
    return contents


def check_text(plan: ImportPlan, existing: Existing) -> None:
    """Make sure that Beancount reads the new text as the vouchers that were planned.

    Raises NkrError when it does not.
    """
    names = {f"name_{key}": name for key, name in existing.roots.items()}
    text = root_names(names) + "\n".join(text for _, text in plan.texts)
    entries, errors, _ = parser.parse_string(text)
    if errors:
        raise _unreadable(str(errors[0].message), plan)
    read = {entry.meta.get(VOUCHER) for entry in entries if isinstance(entry, data.Transaction)}
    if read != {voucher.identity for voucher in plan.booked}:
        raise _unreadable("not the same vouchers", plan)


def root_names(options: Mapping[str, str]) -> str:
    """Return the options that name the roots: Beancount reads each file by that file's own."""
    return "".join(f'option "name_{key}" "{options[f"name_{key}"]}"\n' for key in DEFAULT_ROOTS)


def _include_patterns(loaded: Sequence[Path]) -> Iterable[PurePath]:
    for path in loaded:
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


def _appended(before: bytes, text: str, gap: bytes) -> bytes:
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return before + (gap if before else b"") + text.encode()


def _stranger(path: Path, ledger: Ledger) -> NkrError:
    return NkrError(
        Text(
            "Filen finns redan, men boken läser inte in den.",
            "The file is there already, but the book does not include it.",
        ),
        remedy=Text(
            f'lägg till include "{FOLDER}/{path.name}" i {ledger.path.name}, eller flytta undan'
            " filen",
            f'add include "{FOLDER}/{path.name}" to {ledger.path.name}, or move the file away',
        ),
        place=path,
    )


def _unreadable(why: str, plan: ImportPlan) -> NkrError:
    return NkrError(
        Text(
            f"Importens text går inte att läsa för Beancount: {why}",
            f"Beancount cannot read the text of the import: {why}",
        ),
        remedy=Text(
            "inget är skrivet; anmäl felet till nkr-audit med raderna ur källfilen",
            "nothing is written; report it to nkr-audit with the lines of the source file",
        ),
        place=Path(plan.source.name),
    )
