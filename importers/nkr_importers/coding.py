"""Coding: put what a coding file says on the vouchers of a book, line by line, nothing else."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document, Transaction

from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import word
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER
from nkr_importers.editing import OF_POSTING, OF_VOUCHER, Edits, account_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding_file import CodingRow


@dataclass(slots=True)
class CodingPlan:
    """What to write, and what was found."""

    edits: Edits = field(default_factory=Edits)
    coded: set[str] = field(default_factory=set)
    documents: int = 0
    unchanged: int = 0


def plan_coding(ledger: Ledger, grant_id: str, rows: Iterable[CodingRow]) -> CodingPlan:
    """Work out the lines to add. What already says the same is left; nothing is overwritten.

    Raises NkrError when a row names a voucher, account or file that is not there, or says other
    than the book already does.
    """
    vouchers: dict[str, list[Any]] = defaultdict(list)
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            vouchers[word(entry.meta.get(VOUCHER)) or ""].append(entry)
    filed = {
        (entry.filename, link): word(entry.meta.get("typ"))
        for entry in ledger.entries
        if isinstance(entry, Document)
        for link in entry.links or ()
    }
    plan = CodingPlan()
    for row in rows:
        entry = _voucher(vouchers.get(row.voucher, []), row)
        targets = _targets(entry, grant_id, row)
        if row.account is None:
            _refuse_overridden(entry, grant_id, row)
        for meta, indent in targets:
            _add_metadata(plan, row, meta, indent)
        if row.document:
            _add_document(plan, ledger, entry, grant_id, row, filed)
    return plan


def _voucher(named: list[Any], row: CodingRow) -> Any:
    """The one voucher that the row is about."""
    if not named:
        raise _refusal(
            row,
            Text(
                f"Boken har ingen verifikation {row.voucher}.",
                f"The book has no voucher {row.voucher}.",
            ),
            Text("rätta numret, eller importera den först", "correct it, or import it first"),
        )
    if len(named) > 1:
        raise _refusal(
            row,
            Text(
                f"Boken har {len(named)} verifikationer med numret {row.voucher}.",
                f"The book has {len(named)} vouchers with the number {row.voucher}.",
            ),
            Text("ge dem var sitt nummer i boken först", "give each its own number first"),
        )
    return named[0]


def _targets(entry: Any, grant_id: str, row: CodingRow) -> list[tuple[Mapping[str, Any], str]]:
    """The metadata that the row is about: the voucher's own, or that of its rows on an account."""
    if not any(posting.account.split(":")[1] == grant_id for posting in entry.postings):
        raise _refusal(
            row,
            Text(
                f"{row.voucher} har ingen rad under {grant_id}.",
                f"{row.voucher} has no row under {grant_id}.",
            ),
            Text("rätta numret, eller --grant", "correct the number, or --grant"),
        )
    if row.account is None:
        return [(entry.meta, OF_VOUCHER)]
    targets = [
        (posting.meta, OF_POSTING)
        for posting in entry.postings
        if posting.account.split(":")[1] == grant_id
        and posting.account.rpartition(":")[2].partition("-")[0] == row.account
    ]
    if not targets:
        raise _refusal(
            row,
            Text(
                f"{row.voucher} har ingen rad på konto {row.account} under {grant_id}.",
                f"{row.voucher} has no row on account {row.account} under {grant_id}.",
            ),
            Text("rätta kontot, eller lämna det tomt", "correct the account, or leave it empty"),
        )
    return targets


def _refuse_overridden(entry: Any, grant_id: str, row: CodingRow) -> None:
    """Refuse what a row under the grant says otherwise: there it would have no effect.

    What the voucher itself says already is left as it is, and the row may go before it.
    """
    for posting in entry.postings:
        if posting.account.split(":")[1] != grant_id:
            continue
        for key, value in row.metadata.items():
            said = posting.meta.get(key)
            if said is None or str(said) == value or str(entry.meta.get(key)) == value:
                continue
            place = Place(posting.meta["filename"], posting.meta["lineno"])
            raise _refusal(
                row,
                Text(
                    f"Verifikation {row.voucher} kan inte få {key}: ”{value}” som helhet: en rad "
                    f"i den säger ”{said}” ({place}), och raden går före.",
                    f"Voucher {row.voucher} cannot have {key}: “{value}” as a whole: a row of it "
                    f"says “{said}” ({place}), and the row wins.",
                ),
                Text(
                    "ge värdet konto för konto i kolumnen konto, eller ändra raden i boken för "
                    "hand",
                    "give the value account by account in the column konto, or change the row in "
                    "the book by hand",
                ),
            )


def _add_metadata(
    plan: CodingPlan,
    row: CodingRow,
    meta: Mapping[str, Any],
    indent: str,
) -> None:
    for key, value in row.metadata.items():
        present = plan.edits.value(meta, key)
        if present is None:
            plan.edits.add_metadata(meta, key, value, indent)
            plan.coded.add(row.voucher)
        elif present == value:
            plan.unchanged += 1
        else:
            raise _refusal(
                row,
                Text(
                    f"Verifikation {row.voucher} har redan {key}: ”{present}”, inte ”{value}”.",
                    f"Voucher {row.voucher} already has {key}: “{present}”, not “{value}”.",
                ),
                Text(
                    "ta bort värdet ur kodfilen, eller ändra det i boken för hand",
                    "take the value out of the coding file, or change it in the book by hand",
                ),
            )


def _add_document(
    plan: CodingPlan,
    ledger: Ledger,
    entry: Any,
    grant_id: str,
    row: CodingRow,
    filed: dict[tuple[str, str], str | None],
) -> None:
    path = Path(os.path.normpath(ledger.root / (row.document or "")))
    inside = path.resolve().is_relative_to(ledger.root.resolve())
    if not inside or not path.is_file():
        raise _refusal(
            row,
            Text(
                f"Underlaget {row.document} finns inte i bokens mapp.",
                f"The document {row.document} is not in the ledger's folder.",
            ),
            Text("lägg filen i bokens mapp underlag/", "put the file in the folder underlag/"),
        )
    already = filed.setdefault((str(path), row.voucher), "")
    if already == row.kind:
        plan.unchanged += 1
        return
    if already != "":
        raise _refusal(
            row,
            Text(
                f"Underlaget {row.document} finns redan på {row.voucher}, med en annan typ: "
                f"”{already or '–'}”, inte ”{row.kind}”.",
                f"The document {row.document} is on {row.voucher} already, of another kind: "
                f"“{already or '–'}”, not “{row.kind}”.",
            ),
            Text(
                "ta bort underlaget ur kodfilen, eller ändra typ: i boken för hand",
                "take it out of the coding file, or change typ: in the book by hand",
            ),
        )
    filed[str(path), row.voucher] = row.kind
    # What proves an activity says so itself (typ: "insats").
    activity = row.metadata.get("insats") if row.kind == "insats" else None
    metadata = {"typ": row.kind or "", **({"insats": activity} if activity else {})}
    plan.edits.add_document(entry, account_of(entry, grant_id), path, row.voucher, metadata)
    plan.documents += 1
    plan.coded.add(row.voucher)


def _refusal(row: CodingRow, what: Text, remedy: Text) -> NkrError:
    return NkrError(what, remedy=remedy, place=row.place)
