"""A coding file applied: what its rows say is put on the vouchers of a book, nothing else."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import word
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER
from nkr_importers.coding.plan import Change, CodingPlan, Filing
from nkr_importers.editing import OF_POSTING, OF_VOUCHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding.csv_file import CodingRow

# The metadata that a row is about, how it is indented, and its posting, if it is one's.
_Target = tuple["Mapping[str, Any]", str, Any]


def plan_coding(ledger: Ledger, grant_id: str, rows: Iterable[CodingRow]) -> CodingPlan:
    """Work out the lines to add. What already says the same is left; nothing is overwritten.

    Raises NkrError when a row names a voucher, account or file that is not there, or says other
    than the book already does.
    """
    vouchers: dict[str, list[Any]] = defaultdict(list)
    for entry in ledger.entries:
        if isinstance(entry, Transaction):
            vouchers[word(entry.meta.get(VOUCHER)) or ""].append(entry)
    plan = CodingPlan()
    filing = Filing(plan, ledger, grant_id)
    for row in rows:
        entry = _voucher(vouchers.get(row.voucher, []), row)
        targets = _targets(entry, grant_id, row)
        if row.account is None:
            _refuse_overridden(entry, grant_id, row)
        for target in targets:
            _add_metadata(plan, row, target)
        if row.document and row.kind:
            fault = filing.fault(row.document, row.kind, row.voucher)
            if fault is not None:
                raise _refusal(row, *fault)
            filing.file(entry, row.document, row.kind, row.metadata.get("insats"))
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


def _targets(entry: Any, grant_id: str, row: CodingRow) -> list[_Target]:
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
        return [(entry.meta, OF_VOUCHER, None)]
    targets = [
        (posting.meta, OF_POSTING, posting)
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


def _add_metadata(plan: CodingPlan, row: CodingRow, target: _Target) -> None:
    meta, indent, posting = target
    values = []
    for key, value in row.metadata.items():
        if not plan.says(meta, key, value):
            values.append((key, value))
        present = plan.put(meta, key, value, indent)
        if present is not None:
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
    if values:
        amount = posting.units.number if posting else None
        plan.coded.add(row.voucher)
        plan.changes.append(Change(row.voucher, row.account, amount, tuple(values)))


def _refusal(row: CodingRow, what: Text, remedy: Text) -> NkrError:
    return NkrError(what, remedy=remedy, place=row.place)
