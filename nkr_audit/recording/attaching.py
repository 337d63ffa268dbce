"""Filing a document on a voucher that is in the book: a copy in ``underlag``, and its directive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.recording.documents import Shelf, check_activity, filed_on
from nkr_audit.recording.model import Filed
from nkr_audit.text import Text
from nkr_importers.editing import Edits, account_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nkr_audit.book import Voucher
    from nkr_audit.recording.documents import Paper
    from nkr_audit.recording.view import View


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document on its voucher. ``contents`` are empty when it was there already."""

    number: str
    path: str
    size: int
    contents: Mapping[Path, bytes] = field(default_factory=dict)


def plan_attachment(view: View, named: str, paper: Paper) -> Attachment:
    """Plan how a document is filed. Raises NkrError when the voucher or activity is not there."""
    entry, voucher = view.voucher(named)
    number, size = str(voucher.number), len(paper.content)
    link = _link(voucher)
    own = [grant for grant in view.book.grants if grant.id in voucher.grant_ids]
    if paper.activity is not None:
        check_activity(own[0] if own else view.grant_of(voucher), paper.activity)
    present = [one for one in filed_on(view.ledger, link) if one.sha256 == paper.sha256]
    for one in present:
        if (one.kind, one.activity) == (paper.kind, paper.activity):
            return Attachment(number, str(one.path), size)
    shelf = Shelf(view.ledger)
    if present:  # one paper may prove several things; the file is there already
        filed = Filed(present[0].path, paper.kind, paper.sha256, paper.activity)
    else:
        filed = shelf.put(number, paper)
    edits = Edits()
    for path, content in shelf.new.items():
        edits.add_file(path, content)
    metadata = {"typ": filed.kind, **({"insats": filed.activity} if filed.activity else {})}
    account = account_of(entry, own[0].id if own else "")
    edits.add_document(entry, account, filed.path, link, metadata)
    return Attachment(number, str(filed.path), size, edits.contents())


def _link(voucher: Voucher) -> str:
    """The link that ties documents to a voucher: its number, else one that it carries."""
    if voucher.number in voucher.links:
        return voucher.number
    if voucher.links:
        return min(voucher.links)
    raise NkrError(
        Text(
            f"{voucher.number} har ingen länk (^), så inget underlag kan höra till den.",
            f"{voucher.number} has no link (^), so no document can belong to it.",
        ),
        remedy=Text(
            "skriv numret som länk sist på verifikationens första rad",
            "write the number as a link last on the first line of the voucher",
        ),
        place=voucher.place,
    )
