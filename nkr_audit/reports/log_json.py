"""The log, and the life of a voucher, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nkr_audit.money import to_ore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from nkr_audit.reports.page import Page
    from nkr_audit.trail.checkpoint import Checkpoint
    from nkr_audit.trail.life import Counted, Life
    from nkr_audit.trail.record import Record


def records_json(records: Sequence[Record], state: Checkpoint) -> dict[str, Any]:
    """The records as they stand in the log, with its name and root."""
    return {
        "log": state.origin or None,
        "size": state.size,
        "root": state.root.hex(),
        "records": [json.loads(record.line()) for record in records],
    }


def life_json(life: Life, page: Page) -> dict[str, Any]:
    """The life of a voucher."""
    voucher = life.voucher
    return {
        "voucher": life.number,
        "book_is_read": life.book_is_read,
        "in_book": voucher is not None,
        "date": str(voucher.date) if voucher else None,
        "registered": str(voucher.registered) if voucher and voucher.registered else None,
        "registered_by": voucher.registered_by if voucher else None,
        "attested_by": voucher.attested_by if voucher else None,
        "description": voucher.description if voucher else None,
        "source": voucher.source if voucher else None,
        "file": voucher.place.file if voucher else None,
        "line": voucher.place.line if voucher else None,
        "records": [json.loads(record.line()) for record in life.records],
        "documents": [
            {
                "path": paper.path,
                "kind": paper.document.kind,
                "sha256": paper.sha256,
                "state": paper.state,
                "record": paper.logged.seq if paper.logged else None,
                "replaced": paper.replaced,
            }
            for paper in life.papers
        ],
        "corrects": voucher.corrects if voucher else None,
        "corrected_by": [other.number for other in life.corrected_by],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "accepted": finding.accepted,
                "message": page.say(finding.what),
            }
            for finding in life.findings
        ],
        "counted": [_counted(counted) for counted in life.counted],
    }


def _counted(counted: Counted) -> dict[str, Any]:
    line, entry = counted.cost, counted.entry
    content: dict[str, Any] = {"grant": counted.grant_id, "kind": counted.kind}
    if entry is not None:
        sign = -1 if counted.kind == "receipt" else 1
        return {**content, "amount": _amount(sign * entry.amount)}
    if line is None:
        return content
    return {
        **content,
        "amount": _amount(line.amount),
        "inside": _amount(line.inside),
        "outside": _amount(line.outside),
        "account": line.account_number,
        "period": str(line.period),
        "register": line.register,
        "purpose": line.purpose,
        "category": line.category,
    }


def _amount(amount: Decimal) -> str:
    return str(to_ore(amount))
