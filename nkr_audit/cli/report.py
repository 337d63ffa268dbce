"""``nkr report``: a form, a book or a list of one grant, in the format of the file's ending."""

from __future__ import annotations

import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from nkr_audit.assessment import assess
from nkr_audit.budget import budgets_beside
from nkr_audit.cli.common import (
    Command,
    language,
    ledger_argument,
    option,
    programmes,
    say,
    shared_options,
    state,
)
from nkr_audit.cli.counted import one_grant
from nkr_audit.cli.report_refusals import (
    SIE_SUFFIX,
    refuse_accounts,
    refuse_ending,
    refuse_unfinished,
    too_early,
)
from nkr_audit.contacts_file import contacts_beside
from nkr_audit.journal import read_journal
from nkr_audit.ledger import collector_held, load
from nkr_audit.reading import book_of
from nkr_audit.reports.context import Context
from nkr_audit.reports.document import Chart, Table
from nkr_audit.reports.formats import write_report
from nkr_audit.reports.formats.head import DRAFT_REASONS
from nkr_audit.reports.formats.sie_file import sie_files
from nkr_audit.reports.kinds import KINDS
from nkr_audit.reports.system import read_system
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files
from nkr_audit.trail.log import short_root

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nkr_audit.ledger import Ledger
    from nkr_audit.reports.document import Report
    from nkr_audit.reports.kinds import Kind

_PAGES: Final = re.compile(rb"NPages>(\d+)<")


class _ReportCommand(Command):
    """A command whose help lists the kinds, each with what it is."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the kinds below the options."""
        spoken = state(ctx).language
        with formatter.section(Text("Rapporter (KIND)", "Reports (KIND)").to(spoken)):
            formatter.write_dl([(kind.name, kind.title.to(spoken)) for kind in KINDS.values()])


@click.command(
    "report",
    cls=_ReportCommand,
    text=Text(
        "Gör rapporten KIND ur boken LEDGER. Filens ändelse bestämmer formatet: .pdf, .xlsx, .csv, "
        ".json eller .se (SIE 4E, bara böckerna). En rapport som något fattas i blir ett utkast.",
        "Make the report KIND out of the book LEDGER. The ending of the file decides the format: "
        ".pdf, .xlsx, .csv, .json or .se (SIE 4E, only the books). A report that something is "
        "missing from is a draft.",
    ),
)
@click.argument("kind", metavar="KIND", type=click.Choice(tuple(KINDS)))
@ledger_argument
@option(
    "--grant", "grant_id", metavar="ID",
    text=Text(
        "Bidraget. Behövs när boken har fler än ett.",
        "The grant. Needed when the book has more than one.",
    ),
)  # fmt: skip
@option(
    "-o", "--output", metavar="FILE", required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    text=Text("Filen att skriva.", "The file to write."),
)  # fmt: skip
@option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    text=Text(
        "Rapportens datum (ÅÅÅÅ-MM-DD); bara det som är daterat t.o.m. den dagen är med. Annars "
        "bokens sista dag.",
        "The report's date (YYYY-MM-DD); only what is dated up to and including it is counted. "
        "Otherwise the last day of the book.",
    ),
)  # fmt: skip
@option(
    "--account", "accounts", metavar="ACCOUNT", multiple=True,
    text=Text(
        "Konto som kontoutdraget ska visa i stället för bidragets skuld: ett nummer (bidragets "
        "konton och de som inte hör till något bidrag) eller hela kontonamnet. Får anges flera "
        "gånger.",
        "An account for the statement to show in place of the grant's liability: a number (the "
        "grant's accounts and those of no grant) or the whole name. May be given several times.",
    ),
)  # fmt: skip
@option(
    "--final", is_flag=True,
    text=Text(
        "Vägra om rapporten bara skulle bli ett utkast.",
        "Refuse when the report would only be a draft.",
    ),
)  # fmt: skip
@shared_options
def report(
    kind: str,
    ledger: Path,
    grant_id: str | None,
    output: Path,
    day: datetime | None,
    accounts: tuple[str, ...],
    *,
    final: bool,
) -> None:
    """Make the report and write it whole, or not at all."""
    chosen, suffix = KINDS[kind], output.suffix.lower()
    refuse_ending(chosen, suffix, output)
    if accounts:
        refuse_accounts(chosen)
    with collector_held():
        loaded = load(ledger)
        context = _context(chosen, loaded, grant_id, day, accounts, final=final)
        made = chosen.build(context)
        if final:
            refuse_unfinished(made, loaded, context.book)
        if suffix == SIE_SUFFIX:
            contents = sie_files(context)
        else:
            contents = write_report(made, suffix, language(), _way_to(ledger, output))
    files = {_path(output, ending): content for ending, content in contents.items()}
    write_files(files)
    _tell(files, made, suffix)


def _context(
    kind: Kind, loaded: Ledger, grant_id: str | None, day: datetime | None,
    accounts: tuple[str, ...], *, final: bool,
) -> Context:  # fmt: skip
    ledger, known = loaded.path, programmes()
    book = book_of(loaded, known, day.date() if day else None)
    if day and not book.grants:
        raise too_early(ledger, day.date())
    assessment = assess(book)
    grant = one_grant(assessment, grant_id)
    return Context(
        book=book,
        assessed=assessment,
        grant=grant,
        journal=read_journal(loaded, book),
        contacts=contacts_beside(ledger),
        day=day.date() if day else book.last_date or grant.settlement.grant.date,
        log=short_root(ledger.resolve().parent, language()) or "",
        version=version("nkr-audit"),
        final=final,
        system=read_system(loaded) if kind.system else None,
        budgets=budgets_beside(ledger, known.values()),
        accounts=accounts,
    )


def _way_to(ledger: Path, output: Path) -> str | None:
    """The way from where the file is put to the book's folder; None when there is none."""
    try:
        way = os.path.relpath(ledger.resolve().parent, output.resolve().parent)
    except ValueError:  # another drive
        return None
    return "" if way == os.curdir else Path(way).as_posix()


def _path(output: Path, ending: str) -> Path:
    """Where a file is put; the first one just where it was asked for."""
    if ending == output.suffix.lower():
        return output
    return output.with_name(f"{output.stem}{ending}")


def _tell(files: Mapping[Path, bytes], made: Report, suffix: str) -> None:
    """Say what was written, how much, and what makes it a draft."""
    rows = sum(len(one.rows) for one in made.sections if isinstance(one, Table))
    charts = sum(isinstance(one, Chart) for one in made.sections)
    for path, content in files.items():
        click.echo(Text(f"Skrev {path}", f"Wrote {path}").to(language()))
        if suffix == ".pdf":
            pages = _PAGES.search(content)
            count = int(pages[1]) if pages else 0
            say(Text(f"  {count} sid{'a' if count == 1 else 'or'}", f"  {count} page(s)"))
    if suffix != SIE_SUFFIX:
        drawn = Text(f", {charts} diagram", f", {charts} chart(s)") if charts else Text("", "")
        say(
            Text(
                f"  {rows} rad{'' if rows == 1 else 'er'}{drawn.sv}",
                f"  {rows} row(s){drawn.en}",
            )
        )
    if made.draft:
        say(DRAFT_REASONS)
        for reason in made.draft:
            say(Text(f"  • {reason.sv}", f"  • {reason.en}"))
