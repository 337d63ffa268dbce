"""Findings as a person reads them: by grant, worst first, the figures and the next step last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.reports.grouping import grouped
from nkr_audit.reports.next_step import next_step
from nkr_audit.reports.risk_text import risk_lines
from nkr_audit.reports.rows import grant_heading
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.assessment import Assessment
    from nkr_audit.finding import Finding
    from nkr_audit.programme import Source
    from nkr_audit.reports.grouping import Group
    from nkr_audit.reports.page import Page
    from nkr_audit.reports.shown import Shown
    from nkr_audit.text import Language

_SEVERITY = {"error": Text("fel", "error"), "warning": Text("varning", "warning")}
_ACCEPTED = Text("godtagen", "accepted")
_STYLE = {"error": "red", "warning": "yellow"}
_BOOK = Text("Boken som helhet", "The book as a whole")


def check_lines(
    assessment: Assessment, chosen: Shown, page: Page, *, in_detail: bool = False
) -> Iterator[str]:
    """Write out the findings chosen by grant, the amount at risk, and what to do next.

    ``in_detail`` shows the amount at risk by register and voucher too.
    """
    groups = grouped(chosen.findings, assessment)
    titles = source_titles(assessment)
    quoted: dict[Source, str] = {}
    for group in groups:
        heading = _heading(group, page.language)
        yield page.style(heading, "reset")
        yield "─" * min(len(heading), page.width)
        for finding in group.findings:
            yield from _finding_lines(finding, titles, quoted, page)
            yield ""
    yield from risk_lines(assessment, chosen, page, in_detail=in_detail)
    yield from _counted(chosen, page.language)
    for said in next_step(groups, chosen, assessment, page):
        yield page.say(said)


def _heading(group: Group, language: Language) -> str:
    if group.grant is not None:
        return grant_heading(group.grant, language)
    if group.grant_id is None:
        return _BOOK.to(language)
    missing = Text("inte upplagt i boken", "not declared in the book").to(language)
    return f"{group.grant_id} · {missing}"


def source_titles(assessment: Assessment) -> Mapping[str, Text]:
    """What the source documents behind the book's programmes are called, by file name."""
    return {
        document: title
        for grant in assessment.book.grants
        if grant.programme
        for document, title in grant.programme.documents.items()
    }


def _finding_lines(
    finding: Finding, titles: Mapping[str, Text], quoted: dict[Source, str], page: Page
) -> Iterator[str]:
    """Write out one finding: headline, place, source, and remedy or reason.

    ``quoted`` remembers at which code a source was quoted, so that it is quoted once.
    """
    language = page.language
    colour = "green" if finding.accepted is not None else _STYLE[finding.severity]
    word, *rest = headline(finding, language).split("  ", 1)
    yield "  ".join([page.style(word, colour), *rest])
    yield from _place_lines(finding, page)
    yield from page.folded(finding.what.to(language))
    for source in finding.sources[:1]:
        name = titles[source.document].to(language)
        said = f"”{source.quote}” ({name})"
        if source in quoted:
            said = Text(f"som vid {quoted[source]} ovan", f"as at {quoted[source]} above").to(
                language
            )
        quoted.setdefault(source, finding.code)
        yield from _labelled(Text("Källa", "Source"), said, page)
    if finding.accepted is not None:
        yield from _labelled(Text("Skäl", "Reason"), finding.accepted, page)
    else:
        remedy = f"{finding.remedy.to(language)}."
        yield from _labelled(Text("Gör så här", "To mend it"), remedy, page)


def _place_lines(finding: Finding, page: Page) -> Iterator[str]:
    """The place, and the voucher beside it or, when that is too long, below it."""
    place = f"  {page.place(finding.place)}"
    described = finding.voucher.description if finding.voucher else ""
    beside = f"{place}   {described}".rstrip()
    if len(beside) <= page.width and "\n" not in beside:
        yield beside
    else:
        yield place
        yield from page.folded(described)


def _labelled(label: Text, text: str, page: Page) -> Iterator[str]:
    yield from page.folded(text, first=f"  {page.say(label)}: ")


def severity_word(finding: Finding) -> Text:
    """How grave a finding is, in a word."""
    return _ACCEPTED if finding.accepted is not None else _SEVERITY[finding.severity]


def headline(finding: Finding, language: Language) -> str:
    """Write one finding on one line: severity, code, voucher, amount, title."""
    parts = [severity_word(finding).to(language), finding.code]
    if finding.voucher_number:
        parts.append(finding.voucher_number)
    if finding.amount is not None:
        amount = kronor(finding.amount, language)
        parts.append(f"{amount} kr" if language == "sv" else f"SEK {amount}")
    return "  ".join([*parts, finding.title.to(language)])


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


def _counted(chosen: Shown, language: Language) -> Iterator[str]:
    """Count what is shown, what the selection hides, and what the saved run had."""
    if chosen.findings or not (chosen.hidden or chosen.remaining is not None):
        yield summary(chosen.findings, language)
    else:
        yield Text("Inga iakttagelser att visa.", "No findings to show.").to(language)
    if chosen.hidden:
        yield Text(
            f"Urvalet döljer {chosen.hidden} {_findings(chosen.hidden).sv}.",
            f"The selection hides {chosen.hidden} {_findings(chosen.hidden).en}.",
        ).to(language)
    if chosen.remaining is not None:
        yield Text(
            f"Bara nytt visas. Från den sparade körningen: {chosen.remaining} kvar, "
            f"{chosen.gone} borta.",
            f"Only what is new is shown. Of the saved run: {chosen.remaining} remaining, "
            f"{chosen.gone} gone.",
        ).to(language)


def _findings(count: int) -> Text:
    if count == 1:
        return Text("iakttagelse", "finding")
    return Text("iakttagelser", "findings")
