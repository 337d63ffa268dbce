"""``nkr code``: put what a coding file says on imported vouchers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, ledger_argument, option, say, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.ledger import load, refuse_unreadable
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files
from nkr_importers.coding import plan_coding
from nkr_importers.coding_file import read_coding

if TYPE_CHECKING:
    from nkr_importers.coding import CodingPlan


@click.command(
    "code",
    cls=Command,
    text=Text(
        "Komplettera importerade verifikationer i boken LEDGER med det som står i kodfilen FILE: "
        "register, ändamål, insats, period och underlag.",
        "Complete imported vouchers of the book LEDGER with what the coding file FILE says: "
        "register, purpose, activity, period and documents.",
    ),
)
@ledger_argument
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option(
    "--grant", "grant_id", metavar="ID", required=True,
    text=Text("Bidraget som verifikationerna hör till.", "The grant of the vouchers."),
)  # fmt: skip
@shared_options
def code(ledger: Path, file: Path, grant_id: str) -> None:
    """Apply a coding file, whole or not at all."""
    say(code_book(ledger, file, grant_id))


def code_book(path: Path, file: Path, grant_id: str) -> Text:
    """Apply the coding ``file`` to the book at ``path``, and tell what was done."""
    ledger = load(path)
    if ledger.errors:
        raise NkrError(
            Text(
                f"Boken har fel som måste rättas först: {ledger.errors[0].message}",
                f"The book has errors to mend first: {ledger.errors[0].message}",
            ),
            remedy=Text("se nkr check", "see nkr check"),
            place=ledger.errors[0].place,
        )
    plan = plan_coding(ledger, grant_id, read_coding(file))
    contents = plan.contents()
    refuse_unreadable(contents)
    write_files(contents)
    return _told(plan)


def _told(plan: CodingPlan) -> Text:
    count = len(plan.coded)
    return Text(
        f"{count} {'verifikation' if count == 1 else 'verifikationer'} kodade, "
        f"{plan.documents} underlag tillagda, {plan.unchanged} uppgifter fanns redan",
        f"{count} {'voucher' if count == 1 else 'vouchers'} coded, {plan.documents} documents "
        f"added, {plan.unchanged} values were already there",
    )
