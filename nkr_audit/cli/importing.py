"""``nkr import``: from the files of other systems to vouchers in the book."""

from __future__ import annotations

import click

from nkr_audit.cli.common import Group, shared_options
from nkr_audit.cli.import_sie import import_sie
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


for command in (import_sie,):
    importing.add_command(command)
