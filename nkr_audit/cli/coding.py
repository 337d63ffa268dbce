"""``nkr code``: say what costs were for, by a CSV file, rules, or a workbook."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.book_builder import build_book
from nkr_audit.cli.common import (
    Command,
    language,
    ledger_argument,
    option,
    programmes,
    say,
    shared_options,
)
from nkr_audit.closing import closing_in_force
from nkr_audit.errors import NkrError
from nkr_audit.recording.checks import refuse_closed
from nkr_audit.recording.model import Plan
from nkr_audit.recording.view import View, tried
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.person import login_name
from nkr_importers.coding.by_rules import plan_by_rules
from nkr_importers.coding.csv_file import read_coding
from nkr_importers.coding.csv_rows import plan_coding
from nkr_importers.coding.lines import cost_lines
from nkr_importers.coding.plan import carry_out
from nkr_importers.coding.report import file_lines, rule_lines, summary
from nkr_importers.coding.rules_file import read_rules
from nkr_importers.coding.values import allowed_values, check_values, grant_in
from nkr_importers.coding.workbook import identity, sheet_rows
from nkr_importers.coding.workbook_reading import plan_workbook
from nkr_importers.coding.workbook_writing import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.book import Grant
    from nkr_audit.ledger import Ledger
    from nkr_importers.coding.by_rules import RulePlan
    from nkr_importers.coding.plan import CodingPlan

# What is read as a workbook; all but the first are then refused, with how to save it.
_EXCEL = (".xlsx", ".xlsm", ".xlsb", ".xls")


@click.command(
    "code",
    cls=Command,
    text=Text(
        "Säg vad kostnaderna i boken LEDGER var till för. FILE är en kodfil (.csv), en regelfil "
        "(.toml) eller en ifylld arbetsbok (.xlsx) från --export.",
        "Say what the costs of the book LEDGER were for. FILE is a coding file (.csv), a rule file "
        "(.toml) or a filled-in workbook (.xlsx) from --export.",
    ),
)
@ledger_argument
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@option(
    "--grant", "grant_id", metavar="ID", required=True,
    text=Text("Bidraget som verifikationerna hör till.", "The grant of the vouchers."),
)  # fmt: skip
@option(
    "--dry-run", is_flag=True,
    text=Text("Visa vad som skulle ändras; skriv inget.", "Show the outcome; write nothing."),
)  # fmt: skip
@option(
    "--export", "export", metavar="FIL.xlsx", type=click.Path(path_type=Path),
    text=Text(
        "Skriv kostnader som inte är kodade i en arbetsbok att fylla i.",
        "Write the costs that are not coded to a workbook to fill in.",
    ),
)  # fmt: skip
@option(
    "--all", "everything", is_flag=True,
    text=Text("Med --export: alla kostnader.", "With --export: every cost."),
)  # fmt: skip
@shared_options
def code(
    ledger: Path,
    file: Path | None,
    grant_id: str,
    dry_run: bool,
    export: Path | None,
    everything: bool,
) -> None:
    """Apply a coding, whole or not at all, or export what is to be coded."""
    if (file is None) == (export is None) or (everything and export is None):
        raise NkrError(
            Text(
                "Ange antingen en fil att koda efter eller --export (--all hör till --export).",
                "Name either a file to code by, or --export (--all belongs to --export).",
            ),
            remedy=Text(
                "nkr code BOK FIL --grant ID, eller nkr code BOK --export FIL.xlsx --grant ID",
                "nkr code BOOK FILE --grant ID, or nkr code BOOK --export FILE.xlsx --grant ID",
            ),
        )
    exit_code = 0
    if export is not None:
        exit_code = _export(ledger, export, grant_id, everything=everything, dry_run=dry_run)
    elif file is not None:
        exit_code = _code(ledger, file, grant_id, dry_run=dry_run)
    click.get_current_context().exit(exit_code)


def code_book(path: Path, file: Path, grant_id: str) -> Text:
    """Apply the coding ``file`` to the book at ``path``, and tell what was done."""
    plan = partial(_from_csv, file, grant_id)
    check = partial(_refuse_closed, grant_id)
    return summary(carry_out(path, file, plan, who=login_name(), check=check))


def _code(path: Path, file: Path, grant_id: str, *, dry_run: bool) -> int:
    who, check = login_name(), partial(_refuse_closed, grant_id)
    if file.suffix.lower() == ".toml":
        by_rules = partial(_by_rules, file, grant_id)
        planned = carry_out(path, file, by_rules, who=who, check=check, dry_run=dry_run)
        lines = rule_lines(planned, file.name, grant_id, language(), dry_run=dry_run)
        exit_code = 1 if planned.left else 0
    else:
        read = _from_workbook if file.suffix.lower() in _EXCEL else _from_csv
        plan = carry_out(
            path, file, partial(read, file, grant_id), who=who, check=check, dry_run=dry_run
        )
        lines, exit_code = file_lines(plan, language(), dry_run=dry_run), 0
    for line in lines:
        click.echo(line)
    return exit_code


def _from_csv(file: Path, grant_id: str, ledger: Ledger) -> CodingPlan:
    rows = read_coding(file)
    check_values(rows, allowed_values(_grant(ledger, grant_id)))
    return plan_coding(ledger, grant_id, rows)


def _from_workbook(file: Path, grant_id: str, ledger: Ledger) -> CodingPlan:
    grant = _grant(ledger, grant_id)
    return plan_workbook(file, ledger, grant, cost_lines(ledger, grant), allowed_values(grant))


def _by_rules(file: Path, grant_id: str, ledger: Ledger) -> RulePlan:
    grant = _grant(ledger, grant_id)
    rules = read_rules(file, allowed_values(grant))
    return plan_by_rules(ledger, grant_id, cost_lines(ledger, grant), rules)


def _refuse_closed(grant_id: str, ledger: Ledger, contents: Mapping[Path, bytes]) -> None:
    """A coding may not change what a closed grant was reported with."""
    if contents and closing_in_force(_grant(ledger, grant_id)) is not None:
        view = View(ledger, programmes())
        refuse_closed(view, tried(view, contents), Plan(grant_id, (), contents))


def _export(path: Path, target: Path, grant_id: str, *, everything: bool, dry_run: bool) -> int:
    if target.suffix.lower() != ".xlsx" or target.exists():
        raise NkrError(
            Text(
                "Filen finns redan." if target.exists() else "Arbetsboken ska heta .xlsx.",
                "The file is there already." if target.exists() else "It is to be an .xlsx.",
            ),
            remedy=Text(
                "välj ett annat namn; ifyllda arbetsböcker skrivs aldrig över",
                "choose another name; filled-in workbooks are never overwritten",
            ),
            place=target,
        )
    ledger = open_book(path)
    grant = _grant(ledger, grant_id)
    lines = cost_lines(ledger, grant)
    found, others = sheet_rows(lines)
    rows = [row for row in found if everything or row.line.missing]
    unnamed = [line for line in others if everything or line.missing]
    content = workbook_bytes(rows, allowed_values(grant), identity(grant))
    if not dry_run:
        write_files({target: content})
    say(
        Text(
            f"{target}: {len(rows)} av {len(lines)} kostnadsrader",
            f"{target}: {len(rows)} of {len(lines)} cost rows",
        )
    )
    for line in unnamed:
        say(
            Text(
                f"{line.place}: inte med, verifikationen har inget eget nummer",
                f"{line.place}: left out, the voucher has no number of its own",
            )
        )
    return 1 if unnamed else 0


def _grant(ledger: Ledger, grant_id: str) -> Grant:
    return grant_in(build_book(ledger.entries, ledger.options, programmes()), ledger, grant_id)
