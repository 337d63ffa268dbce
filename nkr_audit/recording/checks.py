"""What is looked at before anything is written: closed grants, and the findings it would give."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from nkr_audit.closing import closing_in_force
from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.finding import Finding
    from nkr_audit.recording.model import Plan
    from nkr_audit.recording.view import View

# What a later command mends: nkr attach the evidence, nkr attest the attest.
LATER: Final = frozenset({"EV101", "EV102", "EV103", "EV104", "VO107"})
_DEADLINES: Final = "DL"


def refuse_closed(before: View, after: View, plan: Plan) -> None:
    """Raise NkrError when the grant is closed and the plan changes what was reported.

    It does when a voucher is dated in the grant year, or when the figure is another ``after``.
    """
    assessed = before.assessed(plan.grant_id)
    grant, programme = assessed.settlement.grant, assessed.settlement.grant.programme
    closing = closing_in_force(grant)
    if closing is None or programme is None:
        return
    unused = after.assessed(plan.grant_id).settlement.unused
    if unused == assessed.settlement.unused and not any(
        voucher.day in programme.period for voucher in plan.vouchers
    ):
        return
    raise NkrError(
        Text(
            f"{grant.id} är stängt sedan {closing.date}, och det här ändrar bidragsårets siffror.",
            f"{grant.id} is closed since {closing.date}, and this changes the figures of the "
            "grant year.",
        ),
        remedy=Text(
            "öppna bidraget med nkr close … --reopen --reason SKÄL, bokför, och stäng det igen",
            "open the grant by nkr close … --reopen --reason TEXT, book, and close it again",
        ),
        place=closing.place,
    )


def new_findings(before: View, after: View) -> tuple[Finding, ...]:
    """The findings of ``after`` that ``before`` does not have."""
    left = Counter(map(_identity, before.assessment.findings))
    found = []
    for finding in after.assessment.findings:
        if left[_identity(finding)] > 0:
            left[_identity(finding)] -= 1
        else:
            found.append(finding)
    return tuple(found)


def _identity(finding: Finding) -> tuple[str, str | None, str | None, str, bool]:
    accepted = finding.accepted is not None
    return finding.code, finding.grant_id, finding.voucher_number, finding.what.sv, accepted


def hindering(findings: Iterable[Finding], plan: Plan) -> tuple[Finding, ...]:
    """Those of the findings that stop the plan: open errors that nothing later mends.

    A deadline that the book now has passed is not the fault of what is booked.
    """
    return tuple(
        finding
        for finding in findings
        if finding.is_open_error
        and finding.code not in LATER
        and finding.family != _DEADLINES
        and finding.code not in plan.forgiven.get(finding.voucher_number or "", frozenset())
    )


def refuse_hindered(findings: tuple[Finding, ...]) -> None:
    """Raise NkrError when there are findings that stop what was to be done."""
    if not findings:
        return
    first, more = findings[0], len(findings) - 1
    codes = ", ".join(finding.code for finding in findings[1:])
    raise NkrError(
        Text(
            f"Det här ger fel i granskningen. {first.code}: {first.what.sv}"
            + (f" ({more} till: {codes})" if more else ""),
            f"This gives errors in the check. {first.code}: {first.what.en}"
            + (f" ({more} more: {codes})" if more else ""),
        ),
        remedy=Text(
            f"{first.remedy.sv}; eller kör ändå med --anyway och skälet, som då loggas",
            f"{first.remedy.en}; or run it with --anyway and the reason, which is then logged",
        ),
        place=first.place,
    )
