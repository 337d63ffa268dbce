"""``nkr sie``: are these SIE files whole, valid, and in agreement with themselves?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from nkr_audit.cli.common import Command, language, option, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.ledger import collector_held
from nkr_audit.text import Text
from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.reconciling import reconcile
from nkr_importers.sie.report import Checked, sie_lines
from nkr_importers.sie.report_json import sie_json


@click.command(
    "sie",
    cls=Command,
    text=Text(
        "Pröva SIE-filer: kontrollsumma, saldon mot verifikationer, och avvikelser från "
        "standarden. Inget ändras. Slutar med 0 när allt stämmer, 1 när något inte stämmer eller "
        "inte kunde tolkas, 2 när en fil inte kan läsas.",
        "Examine SIE files: checksum, balances against vouchers, and departures from the "
        "standard. Nothing is changed. Exits with 0 when all agrees, 1 when something differs or "
        "could not be understood, 2 when a file cannot be read.",
    ),
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option(
    "--strict", is_flag=True,
    text=Text(
        "Stanna vid första avvikelsen från standarden (avslutar med 2).",
        "Stop at the first departure from the standard (exits with 2).",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
@click.pass_context
def sie(ctx: click.Context, files: tuple[Path, ...], *, strict: bool, as_json: bool) -> None:
    """Read each file and print what became of it; one that cannot be read stops no other."""
    read: list[Checked] = []
    errors: list[NkrError] = []
    with collector_held():
        for path in files:
            try:
                document = read_document(path, strict=strict)
            except NkrError as error:
                errors.append(error)
            else:
                read.append(Checked(str(path), document, reconcile(document)))
    if as_json:
        click.echo(json.dumps(sie_json(read, language()), ensure_ascii=False, indent=2))
    elif read:
        click.echo("\n".join(sie_lines(read, language())))
    for unreadable in errors:
        _show(unreadable)
    if errors:
        ctx.exit(2)
    ctx.exit(0 if all(checked.is_sound for checked in read) else 1)


def _show(error: NkrError) -> None:
    """Print an error as every command does."""
    kind = click.style(Text("fel", "error").to(language()), fg="red")
    click.echo(f"{kind}: {error.describe(language())}", err=True)
