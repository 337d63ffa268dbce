"""The gate: every request passes it, and nothing behind it is reached without a login.

It stands round the whole application, so that no route and no error of Fava's is seen from outside:
what is answered before the login does not depend on which books there are.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from nkr_audit.serve import csrf, language, pages
from nkr_audit.serve.allowed import RATE_KEY
from nkr_audit.serve.books import USER_KEY
from nkr_audit.serve.documents import VIEWED_KEY
from nkr_audit.serve.headers import secured
from nkr_audit.serve.login import LOGIN, page, redirect
from nkr_audit.serve.sessions import stamp_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from nkr_audit.serve.books import Books
    from nkr_audit.serve.limits import Rate
    from nkr_audit.serve.login import Login
    from nkr_audit.serve.sessions import Session

HEALTH: Final = "/halsa"
_ASSETS: Final = "/_nkr/"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE"})
_LONGEST: Final = 8000
_PIECE: Final = 1 << 16
_BY_PROXY: Final = "nkr.by_proxy"
# Fava asks for this every few seconds by itself; that is no use of the session.
_POLLED: Final = "/api/changed"

_NOT_FOUND = Text("Sidan finns inte.", "No such page.")
_NO_BOOKS = Text(
    "Du har inte tillgång till någon bok här.", "There is no book here that you may read."
)


class Gate:
    """The outermost application. ``hosts`` are the names that the server answers to."""

    def __init__(self, inner: WSGIApplication, books: Books, login: Login, heavy: Rate) -> None:
        self._inner, self._books, self._login, self._heavy = inner, books, login, heavy
        self._settings = login.settings
        self.hosts: frozenset[str] = frozenset()
        self.listening: tuple[str, int] = ("", 0)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, with our headers on, and write in the log what was answered."""
        entry = _Entry(self._login, environ)
        environ[language.KEY] = language.chosen(environ, self._settings.language)
        if self._settings.behind_proxy:
            self._hear_proxy(environ)
        answer = self._before(Request(environ), environ, entry)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            entry.status = int(status[:3])
            own = answer is not None
            headers = secured(headers, environ, entry.status, secure=self._settings.secure, own=own)
            return start_response(status, headers, exc_info)

        body = (answer or self._inner)(environ, start)
        return _Counted(body, entry)

    def _before(self, request: Request, environ: WSGIEnvironment, entry: _Entry) -> Response | None:
        """What is answered here; None when the request may go on to Fava."""
        spoken = environ[language.KEY]
        if request.path == HEALTH and request.method in ("GET", "HEAD"):
            entry.silent = True
            return Response("ok\n", mimetype="text/plain")
        refused = self._malformed(request, environ)
        if refused is not None:
            return refused
        if request.path.startswith(_ASSETS):
            entry.silent = True
            return _asset(request.path.removeprefix(_ASSETS))
        session = self._session(request)
        if session is not None:
            entry.user = session.user.name
            environ[USER_KEY] = session.user
            environ[csrf.KEY] = session.csrf
            key = request.cookies[self._login.cookie]
            environ[RATE_KEY] = lambda: self._heavy.take(key)
        answered = self._login.answer(request, spoken)
        if answered is not None:
            return answered
        if session is None:
            return _ask_for_login(request)
        return self._not_theirs(request, session, entry)

    def _hear_proxy(self, environ: WSGIEnvironment) -> None:
        """Let a proxy that is trusted say whose request it is: the last address is its own word."""
        environ[_BY_PROXY] = environ.get("REMOTE_ADDR") in self._settings.proxies
        if environ[_BY_PROXY]:
            forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            environ["REMOTE_ADDR"] = forwarded[:64] or environ["REMOTE_ADDR"]
            environ["wsgi.url_scheme"] = "https"

    def _malformed(self, request: Request, environ: WSGIEnvironment) -> Response | None:
        """Refuse what no browser of ours would send, or what is too large."""
        length = request.content_length or 0
        if length > self._settings.limits.body:
            # Read first, a little at a time: a browser that is still sending shows no answer.
            _throw_away(environ["wsgi.input"], length)
            spoken = environ[language.KEY]
            return page(pages.message(pages.TOO_LARGE, spoken), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self._settings.behind_proxy and not environ[_BY_PROXY]:
            return _plain(HTTPStatus.FORBIDDEN)
        if environ.get("HTTP_HOST", "").lower() not in self.hosts:
            return _plain(HTTPStatus.BAD_REQUEST)
        if request.method not in _METHODS:
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED)
        if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > _LONGEST:
            return _plain(HTTPStatus.REQUEST_URI_TOO_LONG)
        return None

    def _session(self, request: Request) -> Session | None:
        """The session, as long as its user is still one and has the same password."""
        number = request.cookies.get(self._login.cookie, "")
        if not number:
            return None
        sessions = self._login.sessions
        session = sessions.find(number, use=not request.path.endswith(_POLLED))
        if session is None or session.stamp is None:
            return session
        account = self._login.users.account(session.user.name)
        if account is None or stamp_of(account.password) != session.stamp:
            sessions.end(number)
            return None
        session.user = account.user
        return session

    def _not_theirs(self, request: Request, session: Session, entry: _Entry) -> Response | None:
        """The same answer for a book that the user may not see as for one that is not there."""
        first = request.path.split("/")[1]
        visible = self._books.visible(session.user)
        spoken = request.environ[language.KEY]
        if first in visible:
            entry.book = first
            return None
        if request.path == "/":
            if visible:
                return redirect(f"/{quote(visible[0])}/")
            return page(pages.message(_NO_BOOKS, spoken), HTTPStatus.FORBIDDEN)
        if first == "static":
            entry.silent = True
            return None
        return page(pages.message(_NOT_FOUND, spoken), HTTPStatus.NOT_FOUND)


