"""``nkr reconcile``: is everything of the ERP's file in the book, and nothing else?"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, language, ledger_argument, option, shared_options
from nkr_audit.text import Text
from nkr_importers import sie
from nkr_importers.reconcile import ReconcileRequest, reconcile_files
from nkr_importers.reconcile.as_json import reconciliation_json
from nkr_importers.reconcile.listing import reconciliation_lines
from nkr_importers.tabular.format import TabularFormat
from nkr_importers.tabular.layout import load_layout

if TYPE_CHECKING:
    from datetime import date, datetime

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "reconcile",
    cls=Command,
    text=Text(
        "Stäm av boken LEDGER mot ekonomisystemets filer FILE: vad som saknas i boken, bara "
        "finns där, eller skiljer sig. Inget skrivs. Slutar med 0 när de stämmer, 1 när "
        "de skiljer sig, 2 när det inte går att stämma av.",
        "Reconcile the book LEDGER with the ERP's files FILE: what is missing in the book, what is "
        "only in the book, and what differs. Nothing is written. Exits with 0 when they agree, 1 "
        "when they differ, 2 when it cannot be done.",
    ),
)
@ledger_argument
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@option(
    "--grant", "grant_id", required=True, metavar="ID",
    text=Text("Bidraget, som NKR2026.", "The grant, as NKR2026."),
)  # fmt: skip
@option(
    "--cost-centre", metavar="CODE",
    text=Text(
        "Kostnadsställe (dimension 1). Utelämnat, och utan --project: bidragets eget.",
        "Cost centre (dimension 1). Left out, and without --project: that of the grant.",
    ),
)  # fmt: skip
@option(
    "--project", metavar="CODE",
    text=Text(
        "Projekt (dimension 6). Ges båda ska båda stå på raden.",
        "Project (dimension 6). When both are given, both must be on the row.",
    ),
)  # fmt: skip
@option(
    "--mapping", metavar="NAME|FILE",
    text=Text(
        "Mappning, när filerna är uttag som CSV eller .xlsx (se nkr import tabular). Utelämnad: "
        "SIE.",
        "Layout, when the files are extracts as CSV or .xlsx (see nkr import tabular). Left out: "
        "SIE.",
    ),
)  # fmt: skip
@option(
    "--from", "start", type=_DAY, metavar="DATE",
    text=Text(
        "Första dag som jämförs. Utelämnad: när filernas räkenskapsår börjar.",
        "First day compared. Left out: when the financial years of the files begin.",
    ),
)  # fmt: skip
@option(
    "--to", "--as-of", "end", type=_DAY, metavar="DATE",
    text=Text(
        "Sista dag som jämförs. Utelämnad: när filernas räkenskapsår slutar.",
        "Last day compared. Left out: when the financial years of the files end.",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def reconcile(
    ledger: Path,
    files: tuple[Path, ...],
    grant_id: str,
    cost_centre: str | None,
    project: str | None,
    mapping: str | None,
    start: datetime | None,
    end: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Print the reconciliation, and leave with the exit code."""
    request = ReconcileRequest(ledger, grant_id, cost_centre, project, _day(start), _day(end))
    kind = TabularFormat(load_layout(mapping)) if mapping else sie.SieFormat()
    found = reconcile_files(files, kind, request)
    names = [str(file) for file in files]
    if as_json:
        printed = reconciliation_json(found, names, language())
        click.echo(json.dumps(printed, ensure_ascii=False, indent=2))
    else:
        for line in reconciliation_lines(found, names, language()):
            click.echo(line.replace(f"{Path.cwd()}{os.sep}", ""))
    click.get_current_context().exit(0 if found.agrees else 1)


def _day(chosen: datetime | None) -> date | None:
    return chosen.date() if chosen else None
