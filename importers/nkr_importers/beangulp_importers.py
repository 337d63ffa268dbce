"""The importers as beangulp's: for import scripts and Fava's import page.

They give what ``nkr import`` would write. A voucher is known by its identity alone, never by its
likeness to another. What is not booked (changed, faulty) comes as notes, first and marked as
duplicates: beangulp prints those as comments, Fava shows them and saves nothing of them.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import beangulp  # type: ignore[import-untyped]
from beancount.core import data
from beangulp import exceptions, identify
from beangulp.extract import DUPLICATE  # type: ignore[import-untyped]

from nkr_audit.errors import NkrError
from nkr_audit.text import kronor
from nkr_audit.trail.opening import open_book
from nkr_importers import sie
from nkr_importers.accounts import AccountMapping, load_accounts
from nkr_importers.beangulp_entries import (
    content_of,
    identity_of,
    planned_entries,
    state_with,
    with_text_only,
)
from nkr_importers.booking import plan_import
from nkr_importers.existing import DEFAULT_ROOTS
from nkr_importers.storing import check_text
from nkr_importers.tabular.format import TabularFormat
from nkr_importers.tabular.layout import load_layout
from nkr_importers.unmatched import no_voucher
from nkr_importers.voucher_import import ImportRequest, chosen_selection, own_accounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nkr_importers.plan import Change, ImportPlan
    from nkr_importers.voucher_import import Format

_SNIFFED = 64 * 1024
_SIE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*#(?:FLAGGA|PROGRAM|FORMAT|SIETYP|GEN)[ \t]", re.MULTILINE)
_GENERATED = re.compile(rb'^\s*#GEN[ \t]+"?(\d{8})', re.MULTILINE)


def lift_size_limit() -> None:
    """Let beangulp, and Fava when it runs, see files over 8 MiB; both skip them without a word."""
    identify.FILE_TOO_LARGE_THRESHOLD = sys.maxsize
    fava = sys.modules.get("fava.core.ingest")
    if fava is not None:
        vars(fava)["_FILE_TOO_LARGE_THRESHOLD"] = sys.maxsize


class VoucherImporter(beangulp.Importer):  # type: ignore[misc]
    """An importer of a grant's vouchers, from files of any format that has vouchers.

    ``recognises`` is asked with the first bytes of a file, and its name. With ``for_fava`` the
    entries are such as Fava's page can save: metadata is text, and no account is opened. Vouchers
    on accounts that the book lacks are held back, with a note of the lines that are needed.
    """

    def __init__(
        self,
        kind: Format,
        recognises: Callable[[bytes, str], bool],
        *,
        grant: str,
        ledger: Path | str,
        label: str,
        cost_centre: str | None = None,
        project: str | None = None,
        accounts: Path | str | None = None,
        for_fava: bool = False,
    ) -> None:
        self._kind = kind
        self._recognises = recognises
        self._label = label
        self._request = ImportRequest(
            Path(ledger), grant, cost_centre, project, Path(accounts) if accounts else None
        )
        self._for_fava = for_fava

    @property
    def name(self) -> str:
        """The format, the grant, and the codes when they are given."""
        asked = self._request
        parts = (self._label, asked.grant_id, asked.cost_centre, asked.project)
        return " ".join(part for part in parts if part)

    def identify(self, filepath: str) -> bool:
        """Tell by its first bytes whether the file is of the format, whatever its size."""
        return self._recognises(_head(filepath), Path(filepath).name)

    def account(self, filepath: str) -> str:  # noqa: ARG002 (the interface's)
        """Return where beangulp's archive puts the file: with the grant's costs."""
        return f"{DEFAULT_ROOTS['expenses']}:{self._request.grant_id}"

    def date(self, filepath: str) -> date | None:
        """Return the day the file says it was made; None: that of the file itself."""
        match = _GENERATED.search(_head(filepath))
        try:
            return date.fromisoformat(match[1].decode()) if match else None
        except ValueError:
            return None

    def filename(self, filepath: str) -> str:
        """Return the file's own name."""
        return Path(filepath).name

    def extract(self, filepath: str, existing: list[Any]) -> list[Any]:
        """Return the vouchers that neither the book nor ``existing`` has, and the notes.

        Raises beangulp's Error, with the message of ``nkr import``, when the file or the book
        cannot be read, or no voucher of the file concerns the grant. Fava would show a traceback
        with it, so for Fava the message is a note.
        """
        try:
            return self._extract(Path(filepath), existing)
        except NkrError as error:
            if self._for_fava:
                return [self._note(f"fel: {error.describe('sv')}", filepath, 0)]
            raise exceptions.Error(error.describe("sv")) from None

    def deduplicate(self, entries: list[Any], existing: list[Any]) -> None:
        """Mark only what ``existing`` has by identity, such as from another file of the run.

        One that differs from what is there is told apart by a note.
        """
        known = {identity: entry for entry in existing if (identity := identity_of(entry))}
        notes = []
        for entry in entries:
            same = known.get(identity_of(entry) or "")
            if same is None or same is entry:
                continue
            entry.meta[DUPLICATE] = same
            if content_of(entry) != content_of(same):
                what = f"obs {identity_of(entry)}: finns redan, men med ett annat innehåll"
                notes.append(self._note(what, entry.meta["filename"], entry.meta["lineno"]))
        entries[:0] = notes

    @staticmethod
    def cmp(one: Any, other: Any) -> bool:
        """Tell whether the two are the same voucher: by identity, never by likeness."""
        identity = identity_of(one)
        return identity is not None and identity == identity_of(other)

    def sort(self, entries: list[Any], reverse: bool = False) -> None:
        """Sort by date as beangulp does, the notes first."""
        entries.sort(key=data.entry_sortkey, reverse=reverse)
        entries.sort(key=lambda entry: not isinstance(entry, data.Note))

    def _extract(self, path: Path, existing: list[Any]) -> list[Any]:
        book = open_book(self._request.ledger)
        selection = chosen_selection(book, self._request)
        accounts = self._request.accounts or own_accounts(book)
        mapping = load_accounts(accounts) if accounts else AccountMapping()
        state = state_with(book, existing, self._request.grant_id)
        source = self._kind.read(path, selection, state.chosen(selection))
        plan = plan_import(source, selection, state, self._request.grant_id, mapping)
        if plan.is_empty:
            raise no_voucher(path, source, selection, self._kind.codes_used)
        check_text(plan, state)
        entries = planned_entries(plan, state, path)
        notes = list(self._notes(plan, path))
        if self._for_fava:
            entries, lacking = self._held_back(entries, path)
            notes += lacking
            entries = [with_text_only(entry) for entry in entries]
        return [*notes, *entries]

    def _held_back(self, entries: list[Any], path: Path) -> tuple[list[Any], list[Any]]:
        """Part what stands on accounts that the book lacks from the rest."""
        opened = {entry.account: entry for entry in entries if isinstance(entry, data.Open)}
        kept: list[Any] = []
        held = 0
        for entry in entries:
            if not isinstance(entry, data.Transaction):
                continue
            if any(posting.account in opened for posting in entry.postings):
                held += 1
            else:
                kept.append(entry)
        lines = "\n".join(f"{one.date} open {one.account} SEK" for one in opened.values())
        waiting = "1 verifikation väntar" if held == 1 else f"{held} verifikationer väntar"
        what = f"{waiting} på konton som saknas. Lägg till i {self._request.ledger.name}:\n{lines}"
        return kept, [self._note(what, str(path), 0)] if opened else []

    def _notes(self, plan: ImportPlan, path: Path) -> Iterator[Any]:
        for change in plan.changed:
            yield self._note(_change_text(change), str(path), change.voucher.line)
        for fault in plan.quarantined:
            what = f"fel {fault.voucher}: {fault.what.sv}. Gör så här: {fault.remedy.sv}."
            yield self._note(what, str(path), fault.line)

    def _note(self, what: str, path: str, line: int) -> Any:
        """A note that is shown and never saved: it is marked as a duplicate."""
        where = f"{Path(path).name}:{line} " if line else ""
        meta = data.new_metadata(path, line, {DUPLICATE: True})
        text = f"{where}{what}".replace('"', "'")
        day = self.date(path) or date.today()  # noqa: DTZ011 (a note is never saved)
        return data.Note(meta, day, self.account(path), text, None, None)


