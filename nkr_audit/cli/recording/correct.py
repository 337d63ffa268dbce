"""``nkr correct``: take a voucher back by a new one, and book what it ought to have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nkr_audit.cli.common import Command, ledger_argument, say, shared_options
from nkr_audit.cli.recording.carrying_out import carry_out
from nkr_audit.cli.recording.options import (
    REASON,
    cost_options,
    registered_now,
    registration_options,
    voucher_argument,
    words_of,
)
from nkr_audit.recording import given
from nkr_audit.recording.corrections import Changes, plan_correction
from nkr_audit.text import Text
from nkr_audit.trail.record import CORRECT
from nkr_audit.trail.roles import MAY_RECORD

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "correct",
    cls=Command,
    text=Text(
        "Rätta verifikationen VOUCHER i boken LEDGER: den tas tillbaka med en ny, och ersätts om "
        "något anges som ska vara annorlunda. Den gamla ändras aldrig.",
        "Correct the voucher VOUCHER in the book LEDGER: a new one takes it back, and another "
        "replaces it if something is given that is to be different. The old one is never changed.",
    ),
)
@ledger_argument
@voucher_argument
@REASON
@cost_options
@registration_options
@shared_options
def correct(
    ledger: Path, voucher: str, reason: str | None, series: str, registered: str | None,
    attested_by: str | None, anyway: str | None, *, dry_run: bool, **chosen: Any,
) -> None:  # fmt: skip
    """Correct a voucher."""
    who = registered_now(registered, attested_by)

    def read(name: str, check: Any) -> Any:
        return check(chosen[name]) if chosen[name] is not None else None

    changes = Changes(
        day=read("day", given.day),
        amount=read("amount", given.amount),
        account=chosen["account"],
        against=chosen["against"],
        text=read("text_", given.words),
        supplier=read("supplier", given.words),
        words=words_of(chosen),
    )
    written = carry_out(
        ledger, lambda view: plan_correction(view, voucher, changes, who, series), CORRECT,
        right=MAY_RECORD, reason=given.words(reason) if reason is not None else "",
        anyway=anyway, dry_run=dry_run,
    )  # fmt: skip
    if written is None:
        return
    first, *rest = written.numbers
    if rest:
        say(
            Text(
                f"Rättat: {first} tar tillbaka, {rest[0]} ersätter",
                f"Corrected: {first} takes it back, {rest[0]} replaces it",
            )
        )
    else:
        say(Text(f"Rättat: {first} tar tillbaka", f"Corrected: {first} takes it back"))
