"""What the commands under ``nkr import`` share: options, report, exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nkr_audit.cli.common import language, option
from nkr_audit.text import Text
from nkr_importers.listing import import_lines
from nkr_importers.voucher_import import ImportRequest, import_vouchers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nkr_importers.listing_problems import Outcome
    from nkr_importers.plan import ImportPlan
    from nkr_importers.voucher_import import Format


def book_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--ledger`` and ``--grant``: which book to write in, and for which grant."""
    for decorate in (
        option(
            "--grant", "grant_id", required=True, metavar="ID",
            text=Text("Bidraget, som NKR2026.", "The grant, as NKR2026."),
        ),
        option(
            "--ledger", required=True, metavar="LEDGER", type=click.Path(path_type=Path),
            text=Text("Bokens huvudfil.", "The main file of the book."),
        ),
    ):  # fmt: skip
        command = decorate(command)
    return command


def voucher_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of an import of vouchers; they make an ``ImportRequest``."""
    for decorate in (
        option(
            "--quarantine", is_flag=True,
            text=Text(
                "Bokför de felfria även när andra är felaktiga eller ändrade.",
                "Book the sound ones even when others are faulty or changed.",
            ),
        ),
        option(
            "--dry-run", is_flag=True,
            text=Text(
                "Visa vad som skulle bokföras; skriv inget.", "Show the outcome; write nothing."
            ),
        ),
        option(
            "--accounts", metavar="FILE", type=click.Path(path_type=Path),
            text=Text(
                "Kontoplansfil: kostnadsslag per konto. Utelämnad: kontoplan.toml i bokens mapp.",
                "Account mapping: category by account. Left out: kontoplan.toml in the book's "
                "folder.",
            ),
        ),
        option(
            "--project", metavar="CODE",
            text=Text(
                "Projekt (dimension 6). Ges båda ska båda stå på raden.",
                "Project (dimension 6). When both are given, both must be on the row.",
            ),
        ),
        option(
            "--cost-centre", metavar="CODE",
            text=Text(
                "Kostnadsställe (dimension 1). Utelämnat, och utan --project: bidragets eget.",
                "Cost centre (dimension 1). Left out, and without --project: that of the grant.",
            ),
        ),
    ):  # fmt: skip
        command = decorate(command)
    return book_options(command)


def also_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--also``: the way past the guard against the same pay twice."""
    decorate = option(
        "--also", is_flag=True,
        text=Text(
            "Bokför även när boken redan har lönekostnader för månaden från en annan källa.",
            "Book also when the book already has pay for the month from another source.",
        ),
    )  # fmt: skip
    decorated: Callable[..., Any] = decorate(command)
    return decorated


def _nothing_more(_plan: ImportPlan, _outcome: Outcome) -> Iterable[Text]:
    return ()


def run_import(
    file: Path,
    kind: Format,
    more: Callable[[ImportPlan, Outcome], Iterable[Text]] = _nothing_more,
    then: Text | None = None,
    **chosen: Any,
) -> None:
    """Import the file as the options say, print the report, and leave with the exit code.

    ``more`` returns what the format has to say besides, before the next step, and ``then`` what
    is to be done after it.
    """
    plan, outcome = import_vouchers(file, kind, ImportRequest(**chosen))
    report_import(plan, outcome, more(plan, outcome), then)


def report_import(
    plan: ImportPlan, outcome: Outcome, more: Iterable[Text] = (), then: Text | None = None
) -> None:
    """Print the report, and leave with the exit code."""
    for line in import_lines(plan, outcome, language(), more):
        click.echo(line)
    if then is not None and not outcome.refused:
        click.echo(then.to(language()))
    click.get_current_context().exit(_exit_code(plan, outcome))


def _exit_code(plan: ImportPlan, outcome: Outcome) -> int:
    if outcome.refused:
        return 2
    return 0 if plan.is_clean else 1
