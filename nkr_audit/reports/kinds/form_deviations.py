"""The deviations of a grant, and what is done about each: open errors, and accepted findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.form_answers import grant_of, notes_of
from nkr_audit.reports.kinds.form_costs import VOUCHER
from nkr_audit.reports.kinds.form_draft import open_errors
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Container

    from nkr_audit.finding import Finding
    from nkr_audit.reports.context import Context


def deviations(context: Context, families: Container[str] | None = None) -> Table:
    """What is not as it should be: open errors, and what a person has accepted, with the reason.

    ``families`` are those that the form is about; None: all of them.
    """
    return Table(
        "avvikelser",
        Text("Avvikelser och åtgärder", "Deviations and measures"),
        (
            Column("kod", Text("Kod", "Code")),
            VOUCHER,
            Column("avvikelse", Text("Avvikelse", "Deviation")),
            Column("atgard", Text("Åtgärd", "Measure")),
            Column("belopp", Text("Berört belopp", "Amount concerned"), "amount"),
        ),
        tuple(
            _row(context, finding)
            for finding in deviating(context)
            if families is None or finding.family in families
        ),
        empty=Text("Inga avvikelser.", "No deviations."),
    )


def deviating(context: Context) -> tuple[Finding, ...]:
    """The findings that are deviations: open errors first, then what is accepted."""
    accepted = (
        finding
        for finding in context.assessed.findings
        if finding.accepted is not None and finding.grant_id in {grant_of(context).id, None}
    )
    return (*open_errors(context), *accepted)


def proposed_alternative(context: Context) -> int:
    """Whether the book lets the finance chief call the report correct: 1 yes, 2 no."""
    has_own = notes_of(context).deviations is not None
    return 2 if has_own or open_errors(context) else 1


def _row(context: Context, finding: Finding) -> Row:
    return Row(
        (finding.code, finding.voucher_number, finding.what, _measure(context, finding),
         finding.amount),
        voucher=finding.voucher_number,
    )  # fmt: skip


def _measure(context: Context, finding: Finding) -> Text:
    """What is done: as written by the accountant, else as accepted, else as proposed."""
    written = notes_of(context).measures.get(finding.code)
    if finding.accepted is not None:
        accepted = Text(f"Godtaget: {finding.accepted}", f"Accepted: {finding.accepted}")
        return Text(f"{accepted.sv} {written}", f"{accepted.en} {written}") if written else accepted
    if written:
        return Text(written, written)
    remedy = finding.remedy
    return Text(f"Förslag: {remedy.sv}.", f"Proposed: {remedy.en}.")
