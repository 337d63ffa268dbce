"""The command line: thin adapters, one file for each command or group of commands."""

from __future__ import annotations

import click

from nkr_audit.cli.check import check
from nkr_audit.cli.coding import code
from nkr_audit.cli.common import Group, Option, shared_options
from nkr_audit.cli.deadlines import deadlines, status
from nkr_audit.cli.demo import demo
from nkr_audit.cli.importing import importing
from nkr_audit.cli.init import init
from nkr_audit.cli.log import log
from nkr_audit.cli.reconcile import reconcile
from nkr_audit.cli.recording.accrue import accrue
from nkr_audit.cli.recording.attach import attach
from nkr_audit.cli.recording.attest import attest
from nkr_audit.cli.recording.close import close
from nkr_audit.cli.recording.correct import correct
from nkr_audit.cli.recording.record import record
from nkr_audit.cli.report import report
from nkr_audit.cli.review import review
from nkr_audit.cli.rule import rule
from nkr_audit.cli.serve import serve
from nkr_audit.cli.settle import settle
from nkr_audit.cli.sie import sie
from nkr_audit.cli.user import user
from nkr_audit.text import Text


@click.group(
    "nkr",
    cls=Group,
    text=Text(
        "Bokföring och granskning av statsbidraget till nationella kvalitetsregister.",
        "Ledger and audit of the state grant to the national quality registers.",
    ),
)
@click.version_option(
    package_name="nkr-audit", message="nkr-audit %(version)s", cls=Option,
    text=Text("Visa versionen.", "Show the version and exit."),
)  # fmt: skip
@shared_options
def main() -> None:
    """Gather the commands."""


for command in (demo, init, importing, code, check, reconcile, settle, report, log, rule, sie):
    main.add_command(command)
for command in (review, serve, user):
    main.add_command(command)
for command in (status, deadlines):
    main.add_command(command)
for command in (record, correct, accrue, attach, attest, close):
    main.add_command(command)
