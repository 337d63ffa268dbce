"""A book assessed: its findings, and each grant settled with what the findings question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.evidence import Evidence, share_proved
from nkr_audit.rules import apply_rules
from nkr_audit.rules.rule import Subject
from nkr_audit.settlement import settle, sum_inside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_audit.book import Book
    from nkr_audit.finding import Finding
    from nkr_audit.settlement import Settlement

# A cost with an open error of these families may be disallowed.
QUESTIONING = frozenset({"EL", "EV", "CC", "PU"})


@dataclass(frozen=True, slots=True)
class GrantAssessment:
    """One grant. ``questioned`` and ``unproved`` are inside shares, each line once, SEK."""

    settlement: Settlement
    findings: tuple[Finding, ...]
    questioned: Decimal
    unproved: Decimal

    @property
    def unused_if_disallowed(self) -> Decimal:
        """The unused money if everything questioned were disallowed."""
        return self.settlement.received - (self.settlement.costs - self.questioned)

    @property
    def proved_share(self) -> Decimal | None:
        """How much of the costs evidence proves, 0 to 1; None when there are no costs.

        It is as it may be said: less than 1, also rounded, while anything is not proved.
        """
        is_all = not any(
            line.inside
            for finding in self.findings
            if finding.family == "EV" and questions_costs(finding)
            for line in finding.lines
        )
        return share_proved(self.settlement.costs, self.unproved, is_all=is_all)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that the rules and the settlement have to say of a book."""

    book: Book
    findings: tuple[Finding, ...]
    grants: tuple[GrantAssessment, ...]


def assess(book: Book) -> Assessment:
    """Settle every grant and apply every rule."""
    settlements = tuple(settle(grant) for grant in book.grants)
    findings = apply_rules(Subject(book, settlements, Evidence(book)))
    return Assessment(
        book, findings, tuple(_assess(settlement, findings) for settlement in settlements)
    )


def questions_costs(finding: Finding) -> bool:
    """Tell whether the cost lines of a finding may be disallowed because of it."""
    return finding.is_open_error and finding.family in QUESTIONING


def _assess(settlement: Settlement, findings: Iterable[Finding]) -> GrantAssessment:
    own = tuple(finding for finding in findings if finding.grant_id == settlement.grant.id)
    questioning = [item for item in own if questions_costs(item)]
    return GrantAssessment(
        settlement=settlement,
        findings=own,
        questioned=sum_inside(line for item in questioning for line in item.lines),
        unproved=sum_inside(
            line for item in questioning if item.family == "EV" for line in item.lines
        ),
    )
