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
    shared_options,
)
from nkr_audit.errors import NkrError
from nkr_audit.ledger import collector_held
from nkr_audit.reading import read_book
from nkr_audit.reports.as_json import settlements_json
from nkr_audit.reports.settlement_text import settlement_lines
from nkr_audit.text import Text

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from nkr_audit.assessment import Assessment, GrantAssessment
    from nkr_audit.book import Book


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
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATUM",
    text=Text(
        "Räkna bara med det som är daterat t.o.m. DATUM (ÅÅÅÅ-MM-DD).",
        "Count only what is dated up to and including DATUM (YYYY-MM-DD).",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def settle(ledger: Path, grant_id: str | None, as_of: datetime | None, *, as_json: bool) -> None:
    """Print the settlement of each grant."""
    with collector_held():
        book = read_book(ledger, programmes(), as_of.date() if as_of else None)
        _refuse_incomplete(book)
        assessment = assess(book)
        chosen = _chosen(assessment, grant_id)
        if as_json:
            settled = settlements_json(chosen)
            click.echo(json.dumps(settled, ensure_ascii=False, indent=2))
        else:
            last_date: date | None = book.last_date
            for assessed in chosen:
                for line in settlement_lines(assessed, last_date, language()):
                    click.echo(line)


def _refuse_incomplete(book: Book) -> None:
    """A figure out of a book with unread entries would be wrong without showing it."""
    lost = [fault for fault in book.faults if fault.drops]
    if lost:
        more = len(lost) - 1
        raise NkrError(
            Text(
                f"Boken kan inte avräknas, för allt gick inte att läsa. {lost[0].what.sv}"
                + (f" ({more} till, se nkr check)" if more else ""),
                f"The book cannot be settled, for not all of it could be read. {lost[0].what.en}"
                + (f" ({more} more, see nkr check)" if more else ""),
            ),
            remedy=Text("rätta raden och kör om", "correct the line and run again"),
            place=lost[0].place,
        )


def _chosen(assessment: Assessment, grant_id: str | None) -> list[GrantAssessment]:
    chosen = [
        assessed
        for assessed in assessment.grants
        if grant_id is None or assessed.settlement.grant.id == grant_id
    ]
    if grant_id is not None and not chosen:
        known = ", ".join(assessed.settlement.grant.id for assessed in assessment.grants) or "–"
        raise NkrError(
            Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}."),
            remedy=Text(f"välj bland {known}", f"choose among {known}"),
            place=assessment.book.place,
        )
    return chosen
