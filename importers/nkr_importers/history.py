"""Rows that were added to or taken out of a voucher after it was registered, as one value."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.text import kronor
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from nkr_importers.model import SourceRow, SourceVoucher

# On the transaction: who added and removed rows in the ERP, and when.
CHANGED = "andrad"
_SHOWN = 20


def history_of(voucher: SourceVoucher) -> str:
    """Return ``2026-03-04 lisa: + 5420 1 000,00; − 5420 39 000,00``; empty when nothing changed.

    Changes of one day by one person stand together; texts of rows are left out, since they can
    name people. Of many rows the first are told, and how many more there are.
    """
    told = [("+", row) for row in voucher.added] + [("−", row) for row in voucher.removed]
    told.sort(key=lambda one: (_when_and_who(one[1]), one[1].line))
    parts = []
    for (day, who), group in groupby(told[:_SHOWN], key=lambda one: _when_and_who(one[1])):
        rows = "; ".join(f"{mark} {row.account} {kronor(row.amount)}" for mark, row in group)
        parts.append(f"{' '.join(filter(None, (day, who))) or '–'}: {rows}")
    more = len(told) - _SHOWN
    return " | ".join(parts) + (f" | … och {more} till" if more > 0 else "")


def _when_and_who(row: SourceRow) -> tuple[str, str]:
    who = mask(printable(row.sign.strip()))
    return row.day.isoformat() if row.day else "", who
