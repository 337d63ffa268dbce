"""Findings as a person reads them in a terminal: worst first, what to do next last."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nkr_audit.assessment import Assessment
    from nkr_audit.errors import Place
    from nkr_audit.finding import Finding
    from nkr_audit.text import Language

_SEVERITY = {"error": Text("fel", "error"), "warning": Text("varning", "warning")}
_ACCEPTED = Text("godtagen", "accepted")
_STYLE = {"error": "red", "warning": "yellow"}


def findings_lines(
    assessment: Assessment, language: Language, style: Callable[[str, str], str]
) -> Iterator[str]:
    """Write out every finding, and a closing line. ``style`` takes a text and a colour."""
    titles = source_titles(assessment)
    for finding in assessment.findings:
        yield from finding_lines(finding, titles, language, style)
        yield ""
    yield summary(assessment.findings, language)
    for assessed in assessment.grants:
        if assessed.questioned:
            yield Text(
                f"{assessed.settlement.grant.id}: {kronor(assessed.questioned)} kr är ifrågasatt. "
                f"Underkänns det blir oanvänt {kronor(assessed.unused_if_disallowed)} kr "
                f"i stället för {kronor(assessed.settlement.unused)} kr.",
                f"{assessed.settlement.grant.id}: SEK {kronor(assessed.questioned, 'en')} is "
                "questioned. If disallowed, unused would be SEK "
                f"{kronor(assessed.unused_if_disallowed, 'en')} instead of SEK "
                f"{kronor(assessed.settlement.unused, 'en')}.",
            ).to(language)
    if any(finding.is_open_error for finding in assessment.findings):
        yield Text(
            "Nästa steg: rätta felen, eller godta dem med avvikelse: och skälet.",
            "Next: mend the errors, or accept them with avvikelse: and the reason.",
        ).to(language)


def source_titles(assessment: Assessment) -> Mapping[str, Text]:
    """What the source documents behind the book's programmes are called, by file name."""
    return {
        document: title
        for grant in assessment.book.grants
        if grant.programme
        for document, title in grant.programme.documents.items()
    }


def finding_lines(
    finding: Finding,
    titles: Mapping[str, Text],
    language: Language,
    style: Callable[[str, str], str],
) -> Iterator[str]:
    """Write out one finding: headline, place, source, and remedy or reason."""
    colour = "green" if finding.accepted is not None else _STYLE[finding.severity]
    word, *rest = headline(finding, language).split("  ", 1)
    yield "  ".join([style(word, colour), *rest])
    described = f"   {finding.voucher.description}" if finding.voucher else ""
    yield f"  {_from_here(finding.place)}{described}"
    yield f"  {finding.what.to(language)}"
    for source in finding.sources[:1]:
        label = Text("Källa", "Source").to(language)
        name = titles[source.document].to(language)
        yield f"  {label}: ”{source.quote}” ({name})"
    if finding.accepted is not None:
        yield f"  {Text('Skäl', 'Reason').to(language)}: {finding.accepted}"
    else:
        label = Text("Gör så här", "To mend it").to(language)
        yield f"  {label}: {finding.remedy.to(language)}."


def headline(finding: Finding, language: Language) -> str:
    """Write one finding on one line: severity, code, voucher, amount, title."""
    severity = _ACCEPTED if finding.accepted is not None else _SEVERITY[finding.severity]
    parts = [severity.to(language), finding.code]
    if finding.voucher_number:
        parts.append(finding.voucher_number)
    if finding.amount is not None:
        amount = kronor(finding.amount, language)
        parts.append(f"{amount} kr" if language == "sv" else f"SEK {amount}")
    return "  ".join([*parts, finding.title.to(language)])


def _from_here(place: Place) -> Place:
    """Shorten a place to how it is reached from the folder one stands in, when it lies below."""
    here = f"{Path.cwd()}{os.sep}"
    return place._replace(file=place.file.removeprefix(here))


def summary(findings: Iterable[Finding], language: Language) -> str:
    """Count the findings: ``2 fel, 1 varning, 1 godtagen avvikelse.``"""
    listed = list(findings)
    accepted = sum(finding.accepted is not None for finding in listed)
    errors = sum(finding.is_open_error for finding in listed)
    warnings = len(listed) - accepted - errors
    if not listed:
        return Text("Inga iakttagelser.", "No findings.").to(language)
    if language == "en":
        return (
            f"{errors} {'error' if errors == 1 else 'errors'}, "
            f"{warnings} {'warning' if warnings == 1 else 'warnings'}, {accepted} accepted."
        )
    return (
        f"{errors} fel, {warnings} {'varning' if warnings == 1 else 'varningar'}, "
        f"{accepted} {'godtagen avvikelse' if accepted == 1 else 'godtagna avvikelser'}."
    )
