"""A large book: each page is made of one part of it, not of the whole."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nkr_audit.demo.large import write_large_book
from nkr_audit.web.pages import PAGES
from tests.web.serving import Pages, with_pages

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 2.0  # for 5 000 vouchers; generous, as other work may share the machine


def test_no_page_of_a_large_book_takes_long(tmp_path: Path) -> None:
    book = with_pages(write_large_book(tmp_path, 5_000))
    pages = Pages(book)
    for name in PAGES:
        address = "" if name == "oversikt" else name
        start = time.monotonic()
        answer = pages.get(f"{address}?nr=2026-A8" if name == "verifikation" else address)
        assert time.monotonic() - start < SECONDS, name
        assert answer.status_code == 200
        assert answer.text.count("<tr") < 600
