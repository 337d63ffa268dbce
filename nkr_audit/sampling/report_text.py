"""A sample and its projection as a person reads them."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from nkr_audit.money import ZERO
from nkr_audit.reports.rows import row, rule_off
from nkr_audit.sampling.factors import confidence_factor
from nkr_audit.sampling.model import CREDITS, TOP
from nkr_audit.sampling.wording import METHODS, UNITS, method_text
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.sampling.model import Part, Sample
    from nkr_audit.sampling.projecting import PartResult, Projection
    from nkr_audit.text import Language

_PAGE = 100
_WIDTH = 44
_FEW = 30


def sample_lines(sample: Sample, language: Language) -> Iterator[str]:
    """Tell what a sample was drawn from, and how."""
    plan = sample.plan
    heading = Text(
        f"{METHODS[plan.method].sv} ur {plan.grant}, {UNITS[plan.unit].sv}",
        f"{METHODS[plan.method].en} of {plan.grant}, {UNITS[plan.unit].en}",
    )
    yield heading.to(language)
    yield Text(
        f"Frö {plan.seed} · storlek {plan.size} · konfidens {plan.confidence} %",
        f"Seed {plan.seed} · size {plan.size} · confidence {plan.confidence} %",
    ).to(language)
    yield ""
    for name, amount in (
        (Text("Väsentlighetstal", "Materiality"), plan.materiality),
        (Text("Förväntat fel", "Expected error"), plan.expected),
        (Text("Urvalsintervall", "Sampling interval"), sample.interval),
        (Text("Startpunkt", "Starting point"), sample.start),
    ):
        if amount is not None:
            yield row(name, amount, language, width=_WIDTH)
    for part in sample.parts:
        note = Text(
            f"{len(part.items)} av {part.count} valda, {kronor(part.drawn, 'sv')}",
            f"{len(part.items)} of {part.count} drawn, {kronor(part.drawn, 'en')}",
        )
        yield row(_called(part), part.amount, language, note, width=_WIDTH)
    yield rule_off(width=_WIDTH)
    yield row(Text("Kostnader i avräkningen", "Costs as settled"), sample.costs, language,
              width=_WIDTH)  # fmt: skip


def projection_lines(projection: Projection, language: Language) -> Iterator[str]:
    """Tell what was found, what it is in the population, by which method, and what follows."""
    sample = projection.sample
    yield from sample_lines(sample, language)
    yield ""
    yield Text("Fel i det granskade", "Errors in what was examined").to(language)
    for result in projection.parts:
        yield row(_called(result.part), result.found, language, _said(result), width=_WIDTH)
    yield ""
    yield Text("Framskrivet till populationen", "Projected to the population").to(language)
    for result in projection.parts:
        if result.part.count:
            note = Text("känt", "known") if result.part.is_whole else ""
            yield row(_called(result.part), result.projected, language, note, width=_WIDTH)
    yield rule_off(width=_WIDTH)
    likely = Text("Mest sannolikt fel", "Most likely error")
    yield row(likely, projection.likely, language, width=_WIDTH)
    yield ""
    yield from _limit(projection, language)
    yield from _verdict(projection, language)
    yield ""
    yield Text("Metod och källa", "Method and source").to(language)
    for text in method_text(sample.plan):
        yield from wrap(text.to(language), _PAGE, initial_indent="  ", subsequent_indent="  ")


def _limit(projection: Projection, language: Language) -> Iterator[str]:
    """The steps to the upper limit."""
    if projection.basic is not None:
        factor = confidence_factor(0, projection.sample.plan.confidence)
        note = Text(f"faktor {_number(factor, 'sv')}", f"factor {_number(factor, 'en')}")
        basic = projection.basic
        yield row(Text("Grundprecision", "Basic precision"), basic, language,
                  note if basic else "", width=_WIDTH)  # fmt: skip
        for taint in projection.taints:
            low = taint.factor is None
            share = Text(
                f"felandel {_number(taint.share, 'sv')}" + (", inte i gränsen" if low else ""),
                f"taint {_number(taint.share, 'en')}" + (", not in the limit" if low else ""),
            )
            label = Text(f"{taint.key}: framskrivet", f"{taint.key}: projected")
            yield row(label, taint.projected, language, share, width=_WIDTH)
            if taint.factor is not None:
                grown = Text(
                    f"faktorns ökning {_number(taint.factor, 'sv')}",
                    f"growth of the factor {_number(taint.factor, 'en')}",
                )
                label = Text(f"{taint.key}: tillägg", f"{taint.key}: allowance")
                yield row(label, taint.allowance, language, grown, width=_WIDTH)
        label = Text("Fel i toppskikt och kreditposter", "Errors in top stratum and credits")
        yield row(label, projection.known, language, width=_WIDTH)
    if projection.precision is not None:
        label = Text("Precision", "Precision")
        yield row(label, projection.precision, language, width=_WIDTH)
    if projection.upper is not None:
        yield rule_off(width=_WIDTH)
        confidence = projection.sample.plan.confidence
        label = Text(
            f"Övre felgräns ({confidence} % konfidens)", f"Upper limit ({confidence} % confidence)"
        )
        yield row(label, projection.upper, language, width=_WIDTH)


def _verdict(projection: Projection, language: Language) -> Iterator[str]:
    above = projection.is_above_materiality
    if projection.upper is None:
        yield Text(
            "Ingen övre felgräns: med den här metoden kan den inte beräknas när urvalet saknar fel"
            " (eller ett skikt har en enda post). Beloppsviktat urval ger en gräns.",
            "No upper limit: by this method there is none when the sample has no errors (or a"
            " stratum a single item). A monetary-unit sample gives one.",
        ).to(language)
    elif above is True:
        yield Text(
            "Felgränsen är över väsentlighetstalet: kostnaderna kan inte godtas av urvalet ensamt.",
            "The limit is above the materiality: the costs cannot be accepted on the sample alone.",
        ).to(language)
    elif above is False:
        yield Text(
            "Felgränsen är inte över väsentlighetstalet.",
            "The limit is not above the materiality.",
        ).to(language)
    if projection.precision is not None and _few(projection):
        yield Text(
            f"Färre än {_FEW} poster i urvalet: precisionen är osäker.",
            f"Fewer than {_FEW} items in the sample: the precision is uncertain.",
        ).to(language)


def _few(projection: Projection) -> bool:
    drawn = [one.part for one in projection.parts if not one.part.is_whole]
    return bool(drawn) and sum(len(part.items) for part in drawn) < _FEW


def _said(result: PartResult) -> Text:
    missing = result.part.drawn - result.examined
    left = (
        Text(f"; ogranskat {kronor(missing, 'sv')}", f"; not examined {kronor(missing, 'en')}")
        if missing != ZERO
        else Text("", "")
    )
    return Text(
        f"{result.errors} fel av {len(result.part.items)}{left.sv}",
        f"{result.errors} in error of {len(result.part.items)}{left.en}",
    )


def _called(part: Part) -> Text:
    if part.name == TOP:
        return Text("Toppskikt (minst intervallet)", "Top stratum (the interval or more)")
    if part.name == CREDITS:
        return Text("Kreditposter", "Credits")
    if part.name.startswith("skikt "):
        return Text(part.name.capitalize(), f"Stratum {part.name.removeprefix('skikt ')}")
    return Text("Övriga kostnader", "Other costs")


def _number(number: Decimal, language: Language) -> str:
    locale = "sv_SE" if language == "sv" else "en_GB"
    return format_decimal(number, "0.00##;−0.00##", locale=locale)
