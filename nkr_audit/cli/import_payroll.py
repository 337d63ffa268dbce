"""``nkr import payroll``: the grant's shares of salaries out of a payroll extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nkr_audit.cli.common import Command, language, option, shared_options
from nkr_audit.cli.import_common import also_option, run_import, voucher_options
from nkr_audit.text import Text
from nkr_importers.payroll.importing import PayrollImport
from nkr_importers.payroll.listing import payroll_lines
from nkr_importers.payroll.mapping import load_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_importers.listing_problems import Outcome
    from nkr_importers.plan import ImportPlan


@click.command(
    "payroll",
    cls=Command,
    text=Text(
        "Bokför bidragets andelar av lönerna i lönesystemets utdrag FILE, CSV eller Excel. En "
        "verifikation per lönemånad, utan namn och personnummer. Samma verifikation bokförs aldrig "
        "två gånger. Slutar med 0 när allt är med, 1 när något lämnats i karantän, 2 när inget "
        "skrivits.",
        "Book the grant's shares of the salaries in the payroll extract FILE, CSV or Excel. One "
        "voucher per pay month, without names and personal identity numbers. The same voucher is "
        "never booked twice. Exits with 0 when all are in, 1 when some were left in quarantine, "
        "2 when nothing was written.",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option(
    "--mapping", required=True, metavar="FILE", type=click.Path(path_type=Path),
    text=Text(
        "Mappningsfil: kolumner, lönearter, personer och andelar.",
        "Mapping: columns, pay kinds, persons and shares.",
    ),
)  # fmt: skip
@also_option
@voucher_options
@shared_options
def import_payroll(file: Path, mapping: Path, also: bool, **chosen: Any) -> None:
    """Import a payroll extract."""
    done = PayrollImport(file, load_mapping(mapping), chosen["grant_id"], also=also)

    def besides(_plan: ImportPlan, _outcome: Outcome) -> Iterable[Text]:
        return payroll_lines(done, language())

    run_import(file, done, besides, besides=done, **chosen)
