"""Coding: put what a coding file says on the vouchers of a book, line by line, nothing else."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document, Transaction

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding_file import CodingRow


@dataclass(slots=True)
class CodingPlan:
    """What to write, and what was found. ``insertions`` are lines to put after a line of a file."""

    insertions: dict[Path, dict[int, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    appended: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    coded: set[str] = field(default_factory=set)
    documents: int = 0
    unchanged: int = 0

    def contents(self) -> dict[Path, bytes]:
        """The new contents of each file that changes."""
        return {
            path: _edited(path, self.insertions.get(path, {}), self.appended.get(path, []))
            for path in (*self.insertions, *(set(self.appended) - set(self.insertions)))
        }


def plan_coding(ledger: Ledger, grant_id: str, rows: Iterable[CodingRow]) -> CodingPlan:
    """Work out the lines to add. What already says the same is left; nothing is overwritten.

    Raises NkrError when a row names a voucher, account or file that is not there, or says other
    than the book already does.
    """
    vouchers = {
        entry.meta[VOUCHER]: entry
        for entry in ledger.entries
        if isinstance(entry, Transaction) and VOUCHER in entry.meta
    }
    filed = {
        (entry.filename, link)
        for entry in ledger.entries
        if isinstance(entry, Document)
        for link in entry.links or ()
    }
    plan = CodingPlan()
    planned: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for row in rows:
        entry = vouchers.get(row.voucher)
        if entry is None:
            raise _refusal(
                row,
                Text(
                    f"Boken har ingen verifikation {row.voucher}.",
                    f"The book has no voucher {row.voucher}.",
                ),
                Text("rätta numret, eller importera den först", "correct it, or import it first"),
            )
        for meta, indent in _targets(entry, grant_id, row):
            _add_metadata(plan, planned, row, meta, indent)
        if row.document:
            _add_document(plan, ledger, entry, grant_id, row, filed)
    return plan


def _targets(entry: Any, grant_id: str, row: CodingRow) -> list[tuple[Mapping[str, Any], str]]:
    """The metadata that the row is about: the voucher's own, or that of its rows on an account."""
    if row.account is None:
        return [(entry.meta, "  ")]
    targets = [
        (posting.meta, "    ")
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


def _add_metadata(
    plan: CodingPlan,
    planned: dict[tuple[str, int], dict[str, str]],
    row: CodingRow,
    meta: Mapping[str, Any],
    indent: str,
) -> None:
    path, line = Path(meta["filename"]), meta["lineno"]
    already = planned[str(path), line]
    for key, value in row.metadata.items():
        present = already.get(key, meta.get(key))
        if present is None:
            plan.insertions[path][line].append(f'{indent}{key}: "{_escaped(value)}"')
            already[key] = value
            plan.coded.add(row.voucher)
        elif str(present) == value:
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
    filed: set[tuple[str, str]],
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
    if (str(path), row.voucher) in filed:
        plan.unchanged += 1
        return
    filed.add((str(path), row.voucher))
    account = next(
        (
            posting.account
            for posting in entry.postings
            if posting.account.split(":")[1] == grant_id
        ),
        entry.postings[0].account,
    )
    written_in = Path(entry.meta["filename"])
    relative = Path(os.path.relpath(path, written_in.parent)).as_posix()
    plan.appended[written_in] += [
        "",
        f'{entry.date} document {account} "{_escaped(relative)}" ^{row.voucher}',
        f'  typ: "{row.kind}"',
        f'  sha256: "{hashlib.sha256(path.read_bytes()).hexdigest()}"',
    ]
    plan.documents += 1
    plan.coded.add(row.voucher)


def _edited(path: Path, insertions: Mapping[int, list[str]], appended: list[str]) -> bytes:
    """The file with lines put in after given lines and at its end; every other byte as it was."""
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    written = []
    for number, line in enumerate(lines, start=1):
        added = insertions.get(number, [])
        if (added or (appended and number == len(lines))) and not line.endswith("\n"):
            line += ending
        written.append(line)
        written += [text + ending for text in added]
    written += [text + ending for text in appended]
    return "".join(written).encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _refusal(row: CodingRow, what: Text, remedy: Text) -> NkrError:
    return NkrError(what, remedy=remedy, place=row.place)
