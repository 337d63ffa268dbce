"""``nkr close``: close a grant, and open it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, ledger_argument, option, programmes, say, shared_options
from nkr_audit.cli.recording.asking import Asker
from nkr_audit.cli.recording.carrying_out import book_view
from nkr_audit.cli.recording.options import (
    GRANT,
    REASON,
    registered_now,
    registration_options,
)
from nkr_audit.cli.recording.shown import finding_lines, plan_lines
from nkr_audit.recording.checks import new_findings, refuse_hindered
from nkr_audit.recording.closings import (
    check_outcome,
    plan_closing,
    plan_reopening,
    remaining_errors,
)
from nkr_audit.recording.given import words
from nkr_audit.recording.view import View, tried
from nkr_audit.text import Text, kronor
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import CLOSE, REOPEN, Act
from nkr_audit.trail.roles import MAY_CLOSE, require
from nkr_audit.trail.writing import writing

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.recording.model import Plan


@click.command(
    "close",
    cls=Command,
    text=Text(
        "Stäng bidraget i boken LEDGER för bidragsåret YEAR: intäktsför årets kostnader, för om "
        "det oanvända till skuld till utbetalaren och lås året. Med --reopen öppnas det igen.",
        "Close the grant in the book LEDGER for the grant year YEAR: recognise income for the "
        "year's costs, make the unused money a debt to the payer, and lock the year. With "
        "--reopen it is opened again.",
    ),
)
@ledger_argument
@click.argument("year", metavar="YEAR", type=int)
@GRANT
@option(
    "--reopen", is_flag=True,
    text=Text(
        "Öppna det stängda bidraget igen; kräver --reason.",
        "Open the closed grant again; needs --reason.",
    ),
)  # fmt: skip
@REASON
@option(
    "--income-account", metavar="KONTO",
    text=Text("Bidragets intäktskonto.", "The grant's income account."),
)  # fmt: skip
@option(
    "--debt-account", metavar="KONTO",
    text=Text(
        "Konto för skulden till utbetalaren; utelämnat: 2491.",
        "Account of the debt to the payer; left out: 2491.",
    ),
)  # fmt: skip
@registration_options
@shared_options
def close(
    ledger: Path, year: int, grant_id: str | None, reason: str | None, income_account: str | None,
    debt_account: str | None, series: str, registered: str | None, attested_by: str | None,
    anyway: str | None, *, reopen: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Close a grant, or open it again."""
    require(ledger.parent, login_name(), MAY_CLOSE)
    asker = Asker()
    asker.need({"--grant": grant_id, **({"--reason": reason} if reopen else {})})
    who = registered_now(registered, attested_by)
    known_grants = () if grant_id else tuple(one.id for one in book_view(ledger).book.grants)
    chosen = asker.value(grant_id, Text("Bidrag", "Grant"), words, choices=known_grants)
    why = words(reason) if reason is not None else ""
    if reopen and not why:
        why = asker.value(None, Text("Varför", "Why"), words)
    accepted = words(anyway) if anyway is not None else None

    def plan(view: View) -> tuple[Plan, View]:
        planned = (
            plan_reopening(view, chosen, year, who.on)
            if reopen
            else plan_closing(
                view, chosen, year, who, series, (income_account, debt_account)
            )
        )  # fmt: skip
        return planned, _tried(view, planned, accepted, reopen=reopen)

    if dry_run:
        view = book_view(ledger)
        _show(view, *plan(view))
        say(Text("Inget är skrivet.", "Nothing is written."))
        return
    known = programmes()
    with writing(ledger) as writer:
        view = View(writer.ledger, known)
        planned, after = plan(view)
        logged = "; ".join(part for part in (why, accepted or "") if part)
        act = Act(REOPEN if reopen else CLOSE, login_name(), planned.numbers, logged)
        writer.write(planned.contents, act)
    _show(view, planned, after)
    if reopen:
        say(Text(f"{chosen} är öppet igen.", f"{chosen} is open again."))
    else:
        say(Text(f"{chosen} är stängt.", f"{chosen} is closed."))


def _tried(view: View, planned: Plan, accepted: str | None, *, reopen: bool) -> View:
    """Try it; errors that remain stop a closing, unless a reason is given."""
    after = tried(view, planned.contents)
    if not reopen and accepted is None:
        refuse_hindered(remaining_errors(after, planned.grant_id))
    check_outcome(view, after, planned)
    return after


def _show(before: View, planned: Plan, after: View) -> None:
    for line in (*plan_lines(planned), *finding_lines(new_findings(before, after))):
        click.echo(line)
    settlement = after.assessed(planned.grant_id).settlement
    for label, amount in (
        (Text("Utbetalt bidrag", "Grant received"), settlement.received),
        (Text("Kostnader i bidragsåret", "Costs in the grant year"), -settlement.costs),
        (Text("Oanvänt", "Unused"), settlement.unused),
        (Text("Återbetalat", "Repaid"), settlement.repaid),
        (Text("Skuld i balansräkningen", "Liability in the books"), settlement.grant.liability),
    ):
        amounts = kronor(amount), kronor(amount, "en")
        say(Text(f"  {label.sv:<40}{amounts[0]:>18}", f"  {label.en:<40}{amounts[1]:>18}"))
