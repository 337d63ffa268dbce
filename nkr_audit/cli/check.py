"""``nkr check``: what is wrong in the book, with place, source and remedy."""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from nkr_audit.assessment import assess
from nkr_audit.cli.common import (
    Command,
    language,
    ledger_argument,
    option,
    programmes,
    say,
    shared_options,
)
from nkr_audit.errors import NkrError
from nkr_audit.ledger import collector_held
from nkr_audit.reading import read_book
from nkr_audit.reports.as_csv import findings_csv
from nkr_audit.reports.as_json import findings_json
from nkr_audit.reports.as_sarif import findings_sarif
from nkr_audit.reports.baseline import read_baseline
from nkr_audit.reports.findings_text import check_lines, summary
from nkr_audit.reports.page import WIDTH, Page, plain
from nkr_audit.reports.selection import Selection, codes_named
from nkr_audit.reports.shown import shown
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files

if TYPE_CHECKING:
    from nkr_audit.assessment import Assessment
    from nkr_audit.programme import Severity
    from nkr_audit.reports.shown import Shown

Form = Literal["text", "json", "sarif", "csv"]
_FORMS = ("text", "json", "sarif", "csv")
_NARROWEST = 60


@click.command(
    "check",
    cls=Command,
    text=Text(
        "Granska boken LEDGER mot bidragets villkor. Slutar med 0 när inget fel visas, 1 när det "
        "finns fel, 2 när boken inte kan läsas.",
        "Check the book LEDGER against the terms of the grant. Exits with 0 when no error is "
        "shown, 1 when there are errors, 2 when the book cannot be read.",
    ),
)
@ledger_argument
@option(
    "--select", multiple=True, metavar="CODES",
    text=Text(
        "Visa bara dessa koder eller familjer: EL101,PU.",
        "Show only these codes or families: EL101,PU.",
    ),
)  # fmt: skip
@option(
    "--ignore", multiple=True, metavar="CODES",
    text=Text("Visa inte dessa koder eller familjer.", "Leave these codes or families out."),
)  # fmt: skip
@option(
    "--min-severity", "least", type=click.Choice(["error", "warning"]), default="warning",
    metavar="error|warning",
    text=Text("Visa bara det som är minst så allvarligt.", "Show only what is at least as grave."),
)  # fmt: skip
@option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE",
    text=Text(
        "Visa bara det som är nytt sedan en körning sparad med --json.",
        "Show only what is new since a run saved with --json.",
    ),
)  # fmt: skip
@option(
    "--risk", "in_detail", is_flag=True,
    text=Text(
        "Visa belopp i riskzonen även per register och verifikation.",
        "Show the amount at risk by register and voucher too.",
    ),
)  # fmt: skip
@option(
    "--format", "form", type=click.Choice(_FORMS), metavar="|".join(_FORMS),
    text=Text("Hur iakttagelserna skrivs; utan val text.", "How to write them; text by default."),
)  # fmt: skip
@option(
    "--json", "as_json", is_flag=True,
    text=Text("Detsamma som --format json.", "The same as --format json."),
)  # fmt: skip
@option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    text=Text("Skriv till en fil, hel eller inte alls.", "Write to a file, whole or not at all."),
)  # fmt: skip
@shared_options
def check(
    ledger: Path, select: tuple[str, ...], ignore: tuple[str, ...], least: Severity,
    baseline: Path | None, form: Form | None, output: Path | None,
    *, in_detail: bool, as_json: bool,
) -> None:  # fmt: skip
    """Print the findings of a book."""
    chosen_form = _form(form, as_json=as_json, in_detail=in_detail)
    selection = Selection(codes_named("--select", select), codes_named("--ignore", ignore), least)
    saved = read_baseline(baseline) if baseline else None
    if output:
        _refuse_book(output, ledger)
    with collector_held():
        assessment = assess(read_book(ledger, programmes()))
        chosen = shown(assessment.findings, selection, saved)
        written = _written(assessment, chosen, chosen_form, _page(output), in_detail=in_detail)
        encoded = written.encode("utf-8", "backslashreplace")
        if output:
            write_files({output: encoded})
            told = summary(chosen.findings, "sv"), summary(chosen.findings, "en")
            say(Text(f"{told[0]} Skrivet till {output}", f"{told[1]} Written to {output}"))
        elif chosen_form == "csv":  # its byte order mark and line ends as they are
            click.echo(encoded, nl=False)
        else:
            click.echo(written, nl=False)
    if chosen.has_open_error:
        click.get_current_context().exit(1)


def _form(form: Form | None, *, as_json: bool, in_detail: bool) -> Form:
    """The form asked for; what cannot go together is refused rather than passed over."""
    if as_json and form not in {None, "json"}:
        raise NkrError(
            Text(
                f"--json och --format {form} går inte ihop.",
                f"--json and --format {form} do not go together.",
            ),
            remedy=Text("ange bara en av dem", "give only one of them"),
        )
    chosen: Form = "json" if as_json else form or "text"
    if in_detail and chosen != "text":
        raise NkrError(
            Text("--risk hör till texten.", "--risk belongs to the text."),
            remedy=Text(
                f"ta bort --risk eller --format {chosen}", f"leave out --risk or --format {chosen}"
            ),
        )
    return chosen


def _refuse_book(output: Path, ledger: Path) -> None:
    """Never write over a book."""
    if output.suffix in {".beancount", ".bean"} or output.resolve() == ledger.resolve():
        raise NkrError(
            Text("Resultatet får inte skrivas över en bok.", "The result may not replace a book."),
            remedy=Text("välj ett annat filnamn", "choose another file name"),
            place=output,
        )


def _page(output: Path | None) -> Page:
    """The page to write on: colour and the window's width only where there is a window."""
    if output or not sys.stdout.isatty():
        return Page(language(), Path.cwd())
    width = min(WIDTH, max(_NARROWEST, shutil.get_terminal_size().columns))
    return Page(language(), Path.cwd(), plain if os.environ.get("NO_COLOR") else _coloured, width)


def _coloured(text: str, colour: str) -> str:
    return click.style(text, fg=colour, bold=True)


def _written(
    assessment: Assessment, chosen: Shown, form: Form, page: Page, *, in_detail: bool
) -> str:
    """Write the findings chosen, in the form asked for."""
    if form == "json":
        return _as_json(findings_json(chosen.findings, page.language))
    if form == "sarif":
        run = version("nkr-audit")
        return _as_json(
            findings_sarif(chosen.findings, assessment.book.place, page.here, run, page.language)
        )
    if form == "csv":
        return findings_csv(assessment, chosen, page)
    return "".join(
        f"{line}\n" for line in check_lines(assessment, chosen, page, in_detail=in_detail)
    )


def _as_json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
