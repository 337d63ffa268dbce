"""``nkr attest``: someone other than who registered a voucher has checked it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, ledger_argument, option, programmes, say, shared_options
from nkr_audit.recording.attesting import plan_attest
from nkr_audit.recording.view import View, tried
from nkr_audit.text import Text
from nkr_audit.trail.person import login_name, seen_name
from nkr_audit.trail.record import ATTEST, Act
from nkr_audit.trail.roles import MAY_ATTEST, require
from nkr_audit.trail.writing import writing

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "attest",
    cls=Command,
    text=Text(
        "Attestera verifikationerna VOUCHER i boken LEDGER. Den som registrerat en verifikation "
        "får inte attestera den.",
        "Attest the vouchers VOUCHER of the book LEDGER. Who registered a voucher may not attest "
        "it.",
    ),
)
@ledger_argument
@click.argument("vouchers", metavar="VOUCHER…", nargs=-1, required=True)
@option(
    "--who", metavar="NAMN",
    text=Text("Vem som attesterar; utelämnad: du.", "Who attests; left out: you."),
)  # fmt: skip
@shared_options
def attest(ledger: Path, vouchers: tuple[str, ...], who: str | None) -> None:
    """Attest vouchers, all of them or none."""
    here = login_name()
    attester = here if who is None else seen_name(who)
    for person in dict.fromkeys((here, attester)):
        require(ledger.parent, person, MAY_ATTEST)
    known = programmes()
    with writing(ledger) as writer:
        view = View(writer.ledger, known)
        numbers, contents = plan_attest(view, vouchers, attester)
        tried(view, contents)
        reason = "" if attester == here else f"attesterad-av {attester}"
        writer.write(contents, Act(ATTEST, here, numbers, reason))
    listed = ", ".join(numbers)
    say(Text(f"Attesterat av {attester}: {listed}", f"Attested by {attester}: {listed}"))
