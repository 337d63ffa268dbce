"""``nkr check``: what is wrong in the book, with place, source and remedy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from nkr_audit.assessment import assess
from nkr_audit.cli.common import (
    Command,
    language,
    ledger_argument,
    option,
    programmes,
    shared_options,
)
from nkr_audit.ledger import collector_held
from nkr_audit.reading import read_book
from nkr_audit.reports.as_json import findings_json
from nkr_audit.reports.findings_text import findings_lines
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "check",
    cls=Command,
    text=Text(
        "Granska boken LEDGER mot bidragets villkor. Slutar med 0 när inget fel finns, 1 när det "
        "finns fel, 2 när boken inte kan läsas.",
        "Check the book LEDGER against the terms of the grant. Exits with 0 when there is no "
        "error, 1 when there are errors, 2 when the book cannot be read.",
    ),
)
@ledger_argument
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def check(ledger: Path, *, as_json: bool) -> None:
    """Print the findings of a book."""
    with collector_held():
        assessment = assess(read_book(ledger, programmes()))
        if as_json:
            found = findings_json(assessment.findings, language())
            click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            for line in findings_lines(assessment, language(), _style):
                click.echo(line)
    if any(finding.is_open_error for finding in assessment.findings):
        click.get_current_context().exit(1)


def _style(text: str, colour: str) -> str:
    """Colour a text; click takes the colour away again when it does not go to a terminal."""
    return click.style(text, fg=colour, bold=True)
