"""Inside: what a user who is logged in gets at, and what nobody does."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from nkr_audit.serve import snapshot as state
from nkr_audit.serve.allowed import DATA, PAGES
from tests.ledgers import COST, SOUND, snapshot
from tests.serve.serving import Browser, add_document, logged_in, routes, serving, token

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serve.serving import Served

RULES = [(method, endpoint, path) for endpoint, method, path in routes()]
WRITING = sorted(
    {(method, path) for method, _, path in RULES if method in ("POST", "PUT", "DELETE")}
)
REFUSED = sorted(
    path
    for method, endpoint, path in RULES
    if method == "GET" and endpoint not in PAGES | DATA and endpoint != "jump"
)


def test_the_list_knows_every_route_of_fava() -> None:
    """A Fava with another route fails here, so that somebody decides about it."""
    endpoints = {endpoint for _, endpoint, _ in RULES}
    assert endpoints >= PAGES | DATA
    assert endpoints - PAGES - DATA == {
        "jump", "download_journal",
        *(f"json_api.get_{name}" for name in (
            "extract", "source", "source_slice", "imports", "options", "journal", "narrations",
            "payee_accounts", "payee_transaction", "narration_transaction",
        )),
        *(f"json_api.put_{name}" for name in (
            "move", "source", "source_slice", "format_source", "add_document", "attach_document",
            "add_entries", "upload_import_file",
        )),
        "json_api.delete_source_slice", "json_api.delete_document",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["revisor1", "ekonom1", "admin1"])
def test_no_route_of_favas_that_writes_is_open_to_anyone(shared: Served, name: str) -> None:
    before = snapshot(shared.main.parent)
    browser = logged_in(shared, name)
    headers = {"X-CSRF-Token": token(browser.get("/uppsala/journal/"))}
    body = {"file_path": str(shared.main), "source": "", "sha256sum": "", "entries": []}
    for method, path in WRITING:
        answer = browser.ask(method, path, json=body, headers=headers)
        assert answer.status_code in (403, 404), (method, path)
        if "/extension/" not in path:
            assert answer.status_code == 403
    assert snapshot(shared.main.parent) == before


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_not_on_the_list_is_refused(auditor: Browser, path: str) -> None:
    assert auditor.get(path).status_code == 403


@pytest.mark.parametrize("name", ["editor", "import", "options"])
def test_favas_own_writing_pages_are_not_there(auditor: Browser, name: str) -> None:
    assert auditor.get(f"/uppsala/{name}/").status_code == 403


def test_jump_does_not_lead_out(auditor: Browser) -> None:
    answer = auditor.get("/jump?x=1", headers={"Referer": "https://ond.example/"})
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_extract_and_source_read_no_file(shared: Served, auditor: Browser) -> None:
    secret = shared.folder / "hemlig.txt"
    secret.write_text("hemligt", encoding="utf-8")
    for path in (
        f"extract?filename={secret}&importer=x", f"source?filename={secret}",
        f"source?filename={shared.main}",
    ):  # fmt: skip
        answer = auditor.get(f"/uppsala/api/{path}")
        assert answer.status_code == 403
        assert "hemligt" not in answer.text


def test_unsafe_requests_need_a_right_and_a_token(shared: Served) -> None:
    page = "/uppsala/extension/FinnsInte/skriv"
    auditor, accountant = logged_in(shared, "revisor1"), logged_in(shared, "ekonom1")
    good = {"X-CSRF-Token": token(accountant.get("/uppsala/journal/"))}
    theirs = {"X-CSRF-Token": token(auditor.get("/uppsala/journal/"))}
    codes = [
        auditor.ask("POST", page, headers=theirs).status_code,
        accountant.ask("POST", page).status_code,
        accountant.ask("POST", page, headers=theirs).status_code,
        accountant.ask("POST", page, headers={**good, "Origin": "https://ond.example"}).status_code,
        accountant.ask("POST", page, headers={**good, "Sec-Fetch-Site": "cross-site"}).status_code,
        accountant.ask("POST", page, headers=good).status_code,
        accountant.ask("POST", page, data={"csrf": good["X-CSRF-Token"]}).status_code,
    ]
    assert codes == [403, 403, 403, 403, 403, 404, 404]  # there is no such page: let through


def test_a_document_is_an_attachment_that_the_browser_does_not_guess_about(
    shared: Served, auditor: Browser
) -> None:
    name = f"{shared.main.parent}/underlag/A42.pdf"
    answer = auditor.get(f"/uppsala/document/?filename={quote(name)}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    shown = auditor.get(f"/uppsala/document/?filename={quote(name)}&visa=1")
    assert shown.headers["Content-Type"] == "application/pdf"
    assert "attachment" not in shown.headers.get("Content-Disposition", "")
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<script>alert(1)</script>"),
        ("b.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("c.pdf", "<html><script>alert(1)</script>"),
        ("d.xml", "<?xml version='1.0'?><x/>"),
    ],
)
def test_what_could_run_is_never_shown(served: Served, name: str, content: str) -> None:
    path = add_document(served, name, content)
    browser = logged_in(served, "revisor1")
    for question in ("", "&visa=1"):
        answer = browser.get(f"/uppsala/document/?filename={quote(path)}{question}")
        assert answer.text == content
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_only_the_books_own_documents_are_sent(served: Served) -> None:
    root = served.main.parent
    secret = served.folder / "hemlig.txt"
    secret.write_text("hemligt", encoding="utf-8")
    (root / "underlag" / "lank.pdf").symlink_to(secret)
    with served.main.open("a", encoding="utf-8") as file:
        file.write('option "title" "Bok"\n1900-01-01 custom "fava-option" "import-dirs" ".."\n')
        for name in ("underlag/lank.pdf", "../hemlig.txt"):
            file.write(f'2026-06-30 document Kostnader:NKR2026:5420-Programvaror "{name}"\n')
    served.server.books.refresh("uppsala")
    browser = logged_in(served, "revisor1")
    for name in (
        str(secret), f"{root}/../hemlig.txt", f"{root}/underlag/lank.pdf", "../hemlig.txt",
        f"{root}/main.beancount", f"{root}/underlag/../underlag/A42.pdf", "/etc/passwd",
        str(served.users), f"{root}/underlag/A42.pdf\0", "",
    ):  # fmt: skip
        answer = browser.get("/uppsala/document/", params={"filename": name})
        assert answer.status_code == 404, name
        assert "hemligt" not in answer.text


def test_texts_in_the_book_are_texts_on_the_page(tmp_path: Path) -> None:
    hostile = SOUND.replace("Driftplattform juni", "<img src=x onerror=alert(1)>")
    with serving(tmp_path, hostile) as served:
        browser = logged_in(served, "revisor1")
        for page in ("journal_page?page=1&order=asc", "account_report?a=Kostnader"):
            text = browser.get(f"/uppsala/api/{page}").json()["data"]["journal"]
            assert "&lt;img" in text
            assert "<img" not in text
            assert "<li class='transaction" in text


@pytest.mark.parametrize(
    "query",
    [
        ".output {file}", ".set format csv", ".run", "CREATE TABLE x USING 'csv:{file}'",
        "INSERT INTO x VALUES (1)", "PRINT", "BALANCES", "JOURNAL", "reload", ".help", "help",
        "set format csv", "exit", "  .output {file}", "run '.output {file}'", "select", "",
        "SELECT account WHERE account ~ '(a+)+$'", "SELECT account WHERE payee ~ '(a|aa)*b'",
        "SELECT " + "account, " * 500 + "account", "run finns-inte", "EXPLAIN SELECT account",
    ],
)  # fmt: skip
def test_nothing_but_a_select_is_answered(shared: Served, auditor: Browser, query: str) -> None:
    file = shared.folder / "skriven"
    answer = auditor.get("/uppsala/api/query", params={"query_string": query.format(file=file)})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert not file.exists()
    download = auditor.get(
        "/uppsala/download-query/query_result.csv",
        params={"query_string": query.format(file=file)},
    )
    assert download.status_code == 400
    assert not file.exists()


def test_a_select_can_be_had_as_a_table_and_as_csv_without_formulas(tmp_path: Path) -> None:
    with serving(tmp_path, SOUND.replace('"Driftplattform juni"', '"=1+1"')) as served:
        browser = logged_in(served, "revisor1")
        query = {"query_string": "SELECT narration, number WHERE account ~ 'Kostnader'"}
        found = browser.get("/uppsala/api/query", params=query).json()["data"]
        assert len(found["rows"]) == 1
        answer = browser.get("/uppsala/download-query/query_result.csv", params=query)
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines == ["narration,number", "'=1+1,40000.00"]
        asked = browser.get("/uppsala/download-query/query_result.xlsx", params=query)
        assert asked.status_code == 400


@pytest.mark.parametrize("field", ["filter", "account"])
def test_a_filter_that_would_take_for_ever_is_refused(auditor: Browser, field: str) -> None:
    for pattern in ('payee:"(a+)+$"', "(a+)+$", "(.*.*)*x", "x" * 3000):
        answer = auditor.get("/uppsala/api/events", params={field: pattern})
        assert answer.status_code == 400
    assert auditor.get("/uppsala/api/events", params={field: "Kostnader"}).status_code in (200, 400)


def test_an_account_with_too_much_for_a_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path) as served:
        browser = logged_in(served, "revisor1")
        page = "/uppsala/api/account_report?a=Kostnader"
        assert browser.get(page).status_code == 200
        monkeypatch.setattr(state, "MOST_ENTRIES", 2)
        answer = browser.get(f"{page}&interval=year")  # another question, not answered yet
        assert answer.status_code == 400
        assert "Välj ett underkonto eller en kortare tid" in answer.json()["error"]


def _year(year: int) -> str:
    cost = COST.replace("2026-06-30", f"{year}-06-30").replace("A42", f"A{year}")
    return cost.replace("40000.00", f"{year}.00")


def test_each_of_many_at_once_gets_the_rows_of_the_own_filter(tmp_path: Path) -> None:
    years = range(2027, 2035)
    text = SOUND + "".join(_year(year) for year in years)
    wrong: list[object] = []
    with serving(tmp_path, text) as served:
        one = logged_in(served, "revisor1")
        cookie = one.http.cookies["nkr"]

        def ask(seed: int) -> None:
            browser = Browser(served)
            browser.http.cookies.set("nkr", cookie)
            mixed = random.Random(seed)  # noqa: S311
            for _ in range(63):
                year = mixed.choice(years)
                kind = mixed.choice(("query", "journal", "csv"))
                try:
                    right = _asked(browser, kind, year)
                except Exception as error:  # noqa: BLE001 (told to the test)
                    right = repr(error) == ""
                    wrong.append(error)
                if not right:
                    wrong.append((kind, year))

        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def _asked(browser: Browser, kind: str, year: int) -> bool:
    """Ask for one year's costs, and tell whether they and nothing else came."""
    query = "SELECT number WHERE account ~ 'Kostnader' AND flag != 'S'"
    params = {"time": str(year), "query_string": query}
    if kind == "query":
        answer = browser.get("/uppsala/api/query", params=params).json()
        return [float(row[0]) for row in answer["data"]["rows"]] == [float(year)]
    if kind == "csv":
        answer_csv = browser.get("/uppsala/download-query/query_result.csv", params=params)
        return answer_csv.content.decode("utf-8-sig").split() == ["number", f"{year}.00"]
    order = "asc" if year % 2 else "desc"
    page = f"/uppsala/api/journal_page?page=1&order={order}&time={year}&filter=%5EA{year}"
    text = browser.get(page).json()["data"]["journal"]
    return f"{year}-06-30" in text and text.count("<li class='transaction") == 1
