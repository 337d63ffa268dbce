"""``nkr demo``: the whole way on example data, from an ERP file to the figure, in one screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.assessment import assess
from nkr_audit.cli.coding import code_book
from nkr_audit.cli.common import Command, language, option, programmes, say, shared_options
from nkr_audit.cli.init import NewGrant, create_book
from nkr_audit.demo.erp import write_erp_example
from nkr_audit.demo.erp_year import decision_sheet
from nkr_audit.demo.evidence import render
from nkr_audit.demo.large import write_large_book
from nkr_audit.errors import NkrError
from nkr_audit.reading import read_book
from nkr_audit.reports.findings_text import headline, summary
from nkr_audit.reports.settlement_text import figure_lines
from nkr_audit.text import Text, kronor
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import RECORD, Act
from nkr_audit.trail.writing import writing
from nkr_importers import sie
from nkr_importers.voucher_import import ImportRequest, import_vouchers

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.assessment import Assessment
    from nkr_audit.demo.erp import ErpExample

_GRANT = "NKR2026"
_RECEIVED = date(2026, 5, 20)
_RECEIPT = "2026-B1"


@click.command(
    "demo",
    cls=Command,
    text=Text(
        "Visa hela vägen med påhittade uppgifter i mappen DIR: från ett ekonomisystems fil till "
        "siffran. Med --vouchers skrivs i stället en stor bok att mäta på.",
        "Show the whole way on invented data in the folder DIR: from an ERP's file to the figure. "
        "With --vouchers a large book to measure on is written instead.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option(
    "--vouchers", type=click.IntRange(min=1), metavar="N",
    text=Text("Skriv en bok med N verifikationer.", "Write a book of N vouchers."),
)  # fmt: skip
@shared_options
def demo(folder: Path, vouchers: int | None) -> None:
    """Make the example, or a large book."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NkrError(
            Text("Mappen är inte tom.", "The folder is not empty."),
            remedy=Text("välj en ny mapp", "choose a new folder"),
            place=folder,
        )
    folder.mkdir(parents=True, exist_ok=True)
    if vouchers is not None:
        book = write_large_book(folder, vouchers)
        say(Text(f"Boken är skriven: {book}", f"The book is written: {book}"))
        return
    _show_the_way(folder)


def _show_the_way(folder: Path) -> None:
    say(Text(
        f"Exempel med påhittade uppgifter. Allt ligger i {folder}/, som textfiler att titta i.",
        f"An example with invented data. Everything is in {folder}/, as text files to look into.",
    ))  # fmt: skip
    example = write_erp_example(folder)
    main = create_book(
        folder,
        NewGrant(_GRANT, "sos-2026", "Region Uppsala", example.cost_centre, example.registers),
    )
    _declare(main, example)
    _step(1, Text(
        f"En ny bok: {main}, bidraget {_GRANT} med {len(example.registers)} register",
        f"A new book: {main}, the grant {_GRANT} with {len(example.registers)} registers",
    ))  # fmt: skip
    plan, _ = import_vouchers(example.sie, sie.SieFormat(), ImportRequest(main, _GRANT))
    _step(2, Text(
        f"Hämtat ur {example.sie}: {len(plan.booked)} verifikationer på kostnadsställe "
        f"{example.cost_centre}; {plan.source.skipped} andra hoppades över",
        f"Taken from {example.sie}: {len(plan.booked)} vouchers of cost centre "
        f"{example.cost_centre}; {plan.source.skipped} others were passed over",
    ))  # fmt: skip
    done = code_book(main, example.coding, _GRANT)
    _step(3, Text(
        f"Kompletterat med {example.coding}: {done.sv}",
        f"Completed with {example.coding}: {done.en}",
    ))  # fmt: skip
    assessment = assess(read_book(main, programmes()))
    _findings(assessment)
    _figure(assessment, main)


def _findings(assessment: Assessment) -> None:
    counted = summary(assessment.findings, "sv"), summary(assessment.findings, "en")
    _step(4, Text(f"Granskat: {counted[0]}", f"Checked: {counted[1]}"))
    for finding in assessment.findings:
        click.echo(f"     {headline(finding, language())}")


def _figure(assessment: Assessment, main: Path) -> None:
    _step(5, Text("Avräknat:", "Settled:"))
    click.echo()
    assessed = assessment.grants[0]
    for line in figure_lines(assessed, assessment.book.last_date, language()):
        click.echo(line)
    say(Text(
        f"Se alltihop: nkr settle {main} och nkr check {main}",
        f"See it all: nkr settle {main} and nkr check {main}",
    ))  # fmt: skip
    click.echo()
    settled = assessed.settlement
    sums = [_sek(amount) for amount in (settled.received, settled.costs, settled.unused)]
    say(Text(
        f"Oanvänt = bidrag − kostnader = {sums[0].sv} − {sums[1].sv} = {sums[2].sv} kr",
        f"Unused = grant − costs = SEK {sums[0].en} − {sums[1].en} = {sums[2].en}",
    ))  # fmt: skip


def _sek(amount: Decimal) -> Text:
    return Text(kronor(amount, "sv"), kronor(amount, "en"))


def _step(number: int, text: Text) -> None:
    click.echo(f"{number}. {text.to(language())}")


def _declare(main: Path, example: ErpExample) -> None:
    """Book what no ERP file holds: activities and their proof, ombud, requisition and receipt."""
    granted = f"{792929 * len(example.registers)}.00 SEK"
    liability = f"Skulder:{_GRANT}:2971-Förutbetalt-statsbidrag"
    lines = ["", "; Exempeldata."]
    for activity in example.activities:
        lines += [
            f'2026-03-10 custom "nkr-insats" "{_GRANT}" "{activity.id}" "{activity.name}"',
            f'  andamal: "{activity.purpose}"',
            f'  framjar: "{activity.promotes}"',
            f'{activity.day} document {liability} "underlag/{activity.id}-insats.pdf"',
            '  typ: "insats"',
            f'  insats: "{activity.id}"',
        ]
    decision = f"underlag/{_RECEIPT}-beslut.pdf"
    lines += [
        f'2026-03-16 custom "nkr-handelse" "{_GRANT}" "ombud"',
        f'2026-04-02 custom "nkr-handelse" "{_GRANT}" "rekvisition"',
        f"  belopp: {granted}",
        f'{_RECEIVED} * "Socialstyrelsen" "Statsbidrag 2026" #utbetalning ^{_RECEIPT}',
        f'  verifikation: "{_RECEIPT}"',
        f"  registrerad: {_RECEIVED}",
        '  registrerad-av: "ekonom1"',
        '  attesterad-av: "chef1"',
        f"  Tillgångar:Bank  {granted}",
        f"  {liability}  -{granted}",
        f'{_RECEIVED} document {liability} "{decision}" ^{_RECEIPT}',
        '  typ: "beslut"',
        "",
    ]
    contents = {
        main.parent / decision: render(decision_sheet(_RECEIVED)),
        main: main.read_bytes() + "\n".join(lines).encode(),
    }
    with writing(main) as writer:
        writer.write(contents, Act(RECORD, login_name(), (_RECEIPT,)))
