"""Beancount entries for beangulp: out of a plan, and known by identity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from beancount.core import data
from beancount.parser import parser

from nkr_audit import vocabulary
from nkr_audit.book_files import root_names
from nkr_audit.metadata import word
from nkr_importers.existing import existing_state

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.existing import Existing
    from nkr_importers.plan import ImportPlan


def identity_of(entry: Any) -> str | None:
    """Return the voucher's identity; None for what is no voucher, or has no number."""
    if not isinstance(entry, data.Transaction):
        return None
    return word(entry.meta.get(vocabulary.VOUCHER))


def content_of(entry: Any) -> tuple[Any, ...]:
    """Return what two vouchers of one identity must share: the day, the accounts, the amounts."""
    return entry.date, sorted((one.account, str(one.units)) for one in entry.postings)


def state_with(book: Ledger, existing: Iterable[Any], grant_id: str) -> Existing:
    """The state of the book, with the vouchers of ``existing`` that it lacks."""
    known = {identity_of(entry) for entry in book.entries}
    others = [
        entry for entry in existing if (identity := identity_of(entry)) and identity not in known
    ]
    return existing_state([*book.entries, *others], book.options, grant_id)


def planned_entries(plan: ImportPlan, state: Existing, path: Path) -> list[Any]:
    """The planned text as Beancount reads it, each voucher placed in the source file."""
    names = {f"name_{key}": name for key, name in state.roots.items()}
    text = root_names(names) + "\n".join(text for _, text in plan.texts)
    lines = {voucher.identity: voucher.line for voucher in plan.booked}
    entries, _, _ = parser.parse_string(text)
    for entry in entries:
        entry.meta["filename"] = str(path)
        entry.meta["lineno"] = lines.get(identity_of(entry) or "", 0)
    return list(entries)


def with_text_only(entry: Any) -> Any:
    """The voucher with dates and numbers in its metadata as text; Fava can save no others."""
    postings = [one._replace(meta=_texts(one.meta)) for one in entry.postings]
    return entry._replace(meta=_texts(entry.meta), postings=postings)


def _texts(meta: dict[str, Any] | None) -> dict[str, Any]:
    return {
        key: str(value) if isinstance(value, date | Decimal) else value
        for key, value in (meta or {}).items()
    }
