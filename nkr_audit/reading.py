"""From a ledger's path to its book: load it safely, look for its documents, build."""

from __future__ import annotations

import hashlib
import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document

from nkr_audit.beancount_words import in_our_words
from nkr_audit.book import Fault
from nkr_audit.book_builder import build_book
from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.text import Text
from nkr_audit.trail.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from nkr_audit.book import Book
    from nkr_audit.ledger import Ledger
    from nkr_audit.programme import Programme
    from nkr_audit.trail.state import Trail


def read_book(path: Path, programmes: Mapping[str, Programme], as_of: date | None = None) -> Book:
    """Read the ledger at ``path``, up to and including ``as_of``.

    Raises NkrError when it cannot be loaded, or names a programme that is not in ``programmes``.
    What Beancount could not read is among the book's faults.
    """
    return book_of(load(path), programmes, as_of)


def book_of(ledger: Ledger, programmes: Mapping[str, Programme], as_of: date | None = None) -> Book:
    """Make the book of a ledger that is loaded already, as ``read_book`` does of a path."""
    unusable = unusable_documents(ledger.entries, ledger.root)
    trail = read_trail(ledger) if as_of is None else None
    book = build_book(
        ledger.entries,
        ledger.options,
        programmes,
        read_faults=[
            Fault("VO001", *in_our_words(error.message), error.place, drops=error.drops)
            for error in ledger.errors
        ],
        unusable_documents=unusable,
        altered_documents=altered_documents(
            ledger.entries, unusable, trail.hashes if trail else {}
        ),
        as_of=as_of,
        trail=trail.state if trail else None,
    )
    for grant in book.grants:
        if grant.programme is None:
            known = ", ".join(programmes)
            raise NkrError(
                Text(
                    f"Bidragsprogrammet {grant.programme_id} är inte känt (GR103).",
                    f"The programme {grant.programme_id} is not known (GR103).",
                ),
                remedy=Text(
                    f"skriv något av {known}, eller lägg till programmet med --programmes",
                    f"write one of {known}, or add the programme with --programmes",
                ),
                place=grant.place,
            )
    return book


def unusable_documents(entries: Iterable[Any], root: Path) -> frozenset[str]:
    """Return the paths of documents whose file is missing, or lies outside ``root``.

    A link is what it leads to.
    """
    # The functions of os.path are ten times faster than those of Path.
    real_root = f"{os.path.realpath(root)}{os.sep}"
    paths = {entry.filename for entry in entries if isinstance(entry, Document)}
    folders = {os.path.dirname(path) for path in paths}  # noqa: PTH120
    inside = {
        folder for folder in folders if f"{os.path.realpath(folder)}{os.sep}".startswith(real_root)
    }

    def is_usable(path: str) -> bool:
        if os.path.islink(path) and not os.path.realpath(path).startswith(real_root):  # noqa: PTH114
            return False
        return (
            os.path.dirname(path) in inside  # noqa: PTH120
            and os.path.isfile(path)  # noqa: PTH113
            and os.access(path, os.R_OK)
        )

    return frozenset(path for path in paths if not is_usable(path))


def read_trail(ledger: Ledger) -> Trail | None:
    """Read what the processing log says of a loaded ledger; None when it has no log."""
    places = Places(ledger.root.resolve())
    if not (places.log.exists() or places.head.exists()):
        return None
    # A book without a log does not have to wait for what verifies one.
    from nkr_audit.trail.state import trail_of

    return trail_of(ledger, places)


def altered_documents(
    entries: Iterable[Any],
    unusable: frozenset[str],
    hashes: Mapping[str, str] = MappingProxyType({}),
) -> frozenset[str]:
    """Return the paths of documents whose file is another than their ``sha256`` says.

    Each file is read once, however many vouchers it proves; ``hashes`` are those known already, by
    path. A hash that is no hash matches nothing.
    """
    said: dict[str, set[str]] = {}
    for entry in entries:
        if (
            isinstance(entry, Document)
            and "sha256" in entry.meta
            and entry.filename not in unusable
        ):
            said.setdefault(entry.filename, set()).add(str(entry.meta["sha256"]).lower())
    return frozenset(
        path for path, told in said.items() if told != {hashes.get(path) or _sha256(path)}
    )


def _sha256(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 (as the paths are text)
        return hashlib.file_digest(file, "sha256").hexdigest()