class _Entry:
    """What is to be written in the access log of one request."""

    def __init__(self, login: Login, environ: WSGIEnvironment) -> None:
        self._log, self._environ, self._began = login.log, environ, time.perf_counter()
        self.status = 0
        self.sent = 0
        self.user: str | None = None
        self.book: str | None = None
        self.silent = False

    def write(self) -> None:
        """Write the line, but not for what only makes up a page, when that went well."""
        path = self._environ.get("PATH_INFO", "")
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
        if (self.silent or path.endswith(_POLLED)) and self.status < 400:
            return
        self._log.write(
            anvandare=self.user,
            bok=self.book,
            metod=self._environ.get("REQUEST_METHOD", "")[:10],
            vag=path,
            dokument=self._environ.get(VIEWED_KEY),
            status=self.status,
            byte=self.sent,
            ms=int((time.perf_counter() - self._began) * 1000),
        )


class _Counted:
    """The body of an answer, counted as it goes out, and logged when it has."""

    def __init__(self, body: Iterable[bytes], entry: _Entry) -> None:
        self._body, self._entry = body, entry

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._body:
            self._entry.sent += len(chunk)
            yield chunk

    def close(self) -> None:
        """Close what is within, as the web server asks for."""
        close: Callable[[], None] | None = getattr(self._body, "close", None)
        try:
            if close is not None:
                close()
        finally:
            self._entry.write()


def _ask_for_login(request: Request) -> Response:
    """The same answer whatever was asked for; only its form depends on who asks."""
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        query = request.query_string.decode("latin-1")
        wanted = request.path + (f"?{query}" if query else "")
        return redirect(f"{LOGIN}?till={quote(wanted, safe='/')}")
    return Response(
        pages.as_json("Logga in."), HTTPStatus.UNAUTHORIZED, mimetype="application/json"
    )


def _asset(name: str) -> Response:
    if name not in pages.ASSETS:
        return _plain(HTTPStatus.NOT_FOUND)
    return Response(pages.asset(name), mimetype=pages.ASSETS[name])


def _throw_away(body: IO[bytes], length: int) -> None:
    while length > 0:
        piece = body.read(min(length, _PIECE))
        if not piece:
            return
        length -= len(piece)


def _plain(status: HTTPStatus) -> Response:
    return Response(f"{status.phrase}\n", status, mimetype="text/plain")
