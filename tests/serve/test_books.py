"""The books that are served: never changed under a reader, swapped whole, and never code."""

from __future__ import annotations

import gc
import time
import weakref
from typing import TYPE_CHECKING

import pytest
from fava.core import FavaLedger

from nkr_audit.errors import NkrError
from nkr_audit.programme_file import load_programmes
from nkr_audit.serve.books import Books, book_names
from nkr_audit.serve.snapshot import Snapshot, read_facts
from tests.ledgers import COST, FAULTY, SOUND, as_json, book, write
from tests.serve.serving import logged_in, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serve.serving import Served

MORE = COST.replace("A42", "A43").replace("Driftplattform", "Nytt arbete")


def test_a_changed_book_is_swapped_in_without_a_request_loading_it(served: Served) -> None:
    browser = logged_in(served, "revisor1")
    page = "/uppsala/api/journal_page?page=1&order=asc"
    first = browser.get(page)
    assert "Nytt arbete" not in first.text
    with served.main.open("a", encoding="utf-8") as file:
        file.write(MORE)
    served.server.books.refresh("uppsala")
    second = browser.get(page)
    assert "Nytt arbete" in second.text
    assert int(second.json()["mtime"]) > int(first.json()["mtime"])


def test_the_watch_finds_the_change_by_itself(served: Served) -> None:
    browser = logged_in(served, "revisor1")
    with served.main.open("a", encoding="utf-8") as file:
        file.write(MORE)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if "Nytt arbete" in browser.get("/uppsala/api/journal_page?page=1&order=asc").text:
            return
        time.sleep(0.3)
    pytest.fail("the change was not found")


def test_who_is_reading_keeps_the_state_that_was_begun_with(tmp_path: Path) -> None:
    main = book(tmp_path / "a")
    facts = read_facts(main, load_programmes(None))
    old = Snapshot(facts, "a")
    write(main, SOUND + MORE)
    assert old.changed() is False
    assert len(old.all_entries) == len(facts.ledger.entries)


def test_a_book_that_cannot_be_read_any_more_is_shown_as_it_was(served: Served) -> None:
    books = served.server.books
    browser = logged_in(served, "revisor1")
    write(served.main, SOUND + 'plugin "os"\n')
    books.refresh("uppsala")
    assert books.fault("uppsala") is not None
    assert browser.get("/uppsala/journal/").status_code == 200
    write(served.main, SOUND + MORE)
    books.refresh("uppsala")
    assert books.fault("uppsala") is None


@pytest.mark.parametrize(
    "line",
    [
        'plugin "kod"', 'option "insert_pythonpath" "True"',
        '2026-01-01 custom "fava-extension" "kod"',
        '2026-01-01 custom "fava-option" "import-config" "kod.py"', 'include "../x.beancount"',
    ],
)  # fmt: skip
def test_a_book_that_would_run_code_is_not_served(tmp_path: Path, line: str) -> None:
    main = book(tmp_path / "a", f"{SOUND}{line}\n")
    write(tmp_path / "a" / "kod.py", f"open({str(tmp_path / 'ran')!r}, 'w')")
    write(tmp_path / "x.beancount", "")
    with pytest.raises(NkrError):
        Books(book_names([main]), load_programmes(None))
    assert not (tmp_path / "ran").exists()


def test_what_lies_in_the_books_folder_does_not_take_the_place_of_our_pages(tmp_path: Path) -> None:
    main = book(tmp_path / "a", f'{SOUND}2026-01-01 custom "fava-extension" "nkr_audit.web"\n')
    write(tmp_path / "a" / "nkr_audit" / "__init__.py", f"open({str(tmp_path / 'ran')!r}, 'w')")
    write(tmp_path / "a" / "nkr_audit" / "web.py", f"open({str(tmp_path / 'ran')!r}, 'w')")
    Books(book_names([main]), load_programmes(None))
    assert not (tmp_path / "ran").exists()


def test_fava_shows_the_findings_of_nkr_check(tmp_path: Path) -> None:
    main = book(tmp_path / "a", FAULTY)
    shown = Snapshot(read_facts(main, load_programmes(None)), "a").load_errors
    codes = sorted(error.message.split()[1] for error in shown)
    assert codes == sorted(finding["code"] for finding in as_json("check", main)["findings"])


def test_the_entries_are_those_that_fava_itself_would_load(tmp_path: Path) -> None:
    main = book(tmp_path / "a")
    ours = Snapshot(read_facts(main, load_programmes(None)), "a")
    favas = FavaLedger(str(main), poll_watcher=True)
    assert list(ours.all_entries) == list(favas.all_entries)
    assert ours.attributes.accounts == favas.attributes.accounts


def test_an_old_state_is_let_go_of(tmp_path: Path) -> None:
    main = book(tmp_path / "a")
    books = Books(book_names([main]), load_programmes(None))
    old = weakref.ref(books._served["a"].snapshot.accounts)
    assert old() is not None
    write(main, SOUND + MORE)
    books.refresh("a")
    gc.collect()
    assert old() is None


def test_books_are_named_by_their_folders_and_never_alike(tmp_path: Path) -> None:
    one, two = tmp_path / "Västra Götaland" / "main.beancount", tmp_path / "b" / "x.beancount"
    assert list(book_names([one, two])) == ["västra-götaland", "b"]
    with pytest.raises(NkrError, match="heta västra"):
        book_names([one, tmp_path / "västra-götaland" / "main.beancount"])
    with pytest.raises(NkrError, match="heta static"):
        book_names([tmp_path / "static" / "main.beancount"])


def test_a_book_with_swedish_letters_in_its_name_has_an_address(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        main = book(tmp_path / "Värmland åäö")
        books = Books(book_names([served.main, main]), load_programmes(None))
        served.server.books._served.update(books._served)
        browser = logged_in(served, "admin1")
        assert browser.get("/värmland-åäö/journal/").status_code == 200
        assert browser.get("/v%C3%A4rmland-%C3%A5%C3%A4%C3%B6/api/events").status_code == 200
