"""The rules: one module for each family. They take values and return findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules import (  # noqa: F401 (they add to other modules' families)
    accrued_costs,
    documents,
    double_funding,
    register_costs,
    requisition,
    self_cost,
    voucher_corrections,
    voucher_numbers,
    voucher_registration,
)
from nkr_audit.rules.cost_centre import CC
from nkr_audit.rules.deadlines import DL
from nkr_audit.rules.eligibility import EL
from nkr_audit.rules.evidence import EV
from nkr_audit.rules.external_income import IN
from nkr_audit.rules.grant_year import GY
from nkr_audit.rules.grants import GR
from nkr_audit.rules.personal_data import PD
from nkr_audit.rules.purpose import PU
from nkr_audit.rules.settlement import SE
from nkr_audit.rules.trail import TR
from nkr_audit.rules.vouchers import VO

if TYPE_CHECKING:
    from nkr_audit.finding import Finding
    from nkr_audit.rules.rule import Subject

FAMILIES = (GR, CC, GY, EL, PU, EV, VO, SE, IN, DL, PD, TR)


def apply_rules(subject: Subject) -> tuple[Finding, ...]:
    """Apply every rule. Findings come grant by grant, errors first, then by code and place."""
    found = [
        finding
        for family in FAMILIES
        for rule in family.rules
        for finding in rule.findings(subject)
    ]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[str, bool, bool, str, str, int]:
    return (
        finding.grant_id or "",
        finding.accepted is not None,
        finding.severity != "error",
        finding.code,
        finding.place.file,
        finding.place.line,
    )
