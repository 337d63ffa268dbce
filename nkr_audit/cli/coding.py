"""``nkr code``: put what a coding file says on imported vouchers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.book_builder import build_book
from nkr_audit.cli.common import (
    Command,
    ledger_argument,
    option,
    programmes,
    say,
    shared_options,
)
from nkr_audit.errors import NkrError
from nkr_audit.ledger import refuse_unreadable
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files
from nkr_audit.vocabulary import BENEFITS
from nkr_importers.coding import plan_coding
from nkr_importers.coding_file import read_coding
from nkr_importers.coding_values import check_values
from nkr_importers.opening import open_book

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nkr_audit.ledger import Ledger
    from nkr_importers.coding import CodingPlan


@click.command(
    "code",
    cls=Command,
    text=Text(
        "Komplettera importerade verifikationer enligt kodfilen FILE. Den säger register, ändamål, "
        "insats, period och underlag för verifikationer i boken LEDGER.",
        "Complete imported vouchers as the coding file FILE says. It gives register, purpose, "
        "activity, period and documents of vouchers of the book LEDGER.",
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
    ledger = open_book(path)
    rows = read_coding(file)
    check_values(rows, _allowed(ledger, grant_id))
    plan = plan_coding(ledger, grant_id, rows)
    contents = plan.edits.contents()
    refuse_unreadable(contents)
    write_files(contents)
    return _told(plan)


def _allowed(ledger: Ledger, grant_id: str) -> dict[str, tuple[str, ...]]:
    """The values that the grant and its programme know, by the column of the coding file.

    What a programme forbids is known too: the rules tell of it when the book is checked. A
    programme that is not known allows any purpose and category; nkr check tells of that.
    """
    grants = {
        grant.id: grant for grant in build_book(ledger.entries, ledger.options, programmes()).grants
    }
    grant = grants.get(grant_id)
    if grant is None:
        known = ", ".join(sorted(grants)) or "–"
        raise NkrError(
            Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}."),
            remedy=Text(f"välj bland {known}", f"choose among {known}"),
            place=ledger.path,
        )
    allowed = {
        "register": tuple(register.name for register in grant.registers),
        "insats": tuple(activity.id for activity in grant.activities),
        "nytta": tuple(sorted(BENEFITS)),
    }
    if grant.programme is not None:
        allowed["andamal"] = _purposes(grant.programme.purposes, grant.money)
        allowed["kostnadsslag"] = tuple(grant.programme.categories)
    return allowed


def _purposes(by_money: Mapping[str, Collection[str]], money: str) -> tuple[str, ...]:
    """The purposes of the grant's own money; of all its programme's when that is unknown."""
    kinds = [by_money[money]] if money in by_money else by_money.values()
    return tuple(dict.fromkeys(name for kind in kinds for name in kind))


def _told(plan: CodingPlan) -> Text:
    count, documents, unchanged = len(plan.coded), plan.documents, plan.unchanged
    return Text(
        f"{count} {'verifikation kodad' if count == 1 else 'verifikationer kodade'}, "
        f"{documents} underlag {'tillagt' if documents == 1 else 'tillagda'}, "
        f"{unchanged} {'uppgift' if unchanged == 1 else 'uppgifter'} fanns redan",
        f"{count} {'voucher' if count == 1 else 'vouchers'} coded, "
        f"{documents} {'document' if documents == 1 else 'documents'} added, "
        f"{unchanged} {'value was' if unchanged == 1 else 'values were'} already there",
    )
