"""``nkr accrue``: accrue a cost at year end, or release what was accrued."""

from __future__ import annotations

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
from nkr_audit.recording import given
from nkr_audit.recording.accruals import plan_release
from nkr_audit.recording.costs import plan_cost
from nkr_audit.text import Text
from nkr_audit.trail.record import ACCRUE, RELEASE
from nkr_audit.trail.roles import MAY_RECORD
from nkr_audit.vocabulary import TAG_ACCRUAL

if TYPE_CHECKING:
    from pathlib import Path

AGAINST = "2990 Upplupna-kostnader"
_ALLOWED_WITH_RELEASE = frozenset({"day", "text_", "grant_id"})


@click.command(
    "accrue",
    cls=Command,
    text=Text(
        "Reservera i boken LEDGER en kostnad som hör till bidragsåret men faktureras efteråt. Med "
        "--release löses en reservering upp.",
        "Accrue in the book LEDGER a cost of the grant year that is invoiced after it. With "
        "--release an accrual is released.",
    ),
)
@ledger_argument
@GRANT
@cost_options
@option(
    "--release", metavar="VERIFIKATION",
    text=Text("Lös upp den här reserveringen.", "Release this accrual."),
)  # fmt: skip
@registration_options
@shared_options
def accrue(
    ledger: Path, release: str | None, series: str, registered: str | None,
    attested_by: str | None, anyway: str | None, *, dry_run: bool, **chosen: Any,
) -> None:  # fmt: skip
    """Accrue a cost, or release one."""
    who = registered_now(registered, attested_by)
    if release is not None:
        _refuse_more(chosen)
        day = given.day(chosen["day"]) if chosen["day"] else who.on
        text = given.words(chosen["text_"]) if chosen["text_"] else None
        written = carry_out(
            ledger, lambda view: plan_release(view, release, day, who, series, text), RELEASE,
            right=MAY_RECORD, anyway=anyway, dry_run=dry_run,
        )  # fmt: skip
        if written is not None:
            number, again = written.numbers[0], command("record", ledger)
            say(Text(f"Upplöst med {number}", f"Released by {number}"))
            say(
                Text(
                    f"Nästa steg: {again} --accrual {release} när fakturan har kommit",
                    f"Next: {again} --accrual {release} when the invoice has come",
                )
            )
        return
    asker = Asker()
    cost = cost_of(ledger, asker, chosen, against=AGAINST, tags=(TAG_ACCRUAL,))
    written = carry_out(
        ledger, lambda view: plan_cost(view, cost, who, series), ACCRUE,
        right=MAY_RECORD, anyway=anyway, dry_run=dry_run, confirm=asker.has_asked,
    )  # fmt: skip
    if written is not None:
        number, attach = written.numbers[0], command("attach", ledger)
        say(Text(f"Reserverat: {number}", f"Accrued: {number}"))
        say(
            Text(
                f"Nästa steg: {attach} FIL --voucher {number} --type leverans",
                f"Next: {attach} FILE --voucher {number} --type leverans",
            )
        )


def _refuse_more(chosen: dict[str, Any]) -> None:
    """A release is the accrual with the other sign; nothing else of it can be chosen."""
    more = [
        name
        for name, value in chosen.items()
        if value is not None and name not in _ALLOWED_WITH_RELEASE
    ]
    if more:
        raise NkrError(
            Text(
                f"Med --release tas belopp och uppgifter från reserveringen; --{more[0]} går inte "
                "att ange.",
                f"With --release, amounts and words are the accrual's; --{more[0]} cannot be "
                "given.",
            ),
            remedy=Text(
                "ange bara --date och --text; skiljer sig fakturan bokförs den för sig",
                "give only --date and --text; an invoice that differs is booked by itself",
            ),
        )
