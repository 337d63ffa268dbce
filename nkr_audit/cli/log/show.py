"""``nkr log show``: the records of a log, or the life of one voucher."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from nkr_audit.assessment import assess
from nkr_audit.cli.common import (
    Command,
    language,
    ledger_argument,
    option,
    programmes,
    shared_options,
)
from nkr_audit.cli.log.common import page, places_of
from nkr_audit.errors import NkrError
from nkr_audit.ledger import collector_held
from nkr_audit.reading import read_book
from nkr_audit.reports.life_text import life_lines
from nkr_audit.reports.log_json import life_json, records_json
from nkr_audit.reports.log_text import log_lines as table
from nkr_audit.reports.log_text import log_summary
from nkr_audit.text import Text
from nkr_audit.trail.chain import read_chain
from nkr_audit.trail.checkpoint import Checkpoint
from nkr_audit.trail.commit import finish_interrupted
from nkr_audit.trail.life import find_number, life_of
from nkr_audit.trail.log import log_lines, name_of, short_root
from nkr_audit.trail.merkle import root_of

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.assessment import Assessment
    from nkr_audit.trail.chain import Chain
    from nkr_audit.trail.places import Places


@click.command(
    "show",
    cls=Command,
    text=Text(
        "Visa loggen för boken LEDGER, nyast sist, eller med --voucher vad som hänt med en "
        "verifikation: från import till avräkning.",
        "Show the log of the book LEDGER, newest last, or with --voucher what has happened to one "
        "voucher: from import to settlement.",
    ),
)
@ledger_argument
@option(
    "--voucher", metavar="NR",
    text=Text(
        "En verifikation: 2026-A42, eller A42 när bara en heter så.",
        "One voucher: 2026-A42, or A42 when only one is called so.",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def log_show(ledger: Path, voucher: str | None, *, as_json: bool) -> None:
    """Print the records, or the life of a voucher."""
    places = places_of(ledger)
    finish_interrupted(places.root)
    chain = _chain(places)
    if voucher is not None:
        with collector_held():
            _show_life(places, chain, ledger, voucher, as_json=as_json)
    elif as_json:
        name = name_of(chain.lines[0]) if chain.lines else ""
        state = Checkpoint(name, len(chain.lines), root_of(chain.lines))
        _print_json(records_json(chain.sound, state))
    else:
        if chain.sound:
            click.echo("\n".join(table(chain.sound, page())))
        root = short_root(places.root, language()) if chain.sound else None
        click.echo("\n".join(log_summary(chain.sound, root, page())))


def _chain(places: Places) -> Chain:
    try:
        chain = read_chain(log_lines(places))
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Loggen kan inte läsas: {why}.", f"The log cannot be read: {why}."),
            remedy=Text("kontrollera filens rättigheter", "check the permissions of the file"),
            place=places.log,
        ) from error
    if chain.problems:
        _warn(
            Text(
                "loggen är inte hel; kör nkr log verify.",
                "the log is not whole; run nkr log verify.",
            )
        )
    return chain


def _show_life(places: Places, chain: Chain, ledger: Path, voucher: str, *, as_json: bool) -> None:
    assessment: Assessment | None = None
    try:
        assessment = assess(read_book(ledger, programmes()))
    except NkrError as error:
        _warn(Text(error.describe("sv"), error.describe("en")))
    vouchers = assessment.book.vouchers if assessment else ()
    number = find_number(voucher, chain.sound, vouchers)
    life = life_of(number, chain.sound, assessment, places)
    if as_json:
        _print_json(life_json(life, page()))
    else:
        click.echo("\n".join(life_lines(life, page())))


def _warn(text: Text) -> None:
    kind = click.style(Text("varning", "warning").to(language()), fg="yellow")
    click.echo(f"{kind}: {text.to(language())}", err=True)


def _print_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
