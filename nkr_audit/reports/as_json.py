"""Findings and settlements as JSON: keys and forms are relied on outside the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nkr_audit.money import to_ore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.finding import Finding
    from nkr_audit.text import Language


def findings_json(findings: Iterable[Finding], language: Language) -> dict[str, Any]:
    """Return what ``nkr check --json`` prints. Amounts are strings with two decimals."""
    listed = list(findings)
    still_open = [finding for finding in listed if finding.accepted is None]
    return {
        "findings": [finding_json(finding, language) for finding in listed],
        "summary": {
            "errors": sum(finding.severity == "error" for finding in still_open),
            "warnings": sum(finding.severity == "warning" for finding in still_open),
            "accepted": len(listed) - len(still_open),
        },
    }


def finding_json(finding: Finding, language: Language) -> dict[str, Any]:
    """Return one finding as ``nkr check --json`` has it."""
    return {
        "code": finding.code,
        "family": finding.family,
        "severity": finding.severity,
        "accepted": finding.accepted is not None,
        "grant": finding.grant_id,
        "voucher": finding.voucher_number,
        "amount": _sek(finding.amount),
        "file": finding.place.file,
        "line": finding.place.line or None,
        "message": finding.message.to(language),
        "sources": [
            {"document": source.document, "quote": source.quote} for source in finding.sources
        ],
    }


def settlements_json(grants: Iterable[GrantAssessment]) -> dict[str, Any]:
    """Return what ``nkr settle --json`` prints. Amounts are strings with two decimals."""
    return {"grants": [_settlement(assessed) for assessed in grants]}


def _settlement(assessed: GrantAssessment) -> dict[str, Any]:
    settlement = assessed.settlement
    grant, programme = settlement.grant, settlement.grant.programme
    terms = programme.repayment if programme else None
    return {
        "grant": grant.id,
        "programme": grant.programme_id,
        "region": grant.region,
        "period": {
            "from": _day(programme.period.start if programme else None),
            "to": _day(programme.period.end if programme else None),
        },
        "granted": _sek(grant.granted),
        "received": _sek(settlement.received),
        "repaid": _sek(settlement.repaid),
        "costs": _sek(settlement.costs),
        "unused": _sek(settlement.unused),
        "repayable": _sek(settlement.repayable),
        "overspent": _sek(settlement.overspent),
        "outstanding": _sek(settlement.outstanding),
        "questioned": _sek(assessed.questioned),
        "unused_if_disallowed": _sek(assessed.unused_if_disallowed),
        "repayment": {
            "expected": settlement.repayment_expected,
            "payee": terms.payee if terms else None,
            "deadline": _day(terms.deadline if terms else None),
            "floor": _sek(terms.floor if terms else None),
        },
        "by_register": [
            {
                "register": cost.register,
                "direct": _sek(cost.direct),
                "indirect": _sek(cost.indirect),
            }
            for cost in settlement.by_register
        ],
        "by_purpose": [
            {"purpose": share.name, "amount": _sek(share.amount)} for share in settlement.by_purpose
        ],
        "by_category": [
            {"category": share.name, "amount": _sek(share.amount)}
            for share in settlement.by_category
        ],
    }


def _sek(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{to_ore(amount):.2f}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
