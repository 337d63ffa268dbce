"""``nkr import peppol``: e-invoices filed on the vouchers they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nkr_audit.cli.common import Command, language, option, shared_options
from nkr_audit.cli.import_common import book_options
from nkr_audit.text import Text
from nkr_importers.peppol import InvoiceRequest, import_invoices, invoice_lines


@click.command(
    "peppol",
    cls=Command,
    text=Text(
        "Lägg in e-fakturorna FILE (Peppol BIS Billing 3, CII eller Svefaktura) som underlag på "
        "sina verifikationer. En faktura hör till den verifikation som har dess nummer och "
        "leverantörens organisationsnummer. FILE kan vara en mapp. Slutar med 0 när alla är med, "
        "1 när någon saknar verifikation eller är felaktig, 2 när inget skrivits.",
        "File the e-invoices FILE (Peppol BIS Billing 3, CII or Svefaktura) as documents on their "
        "vouchers. An invoice belongs to the voucher that has its number and the supplier's "
        "organisation number. FILE may be a folder. Exits with 0 when all are in, 1 when some have "
        "no voucher or are faulty, 2 when nothing was written.",
    ),
)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@book_options
@option(
    "--voucher", metavar="VOUCHER",
    text=Text(
        "Verifikationen, när boken inte säger vilken det är. Bara med en faktura.",
        "The voucher, when the book does not say which it is. With one invoice only.",
    ),
)  # fmt: skip
@option(
    "--dry-run", is_flag=True,
    text=Text("Visa vad som skulle läggas in; skriv inget.", "Show the outcome; write nothing."),
)  # fmt: skip
@option(
    "--quarantine", is_flag=True,
    text=Text(
        "Lägg in de felfria även när andra filer är felaktiga.",
        "File the sound ones even when other files are faulty.",
    ),
)  # fmt: skip
@shared_options
def import_peppol(files: tuple[Path, ...], **chosen: Any) -> None:
    """File e-invoices, and leave with the exit code."""
    result = import_invoices(files, InvoiceRequest(**chosen))
    for line in invoice_lines(result, language()):
        click.echo(line)
    click.get_current_context().exit(result.exit_code)
