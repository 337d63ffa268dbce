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
    from nkr_audit.errors import Place


# Does not balance, finer than the öre, a period that cannot be read.
_UNCOUNTABLE = frozenset({"VO002", "VO003", "GY001"})


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
        _refuse_incomplete(book)
        assessment = assess(book)
        _refuse_wrong(assessment)
        chosen = _chosen(assessment, grant_id)
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


def _refuse_incomplete(book: Book) -> None:
    """A figure out of a book with unread entries would be wrong without showing it."""
    lost = [fault for fault in book.faults if fault.drops]
    if lost:
        raise _not_settled(lost[0].what, lost[0].place, len(lost) - 1)


def _refuse_wrong(assessment: Assessment) -> None:
    """Nor can a voucher be counted that does not balance, or whose amount or period is unclear."""
    grants = {assessed.settlement.grant.id for assessed in assessment.grants}
    wrong = [
        finding
        for finding in assessment.findings
        if finding.code in _UNCOUNTABLE
        and finding.is_open_error
        and finding.voucher is not None
        and not grants.isdisjoint(finding.voucher.grant_ids)
    ]
    if wrong:
        raise _not_settled(wrong[0].what, wrong[0].place, len(wrong) - 1)


def _not_settled(what: Text, place: Place, more: int) -> NkrError:
    return NkrError(
        Text(
            f"Boken kan inte avräknas. {what.sv}"
            + (f" ({more} fel till, se nkr check)" if more else ""),
            f"The book cannot be settled. {what.en}"
            + (f" ({more} more errors, see nkr check)" if more else ""),
        ),
        remedy=Text("rätta raden och kör om", "correct the line and run again"),
        place=place,
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
