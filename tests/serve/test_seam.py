"""What our own pages are given by the server that they run in."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from nkr_audit.serve import seam, snapshot
from tests.serve.serving import Browser, logged_in, serving, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.serve.serving import Served

PAGE = "/uppsala/extension/SamplePages"
NOTE = '2026-07-01 note Tillgångar:Bank "Skriven på sidan"\n'


@pytest.fixture
def with_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(snapshot, "PAGES", "tests.serve.sample_pages")
    with serving(tmp_path) as served:
        yield served


def test_who_may_only_read_sees_no_form_and_cannot_send_one(with_pages: Served) -> None:
    auditor = logged_in(with_pages, "revisor1")
    page = auditor.get(f"{PAGE}/")
    assert "Prov för revisor1" in page.text
    assert 'action="write"' not in page.text
    answer = auditor.ask("POST", f"{PAGE}/write", data={"csrf": token(page), "text": NOTE})
    assert answer.status_code == 403
    assert NOTE not in with_pages.main.read_text("utf-8")


def test_what_is_written_is_seen_in_the_answer(with_pages: Served) -> None:
    accountant = logged_in(with_pages, "ekonom1")
    page = accountant.get(f"{PAGE}/")
    assert 'action="write"' in page.text
    answer = accountant.ask("POST", f"{PAGE}/write", data={"csrf": token(page), "text": NOTE})
    assert (answer.status_code, answer.text) == (200, "ekonom1 uppsala 1")
    auditor = logged_in(with_pages, "revisor1")
    text = auditor.get("/uppsala/api/journal_page?page=1&order=asc").text
    assert "Skriven p" in text


def test_reading_while_the_book_is_written_gives_whole_states_only(with_pages: Served) -> None:
    accountant = logged_in(with_pages, "ekonom1")
    csrf = token(accountant.get(f"{PAGE}/"))
    cookie = accountant.http.cookies["nkr"]
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        browser = Browser(with_pages)
        browser.http.cookies.set("nkr", cookie)
        last = 0
        while not done.is_set():
            answer = browser.get("/uppsala/api/query?query_string=SELECT+comment+FROM+%23notes")
            count = len(answer.json()["data"]["rows"]) if answer.ok else -1
            if count < last:
                wrong.append(count)
            last = max(last, count)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    until = time.monotonic() + 60
    for number in range(1, 6):
        answer = accountant.ask("POST", f"{PAGE}/write", data={"csrf": csrf, "text": NOTE})
        assert answer.text.endswith(f" {number}")
        assert time.monotonic() < until
    done.set()
    for reader in readers:
        reader.join(timeout=30)
    assert wrong == []


def test_outside_of_the_server_nobody_has_any_right() -> None:
    assert seam.current_user() is None
    assert seam.csrf_token() == ""
