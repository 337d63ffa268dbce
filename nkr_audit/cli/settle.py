"""``nkr settle``: the figure, oanvänt = bidrag − kostnader, with every step shown."""

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
    say,
    shared_options,
)
from nkr_audit.cli.counted import chosen_grants, refuse_incomplete, refuse_uncountable
from nkr_audit.ledger import collector_held
from nkr_audit.reading import read_book
from nkr_audit.reports.as_json import settlements_json
from nkr_audit.reports.settlement_text import settlement_lines
from nkr_audit.text import Text

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path


# Does not balance, finer than the öre, a period that cannot be read.


@click.command(
    "settle",
    cls=Command,
    text=Text(
        "Avräkna bidragen i boken LEDGER: oanvänt = bidrag − kostnader.",
        "Settle the grants of the book LEDGER: unused = grant − costs.",
    ),
)
@ledger_argument
@option(
    "--grant", "grant_id", metavar="ID",
    text=Text("Bara detta bidrag.", "Only this grant."),
)  # fmt: skip
@option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    text=Text(
        "Räkna bara med det som är daterat t.o.m. DATE (ÅÅÅÅ-MM-DD).",
        "Count only what is dated up to and including DATE (YYYY-MM-DD).",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def settle(ledger: Path, grant_id: str | None, as_of: datetime | None, *, as_json: bool) -> None:
    """Print the settlement of each grant."""
    with collector_held():
        book = read_book(ledger, programmes(), as_of.date() if as_of else None)
        refuse_incomplete(book)
        assessment = assess(book)
        refuse_uncountable(assessment)
        chosen = chosen_grants(assessment, grant_id)
        if as_json:
            settled = settlements_json(chosen)
            click.echo(json.dumps(settled, ensure_ascii=False, indent=2))
        else:
            if not chosen:
                say(Text("Boken har inget bidrag att avräkna.", "There is no grant to settle."))
            last_date: date | None = book.last_date
            for assessed in chosen:
                for line in settlement_lines(assessed, last_date, language()):
                    click.echo(line)
