"""Where what is recorded goes: a file for each grant and year, included from the main ledger."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from nkr_audit.book_files import with_added
from nkr_audit.recording.wording import event_text, voucher_text
from nkr_importers.rendering import render_open

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_audit.recording.model import NewEvent, NewVoucher

FOLDER: Final = "registrerat"


def file_for(ledger: Ledger, grant_id: str, year: int) -> Path:
    """The file that holds what is recorded for a grant and dated in a year."""
    return ledger.root / FOLDER / f"{grant_id}-{year}.beancount"


def contents_with(
    ledger: Ledger,
    grant_id: str,
    vouchers: Iterable[NewVoucher],
    event: NewEvent | None = None,
    opens: Iterable[str] = (),
) -> dict[Path, bytes]:
    """Return what each file shall hold with this added to it, the main ledger last.

    ``opens`` are accounts to open, from the first day of the first year that has a voucher.
    Raises NkrError when a file of that name is there but is no part of the book.
    """
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for voucher in vouchers:
        year = voucher.day.year
        texts[year].append(voucher_text(voucher, file_for(ledger, grant_id, year)))
    if opened := sorted(set(opens)):
        first = min(texts)
        texts[first].insert(
            0, "".join(render_open(date(first, 1, 1), account) for account in opened)
        )
    if event is not None:
        texts[event.day.year].append(event_text(event, grant_id))
    return with_added(
        ledger,
        {
            file_for(ledger, grant_id, year): "".join(f"\n{part}" for part in texts[year])
            for year in sorted(texts)
        },
    )
