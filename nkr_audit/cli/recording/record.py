"""``nkr record``: book a cost of the grant by hand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nkr_audit.cli.common import Command, ledger_argument, option, say, shared_options
from nkr_audit.cli.recording.asking import Asker
from nkr_audit.cli.recording.carrying_out import carry_out
from nkr_audit.cli.recording.costing import cost_of
from nkr_audit.cli.recording.options import (
    GRANT,
    cost_options,
    registered_now,
    registration_options,
)
from nkr_audit.cli.recording.shown import command
from nkr_audit.errors import NkrError
from nkr_audit.recording.costs import Cost, plan_cost
from nkr_audit.recording.documents import read_paper
from nkr_audit.text import Text
from nkr_audit.trail.record import RECORD
from nkr_audit.trail.roles import MAY_RECORD

if TYPE_CHECKING:
    from nkr_audit.recording.documents import Paper
    from nkr_audit.recording.model import Plan, Registered
    from nkr_audit.recording.view import View

AGAINST = "2440"
_DEFAULT_KIND = "faktura"


@click.command(
    "record",
    cls=Command,
    text=Text(
        "Bokför en kostnad på bidraget i boken LEDGER. Det som utelämnas frågar kommandot efter i "
        "ett terminalfönster.",
        "Book a cost of the grant in the book LEDGER. In a terminal window the command asks for "
        "what was left out.",
    ),
)
@ledger_argument
@GRANT
@cost_options
@option(
    "--accrual", metavar="VERIFIKATION",
    text=Text(
        "Reserveringen som fakturan ersätter.", "The accrual that the invoice replaces."
    ),
)  # fmt: skip
@option(
    "--document", "documents", multiple=True, metavar="FIL", type=click.Path(path_type=Path),
    text=Text("Underlag; upprepas för flera.", "A document; repeat for several."),
)  # fmt: skip
@option(
    "--type", "kinds", multiple=True, metavar="TYP",
    text=Text(
        "Underlagets typ, en för varje --document; utelämnad: faktura.",
        "Kind of the document, one for each --document; left out: faktura.",
    ),
)  # fmt: skip
@registration_options
@shared_options
def record(
    ledger: Path, documents: tuple[Path, ...], kinds: tuple[str, ...], series: str,
    registered: str | None, attested_by: str | None, anyway: str | None, *, dry_run: bool,
    **chosen: Any,
) -> None:  # fmt: skip
    """Book a cost."""
    papers = _papers(documents, kinds)
    who = registered_now(registered, attested_by)
    asker = Asker()
    cost = cost_of(ledger, asker, chosen, against=AGAINST)
    written = carry_out(
        ledger, partial(_plan, cost=cost, who=who, series=series, papers=papers), RECORD,
        right=MAY_RECORD, anyway=anyway, dry_run=dry_run, confirm=asker.has_asked,
    )  # fmt: skip
    if written is not None:
        _tell(ledger, written, has_papers=bool(papers))


def _plan(
    view: View, *, cost: Cost, who: Registered, series: str, papers: tuple[Paper, ...]
) -> Plan:
    return plan_cost(view, cost, who, series, papers)


def _papers(documents: tuple[Path, ...], kinds: tuple[str, ...]) -> tuple[Paper, ...]:
    if len(kinds) not in (0, len(documents)):
        raise NkrError(
            Text(
                f"{len(documents)} underlag men {len(kinds)} typer.",
                f"{len(documents)} documents but {len(kinds)} kinds.",
            ),
            remedy=Text("ange --type en gång för varje --document", "give --type for each one"),
        )
    said = kinds or (_DEFAULT_KIND,) * len(documents)
    return tuple(read_paper(path, kind) for path, kind in zip(documents, said, strict=True))


def _tell(ledger: Path, plan: Plan, *, has_papers: bool) -> None:
    number = plan.vouchers[0].number
    say(Text(f"Bokfört: {number}", f"Booked: {number}"))
    if not has_papers:
        attach = command("attach", ledger)
        say(
            Text(
                f"Nästa steg: {attach} FIL --voucher {number} --type faktura",
                f"Next: {attach} FILE --voucher {number} --type faktura",
            )
        )
    elif plan.vouchers[0].registered.attested_by is None:
        attest = command("attest", ledger)
        say(
            Text(
                f"Nästa steg: någon annan kör {attest} {number}",
                f"Next: someone else runs {attest} {number}",
            )
        )
