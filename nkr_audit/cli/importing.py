"""``nkr import``: from the files of other systems to vouchers in the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from beancount.core.account import is_valid_leaf

from nkr_audit.cli.common import Command, Group, language, option, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files
from nkr_importers.accounts import ACCOUNTS_FILE, AccountMapping, load_accounts
from nkr_importers.booking import plan_import
from nkr_importers.existing import declared_grants, existing_state
from nkr_importers.listing import import_lines
from nkr_importers.listing_problems import Outcome
from nkr_importers.model import Selection
from nkr_importers.sie import read_sie
from nkr_importers.storing import check_text, new_contents
from nkr_importers.unmatched import no_voucher

if TYPE_CHECKING:
    from nkr_audit.ledger import Ledger
    from nkr_importers.plan import ImportPlan


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


@click.group(
    "import",
    cls=Group,
    text=Text(
        "Hämta verifikationer ur andra systems filer till boken.",
        "Bring vouchers from the files of other systems into the book.",
    ),
)
@shared_options
def importing() -> None:
    """Gather the formats."""


@importing.command(
    "sie",
    cls=Command,
    text=Text(
        "Bokför bidragets verifikationer ur SIE 4-filen FILE. Det är de som bär dess "
        "kostnadsställe eller projekt. Samma verifikation bokförs aldrig två gånger. Slutar med 0 "
        "när allt är med, "
        "1 när något lämnats i karantän, 2 när inget skrivits.",
        "Book the grant's vouchers from the SIE 4 file FILE. They are those that carry its cost "
        "centre or project. The same voucher is never booked twice. Exits with 0 when all are in, "
        "1 when some were left in quarantine, 2 when nothing was written.",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option(
    "--ledger", required=True, metavar="LEDGER", type=click.Path(path_type=Path),
    text=Text("Bokens huvudfil.", "The main file of the book."),
)  # fmt: skip
@option(
    "--grant", "grant_id", required=True, metavar="ID",
    text=Text("Bidraget, som NKR2026.", "The grant, as NKR2026."),
)  # fmt: skip
@option(
    "--cost-centre", metavar="KOD",
    text=Text(
        "Kostnadsställe (dimension 1). Utelämnat, och utan --project: bidragets eget.",
        "Cost centre (dimension 1). Left out, and without --project: that of the grant.",
    ),
)  # fmt: skip
@option(
    "--project", metavar="KOD",
    text=Text(
        "Projekt (dimension 6). Ges båda ska båda stå på raden.",
        "Project (dimension 6). When both are given, both must be on the row.",
    ),
)  # fmt: skip
@option(
    "--accounts", metavar="FIL", type=click.Path(path_type=Path),
    text=Text(
        "Kontoplansfil: kostnadsslag per konto. Utelämnad: kontoplan.toml i bokens mapp.",
        "Account mapping: category by account. Left out: kontoplan.toml in the book's folder.",
    ),
)  # fmt: skip
@option(
    "--dry-run", is_flag=True,
    text=Text("Visa vad som skulle bokföras; skriv inget.", "Show the outcome; write nothing."),
)  # fmt: skip
@option(
    "--quarantine", is_flag=True,
    text=Text(
        "Bokför de felfria även när andra är felaktiga eller ändrade.",
        "Book the sound ones even when others are faulty or changed.",
    ),
)  # fmt: skip
@shared_options
def import_sie(
    file: Path,
    *,
    ledger: Path,
    grant_id: str,
    cost_centre: str | None,
    project: str | None,
    accounts: Path | None,
    dry_run: bool,
    quarantine: bool,
) -> None:
    """Import a SIE 4 file."""
    request = ImportRequest(ledger, grant_id, cost_centre, project, accounts, dry_run, quarantine)
    plan, outcome = carry_out(file, request)
    for line in import_lines(plan, outcome, language()):
        click.echo(line)
    click.get_current_context().exit(_exit_code(plan, outcome))


def carry_out(file: Path, request: ImportRequest) -> tuple[ImportPlan, Outcome]:
    """Import a SIE 4 file, whole or not at all, and return what was planned and what came of it.

    Raises NkrError when no voucher of the file concerns the grant.
    """
    book = load(request.ledger)
    _refuse_broken(book)
    selection = _selection(book, request)
    accounts = request.accounts or _own_accounts(book)
    mapping = load_accounts(accounts) if accounts else AccountMapping()
    existing = existing_state(book.entries, book.options, request.grant_id)
    source = read_sie(file, selection, existing.chosen(selection))
    plan = plan_import(source, selection, existing, request.grant_id, mapping)
    if plan.is_empty:
        raise no_voucher(file, source, selection)
    check_text(plan, existing)
    contents = new_contents(book, plan, request.grant_id)
    outcome = Outcome(
        path=str(file),
        grant_id=request.grant_id,
        selection=selection,
        refused=not (plan.is_clean or request.quarantine),
        dry_run=request.dry_run,
        files=tuple(str(path) for path in contents),
    )
    if outcome.written:
        write_files(contents)
    return plan, outcome


def _own_accounts(book: Ledger) -> Path | None:
    """The account mapping in the book's own folder, as ``nkr init`` puts it there."""
    path = book.root / ACCOUNTS_FILE
    return path if path.is_file() else None


def _exit_code(plan: ImportPlan, outcome: Outcome) -> int:
    if outcome.refused:
        return 2
    return 0 if plan.is_clean else 1


def _refuse_broken(book: Ledger) -> None:
    if not book.errors:
        return
    first, more = book.errors[0], len(book.errors) - 1
    raise NkrError(
        Text(
            f"Boken har fel, och importeras inte till ({more} till): {first.message}",
            f"The book has errors, and is not imported to ({more} more): {first.message}",
        ),
        remedy=Text(
            "rätta boken (nkr check visar alla fel) och importera sedan",
            "correct the book (nkr check shows every error), then import",
        ),
        place=first.place,
    )


def _selection(book: Ledger, request: ImportRequest) -> Selection:
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
