"""A sound year of every ordinary kind of voucher gives no finding at all, not even a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledgers import as_json, write
from tests.sound_book import sound_book

if TYPE_CHECKING:
    from pathlib import Path


def test_a_sound_year_gives_no_findings(tmp_path: Path) -> None:
    book = sound_book()
    ledger = write(tmp_path / "main.beancount", book.text())
    for name in book.files:
        write(tmp_path / name, "%PDF-")
    assert len(book.vouchers) >= 500
    assert as_json("check", ledger)["findings"] == []
