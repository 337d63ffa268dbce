"""A reconciliation as JSON; amounts are strings with two decimals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from nkr_audit.money import ZERO, to_ore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from nkr_audit.text import Language
    from nkr_importers.reconcile.model import Item, Reconciliation, Row


def reconciliation_json(
    found: Reconciliation, files: Sequence[str], language: Language
) -> dict[str, Any]:
    """Return what ``nkr reconcile --json`` prints."""
    span = found.span
    return {
        "grant": found.grant_id,
        "files": list(files),
        "cost_centre": found.selection.cost_centre,
        "project": found.selection.project,
        "period": {
            "from": None if span.start == date.min else span.start.isoformat(),
            "to": None if span.end == date.max else span.end.isoformat(),
        },
        "agrees": found.agrees,
        "agreed": len(found.of("agreed")),
        "costs_less_income": _row(found.result),
        "by_account": [{"account": row.name} | _row(row) for row in found.accounts],
        "by_month": [{"month": row.name} | _row(row) for row in found.months],
        "missing": [_item(item) for item in found.of("missing")],
        "different": [_item(item) for item in found.of("different")],
        "payroll": [_item(item) for item in found.of("payroll")],
        "extra": [_item(item) for item in found.of("earlier", "correction", "hand")],
        "faults": [
            {
                "voucher": one.fault.voucher,
                "file": one.file,
                "line": one.fault.line,
                "message": one.fault.what.to(language),
            }
            for one in found.faults
        ],
        "altered_files": list(found.altered),
        "other_code": found.other_code,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "file": _amount(row.in_file),
        "book": _amount(row.in_book),
        "difference": _amount(row.difference),
        "moved": _amount(row.moved),
        "payroll": _amount(row.pay),
        "differs": row.differs,
    }


def _item(item: Item) -> dict[str, Any]:
    outside = [change for change in item.changes if change.account is None]
    return {
        "voucher": item.voucher,
        "kind": item.kind,
        "date": item.day.isoformat(),
        "book_date": item.book_day.isoformat() if item.book_day else None,
        "text": item.text,
        "file": item.place.file,
        "line": item.place.line,
        "accounts": [
            {
                "account": number,
                "file": _amount(item.in_file.get(number, ZERO)),
                "book": _amount(item.in_book.get(number, ZERO)),
                "difference": _amount(amount),
            }
            for number, amount in item.difference.items()
        ],
        "outside_difference": _amount(outside[0].in_book - outside[0].in_file) if outside else None,
    }


def _amount(amount: Decimal) -> str:
    return f"{to_ore(amount) + ZERO:.2f}"
