"""The one way in for the recording commands: plan, try, show, and write what stood the trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import programmes, say
from nkr_audit.cli.recording.asking import agreed
from nkr_audit.cli.recording.shown import finding_lines, plan_lines
from nkr_audit.recording.checks import (
    hindering,
    new_findings,
    refuse_closed,
    refuse_hindered,
)
from nkr_audit.recording.given import words
from nkr_audit.recording.view import View, tried
from nkr_audit.text import Text
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import Act
from nkr_audit.trail.roles import require
from nkr_audit.trail.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nkr_audit.finding import Finding
    from nkr_audit.recording.model import Plan

Outcome = tuple[View, View, "Plan"]


def book_view(ledger: Path) -> View:
    """The book as it is now, to plan and ask by."""
    return View(open_book(ledger), programmes())


def carry_out(
    ledger: Path,
    plan: Callable[[View], Plan],
    action: str,
    *,
    right: str,
    reason: str = "",
    anyway: str | None = None,
    dry_run: bool = False,
    confirm: bool = False,
) -> Plan | None:
    """Book what ``plan`` makes of the book, and tell about it; None when nothing was written.

    Raises NkrError when the right is missing, the grant is closed, or the check would find errors,
    unless a reason is given for booking it ``anyway``.
    """
    require(ledger.parent, login_name(), right)
    anyway = words(anyway) if anyway is not None else None
    if dry_run or confirm:
        _, _, planned = _tried(book_view(ledger), plan, anyway)
        if dry_run:
            say(Text("Inget är skrivet.", "Nothing is written."))
            return None
        if not agreed(Text("Ska det bokföras?", "Is it to be booked?")):
            say(Text("Inget är skrivet.", "Nothing is written."))
            return None
    known = programmes()
    with writing(ledger) as writer:
        view = View(writer.ledger, known)
        if confirm:
            planned = _checked(view, plan, anyway)
        else:
            _, _, planned = _tried(view, plan, anyway)
        why = "; ".join(part for part in (reason, anyway or "") if part)
        writer.write(planned.contents, Act(action, login_name(), planned.numbers, why))
    return planned


def _tried(view: View, plan: Callable[[View], Plan], anyway: str | None) -> Outcome:
    """Plan, try and show; what stands in the way stops it after it has been shown."""
    planned = plan(view)
    after = tried(view, planned.contents)
    refuse_closed(view, after, planned)
    findings = new_findings(view, after)
    stopping = hindering(findings, planned)
    if anyway is None and stopping:
        _show(planned, findings, to_stderr=True)
        refuse_hindered(stopping)
    _show(planned, findings)
    return view, after, planned


def _checked(view: View, plan: Callable[[View], Plan], anyway: str | None) -> Plan:
    """Plan and try once more, on the book as it is under the lock; all was shown before."""
    planned = plan(view)
    after = tried(view, planned.contents)
    refuse_closed(view, after, planned)
    if anyway is None:
        refuse_hindered(hindering(new_findings(view, after), planned))
    return planned


def _show(plan: Plan, findings: tuple[Finding, ...], *, to_stderr: bool = False) -> None:
    for line in (*plan_lines(plan), *finding_lines(findings)):
        click.echo(line, err=to_stderr)
