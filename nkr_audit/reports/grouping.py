"""Findings in the order a person should meet them: by grant, and the worst of each first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.assessment import questions_costs
from nkr_audit.money import ZERO
from nkr_audit.settlement import sum_inside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_audit.assessment import Assessment
    from nkr_audit.book import Grant
    from nkr_audit.finding import Finding


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one grant, or of the book as a whole (``grant_id`` None), worst first.

    ``grant`` is None for the book, and for a grant that is not declared.
    """

    grant_id: str | None
    grant: Grant | None
    findings: tuple[Finding, ...]


def grouped(findings: Iterable[Finding], assessment: Assessment) -> list[Group]:
    """Group findings: the book's first, then undeclared grants', then those with most at risk."""
    by_grant: dict[str | None, list[Finding]] = {}
    for finding in findings:
        by_grant.setdefault(finding.grant_id, []).append(finding)
    grants = {grant.id: grant for grant in assessment.book.grants}
    questioned = {
        assessed.settlement.grant.id: assessed.questioned for assessed in assessment.grants
    }
    order = sorted(
        by_grant,
        key=lambda name: (
            name is not None, name in grants, -questioned.get(name or "", ZERO), name or "",
        ),
    )  # fmt: skip
    return [
        Group(name, grants.get(name or ""), tuple(sorted(by_grant[name], key=_gravity)))
        for name in order
    ]


def _gravity(finding: Finding) -> tuple[int, bool, Decimal, str, str, int]:
    """Errors that question costs, other errors, warnings, accepted; of each the largest first."""
    at_stake = finding.amount or ZERO
    if finding.accepted is not None:
        rank = 3
    elif finding.severity == "warning":
        rank = 2
    elif finding.lines and questions_costs(finding):
        rank, at_stake = 0, sum_inside(finding.lines)
    else:
        rank = 1
    return (
        rank,
        finding.severity != "error",
        -abs(at_stake),
        finding.code,
        finding.place.file,
        finding.place.line,
    )
