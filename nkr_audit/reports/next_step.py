"""The last line of a check: what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.assessment import Assessment
    from nkr_audit.finding import Finding
    from nkr_audit.reports.grouping import Group
    from nkr_audit.reports.page import Page
    from nkr_audit.reports.shown import Shown


def next_step(
    groups: Iterable[Group], chosen: Shown, assessment: Assessment, page: Page
) -> Iterator[Text]:
    """Say what to do next, on the last line: mend, look through, see the rest, or settle."""
    errors = [finding for group in groups for finding in group.findings if finding.is_open_error]
    check = page.command("check", assessment.book.place.file)
    settle = page.command("settle", assessment.book.place.file)
    if errors:
        yield from _mend(errors, page)
    elif any(finding.accepted is None for finding in chosen.findings):
        yield Text(
            f"Nästa steg: gå igenom varningarna; de hindrar inget. Avräkna sedan med {settle}",
            f"Next: look through the warnings; they stop nothing. Then settle with {settle}",
        )
    elif chosen.is_partial:
        yield Text(f"Nästa steg: se resten med {check}", f"Next: see the rest with {check}")
    else:
        yield Text(f"Nästa steg: avräkna med {settle}", f"Next: settle with {settle}")


def _mend(errors: list[Finding], page: Page) -> Iterator[Text]:
    code, place = errors[0].code, page.place(errors[0].place)
    yield Text(
        f"Börja med {code} {place} (nkr rule {code} förklarar)",
        f"Begin with {code} {place} (nkr rule {code} explains)",
    )
    if len(errors) == 1:
        yield Text(
            "Nästa steg: rätta felet, eller godta det med avvikelse: och skälet.",
            "Next: mend the error, or accept it with avvikelse: and the reason.",
        )
    else:
        yield Text(
            "Nästa steg: rätta felen, eller godta dem med avvikelse: och skälet.",
            "Next: mend the errors, or accept them with avvikelse: and the reason.",
        )
