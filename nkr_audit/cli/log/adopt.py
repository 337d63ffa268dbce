"""``nkr log adopt``: give changes that were made outside the tool a reason, and log them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, ledger_argument, option, say, shared_options
from nkr_audit.cli.log.common import page, places_of
from nkr_audit.reports.log_text import vouchers
from nkr_audit.reports.log_words import clean, local_time
from nkr_audit.text import Text
from nkr_audit.trail.adopting import adopt
from nkr_audit.trail.person import login_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_audit.reports.page import Page
    from nkr_audit.trail.adopting import Adoption
    from nkr_audit.trail.record import FileChange


@click.command(
    "adopt",
    cls=Command,
    text=Text(
        "Ta in ändringar som gjorts i boken LEDGER utanför verktyget, med skäl. Filerna ändras "
        "inte; loggen får veta vad som ändrades, vem som tog in det och varför.",
        "Adopt changes made in the book LEDGER outside the tool, with a reason. The files are not "
        "changed; the log is told what changed, who adopted it and why.",
    ),
)
@ledger_argument
@option(
    "--reason", required=True, metavar="TEXT",
    text=Text("Vad som ändrades och varför.", "What was changed, and why."),
)  # fmt: skip
@shared_options
def log_adopt(ledger: Path, reason: str) -> None:
    """Log what was changed outside the tool."""
    places_of(ledger)
    adoption = adopt(ledger, login_name(), reason)
    if adoption is None:
        say(
            Text(
                "Det finns inget att ta in: allt är som loggen säger.",
                "There is nothing to adopt: all is as the log says.",
            )
        )
        return
    for line in _lines(adoption, str(ledger), page()):
        say(line)


def _lines(adoption: Adoption, ledger: str, page: Page) -> Iterator[Text]:
    record = adoption.record
    if adoption.begins:
        count = len(record.files)
        yield Text(
            f"Loggen börjar nu, med bokens {count} {'fil' if count == 1 else 'filer'}.",
            f"The log begins now, with {count} {'file' if count == 1 else 'files'} of the book.",
        )
    else:
        yield Text(
            f"Intaget av {clean(record.act.who)}: {clean(record.act.reason)} (post {record.seq})",
            f"Adopted by {clean(record.act.who)}: {clean(record.act.reason)} (record {record.seq})",
        )
        for change in record.files:
            yield _changed(change)
        for earlier in adoption.earlier:
            when = local_time(earlier.time)
            for change in earlier.files:
                said = _changed(change)
                yield Text(f"{said.sv}, upptäckt {when}", f"{said.en}, discovered {when}")
        if record.act.vouchers:
            named = vouchers(record.act.vouchers)
            yield Text(f"  Verifikationer: {named}", f"  Vouchers: {named}")
    check = page.command("log verify", ledger)
    yield Text(f"Nästa steg: {check}", f"Next: {check}")


def _changed(change: FileChange) -> Text:
    path = clean(change.path)
    if change.before is None:
        return Text(f"  {path}: ny", f"  {path}: new")
    if change.after is None:
        return Text(f"  {path}: borttagen", f"  {path}: removed")
    return Text(f"  {path}: ändrad", f"  {path}: changed")
