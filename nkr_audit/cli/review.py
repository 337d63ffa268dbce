"""``nkr review``: the in-depth review (fördjupad granskning), and the package that answers it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.assessment import assess
from nkr_audit.cli.common import (
    Command,
    Group,
    language,
    ledger_argument,
    option,
    programmes,
    say,
    shared_options,
)
from nkr_audit.cli.counted import one_grant, refuse_incomplete, refuse_uncountable
from nkr_audit.cli.progress import byte_bar
from nkr_audit.cli.review_request import review_delivered, review_request
from nkr_audit.cli.review_status import review_check, review_status
from nkr_audit.cli.review_verify import review_verify
from nkr_audit.cli.sample import sample
from nkr_audit.contacts_file import contacts_beside
from nkr_audit.errors import NkrError
from nkr_audit.journal import read_journal
from nkr_audit.ledger import collector_held, load
from nkr_audit.reading import book_of
from nkr_audit.reports.context import Context
from nkr_audit.reports.system import read_system
from nkr_audit.review.building import build
from nkr_audit.review.contents import Opened, gather
from nkr_audit.text import Text
from nkr_audit.trail.commit import written_so_far
from nkr_audit.trail.log import short_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.programme import Programme
    from nkr_audit.review.building import Built


@click.group(
    "review",
    cls=Group,
    text=Text(
        "Fördjupad granskning: paketet som granskaren får, och det som hör till.",
        "In-depth review: the package that the reviewer gets, and what goes with it.",
    ),
)
@shared_options
def review() -> None:
    """Gather the commands."""


@click.command(
    "build",
    cls=Command,
    text=Text(
        "Bygg granskningspaketet för ett bidrag i boken LEDGER: bokföring, avräkning, "
        "iakttagelser, underlag och behandlingshistorik i en BagIt-mapp, eller en zip om namnet "
        "slutar på .zip. Paketet kan läsas och kontrolleras utan nkr-audit.",
        "Build the review package of a grant in the book LEDGER: accounts, settlement, findings, "
        "evidence and processing log as a BagIt folder, or a zip when its name ends in .zip. The "
        "package can be read and checked without nkr-audit.",
    ),
)
@ledger_argument
@option(
    "--grant", "grant_id", metavar="ID",
    text=Text(
        "Bidraget. Behövs när boken har fler än ett.",
        "The grant. Needed when the book has more than one.",
    ),
)  # fmt: skip
@option(
    "-o", "--output", metavar="PATH", required=True, type=click.Path(path_type=Path),
    text=Text("Paketet att skriva: en mapp, eller en fil som slutar på .zip.",
              "The package to write: a folder, or a file ending in .zip."),
)  # fmt: skip
@option(
    "--vouchers", metavar="A42,A43",
    text=Text(
        "Bara dessa verifikationer, med kommatecken emellan: ett delpaket för ett urval.",
        "Only these vouchers, with commas between: a partial package for a sample.",
    ),
)  # fmt: skip
@option(
    "--without-personal-data", "withheld", metavar="REASON",
    text=Text(
        "Utelämna lönespecifikationer och anställningsavtal, av skälet REASON; de listas.",
        "Leave out payslips and contracts of employment, for this reason; they are listed.",
    ),
)  # fmt: skip
@option(
    "--force", is_flag=True,
    text=Text("Ersätt ett tidigare paket.", "Replace an earlier package."),
)  # fmt: skip
@shared_options
def review_build(
    ledger: Path,
    grant_id: str | None,
    output: Path,
    vouchers: str | None,
    withheld: str | None,
    *,
    force: bool,
) -> None:
    """Build the package, whole or not at all."""
    sample = _sample(vouchers)
    _refuse_no_reason(withheld)
    known = programmes()
    with collector_held():
        contents = gather(_opened(ledger, grant_id, known), sample, (withheld or "").strip())
        with byte_bar(Text("Bygger paketet", "Building the package"), language()) as told:
            built = build(contents, output, known, force=force, told=told)
    _tell(built)


def _opened(ledger: Path, grant_id: str | None, known: Mapping[str, Programme]) -> Opened:
    written = written_so_far((Path.cwd() / ledger).parent)
    loaded = load(ledger)
    book = book_of(loaded, known)
    refuse_incomplete(book)
    assessment = assess(book)
    refuse_uncountable(assessment)
    grant = one_grant(assessment, grant_id)
    context = Context(
        book=book,
        assessed=assessment,
        grant=grant,
        journal=read_journal(loaded, book),
        contacts=contacts_beside(ledger),
        day=book.last_date or grant.settlement.grant.date,
        log=short_root(ledger.resolve().parent) or "",
        version=version("nkr-audit"),
        final=False,
        system=read_system(loaded),
    )
    return Opened(context, loaded.root, loaded.entries, loaded.options, written)


def _sample(vouchers: str | None) -> tuple[str, ...]:
    """The vouchers asked for; raises NkrError when the option names none."""
    if vouchers is None:
        return ()
    named = tuple(dict.fromkeys(one.strip() for one in vouchers.split(",") if one.strip()))
    if not named:
        raise NkrError(
            Text("--vouchers anger ingen verifikation.", "--vouchers names no voucher."),
            remedy=Text(
                "skriv minst ett nummer, eller ta bort --vouchers för hela paketet",
                "write at least one number, or leave out --vouchers for the whole package",
            ),
        )
    return named


def _refuse_no_reason(withheld: str | None) -> None:
    if withheld is not None and not withheld.strip():
        raise NkrError(
            Text(
                "Det behövs ett skäl för att utelämna personuppgifter.",
                "Leaving out personal data needs a reason.",
            ),
            remedy=Text(
                'skriv skälet: --without-personal-data "lämnas på begäran"',
                'write it: --without-personal-data "handed over on request"',
            ),
        )


def _tell(built: Built) -> None:
    say(Text(f"Skrev {built.path}", f"Wrote {built.path}"))
    say(
        Text(
            f"  {built.vouchers} verifikationer, {built.documents} underlag",
            f"  {built.vouchers} vouchers, {built.documents} documents",
        )
    )
    for note in built.notes:
        say(Text(f"  Obs: {note.sv}", f"  Note: {note.en}"))
    say(
        Text(
            f"  Paketets kontrollsumma: {built.checksum}\n"
            "  Lämna kontrollsumman till granskaren på annan väg än paketet.",
            f"  The package's checksum: {built.checksum}\n"
            "  Give the reviewer the checksum in another way than the package.",
        )
    )


review.add_command(review_build)
for command in (review_verify, review_request, review_delivered, review_status, review_check):
    review.add_command(command)
review.add_command(sample)
