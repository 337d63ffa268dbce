"""``nkr import tabular``: the grant's vouchers out of a CSV or Excel extract of the ERP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nkr_audit.cli.common import Command, option, shared_options
from nkr_audit.cli.import_common import also_option, run_import, voucher_options
from nkr_audit.text import Text
from nkr_importers.payroll.guarding import PayGuard
from nkr_importers.tabular.format import TabularFormat
from nkr_importers.tabular.layout import load_layout
from nkr_importers.tabular.remarks import remark_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_importers.listing_problems import Outcome
    from nkr_importers.plan import ImportPlan


@click.command(
    "tabular",
    cls=Command,
    text=Text(
        "Bokför bidragets verifikationer ur uttaget FILE (CSV eller .xlsx). En mappning säger vad "
        "kolumnerna är. Samma verifikation bokförs aldrig två gånger, inte heller när den redan "
        "hämtats ur SIE. Slutar med 0 när allt är med, 1 när något lämnats i karantän, 2 när inget "
        "skrivits.",
        "Book the grant's vouchers from the extract FILE (CSV or .xlsx). A layout says what the "
        "columns are. The same voucher is never booked twice, nor when it came by SIE before. "
        "Exits with 0 when all are in, 1 when some were left in quarantine, 2 when nothing was "
        "written.",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option(
    "--mapping", required=True, metavar="NAME|FILE",
    text=Text(
        "Mappning: raindance, agresso, leverantorsreskontra, region-exempel, eller en egen fil.",
        "Layout: raindance, agresso, leverantorsreskontra, region-exempel, or a file of your own.",
    ),
)  # fmt: skip
@also_option
@voucher_options
@shared_options
def import_tabular(file: Path, mapping: str, also: bool, **chosen: Any) -> None:
    """Import an extract."""
    kind = TabularFormat(load_layout(mapping))

    def remarks(plan: ImportPlan, outcome: Outcome) -> Iterator[Text]:
        return remark_lines(kind.remarks, plan, outcome)

    guard = PayGuard(file, chosen["grant_id"], also)
    run_import(file, kind, remarks, _PROVE, besides=guard, **chosen)


_PROVE = Text(
    "Är allt med? nkr reconcile stämmer av boken mot uttaget.",
    "Is all of it in? nkr reconcile sets the book against the extract.",
)
