"""What is to be booked, as a person reads it: the voucher, its rows, and what the check says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.cli.common import language
from nkr_audit.recording.checks import LATER
from nkr_audit.reports.findings_text import headline
from nkr_audit.reports.page import Page
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.finding import Finding
    from nkr_audit.recording.model import NewVoucher, Plan

_WIDTH = 60


def plan_lines(plan: Plan) -> Iterator[str]:
    """Write out what a command books."""
    spoken = language()
    for voucher in plan.vouchers:
        yield from _voucher_lines(voucher)
    if plan.event is not None:
        kind = Text("händelse", "event").to(spoken)
        yield f"{plan.event.day}  {kind}: {plan.event.kind}"


def _voucher_lines(voucher: NewVoucher) -> Iterator[str]:
    spoken = language()
    tags = "".join(f" #{tag}" for tag in voucher.tags)
    yield f"{voucher.number}  {voucher.day}  {voucher.payee}, ”{voucher.text}”{tags}"
    for row in voucher.rows:
        yield f"  {row.account:<{_WIDTH}} {kronor(row.amount, spoken):>16}"
        yield from (f"    {key}: {value}" for key, value in row.words)
    yield from (f"  {key}: {value}" for key, value in voucher.words)
    for document in voucher.documents:
        yield f"  {Text('underlag', 'document').to(spoken)}: {document.path.name} ({document.kind})"


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Write out what the check will say of it, each with how to mend it.

    What a later command mends is only named.
    """
    page = Page(language(), Path.cwd())
    listed = tuple(findings)
    for finding in listed:
        if finding.code in LATER:
            continue
        yield headline(finding, page.language)
        yield from page.folded(finding.what.to(page.language))
        if finding.accepted is None:
            label = page.say(Text("Gör så här", "To mend it"))
            yield from page.folded(f"{finding.remedy.to(page.language)}.", first=f"  {label}: ")
    for code, title in dict.fromkeys((one.code, one.title) for one in listed if one.code in LATER):
        label = page.say(Text("Kvar att göra", "Still to do"))
        yield f"{label}: {page.say(title)} ({code})"


def command(name: str, ledger: Path) -> str:
    """A command on the book, to copy."""
    return Page(language(), Path.cwd()).command(name, str(ledger))
