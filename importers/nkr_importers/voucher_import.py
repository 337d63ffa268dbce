"""Importing vouchers: from a file of another system to the book, whole or not at all.

One way for every format that has vouchers; a format is how to read a file of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from beancount.core.account import is_valid_leaf

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import IMPORT, Act
from nkr_audit.trail.writing import writing
from nkr_audit.vocabulary import SOURCE_FILE
from nkr_importers.accounts import ACCOUNTS_FILE, AccountMapping, load_accounts
from nkr_importers.booking import plan_import
from nkr_importers.editing import OF_POSTING, Edits
from nkr_importers.existing import declared_grants, existing_state
from nkr_importers.listing_problems import Outcome
from nkr_importers.model import Selection
from nkr_importers.rendering import Origin
from nkr_importers.storing import check_text, new_contents
from nkr_importers.unmatched import no_voucher

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.model import SourceFile
    from nkr_importers.plan import ImportPlan


class Format(Protocol):
    """How the files of one kind are read."""

    def read(self, path: Path, selection: Selection, known: Collection[str]) -> SourceFile:
        """Read the vouchers that carry the code, and those ``known`` by identity.

        Raises NkrError when the file cannot be read or is of another kind.
        """

    def codes_used(self, path: Path, dimension: str) -> frozenset[str]:
        """Return the codes of a dimension that the rows of the file use."""


class Besides(Protocol):
    """What an import does besides: it knows accounts of its own, and adds to the same write."""

    def prepare(self, book: Ledger) -> None:
        """Look at the book before the file is read."""

    def accounts(self, own: AccountMapping) -> AccountMapping:
        """Return what is known of the accounts; ``own`` is the mapping of the book."""

    def contents(
        self, book: Ledger, plan: ImportPlan, contents: Mapping[Path, bytes]
    ) -> dict[Path, bytes]:
        """Return what each file shall hold, with what comes besides the vouchers of the plan.

        Raises NkrError when the plan is not to be carried out.
        """


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the user asked of an import besides the file."""

    ledger: Path
    grant_id: str
    cost_centre: str | None = None
    project: str | None = None
    accounts: Path | None = None
    dry_run: bool = False
    quarantine: bool = False
    who: str = field(default_factory=login_name)
    besides: Besides | None = None


def import_vouchers(file: Path, kind: Format, request: ImportRequest) -> tuple[ImportPlan, Outcome]:
    """Import a file, whole or not at all, and return what was planned and what came of it.

    Raises NkrError when no voucher of the file concerns the grant.
    """
    if request.dry_run:
        plan, outcome, _ = _planned(file, kind, request, open_book(request.ledger))
        return plan, outcome
    with writing(request.ledger) as writer:
        plan, outcome, contents = _planned(file, kind, request, writer.ledger)
        if outcome.written:
            completed = tuple(one.voucher.identity for one in plan.completed)
            vouchers = (*(voucher.identity for voucher in plan.booked), *completed)
            reason = f"{file.name} sha256:{plan.source.sha256[:12]}"
            if completed:
                reason += f"; kompletterade under {request.grant_id}: {', '.join(completed)}"
            writer.write(contents, Act(IMPORT, request.who, vouchers, reason))
        return plan, outcome


def _planned(
    file: Path, kind: Format, request: ImportRequest, book: Ledger
) -> tuple[ImportPlan, Outcome, dict[Path, bytes]]:
    """Return the plan, what would come of it, and the new contents of the book's files."""
    selection = chosen_selection(book, request)
    accounts = request.accounts or own_accounts(book)
    mapping = load_accounts(accounts) if accounts else AccountMapping()
    if request.besides is not None:
        request.besides.prepare(book)
        mapping = request.besides.accounts(mapping)
    existing = existing_state(book.entries, book.options, request.grant_id)
    source = kind.read(file, selection, existing.chosen(selection))
    plan = plan_import(source, selection, existing, request.grant_id, mapping)
    if plan.is_empty:
        raise no_voucher(file, source, selection, kind.codes_used)
    check_text(plan, existing)
    contents = new_contents(book, plan, request.grant_id, _completed(plan, selection))
    if request.besides is not None:
        contents = request.besides.contents(book, plan, contents)
    outcome = Outcome(
        path=str(file),
        grant_id=request.grant_id,
        selection=selection,
        refused=not (plan.is_clean or request.quarantine),
        dry_run=request.dry_run,
        files=tuple(str(path) for path in contents),
    )
    return plan, outcome, contents


def _completed(plan: ImportPlan, selection: Selection) -> dict[Path, bytes]:
    """The files of the book with the rows moved that complete its shared vouchers."""
    edits = Edits()
    origin = Origin(plan.source.name, plan.source.sha256, selection)
    for one in plan.completed:
        for move in one.moves:
            meta = move.posting.meta
            edits.move_posting(meta, move.posting.account, move.account)
            if move.category:
                edits.add_metadata(meta, "kostnadsslag", move.category, OF_POSTING)
            edits.add_metadata(meta, SOURCE_FILE, origin.of(one.voucher), OF_POSTING)
    return edits.contents()


def own_accounts(book: Ledger) -> Path | None:
    """The account mapping in the book's own folder, as ``nkr init`` puts it there."""
    path = book.root / ACCOUNTS_FILE
    return path if path.is_file() else None


def chosen_selection(book: Ledger, request: ImportRequest) -> Selection:
    """Return the codes to look for: those given, else the cost centre that the grant declares."""
    grants = declared_grants(book.entries)
    if request.grant_id not in grants or not _is_one_component(request.grant_id):
        known = ", ".join(sorted(grants)) or "–"
        raise NkrError(
            Text(
                f"Boken har inget bidrag som heter {request.grant_id}. Den har: {known}.",
                f"The book has no grant called {request.grant_id}. It has: {known}.",
            ),
            remedy=Text(
                "ange ett av dem med --grant, eller lägg upp bidraget (nkr-bidrag) i boken",
                "name one of them with --grant, or declare the grant (nkr-bidrag) in the book",
            ),
            place=book.path,
        )
    given = Selection(request.cost_centre, request.project)
    if any(not code.strip() for _, code in given.objects):
        raise _no_code(book, Text("Koden är tom.", "The code is empty."))
    if given.objects:
        return given
    declared = grants[request.grant_id]
    if declared is None:
        what = Text(
            f"{request.grant_id} har inget kostnadsställe i boken, och ingen kod är given.",
            f"{request.grant_id} has no cost centre in the book, and no code is given.",
        )
        raise _no_code(book, what)
    return Selection(cost_centre=declared)


def _is_one_component(name: str) -> bool:
    """Tell whether the name can stand in an account, and so also in a file name."""
    return ":" not in name and is_valid_leaf(name)


def _no_code(book: Ledger, what: Text) -> NkrError:
    return NkrError(
        what,
        remedy=Text(
            "ange --cost-centre eller --project, eller kostnadsstalle på bidraget i boken",
            "give --cost-centre or --project, or kostnadsstalle on the grant in the book",
        ),
        place=book.path,
    )
