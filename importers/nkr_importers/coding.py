"""Coding: put what a coding file says on the vouchers of a book, line by line, nothing else."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document, Transaction

from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import word
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding_file import CodingRow


# A text, with the quote that ends it when it does end, or a comment.
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*("?)|;[^\n]*', re.DOTALL)


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
    planned: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for row in rows:
        entry = _voucher(vouchers.get(row.voucher, []), row)
        targets = _targets(entry, grant_id, row)
        if row.account is None:
            _refuse_overridden(entry, grant_id, row)
        for meta, indent in targets:
            _add_metadata(plan, planned, row, meta, indent)
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
    account = next(
        (
            posting.account
            for posting in entry.postings
            if posting.account.split(":")[1] == grant_id
        ),
        entry.postings[0].account,
    )
    # What proves an activity says so itself (typ: "insats").
    activity = row.metadata.get("insats") if row.kind == "insats" else None
    written_in = Path(entry.meta["filename"])
    relative = Path(os.path.relpath(path, written_in.parent)).as_posix()
    plan.appended[written_in] += [
        "",
        f'{entry.date} document {account} "{_escaped(relative)}" ^{row.voucher}',
        f'  typ: "{row.kind}"',
        *([f'  insats: "{_escaped(activity)}"'] if activity else []),
        f'  sha256: "{hashlib.sha256(path.read_bytes()).hexdigest()}"',
    ]
    plan.documents += 1
    plan.coded.add(row.voucher)


def _edited(path: Path, insertions: Mapping[int, list[str]], appended: list[str]) -> bytes:
    """The file with lines put in after given lines and at its end; every other byte as it was."""
    lines = io.StringIO(path.read_bytes().decode("utf-8"), newline="\n").readlines()
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    insertions = {_last_line(lines, number): added for number, added in insertions.items()}
    written = []
    for number, line in enumerate(lines, start=1):
        added = insertions.get(number, [])
        if (added or (appended and number == len(lines))) and not line.endswith("\n"):
            line += ending
        written.append(line)
        written += [text + ending for text in added]
    written += [text + ending for text in appended]
    return "".join(written).encode()


def _last_line(lines: list[str], number: int) -> int:
    """The line where what begins on line ``number`` ends: a text in it may run over several."""
    text = lines[number - 1]
    while number < len(lines) and any(
        match[0].startswith('"') and not match[1] for match in _TEXT_OR_COMMENT.finditer(text)
    ):
        text += lines[number]
        number += 1
    return number


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _refusal(row: CodingRow, what: Text, remedy: Text) -> NkrError:
    return NkrError(what, remedy=remedy, place=row.place)
