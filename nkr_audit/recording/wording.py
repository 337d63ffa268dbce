"""Beancount text for what is recorded: the ledger's vocabulary, with every string escaped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.money import CURRENCY
from nkr_importers.rendering import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.recording.model import Filed, NewEvent, NewVoucher


def voucher_text(voucher: NewVoucher, written_in: Path) -> str:
    """The transaction with its documents, as text of the file ``written_in``."""
    return "".join(f"{line}\n" for line in (*_voucher(voucher), *_documents(voucher, written_in)))


def event_text(event: NewEvent, grant_id: str) -> str:
    """The event of a grant."""
    return f"{event.day} custom {quoted(words.EVENT)} {quoted(grant_id)} {quoted(event.kind)}\n"


def _voucher(voucher: NewVoucher) -> Iterator[str]:
    marks = [f"#{tag}" for tag in voucher.tags]
    marks += [f"^{link}" for link in dict.fromkeys((voucher.number, *voucher.links))]
    payee = f"{quoted(voucher.payee)} " if voucher.payee else ""
    yield f"{voucher.day} * {payee}{quoted(voucher.text)} {' '.join(marks)}"
    yield f"  {words.VOUCHER}: {quoted(voucher.number)}"
    yield f"  registrerad: {voucher.registered.on}"
    yield f"  registrerad-av: {quoted(voucher.registered.by)}"
    if voucher.registered.attested_by:
        yield f"  attesterad-av: {quoted(voucher.registered.attested_by)}"
    for key, value in voucher.words:
        yield f"  {key}: {quoted(value)}"
    for row in voucher.rows:
        yield f"  {row.account:<60} {row.amount:>14.2f} {CURRENCY}"
        for key, value in row.words:
            yield f"    {key}: {quoted(value)}"


def _documents(voucher: NewVoucher, written_in: Path) -> Iterator[str]:
    for document in voucher.documents:
        yield from document_lines(voucher, document, written_in)


def document_lines(voucher: NewVoucher, document: Filed, written_in: Path) -> Iterator[str]:
    """A document on the first account of a voucher, carrying its number as link."""
    relative = Path(os.path.relpath(document.path, written_in.parent)).as_posix()
    account = voucher.rows[0].account
    yield f"{voucher.day} document {account} {quoted(relative)} ^{voucher.number}"
    yield f"  typ: {quoted(document.kind)}"
    if document.activity:
        yield f"  insats: {quoted(document.activity)}"
    yield f'  sha256: "{document.sha256}"'
