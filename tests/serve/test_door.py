"""The door: nothing behind it without a login, and no way round the login."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING

import pytest
import requests

from nkr_audit.serve.login import target_of
from nkr_audit.serve.settings import Limits
from tests.serve.serving import PASSWORD, TIMEOUT, Browser, logged_in, routes, serving, token

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serve.serving import Served

ROUTES = sorted({(method, path) for _, method, path in routes()})


def test_every_route_of_fava_is_tried() -> None:
    assert len({path for _, path in ROUTES}) > 45
    assert ("GET", "/uppsala/api/source") in ROUTES
    assert ("PUT", "/uppsala/api/add_entries") in ROUTES


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda each: str(each))
def test_no_route_answers_without_a_login(shared: Served, method: str, path: str) -> None:
    answer = Browser(shared).ask(method, path)
    assert answer.status_code == (405 if method == "OPTIONS" else 401)
    assert b"Exempel" not in answer.content


def test_what_is_answered_before_login_does_not_tell_which_books_there_are(shared: Served) -> None:
    visitor = Browser(shared)
    for headers in ({}, {"Accept": "text/html"}):
        answers = [
            visitor.get(f"/{name}/journal/", headers=headers)
            for name in ("uppsala", "skane", "finns-inte")
        ]
        assert len({answer.status_code for answer in answers}) == 1
        assert len({answer.text for answer in answers}) == 1
        assert len({frozenset(answer.headers) for answer in answers}) == 1


def test_a_book_that_one_may_not_see_is_like_one_that_is_not_there(
    shared: Served, auditor: Browser
) -> None:
    for path in ("/", "/journal/", "/api/ledger_data", "/document/?filename=x", "/api/source"):
        theirs, nobodys = auditor.get(f"/skane{path}"), auditor.get(f"/finns-inte{path}")
        assert (theirs.status_code, theirs.text) == (404, nobodys.text)
        assert {**theirs.headers, "Date": ""} == {**nobodys.headers, "Date": ""}
    assert logged_in(shared, "ekonom1").get("/skane/journal/").status_code == 200
    assert "skane" not in auditor.get("/uppsala/api/ledger_data").text


def test_health_is_answered_to_anyone_and_says_nothing_else(shared: Served) -> None:
    answer = Browser(shared).get("/halsa")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Server"] == "nkr"


def test_a_page_is_shown_after_the_login_that_it_asked_for(shared: Served) -> None:
    browser = Browser(shared)
    asked = browser.get("/uppsala/journal/?time=2026", headers={"Accept": "text/html"})
    assert asked.headers["Location"] == "/logga-in?till=/uppsala/journal/%3Ftime%3D2026"
    form = browser.get(asked.headers["Location"])
    assert 'value="/uppsala/journal/?time=2026"' in form.text
    answer = browser.log_in("revisor1", till="/uppsala/journal/?time=2026")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/uppsala/journal/?time=2026")
    assert browser.get("/uppsala/journal/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["//ond.example", "https://ond.example/", "/\\ond.example", "/\r\nX: 1", "javascript:x", "",
     "/logga-ut", "/a\\b"],
)  # fmt: skip
def test_the_login_leads_nowhere_else(elsewhere: str) -> None:
    assert target_of(elsewhere) == "/"


def test_wrong_password_and_unknown_user_are_answered_alike(shared: Served) -> None:
    browser = Browser(shared)
    wrong = browser.log_in("revisor1", "fel lösenord här")
    unknown = browser.log_in("finns-inte", "fel lösenord här")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text == unknown.text
    assert 'role="alert"' in wrong.text
    assert browser.get("/uppsala/journal/").status_code == 401


def test_the_login_page_is_in_the_browsers_language_and_swedish_else(shared: Served) -> None:
    assert "Användarnamn" in Browser(shared).get("/logga-in").text
    english = Browser(shared, **{"Accept-Language": "en-GB,sv;q=0.5"}).get("/logga-in").text
    assert '<html lang="en">' in english
    assert "User name" in english


def test_a_login_gives_a_new_number_whatever_the_browser_came_with(shared: Served) -> None:
    browser = Browser(shared)
    browser.http.cookies.set("nkr", "planterad", domain="127.0.0.1", path="/")
    browser.log_in("revisor1")
    first = browser.http.cookies["nkr"]
    assert first != "planterad"
    browser.log_in("revisor1")
    assert browser.http.cookies["nkr"] != first
    stale = Browser(shared)
    stale.http.cookies.set("nkr", first)
    assert stale.get("/uppsala/journal/").status_code == 401


def test_the_cookie_is_not_for_scripts_or_other_sites(shared: Served) -> None:
    given = Browser(shared).log_in("revisor1").headers["Set-Cookie"]
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given


@pytest.mark.parametrize(
    "changed",
    [{"csrf": ""}, {"csrf": "gissad"}, None],
    ids=["no token", "another token", "another site"],
)
def test_a_login_from_elsewhere_is_refused(shared: Served, changed: dict[str, str] | None) -> None:
    browser = Browser(shared)
    form = {"csrf": token(browser.get("/logga-in")), "namn": "revisor1", "losenord": PASSWORD}
    headers = {} if changed else {"Origin": "https://ond.example"}
    answer = browser.ask("POST", "/logga-in", data={**form, **(changed or {})}, headers=headers)
    assert answer.status_code == 403
    assert "nkr" not in browser.http.cookies


def test_logging_out_needs_the_token_and_ends_the_session(shared: Served) -> None:
    browser = logged_in(shared, "revisor1")
    number = browser.http.cookies["nkr"]
    assert browser.ask("POST", "/logga-ut").status_code == 403
    assert browser.ask("GET", "/logga-ut").status_code == 405
    page = browser.get("/uppsala/journal/")
    answer = browser.ask("POST", "/logga-ut", data={"csrf": token(page)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/logga-in")
    browser.http.cookies.set("nkr", number)
    assert browser.get("/uppsala/journal/").status_code == 401


@pytest.mark.parametrize("host", ["ond.example", "127.0.0.1", "", "localhost:1"])
def test_another_host_is_refused(shared: Served, host: str) -> None:
    answer = Browser(shared).get("/logga-in", headers={"Host": host})
    assert answer.status_code == 400


def test_too_many_wrong_passwords_lock_the_name_at_that_address(served: Served) -> None:
    browser = Browser(served)
    answers = [browser.log_in("revisor1", "fel lösenord här") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 20
    assert browser.log_in("revisor1").status_code == 429  # also with the right one
    assert "Vänta 1 minut." in browser.log_in("revisor1").text
    assert browser.log_in("ekonom1").status_code == 303


def test_a_session_not_used_ends_and_fava_asking_for_changes_is_no_use(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(idle=1.5, absolute=60)) as served:
        browser = logged_in(served, "revisor1")
        for _ in range(4):
            assert browser.get("/uppsala/api/events").status_code == 200
            time.sleep(0.6)
        for _ in range(2):
            assert browser.get("/uppsala/api/changed").status_code == 200
            time.sleep(0.6)
        time.sleep(0.6)
        assert browser.get("/uppsala/api/changed").status_code == 401


def test_a_session_ends_however_much_it_is_used(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(idle=60, absolute=1)) as served:
        browser = logged_in(served, "revisor1")
        assert browser.get("/uppsala/api/events").status_code == 200
        time.sleep(1.2)
        assert browser.get("/uppsala/api/events").status_code == 401


def test_a_large_upload_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(body=10_000)) as served:
        browser = logged_in(served, "ekonom1")
        page = "/uppsala/extension/X/y"
        assert browser.ask("POST", page, data=b"x" * 20_000).status_code == 413
        host, port = served.server.gate.listening
        with socket.create_connection((host, port), timeout=TIMEOUT) as raw:
            raw.sendall(
                f"POST {page} HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"Cookie: nkr={browser.http.cookies['nkr']}\r\n"
                "Transfer-Encoding: chunked\r\n\r\n".encode()
                + (b"2000\r\n" + b"x" * 0x2000 + b"\r\n") * 4 + b"0\r\n\r\n"
            )  # fmt: skip
            assert raw.recv(12).split()[1] in (b"413", b"403")


def test_heavy_pages_are_limited(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(heavy_per_minute=5)) as served:
        browser = logged_in(served, "revisor1")
        path = "/uppsala/api/journal_page?page=1&order=asc"
        codes = [browser.get(path).status_code for _ in range(8)]
        assert codes[:5] == [200] * 5
        assert 429 in codes[5:]
        assert logged_in(served, "revisor1").get(path).status_code == 200


def test_long_addresses_and_odd_methods_are_refused(shared: Served, auditor: Browser) -> None:
    assert auditor.get("/uppsala/journal/?time=" + "x" * 9000).status_code == 414
    assert auditor.ask("TRACE", "/uppsala/journal/").status_code == 405
    assert Browser(shared).get("/halsa", headers={"X": "y" * 40_000}).status_code == 413


def test_every_answer_carries_the_headers(shared: Served, auditor: Browser) -> None:
    for answer in (
        auditor.get("/uppsala/journal/"), auditor.get("/uppsala/api/events"),
        auditor.get("/finns-inte/"), Browser(shared).get("/logga-in"),
        Browser(shared).get("/x", headers={"Host": "ond.example"}),
    ):  # fmt: skip
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_the_log_tells_who_saw_what_but_not_what_they_searched_for(served: Served) -> None:
    browser = logged_in(served, "revisor1")
    browser.get("/uppsala/api/query?query_string=SELECT+account+WHERE+payee='Anna'")
    browser.get(f"/uppsala/document/?filename={served.main.parent}/underlag/A42.pdf")
    Browser(served).log_in("hemligt-lösenord-i-fel-ruta", "x")
    text = served.log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    seen = [line for line in lines if line.get("vag") == "/uppsala/api/query"]
    assert [(line["anvandare"], line["bok"], line["status"]) for line in seen] == [
        ("revisor1", "uppsala", 200)
    ]
    assert [line["dokument"] for line in lines if "dokument" in line] == ["underlag/A42.pdf"]
    assert {"inloggad", "inloggning nekad"} <= {line.get("handelse") for line in lines}
    assert "Anna" not in text
    assert "hemligt" not in text
    assert served.log.stat().st_mode & 0o077 == 0
    assert served.users.stat().st_mode & 0o077 == 0


def test_a_request_that_is_no_http_gets_a_short_answer(shared: Served) -> None:
    host, port = shared.server.gate.listening
    with socket.create_connection((host, port), timeout=TIMEOUT) as raw:
        raw.sendall(b"nonsens\r\n\r\n")
        answer = raw.recv(4000)
    assert b"Traceback" not in answer
    assert requests.get(f"{shared.url}/halsa", timeout=TIMEOUT).ok
