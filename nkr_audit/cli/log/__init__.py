"""``nkr log``: read the processing log of a book, verify it, seal it, adopt what was changed."""

from __future__ import annotations

import click

from nkr_audit.cli.common import Group, shared_options
from nkr_audit.cli.log.adopt import log_adopt
from nkr_audit.cli.log.key import log_key
from nkr_audit.cli.log.seal import log_seal
from nkr_audit.cli.log.show import log_show
from nkr_audit.cli.log.verify import log_verify
from nkr_audit.text import Text


@click.group(
    "log",
    cls=Group,
    text=Text(
        "Bokens behandlingshistorik: vad som är gjort, när, av vem, och att inget är ändrat sedan.",
        "The processing log of a book: what was done, when, by whom, and that nothing has been "
        "altered since.",
    ),
)
@shared_options
def log() -> None:
    """Gather the commands."""


for command in (log_show, log_verify, log_seal, log_key, log_adopt):
    log.add_command(command)
