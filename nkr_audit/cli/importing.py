"""``nkr import``: from the files of other systems to vouchers in the book."""

from __future__ import annotations

import click

from nkr_audit.cli.common import Group, shared_options
from nkr_audit.cli.import_camt import import_camt
from nkr_audit.cli.import_payroll import import_payroll
from nkr_audit.cli.import_peppol import import_peppol
from nkr_audit.cli.import_sie import import_sie
from nkr_audit.cli.import_tabular import import_tabular
from nkr_audit.text import Text


@click.group(
    "import",
    cls=Group,
    text=Text(
        "Hämta verifikationer ur andra systems filer till boken.",
        "Bring vouchers from the files of other systems into the book.",
    ),
)
@shared_options
def importing() -> None:
    """Gather the formats."""


for command in (import_peppol, import_sie, import_camt, import_tabular, import_payroll):
    importing.add_command(command)
