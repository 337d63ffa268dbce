"""The part of the ledger that is about one grant, as Beancount that loads by itself.

Vouchers are as they were booked, personnummer masked; balance assertions are left out, since they
count what other vouchers did too.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Close, Custom, Document, Open, Posting, Transaction
from beancount.parser.printer import EntryPrinter

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.reading import book_of
from nkr_audit.review.masking import mask
from nkr_audit.settlement import settle
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.programme import Programme
    from nkr_audit.review.contents import Contents, Paper

FILE_NAME: Final = "main.beancount"
_NAMES: Final = (
    "name_assets", "name_liabilities", "name_equity", "name_income", "name_expenses",
)  # fmt: skip
# What other entries are found by stays as it is.
_IDENTITIES: Final = frozenset({words.VOUCHER, words.CORRECTS, "sha256", "filename"})


def subset(contents: Contents) -> bytes:
    """Return the ledger of the package; its documents are beside it, in the package."""
    opened = contents.opened
    grant = opened.context.grant.settlement.grant.id
    chosen = _vouchers(contents)
    papers = {
        (paper.document.path, paper.document.place.file, paper.document.place.line): paper
        for paper in contents.papers
    }
    entries: list[Any] = []
    for entry in opened.entries:
        if isinstance(entry, Custom):
            values = [value.value for value in entry.values or ()]
            if entry.type.startswith("nkr-") and values[:1] == [grant]:
                entries.append(_masked(entry))
        elif isinstance(entry, Transaction):
            if (entry.meta["filename"], entry.meta["lineno"]) in chosen:
                entries.append(_masked(entry))
        elif isinstance(entry, Document):
            at = (entry.filename, entry.meta["filename"], entry.meta["lineno"])
            if at in papers:
                entries.append(_document(entry, papers[at]))
    printed = EntryPrinter()
    pieces = [_heading(contents)]
    pieces += [printed(entry) for entry in _accounts(opened.entries, entries)]
    pieces += [entry if isinstance(entry, str) else printed(entry) for entry in entries]
    return "\n".join(piece.strip("\n") + "\n" for piece in pieces).encode()


def refuse_another_figure(
    ledger: bytes, contents: Contents, programmes: Mapping[str, Programme]
) -> None:
    """Raise NkrError unless the ledger of the package loads and settles as the whole book does."""
    whole = contents.opened.context.grant.settlement
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(ledger)
        loaded = load(path)
        grants = book_of(loaded, programmes).grants
    wrong = [fault.message for fault in loaded.errors]
    again = [settle(grant) for grant in grants if grant.id == whole.grant.id]
    same = [(one.received, one.costs, one.repaid) for one in again] == [
        (whole.received, whole.costs, whole.repaid)
    ]
    if wrong or not (same or contents.sample):
        why = wrong[0] if wrong else "avräkningen blir en annan"
        raise NkrError(
            Text(
                f"Paketets bok går inte att läsa för sig: {why}",
                f"The package's ledger cannot be read by itself: {why}",
            ),
            remedy=Text(
                "kör nkr check och rätta det som gäller bidraget",
                "run nkr check and mend what concerns the grant",
            ),
            place=whole.grant.place,
        )


def _vouchers(contents: Contents) -> set[tuple[str, int]]:
    """Where the vouchers of the package stand, and the accruals that tell when a cost arose."""
    own = [one.voucher for one in contents.vouchers]
    links = {link for voucher in own for link in voucher.links}
    accruals = [
        voucher
        for voucher in contents.opened.context.book.vouchers
        if words.TAG_ACCRUAL in voucher.tags and not links.isdisjoint(voucher.links)
    ]
    return {(voucher.place.file, voucher.place.line) for voucher in (*own, *accruals)}


def _heading(contents: Contents) -> str:
    options = contents.opened.options
    grant = contents.opened.context.grant.settlement.grant
    named = "".join(f'option "{name}" "{options[name]}"\n' for name in _NAMES)
    return (
        f";; Utdrag ur boken: det som gäller bidraget {grant.id}. Går att läsa för sig.\n"
        f";; Extract of the book: what concerns the grant {grant.id}. Loads by itself.\n\n"
        f'option "title" "{_quoted(grant.region or "")} {grant.id}"\n'
        f'option "operating_currency" "SEK"\n{named}'
    )


def _accounts(all_entries: Any, chosen: list[Any]) -> Iterator[Any]:
    used = {entry.account for entry in chosen if isinstance(entry, Document)}
    for entry in chosen:
        if isinstance(entry, Transaction):
            used |= {posting.account for posting in entry.postings}
    for entry in all_entries:
        if isinstance(entry, Open | Close) and entry.account in used:
            yield _masked(entry)


def _document(entry: Any, paper: Paper) -> Any:
    if paper.name is None:
        why = paper.left_out or Text("", "")
        number = " ".join(paper.vouchers)
        return f";; {entry.date} underlag utelämnat / document left out: {number} {why.sv}\n"
    return _masked(entry)._replace(filename=f"../{paper.name}")


def _masked(entry: Any) -> Any:
    """The entry without personnummer, and without what only tells where it was read."""
    changed: dict[str, Any] = {"meta": _masked_meta(entry.meta)}
    if isinstance(entry, Transaction):
        changed["payee"] = mask(entry.payee) if entry.payee else entry.payee
        changed["narration"] = mask(entry.narration or "")
        changed["postings"] = [_masked_posting(posting) for posting in entry.postings]
    return entry._replace(**changed)


def _masked_posting(posting: Posting) -> Posting:
    return posting._replace(meta=_masked_meta(posting.meta)) if posting.meta else posting


def _masked_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: mask(value) if isinstance(value, str) and key not in _IDENTITIES else value
        for key, value in meta.items()
    }


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace('"', "")
