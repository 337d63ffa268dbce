"""``nkr review sample``: draw a sample of a grant's costs, and project what the auditor found."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from nkr_audit.assessment import assess
from nkr_audit.cli.common import Command, language, option, programmes, say, shared_options
from nkr_audit.cli.counted import chosen_grants, refuse_incomplete, refuse_uncountable
from nkr_audit.cli.sample_options import KRONOR, refuse_options
from nkr_audit.errors import NkrError
from nkr_audit.ledger import collector_held
from nkr_audit.reading import read_book
from nkr_audit.sampling.factors import CONFIDENCES
from nkr_audit.sampling.model import Plan
from nkr_audit.sampling.population import population_of
from nkr_audit.sampling.projecting import project
from nkr_audit.sampling.report_text import projection_lines, sample_lines
from nkr_audit.sampling.selecting import MOST_ITEMS, draw, even_bounds, planned_size
from nkr_audit.sampling.workbook_reading import read_results
from nkr_audit.sampling.workbook_writing import workbook_bytes
from nkr_audit.text import Text
from nkr_audit.trail.atomic import write_files

if TYPE_CHECKING:
    from nkr_audit.sampling.model import Estimate, Method, Sample
    from nkr_audit.sampling.population import Population, Unit

_MOST_SEED: Final = 10**18


@click.command(
    "sample",
    cls=Command,
    text=Text(
        "Dra ett urval av kostnaderna i boken LEDGER till ett arbetspapper (-o), eller skriv fram "
        "resultaten i ett ifyllt (--results). Samma bok och frö ger samma urval.",
        "Draw a sample of the costs of the book LEDGER to a working paper (-o), or project the "
        "results of a filled-in one (--results). The same book and seed give the same sample.",
    ),
)
@click.argument("ledger", metavar="[LEDGER]", required=False, type=click.Path(path_type=Path))
@option("--grant", "grant_id", metavar="ID", text=Text("Bidraget.", "The grant."))
@option(
    "--method", type=click.Choice(("mus", "stratified", "random")), default="mus",
    text=Text(
        "mus: efter belopp (förvalt); stratified: skikt efter belopp; random: alla lika.",
        "mus: by monetary unit (default); stratified: strata by amount; random: all alike.",
    ),
)  # fmt: skip
@option(
    "--unit", type=click.Choice(("rad", "verifikation")), default="rad",
    text=Text("Vad som dras: kostnadsrader (förvalt) eller hela verifikationer.",
              "What is drawn: cost rows (rad, default) or whole vouchers (verifikation)."),
)  # fmt: skip
@option(
    "--size", type=click.IntRange(1, MOST_ITEMS), metavar="N",
    text=Text("Urvalets storlek.", "The size of the sample."),
)  # fmt: skip
@option(
    "--materiality", type=KRONOR, metavar="KR",
    text=Text("Väsentlighetstal; ger storleken när --size saknas (inte random).",
              "Materiality, SEK; gives the size when --size is left out (not random)."),
)  # fmt: skip
@option(
    "--expected-error", "expected", type=KRONOR, metavar="KR",
    text=Text("Förväntat fel; annars 0.", "Expected error, SEK; otherwise 0."),
)  # fmt: skip
@option(
    "--confidence", type=click.Choice([str(one) for one in CONFIDENCES]), default="95",
    text=Text("Konfidensnivå i procent; annars 95.", "Confidence in per cent; otherwise 95."),
)  # fmt: skip
@option(
    "--bound", "bounds", type=KRONOR, metavar="KR", multiple=True,
    text=Text("Skiktets övre gräns; upprepas (stratified). Annars tre skikt med lika belopp.",
              "Upper bound of a stratum; repeat it (stratified). Otherwise three of equal amount."),
)  # fmt: skip
@option(
    "--estimate", type=click.Choice(("ratio", "mean")), default="ratio",
    text=Text("Framskrivning utom vid mus: kvot (förvalt) eller medelvärde per post.",
              "Projection, not of mus: ratio (default) or mean per unit."),
)  # fmt: skip
@option(
    "--seed", type=click.IntRange(0, _MOST_SEED), metavar="N",
    text=Text("Slumptalens frö, ett heltal som revisorn väljer.",
              "The seed of the random numbers, a whole number that the auditor chooses."),
)  # fmt: skip
@option(
    "-o", "--output", metavar="FIL.xlsx", type=click.Path(path_type=Path, dir_okay=False),
    text=Text("Arbetspapperet att skriva.", "The working paper to write."),
)  # fmt: skip
@option(
    "--results", metavar="FIL.xlsx", type=click.Path(path_type=Path, dir_okay=False),
    text=Text(
        "Ett ifyllt arbetspapper att skriva fram. Med LEDGER prövas också att urvalet är bokens.",
        "A filled-in working paper to project. With LEDGER the sample is also checked against it.",
    ),
)  # fmt: skip
@shared_options
def sample(ledger: Path | None, results: Path | None, output: Path | None, **chosen: Any) -> None:
    """Draw a sample, or project results. Exit 1 when the limit is above the materiality."""
    if (output is None) == (results is None) or (results is None and ledger is None):
        raise NkrError(
            Text(
                "Ange antingen en bok att dra ett urval ur, och -o, eller --results.",
                "Name either a book to draw a sample of, and -o, or --results.",
            ),
            remedy=Text(
                "nkr review sample BOK --grant ID --size 30 --seed 1 -o urval.xlsx, eller"
                " nkr review sample --results urval.xlsx",
                "nkr review sample BOOK --grant ID --size 30 --seed 1 -o urval.xlsx, or"
                " nkr review sample --results urval.xlsx",
            ),
        )
    if results is not None:
        click.get_current_context().exit(_project(results, ledger))
    elif ledger is not None and output is not None:
        _draw(ledger, output, chosen)


def _draw(ledger: Path, output: Path, chosen: dict[str, Any]) -> None:
    refuse_options(output, chosen)
    with collector_held():
        drawn = _sample(ledger, chosen)
    write_files({output: workbook_bytes(drawn, language())})
    for line in sample_lines(drawn, language()):
        click.echo(line)
    say(Text(f"\nSkrev {output}", f"\nWrote {output}"))


def _sample(ledger: Path, chosen: dict[str, Any]) -> Sample:
    population, grant_id = _population(ledger, chosen["grant_id"], chosen["unit"])
    confidence = int(chosen["confidence"])
    materiality, expected = chosen["materiality"], chosen["expected"]
    size = chosen["size"] or planned_size(
        population.amount, materiality, expected or Decimal(0), confidence
    )
    bounds = tuple(chosen["bounds"])
    if chosen["method"] == "stratified" and not bounds:
        bounds = even_bounds(population.costs)
    plan = Plan(
        grant=grant_id,
        method=cast("Method", chosen["method"]),
        unit=cast("Unit", chosen["unit"]),
        seed=chosen["seed"],
        confidence=confidence,
        size=size,
        materiality=materiality,
        expected=expected,
        bounds=bounds,
        estimate=cast("Estimate", chosen["estimate"]),
    )
    return draw(population, plan)


def _population(ledger: Path, grant_id: str | None, unit: Unit) -> tuple[Population, str]:
    """The population of the grant, which must be the costs of its settlement."""
    book = read_book(ledger, programmes())
    refuse_incomplete(book)
    assessment = assess(book)
    refuse_uncountable(assessment)
    grants = chosen_grants(assessment, grant_id)
    if len(grants) != 1:
        listed = ", ".join(one.settlement.grant.id for one in grants) or "–"
        raise NkrError(
            Text("Ange vilket bidrag urvalet gäller.", "Say which grant the sample is of."),
            remedy=Text(f"välj med --grant bland {listed}", f"choose by --grant among {listed}"),
            place=book.place,
        )
    settlement = grants[0].settlement
    population = population_of(settlement.grant, unit)
    if population.total != settlement.costs:
        raise NkrError(
            Text("Urvalets kostnader är inte avräkningens.",
                 "The costs of the sample are not those of the settlement."),
            remedy=Text("kör nkr check, och rätta belopp som är finare än öret",
                        "run nkr check, and correct amounts finer than the öre"),
            place=book.place,
        )  # fmt: skip
    return population, settlement.grant.id


def _project(results: Path, ledger: Path | None) -> int:
    read = read_results(results)
    if ledger is not None:
        plan = read.sample.plan
        with collector_held():
            population, _ = _population(ledger, plan.grant, plan.unit)
            is_same = draw(population, plan) == read.sample
        if not is_same:
            raise NkrError(
                Text("Urvalet är inte det som boken och fröet ger.",
                     "The sample is not what the book and the seed give."),
                remedy=Text("ange boken som urvalet drogs ur; har den ändrats, dra ett nytt urval",
                            "name the book it was drawn from; if it has changed, draw a new one"),
                place=results,
            )  # fmt: skip
    projection = project(read.sample, read.errors)
    for line in projection_lines(projection, language()):
        click.echo(line)
    if ledger is None:
        say(
            Text(
                "\nUrvalet är inte jämfört med boken (ange LEDGER för det).",
                "\nThe sample has not been compared with the book (name LEDGER to do so).",
            )
        )
    return 1 if projection.is_above_materiality else 0
