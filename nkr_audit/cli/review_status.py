"""``nkr review status`` and ``nkr review check``: how far the answer has come, what is missing."""

from __future__ import annotations

import json
from datetime import date
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
from nkr_audit.cli.counted import one_grant
from nkr_audit.ledger import collector_held, load
from nkr_audit.reading import book_of
from nkr_audit.recording import given
from nkr_audit.review.completeness import check_completeness
from nkr_audit.review.request_words import (
    completeness_json,
    completeness_lines,
    status_json,
    status_lines,
)
from nkr_audit.review.requests import read_requests
from nkr_audit.review.status import statuses
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.assessment import Assessment
    from nkr_audit.book import Book
    from nkr_audit.ledger import Ledger

_JSON = option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))


@click.command(
    "status",
    cls=Command,
    text=Text(
        "Visa varje begäran om granskning i boken LEDGER: vad som begärts, vad som är klart, vad "
        "som saknas och vad som är lämnat.",
        "Show each request for review in the book LEDGER: what was asked for, what is ready, what "
        "is missing and what was delivered.",
    ),
)
@ledger_argument
@option("--grant", "grant_id", metavar="ID", text=Text("Bara detta bidrag.", "Only this grant."))
@option(
    "--date", "day", metavar="DATUM",
    text=Text("Räkna dagarna från DATUM; utelämnad: i dag.", "Count from this day; default today."),
)  # fmt: skip
@_JSON
@shared_options
def review_status(ledger: Path, grant_id: str | None, day: str | None, *, as_json: bool) -> None:
    """Print the status of each request."""
    today = given.day(day) if day is not None else date.today()  # noqa: DTZ011 (the user's day)
    loaded, book, assessment = _opened(ledger)
    chosen = assessment.grants if grant_id is None else (one_grant(assessment, grant_id),)
    listed = []
    for assessed in chosen:
        grant = assessed.settlement.grant
        found = statuses(book, assessed, read_requests(loaded, grant))
        if as_json:
            listed += status_json(grant.id, found, today, language())["requests"]
        else:
            listed += status_lines(grant.id, found, today, language())
    if as_json:
        click.echo(json.dumps({"requests": listed}, ensure_ascii=False, indent=2))
    elif listed:
        click.echo("\n".join(listed))
    else:
        say(Text("Ingen har begärt granskning.", "Nobody has asked for a review."))


@click.command(
    "check",
    cls=Command,
    text=Text(
        "Se efter vad granskaren kommer att sakna, innan paketet lämnas: underlag, vaga "
        "fakturatexter, reserveringar, öppna fel och vad som kan underkännas. Slutar med 1 när "
        "något saknas.",
        "Look for what the reviewer will miss, before the package is sent: evidence, vague "
        "invoices, accruals, open errors and what may be disallowed. Exits with 1 when something "
        "is missing.",
    ),
)
@ledger_argument
@option(
    "--grant", "grant_id", metavar="ID", required=True,
    text=Text("Bidraget, som NKR2026.", "The grant, as NKR2026."),
)  # fmt: skip
@_JSON
@shared_options
def review_check(ledger: Path, grant_id: str, *, as_json: bool) -> None:
    """Print what is missing."""
    loaded, book, assessment = _opened(ledger)
    assessed = one_grant(assessment, grant_id)
    requests = read_requests(loaded, assessed.settlement.grant)
    found = check_completeness(book, assessed, requests)
    if as_json:
        said = completeness_json(grant_id, found, language())
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(completeness_lines(grant_id, found, language())))
    click.get_current_context().exit(0 if found.is_complete else 1)


def _opened(path: Path) -> tuple[Ledger, Book, Assessment]:
    with collector_held():
        ledger = load(path)
        book = book_of(ledger, programmes())
        return ledger, book, assess(book)
