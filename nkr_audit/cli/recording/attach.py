"""``nkr attach``: file a document on a voucher."""

from __future__ import annotations

from pathlib import Path

import click

from nkr_audit.cli.common import Command, ledger_argument, option, programmes, say, shared_options
from nkr_audit.cli.recording.options import file_argument
from nkr_audit.recording.attaching import Attachment, plan_attachment
from nkr_audit.recording.documents import read_paper
from nkr_audit.recording.view import View, tried
from nkr_audit.text import Text
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import ATTACH, Act
from nkr_audit.trail.roles import MAY_ATTACH, require
from nkr_audit.trail.writing import writing
from nkr_audit.vocabulary import DOCUMENT_KINDS

_KILOBYTE = 1000
_MEGABYTE = 1000 * _KILOBYTE


@click.command(
    "attach",
    cls=Command,
    text=Text(
        "Lägg underlaget FILE på en verifikation i boken LEDGER: filen kopieras till underlag/.",
        "File the document FILE on a voucher of the book LEDGER: it is copied to underlag/.",
    ),
)
@ledger_argument
@file_argument
@option(
    "--voucher", required=True, metavar="NR",
    text=Text("Verifikationen, som 2026-N1.", "The voucher, as 2026-N1."),
)  # fmt: skip
@option(
    "--type", "kind", required=True, metavar="TYP",
    text=Text(
        f"Underlagets typ: {', '.join(sorted(DOCUMENT_KINDS))}.",
        f"Kind of the document: {', '.join(sorted(DOCUMENT_KINDS))}.",
    ),
)  # fmt: skip
@option(
    "--activity", metavar="ID",
    text=Text("Insatsen som underlaget styrker.", "The activity that the document proves."),
)  # fmt: skip
@shared_options
def attach(ledger: Path, file: Path, voucher: str, kind: str, activity: str | None) -> None:
    """File a document."""
    who = login_name()
    require(ledger.parent, who, MAY_ATTACH)
    paper = read_paper(file, kind, activity)
    known = programmes()
    with writing(ledger) as writer:
        view = View(writer.ledger, known)
        planned = plan_attachment(view, voucher, paper)
        if planned.contents:
            tried(view, planned.contents)
            reason = f"{Path(planned.path).name} sha256:{paper.sha256[:12]}"
            writer.write(planned.contents, Act(ATTACH, who, (planned.number,), reason))
    _tell(planned, paper.sha256)


def _tell(planned: Attachment, sha256: str) -> None:
    name, size = Path(planned.path).name, _size(planned.size)
    if planned.contents:
        say(
            Text(
                f"Underlag på {planned.number}: underlag/{name} ({size.sv}, sha256 {sha256[:12]}…)",
                f"Filed on {planned.number}: underlag/{name} ({size.en}, sha256 {sha256[:12]}…)",
            )
        )
    else:
        say(
            Text(
                f"Filen ligger redan på {planned.number}, som {name} ({size.sv}). Inget är "
                "skrivet.",
                f"The file is on {planned.number} already, as {name} ({size.en}). Nothing is "
                "written.",
            )
        )


def _size(count: int) -> Text:
    if count < _KILOBYTE:
        return Text(f"{count} byte", f"{count} bytes")
    if count < _MEGABYTE:
        return Text(f"{-(-count // _KILOBYTE)} kB", f"{-(-count // _KILOBYTE)} kB")
    return Text(f"{-(-count // _MEGABYTE)} MB", f"{-(-count // _MEGABYTE)} MB")
