"""The life of a voucher: what the log knows of it, and what the book says of it now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.record import ADOPT, DISCOVERED
from nkr_audit.trail.touched import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nkr_audit.assessment import Assessment
    from nkr_audit.book import CostLine, Document, Entry, Voucher
    from nkr_audit.finding import Finding
    from nkr_audit.trail.places import Places
    from nkr_audit.trail.record import Record

# A file is as it was when it was logged, another, gone, or not in the log.
State = Literal["unaltered", "altered", "missing", "unlogged"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the voucher. ``sha256`` is of the file now; ``logged`` the record it came by.

    ``replaced`` tells that it then took the place of another file. ``path`` is from the book's
    folder where it lies there.
    """

    document: Document
    path: str
    sha256: str | None
    state: State
    logged: Record | None
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """Where the voucher counts in a figure: a cost line, or a receipt or repayment of a grant."""

    grant_id: str
    cost: CostLine | None
    kind: Literal["cost", "receipt", "repayment"]
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Life:
    """All that is known of a voucher. ``voucher`` is None when the book does not have it now.

    ``records`` are those that name it, oldest first; ``corrected_by`` the vouchers that correct it.
    ``book_is_read`` tells that the book could be read at all.
    """

    number: str
    voucher: Voucher | None
    records: tuple[Record, ...]
    papers: tuple[Paper, ...]
    corrects: Voucher | None
    corrected_by: tuple[Voucher, ...]
    findings: tuple[Finding, ...]
    counted: tuple[Counted, ...]
    book_is_read: bool = True


def life_of(
    number: str, records: Sequence[Record], assessment: Assessment | None, places: Places
) -> Life:
    """Gather the life of the voucher with that number; ``assessment`` is of the book, if read."""
    own = tuple(record for record in records if _concerns(record, number))
    if assessment is None:
        return Life(number, None, own, (), None, (), (), (), book_is_read=False)
    book = assessment.book
    by_number = {voucher.number: voucher for voucher in book.vouchers if voucher.number}
    voucher = by_number.get(number)
    if voucher is None:
        return Life(number, None, own, (), None, (), (), ())
    corrected_by = tuple(one for one in book.vouchers if one.corrects == number)
    documents = [one for one in book.documents if number in one.links]
    return Life(
        number,
        voucher,
        own,
        tuple(_paper(document, records, places) for document in documents),
        by_number.get(voucher.corrects) if voucher.corrects else None,
        corrected_by,
        tuple(one for one in assessment.findings if one.voucher_number == number),
        tuple(_counted(assessment, voucher)),
    )


def find_number(wanted: str, records: Iterable[Record], vouchers: Iterable[Voucher]) -> str:
    """The number of the voucher meant: as it is, or without its year when only one is called so.

    Raises NkrError when there is none, or more than one.
    """
    known = {number for record in records for number in record.act.vouchers}
    known.update(voucher.number for voucher in vouchers if voucher.number)
    if wanted in known:
        return wanted
    meant = wanted.casefold()
    near = sorted(
        number
        for number in known
        if number.casefold() == meant or number.casefold().endswith(f"-{meant}")
    )
    if len(near) == 1:
        return near[0]
    if near:
        listed = ", ".join(near)
        raise NkrError(
            Text(
                f"{wanted} kan vara flera verifikationer: {listed}.",
                f"{wanted} may be several vouchers: {listed}.",
            ),
            remedy=Text("skriv hela numret", "write the whole number"),
        )
    raise NkrError(
        Text(
            f"Varken boken eller loggen har någon verifikation {wanted}.",
            f"Neither the book nor the log has a voucher {wanted}.",
        ),
        remedy=Text(
            "skriv numret som i boken, till exempel 2026-A42",
            "write the number as in the book, for example 2026-A42",
        ),
    )


def _concerns(record: Record, number: str) -> bool:
    if number in record.act.vouchers:
        return True
    if record.act.action not in {DISCOVERED, ADOPT}:
        return False
    return any(names(change.diff, number) for change in record.files)


def _paper(document: Document, records: Iterable[Record], places: Places) -> Paper:
    file = Path(document.path)
    try:
        path = places.relative(file)
    except NkrError:
        return Paper(document, document.path, None, "missing", None)
    logged, known, replaced = None, None, False
    for record in records:
        for change in record.files:
            if change.path == path:
                logged, known, replaced = record, change.after, change.before is not None
    digest = _sha256(file) if document.usable else None
    if digest is None:
        state: State = "missing"
    elif document.is_altered or (known is not None and known != digest):
        state = "altered"
    else:
        state = "unlogged" if known is None else "unaltered"
    return Paper(document, path, digest, state, logged, replaced)


def _sha256(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _counted(assessment: Assessment, voucher: Voucher) -> Iterable[Counted]:
    for assessed in assessment.grants:
        grant = assessed.settlement.grant
        for line in grant.cost_lines:
            if line.voucher is voucher:
                yield Counted(grant.id, line, "cost", None)
        for entry in grant.receipts:
            if entry.voucher is voucher:
                yield Counted(grant.id, None, "receipt", entry)
        for entry in grant.repayments:
            if entry.voucher is voucher:
                yield Counted(grant.id, None, "repayment", entry)
