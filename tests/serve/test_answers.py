"""What the server gives to all alike: style sheets, answers kept, and how it says what is wrong."""

from __future__ import annotations

import gzip
import http.client
import re
from typing import TYPE_CHECKING

import pytest

from nkr_audit.serve import snapshot
from nkr_audit.serve.answers import Answers
from nkr_audit.serve.pages import TOO_LARGE
from nkr_audit.serve.settings import Limits
from tests.ledgers import COST, SOUND
from tests.serve.serving import Browser, Served, logged_in, serving

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = ("stil.css", "formular.css")
OURS = "/uppsala/extension/Granskning/"
JOURNAL = "/uppsala/api/journal_page?page=1&order=asc"


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_is_kept_by_the_browser(auditor: Browser, name: str) -> None:
    answer = auditor.get(f"{OURS}{name}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=3600"


@pytest.mark.parametrize("name", SHEETS)
def test_the_way_to_the_login_is_not_kept_in_place_of_a_style_sheet(
    shared: Served, name: str
) -> None:
    for headers in ({}, {"Accept": "text/html"}):
        answer = Browser(shared).get(f"{OURS}{name}", headers=headers)
        assert answer.status_code in (303, 401)
        assert answer.headers["Cache-Control"] == "no-store"
    assert Browser(shared).get("/static/app.js").headers["Cache-Control"] == "no-store"


def test_pages_are_not_kept_by_the_browser(auditor: Browser) -> None:
    for page in ("", "stil", "tabell?fran=rader&tabell=rader&format=csv"):
        assert auditor.get(f"{OURS}{page}").headers["Cache-Control"] == "no-store"


def test_style_sheets_take_nothing_from_the_bucket_of_heavy_pages(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(heavy_per_minute=2)) as served:
        browser = logged_in(served, "revisor1")
        assert {browser.get(f"{OURS}stil.css").status_code for _ in range(5)} == {200}
        assert browser.get(f"{OURS}avrakning").status_code == 200
        codes = [browser.get(f"{OURS}avrakning").status_code for _ in range(4)]
        assert 429 in codes
        assert browser.get(f"{OURS}stil.css").status_code == 200


@pytest.mark.parametrize(("language", "said"), [("sv", TOO_LARGE.sv), ("en", TOO_LARGE.en)])
def test_what_is_too_large_is_answered_by_a_page(tmp_path: Path, language: str, said: str) -> None:
    with serving(tmp_path, limits=Limits(body=100_000)) as served:
        browser = logged_in(served, "ekonom1")
        answer = browser.ask(
            "POST", f"{OURS}bifoga", data=b"x" * 350_000, headers={"Accept-Language": language}
        )
        assert answer.status_code == 413
        assert said in answer.text
        assert answer.headers["Content-Type"].startswith("text/html")
        assert browser.get(f"{OURS}avrakning").status_code == 200  # over the same connection


def test_what_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(body=10_000)) as served:
        host, port = served.server.gate.listening
        connection = http.client.HTTPConnection(host, port, timeout=10)
        connection.putrequest("POST", f"{OURS}bifoga")
        connection.putheader("Content-Length", str(1 << 40))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_an_upload_of_unknown_length_that_is_too_large_is_refused_too(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(body=20_000)) as served:
        browser = logged_in(served, "ekonom1")
        page = browser.get(f"{OURS}registrera").text
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found is not None
        answer = browser.ask(
            "POST", f"{OURS}registrera", data=iter([b"x" * 10_000] * 5),
            headers={"X-CSRF-Token": found[1], "Content-Type": "multipart/form-data; boundary=x"},
        )  # fmt: skip
        assert answer.status_code in (400, 413)


def test_an_answer_is_worked_out_once_and_is_the_same(shared: Served, auditor: Browser) -> None:
    first = auditor.get(JOURNAL)
    assert first.headers["Content-Encoding"] == "gzip"
    again = auditor.get(JOURNAL)
    assert again.content == first.content
    plain = auditor.get(JOURNAL, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == first.content
    assert "A42" in first.json()["data"]["journal"]
    kept = shared.server.books._served["uppsala"].snapshot.answers
    assert kept.get(("/uppsala/api/journal_page?page=1&order=asc", "sv")) is not None


def test_an_answer_follows_the_book_and_the_language(served: Served) -> None:
    browser = logged_in(served, "revisor1")
    before = browser.get(JOURNAL).json()["data"]["journal"]
    served.main.write_text(SOUND + COST.replace("A42", "A43"), encoding="utf-8")
    served.server.books.refresh("uppsala")
    after = browser.get(JOURNAL).json()["data"]["journal"]
    assert "A43" in after
    assert "A43" not in before
    statement = "/uppsala/api/income_statement"
    said = [
        browser.get(statement, headers={"Accept-Language": one}).text for one in ("sv", "en", "sv")
    ]
    assert said[0] == said[2] != said[1]


def test_an_answer_that_is_kept_is_still_only_for_who_may_see_the_book(shared: Served) -> None:
    path = JOURNAL.replace("uppsala", "skane")
    assert logged_in(shared, "ekonom1").get(path).status_code == 200
    assert logged_in(shared, "revisor1").get(path).status_code == 404
    assert Browser(shared).get(path).status_code == 401


def test_no_more_is_kept_than_there_is_room_for() -> None:
    answers = Answers(most=1000)
    for number in range(50):
        answers.put((f"/{number}", "sv"), b"x" * 100)
    kept = [number for number in range(50) if answers.get((f"/{number}", "sv"))]
    assert kept == list(range(50 - len(kept), 50))
    assert 5 <= len(kept) < 10
    answers.put(("/stor", "sv"), gzip.compress(b"y") + b"x" * 2000)
    assert answers.get(("/stor", "sv")) is None
    assert answers._size == 0
    answers.put(("/a", "sv"), b"x" * 100)
    answers.put(("/a", "sv"), b"x" * 50)
    assert answers._size == 52


def test_a_journal_that_is_too_long_is_refused_with_what_to_do(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST_ENTRIES", 12)
    browser = logged_in(served, "revisor1")
    answer = browser.get(JOURNAL)
    assert answer.status_code == 400
    assert "Välj en kortare tid" in answer.json()["error"]
    assert browser.get(f"{JOURNAL}&time=2026-06").status_code == 200


def test_a_page_does_not_carry_every_link_of_a_large_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST_LINKS", 1)
    with serving(tmp_path) as served:
        data = logged_in(served, "revisor1").get("/uppsala/api/ledger_data").json()["data"]
        assert data["links"] == []
        assert data["accounts"]
