"""``nkr import camt``: the bank's proof of money received and repaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nkr_audit.cli.common import Command, language, option, programmes, shared_options
from nkr_audit.cli.import_common import book_options
from nkr_audit.text import Text
from nkr_importers.camt.bank_import import BankRequest, StatementsRefusedError, match_bank
from nkr_importers.camt.listing import bank_lines, refused_lines
from nkr_importers.camt.matching import DAYS

_MOST_DAYS = 366


@click.command(
    "camt",
    cls=Command,
    text=Text(
        "Stäm av bidragets utbetalningar och återbetalningar mot bankens fil FILE, camt.053 eller "
        "camt.054. Inget bokförs: raden i banken antecknas på verifikationen. Slutar med 0 när "
        "alla i perioden är avstämda, 1 när något saknas eller är oklart, 2 när det inte gick.",
        "Match the grant's receipts and repayments with the bank's file FILE, camt.053 or "
        "camt.054. Nothing is booked: the row of the bank is recorded on the voucher. Exits with 0 "
        "when all within the period are matched, 1 when something is missing or unclear, 2 when it "
        "could not be done.",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@book_options
@option(
    "--days", metavar="DAYS", type=click.IntRange(0, _MOST_DAYS), default=DAYS, show_default=True,
    text=Text(
        "Så många dagar får bankens dag skilja från verifikationens.",
        "How many days the bank's day may be from the voucher's.",
    ),
)  # fmt: skip
@option(
    "--tag", is_flag=True,
    text=Text(
        "Märk verifikationer utan märkning som stämmer med en rad (#utbetalning, #aterbetalning).",
        "Tag vouchers without a tag that agree with a row (#utbetalning, #aterbetalning).",
    ),
)  # fmt: skip
@option(
    "--dry-run", is_flag=True,
    text=Text("Visa vad som skulle antecknas; skriv inget.", "Show the outcome; write nothing."),
)  # fmt: skip
@shared_options
def import_camt(file: Path, **chosen: Any) -> None:
    """Match a bank file."""
    try:
        outcome = match_bank(file, BankRequest(**chosen), programmes())
    except StatementsRefusedError as error:
        for line in refused_lines(error.refused, language()):
            click.echo(line)
        raise
    for line in bank_lines(outcome, language()):
        click.echo(line)
    click.get_current_context().exit(0 if outcome.is_clean else 1)