class SieImporter(VoucherImporter):
    """The importer of SIE 4 files."""

    def __init__(self, *, grant: str, ledger: Path | str, **chosen: Any) -> None:
        super().__init__(
            sie.SieFormat(), _is_sie, grant=grant, ledger=ledger, label="SIE", **chosen
        )


class TabularImporter(VoucherImporter):
    """The importer of extracts as CSV or Excel; ``mapping`` is the layout's name or file."""

    def __init__(self, mapping: str, *, grant: str, ledger: Path | str, **chosen: Any) -> None:
        super().__init__(
            TabularFormat(load_layout(mapping)), _is_table,
            grant=grant, ledger=ledger, label=Path(mapping).stem, **chosen,
        )  # fmt: skip


def _is_table(head: bytes, name: str) -> bool:
    ending = Path(name).suffix.lower()
    if ending == ".xlsx":
        return head.startswith(b"PK\x03\x04")
    return ending in {".csv", ".tsv", ".txt"} and bool(head.strip()) and not _is_sie(head, name)


def _is_sie(head: bytes, _name: str) -> bool:
    return _SIE.match(head.lstrip(b"\xef\xbb\xbf")) is not None


def _head(filepath: str) -> bytes:
    path = Path(filepath)
    try:
        if not path.is_file():  # a pipe would never answer
            return b""
        with path.open("rb") as file:
            return file.read(_SNIFFED)
    except OSError:
        return b""


def _change_text(change: Change) -> str:
    told = "; ".join(
        f"{one.account or 'utanför bidraget'}: i boken {kronor(one.in_book)},"
        f" i filen {kronor(one.in_file)}"
        for one in change.differences
    )
    return (
        f"ändrad {change.voucher.identity}: boken har andra belopp än filen ({told}). Ta reda på"
        " vilken som är rätt; boken skrivs aldrig över."
    )
