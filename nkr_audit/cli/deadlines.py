"""``nkr deadlines`` and ``nkr status``: what is to be done by when, and how the grants stand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
from nkr_audit.reports.deadlines_text import deadline_lines, deadlines_json
from nkr_audit.reports.page import Page
from nkr_audit.reports.status_text import status_json, status_lines, status_of
from nkr_audit.settlement import settle
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from nkr_audit.assessment import Assessment
    from nkr_audit.book import Book, Grant

# Does not balance, finer than the öre, a period that cannot be read.
_UNCOUNTABLE: Final = frozenset({"VO002", "VO003", "GY001"})
_CALENDAR: Final = ".ics"


def _grant_and_day(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that both commands have."""
    for decorate in (
        option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON.")),
        option(
            "--date", "given", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
            text=Text(
                "Som det såg ut denna dag (ÅÅÅÅ-MM-DD): det som är daterat senare syns inte. "
                "Annars i dag.",
                "As it stood on this day (YYYY-MM-DD): what is dated later is not seen. "
                "Otherwise today.",
            ),
        ),
        option(
            "--grant", "grant_id", metavar="ID", text=Text("Bara detta bidrag.", "Only this grant.")
        ),
    ):  # fmt: skip
        command = decorate(command)
    return command


@click.command(
    "deadlines",
    cls=Command,
    text=Text(
        "Visa tidsfristerna för bidragen i boken LEDGER: vad, när, dagar kvar och om det är gjort.",
        "Show the deadlines of the grants of the book LEDGER: what, when, days left, and if done.",
    ),
)
@ledger_argument
@_grant_and_day
@option(
    "--ics", "calendar", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    text=Text("Skriv dem också som kalenderfil.", "Write them as a calendar file too."),
)  # fmt: skip
@shared_options
def deadlines(
    ledger: Path,
    grant_id: str | None,
    given: datetime | None,
    calendar: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print the deadlines of each grant, and write them as a calendar when asked."""
    _refuse_ending(calendar)
    day, page = _day(given), Page(language(), Path.cwd(), _coloured)
    with collector_held():
        book = read_book(ledger, programmes(), day)
        settlements = [settle(grant) for grant in _chosen(book, grant_id, day)]
    if calendar is not None:
        # What writes calendars is only waited for when one is asked for.
        from nkr_audit.reports.calendar_file import calendar_file

        stamp = book.last_date or min((one.grant.date for one in settlements), default=day)
        write_files({calendar: calendar_file(settlements, stamp, language())})
    if as_json:
        _print({
            "date": day.isoformat(),
            "grants": [deadlines_json(one, day, page) for one in settlements],
        })  # fmt: skip
        return
    for settlement in settlements:
        _echo(deadline_lines(settlement, day, page))
    if calendar is not None:
        say(Text(f"Skrev {calendar}", f"Wrote {calendar}"))


@click.command(
    "status",
    cls=Command,
    text=Text(
        "Visa läget för bidragen i boken LEDGER: använt, prognos, risk och nästa tidsfrist.",
        "Show how the grants of the book LEDGER stand: used, forecast, risk and what comes next.",
    ),
)
@ledger_argument
@_grant_and_day
@shared_options
def status(ledger: Path, grant_id: str | None, given: datetime | None, *, as_json: bool) -> None:
    """Print how each grant stands."""
    day, page = _day(given), Page(language(), Path.cwd(), _coloured)
    with collector_held():
        book = read_book(ledger, programmes(), day)
        chosen = {grant.id for grant in _chosen(book, grant_id, day)}
        assessment = assess(book)
        standing = [
            status_of(
                one, day, book.last_date,
                is_complete=_is_complete(assessment, one.settlement.grant.id),
            )
            for one in assessment.grants
            if one.settlement.grant.id in chosen
        ]  # fmt: skip
    if as_json:
        _print({"grants": [status_json(one, page) for one in standing]})
        return
    for one in standing:
        _echo(status_lines(one, page))


def _day(given: datetime | None) -> date:
    """The day asked for, else today: here only does the clock come in."""
    return given.date() if given else date.today()  # noqa: DTZ011 (the day where the user is)


def _chosen(book: Book, grant_id: str | None, day: date) -> list[Grant]:
    """The grants asked for, of those declared by ``day``."""
    chosen = [grant for grant in book.grants if grant_id is None or grant.id == grant_id]
    if chosen:
        return chosen
    known = ", ".join(grant.id for grant in book.grants) or "–"
    if book.grants:
        what = Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}.")
        remedy = Text(f"välj med --grant bland {known}", f"choose by --grant among {known}")
    else:
        what = Text(
            f"Boken har inget bidrag som är anmält {day}.",
            f"The book has no grant that is declared on {day}.",
        )
        remedy = Text(
            "välj en senare dag med --date, eller lägg till bidraget",
            "choose a later day by --date, or add the grant",
        )
    raise NkrError(what, remedy=remedy, place=book.place)


def _is_complete(assessment: Assessment, grant_id: str) -> bool:
    """Tell whether every line was read, and the grant's amounts and periods can be counted."""
    return not (
        any(fault.drops for fault in assessment.book.faults)
        or any(
            finding.code in _UNCOUNTABLE
            and finding.is_open_error
            and finding.voucher is not None
            and grant_id in finding.voucher.grant_ids
            for finding in assessment.findings
        )
    )


def _refuse_ending(calendar: Path | None) -> None:
    if calendar is not None and calendar.suffix.lower() != _CALENDAR:
        raise NkrError(
            Text("Kalenderfilen ska sluta på .ics.", "The calendar file should end in .ics."),
            remedy=Text("byt filens ändelse", "change the file's ending"),
            place=calendar,
        )


def _coloured(text: str, colour: str) -> str:
    return click.style(text, fg=colour) if colour else text


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _print(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
