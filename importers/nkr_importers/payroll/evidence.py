"""The documents of the mapping, filed on the vouchers in the same write as these."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document, Transaction
from beancount.parser import parser

from nkr_audit import vocabulary as words
from nkr_audit.book_files import root_names
from nkr_audit.metadata import word
from nkr_importers.editing import account_of
from nkr_importers.rendering import quoted
from nkr_importers.storing import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.payroll.vouchers import PayVoucher
    from nkr_importers.plan import ImportPlan

EVIDENCE_FOLDER = "underlag"


@dataclass(slots=True)
class Filing:
    """What is filed, and the files that the mapping names and that are not there."""

    filed: int = 0
    missing: list[str] = field(default_factory=list)


def file_evidence(
    book: Ledger,
    grant_id: str,
    plan: ImportPlan,
    made: Iterable[PayVoucher],
    contents: Mapping[Path, bytes],
) -> tuple[dict[Path, bytes], Filing]:
    """Add documents to vouchers that are booked now or before; what is filed already stays so."""
    filing = Filing()
    known = _filed(book)
    entries = {identity: (entry, path) for identity, entry, path in _entries(book, grant_id, plan)}
    new = dict(contents)
    for one in made:
        entry, path = entries.get(one.voucher.identity, (None, None))
        if entry is None or path is None:
            continue
        for kind, relative in _documents(one):
            found = _inside(book, relative)
            if found is None:
                filing.missing.append(relative)
            elif (found, one.voucher.identity) not in known:
                known.add((found, one.voucher.identity))
                before = new.get(path) or path.read_bytes()
                new[path] = before + _directive(entry, grant_id, kind, found, path)
                filing.filed += 1
    filing.missing = list(dict.fromkeys(filing.missing))
    main = book.path.resolve()
    last = {path: new[path] for path in new if path.resolve() == main}
    return {**{path: text for path, text in new.items() if path not in last}, **last}, filing


def _documents(one: PayVoucher) -> Iterator[tuple[str, str]]:
    named = (
        (evidence.kind, evidence.path_of(one.month))
        for person in one.persons
        for evidence in person.evidence
    )
    yield from dict.fromkeys(named)


def _entries(book: Ledger, grant_id: str, plan: ImportPlan) -> Iterator[tuple[str, Any, Path]]:
    """The transactions of the plan's vouchers, each with the file that it stands in."""
    already = {voucher.identity for voucher in plan.already}
    for entry in book.entries:
        if isinstance(entry, Transaction):
            identity = word(entry.meta.get(words.VOUCHER)) or ""
            if identity in already:
                yield identity, entry, Path(entry.meta["filename"])
    for year, text in plan.texts:
        parsed, _, _ = parser.parse_string(root_names(book.options) + text)
        for entry in parsed:
            if isinstance(entry, Transaction):
                path = book.root / FOLDER / f"{grant_id}-{year}.beancount"
                yield word(entry.meta.get(words.VOUCHER)) or "", entry, path


def _filed(book: Ledger) -> set[tuple[Path, str]]:
    return {
        (Path(entry.filename).resolve(), link)
        for entry in book.entries
        if isinstance(entry, Document)
        for link in entry.links or ()
    }


def _inside(book: Ledger, relative: str) -> Path | None:
    """The file, when it is there and within the book's folder of documents, links followed."""
    folder = (book.root / EVIDENCE_FOLDER).resolve()
    try:
        path = (book.root / relative).resolve()
        inside = path.is_relative_to(folder) and folder.is_relative_to(book.root.resolve())
        return path if inside and path.is_file() else None
    except (OSError, ValueError):
        return None


def _directive(entry: Any, grant_id: str, kind: str, document: Path, written_in: Path) -> bytes:
    relative = Path(os.path.relpath(document, written_in.resolve().parent)).as_posix()
    with document.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    link = word(entry.meta.get(words.VOUCHER))
    return (
        f"\n{entry.date} document {account_of(entry, grant_id)} {quoted(relative)} ^{link}\n"
        f'  typ: "{kind}"\n  sha256: "{digest}"\n'
    ).encode()
