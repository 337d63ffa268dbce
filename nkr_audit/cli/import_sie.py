"""``nkr import sie``: the grant's vouchers out of a SIE 4 file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nkr_audit.cli.common import Command, language, shared_options
from nkr_audit.cli.import_common import also_option, report_import, voucher_options
from nkr_audit.cli.progress import byte_bar
from nkr_audit.text import Text
from nkr_importers import sie
from nkr_importers.payroll.guarding import PayGuard
from nkr_importers.voucher_import import ImportRequest, import_vouchers


@click.command(
    "sie",
    cls=Command,
    text=Text(
        "Bokför bidragets verifikationer ur SIE 4-filen FILE. Det är de som bär dess "
        "kostnadsställe eller projekt. Samma verifikation bokförs aldrig två gånger. Slutar med 0 "
        "när allt är med, "
        "1 när något lämnats i karantän, 2 när inget skrivits.",
        "Book the grant's vouchers from the SIE 4 file FILE. They are those that carry its cost "
        "centre or project. The same voucher is never booked twice. Exits with 0 when all are in, "
        "1 when some were left in quarantine, 2 when nothing was written.",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@also_option
@voucher_options
@shared_options
def import_sie(file: Path, also: bool, **chosen: Any) -> None:
    """Import a SIE 4 file."""
    guard = PayGuard(file, chosen["grant_id"], also)
    with byte_bar(Text("Läser", "Reading"), language()) as progress:
        request = ImportRequest(**chosen, besides=guard)
        done = import_vouchers(file, sie.SieFormat(progress), request)
    report_import(*done, then=_PROVE)


_PROVE = Text(
    "Är filen hel? nkr sie FILE räknar om #UB och #RES, vilket importen inte gör. Är allt med? "
    "nkr reconcile stämmer av boken mot filen.",
    "Is the file whole? nkr sie FILE computes #UB and #RES again, which the import does not. Is "
    "all of it in? nkr reconcile sets the book against the file.",
)
