"""A real server on a free port, and a small browser that keeps its cookies."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import requests
from fava.application import create_app

from nkr_audit.programme_file import load_programmes
from nkr_audit.serve.books import book_names
from nkr_audit.serve.passwords import hashed
from nkr_audit.serve.server import Server, make_server
from nkr_audit.serve.settings import Limits, Settings
from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import Role, User, plain
from tests.ledgers import SOUND, book, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PASSWORD = "rätt häst batteri klammer"  # noqa: S105 (of the tests only)
HASH = hashed(PASSWORD)
PEOPLE: Mapping[str, Mapping[str, Role]] = {
    "revisor1": {"uppsala": "granskare"},
    "ekonom1": {"uppsala": "ekonom", "skane": "ekonom"},
    "admin1": {"*": "admin"},
}
TIMEOUT = 30
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Served(NamedTuple):
    """A server that runs, and where its things lie."""

    server: Server
    url: str
    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "atkomst.jsonl"

    @property
    def users(self) -> Path:
        return self.folder / "anvandare.toml"

    @property
    def main(self) -> Path:
        return self.folder / "uppsala" / "main.beancount"


def write_users(path: Path, people: Mapping[str, Mapping[str, Role]] = PEOPLE) -> None:
    with changing_users(path) as accounts:
        for name, roles in people.items():
            accounts[plain(name)] = Account(User(name, dict(roles)), HASH)


@contextmanager
def serving(folder: Path, text: str = SOUND, **choices: Any) -> Iterator[Served]:
    """Serve two books with the users above until the test is done."""
    main = book(folder / "uppsala", text)
    other = book(folder / "skane")
    write_users(folder / "anvandare.toml")
    settings = Settings(**{"port": 0, "limits": Limits(heavy_per_minute=100_000), **choices})
    server = make_server(
        book_names([main, other]), folder / "anvandare.toml", folder / "atkomst.jsonl",
        settings, load_programmes(None),
    )  # fmt: skip
    thread = threading.Thread(target=server.start, kwargs={"minutes": 5}, daemon=True)
    thread.start()
    host, port = server.gate.listening
    scheme = "https" if settings.tls else "http"
    try:
        yield Served(server, f"{scheme}://{host}:{port}", folder)
    finally:
        server.stop()
        thread.join(timeout=20)


class Browser:
    """Somebody who visits the server."""

    def __init__(self, served: Served, **headers: str) -> None:
        self.url = served.url
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers.update(headers)

    def get(self, path: str, **choices: Any) -> requests.Response:
        return self.ask("GET", path, **choices)

    def ask(self, method: str, path: str, **choices: Any) -> requests.Response:
        choices = {"timeout": TIMEOUT, "allow_redirects": False, **choices}
        return self.http.request(method, self.url + path, **choices)

    def page(self, path: str) -> requests.Response:
        """Go to a page as a person does, wherever that leads."""
        return self.get(path, headers={"Accept": "text/html"}, allow_redirects=True)

    def log_in(self, name: str, password: str = PASSWORD, till: str = "/") -> requests.Response:
        return self.ask(
            "POST", "/logga-in",
            data={
                "csrf": token(self.get("/logga-in")), "namn": name, "losenord": password,
                "till": till,
            },
        )  # fmt: skip


def logged_in(served: Served, name: str) -> Browser:
    browser = Browser(served)
    assert browser.log_in(name).status_code == 303
    return browser


def token(page: requests.Response) -> str:
    """The token of the forms on a page."""
    found = _CSRF.search(page.text)
    assert found is not None, page.text[:500]
    return found[1]


def add_document(served: Served, name: str, content: str) -> str:
    """Put a document into the book of Uppsala, and return the name that Fava has for it."""
    path = write(served.main.parent / "underlag" / name, content)
    with served.main.open("a", encoding="utf-8") as file:
        file.write(
            f'2026-06-30 document Kostnader:NKR2026:5420-Programvaror "underlag/{name}" ^A42\n'
        )
    served.server.books.refresh("uppsala")
    return str(path)


def routes() -> list[tuple[str, str, str]]:
    """Every endpoint of Fava's with each of its methods, and an address that leads to it."""
    filled = {"bfile": "uppsala", "aggregation_key": "account", "report_name": "journal"}
    found = []
    for rule in create_app([]).url_map.iter_rules():
        built = rule.build({name: filled.get(name, "x") for name in rule.arguments})
        assert built is not None
        found += [(rule.endpoint, method, built[1]) for method in sorted(rule.methods or ())]
    return found
