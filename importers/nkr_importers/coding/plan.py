"""A coding as planned: what to put in the ledger's files, and writing all of it or nothing."""

from __future__ import annotations

import hashlib
import io
import os
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from beancount.core.data import Document, Transaction
from beancount.parser import parser

from nkr_audit.errors import NkrError
from nkr_audit.ledger import refuse_unreadable
from nkr_audit.metadata import word
from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.record import CODE, Act
from nkr_audit.trail.writing import writing
from nkr_audit.vocabulary import FIXME, VOUCHER
from nkr_importers.coding.values import ValueFault
from nkr_importers.editing import OF_POSTING, Edits, account_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding.lines import Line


class Change(NamedTuple):
    """What is put on a voucher, or on one of its rows.

    ``account`` and ``amount`` (SEK) are None when it is put on the voucher as a whole.
    """

    voucher: str
    account: str | None
    amount: Decimal | None
    values: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class CodingPlan:
    """What to write, and what was found. ``left_empty`` counts rows that still lack something."""

    edits: Edits = field(default_factory=Edits)
    coded: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    documents: int = 0
    unchanged: int = 0
    left_empty: int = 0

    def put(self, meta: Mapping[str, Any], key: str, value: str, indent: str) -> str | None:
        """Say ``key`` here, unless the book does. Returns what it says when that is another value.

        FIXME says nothing yet, and gives way.
        """
        present = self.edits.value(meta, key)
        if present is None:
            self.edits.add_metadata(meta, key, value, indent)
        elif present == value:
            self.unchanged += 1
        elif present == FIXME:
            self.edits.change_metadata(meta, key, value)
        else:
            return present
        return None

    def code(self, line: Line, values: Mapping[str, str]) -> None:
        """Put values on a cost row; what it says already under a key gives way."""
        meta = line.posting.meta
        for key, value in values.items():
            if self.edits.value(meta, key) is None:
                self.edits.add_metadata(meta, key, value, OF_POSTING)
            else:
                self.edits.change_metadata(meta, key, value)
        self.coded.add(line.voucher)
        self.changes.append(Change(line.voucher, line.account, line.amount, tuple(values.items())))

    def says(self, meta: Mapping[str, Any], key: str, value: str) -> bool:
        """Tell whether the book says so already."""
        return self.edits.value(meta, key) == value


T = TypeVar("T", bound=CodingPlan)


class Filing:
    """Documents to be filed on vouchers, each once."""

    def __init__(self, plan: CodingPlan, ledger: Ledger, grant_id: str) -> None:
        self._plan = plan
        self._root = ledger.root
        self._grant_id = grant_id
        self._filed = {
            (entry.filename, link): word(entry.meta.get("typ")) or ""
            for entry in ledger.entries
            if isinstance(entry, Document)
            for link in entry.links or ()
        }

    def find(self, name: str) -> Path | None:
        """Return the path of a document in the ledger's folder, None when it is not there."""
        path = Path(os.path.normpath(self._root / name))
        try:
            inside = path.resolve().is_relative_to(self._root.resolve())
            return path if inside and path.is_file() else None
        except (OSError, ValueError):
            return None

    def fault(self, name: str, kind: str, voucher: str) -> ValueFault | None:
        """Return why the document cannot be filed as ``kind`` on the voucher, if it cannot."""
        path = self.find(name)
        if path is None:
            return ValueFault(
                Text(
                    f"Underlaget {name} finns inte i bokens mapp.",
                    f"The document {name} is not in the ledger's folder.",
                ),
                Text("lägg filen i bokens mapp underlag/", "put the file in the folder underlag/"),
            )
        already = self._filed.get((str(path), voucher))
        if already is None or already == kind:
            return None
        return ValueFault(
            Text(
                f"Underlaget {name} finns redan på {voucher}, med en annan typ: "
                f"”{already or '–'}”, inte ”{kind}”.",
                f"The document {name} is on {voucher} already, of another kind: "
                f"“{already or '–'}”, not “{kind}”.",
            ),
            Text(
                "ta bort underlaget ur kodfilen, eller ändra typ: i boken för hand",
                "take it out of the coding file, or change typ: in the book by hand",
            ),
        )

    def file(self, entry: Any, name: str, kind: str, activity: str | None = None) -> None:
        """File a document that has no fault, unless it is there already.

        What proves an activity says so itself (typ: "insats").
        """
        path, voucher = self.find(name), word(entry.meta.get(VOUCHER)) or ""
        if path is None:
            return
        if (str(path), voucher) in self._filed:
            self._plan.unchanged += 1
            return
        self._filed[str(path), voucher] = kind
        says = {"typ": kind, **({"insats": activity} if activity and kind == "insats" else {})}
        account = account_of(entry, self._grant_id)
        self._plan.edits.add_document(entry, account, path, voucher, says)
        self._plan.documents += 1
        self._plan.coded.add(voucher)
        self._plan.changes.append(Change(voucher, None, None, (("underlag", name), *says.items())))


def carry_out(
    main: Path,
    file: Path,
    plan: Callable[[Ledger], T],
    *,
    who: str,
    check: Callable[[Ledger, Mapping[Path, bytes]], None],
    dry_run: bool = False,
) -> T:
    """Plan a coding of the book whose main file is ``main`` by ``file``, and write and log it.

    It is written whole or not at all; only tried when ``dry_run``. ``check`` raises NkrError when
    the book may not get the contents it is given. Raises NkrError when Beancount cannot read what
    would be written, or another sum would come out of it.
    """
    if dry_run:
        book = open_book(main)
        planned = plan(book)
        contents = _checked(planned)
        refuse_unreadable(contents)
        check(book, contents)
        return planned
    with writing(main) as writer:
        planned = plan(writer.ledger)
        contents = _checked(planned)
        if contents:
            check(writer.ledger, contents)
            vouchers = tuple(dict.fromkeys(change.voucher for change in planned.changes))
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            reason = f"{file.name} sha256:{sha256[:12]}"
            writer.write(contents, Act(CODE, who, vouchers, reason))
    return planned


def _checked(plan: CodingPlan) -> dict[Path, bytes]:
    contents = plan.edits.contents()
    for path in plan.edits.split_files():
        _refuse_other_sums(path, contents[path])
    return contents


def _refuse_other_sums(path: Path, content: bytes) -> None:
    """A coding moves no money: each voucher's sum on each account stays as it was."""
    if _sums(path, path.read_bytes()) == _sums(path, content):
        return
    raise NkrError(
        Text(
            "Kodningen skulle ändra en verifikations belopp.",
            "The coding would change the amounts of a voucher.",
        ),
        remedy=Text(
            "inget är skrivet; anmäl felet till nkr-audit med verifikationens rader",
            "nothing is written; report it to nkr-audit with the rows of the voucher",
        ),
        place=path,
    )


def _sums(path: Path, content: bytes) -> dict[tuple[int, str], Decimal]:
    entries, _, _ = parser.parse_file(io.BytesIO(content), report_filename=str(path))
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    for place, entry in enumerate(sorted(transactions, key=lambda one: one.meta["lineno"])):
        for posting in entry.postings:
            number = getattr(posting.units, "number", None)
            sums[place, posting.account] += number if isinstance(number, Decimal) else ZERO
    return dict(sums)
