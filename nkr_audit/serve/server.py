"""The web server itself: where it listens, by which certificate, and for how long."""

from __future__ import annotations

import contextlib
import ssl
import sys
from threading import Timer
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from nkr_audit.errors import NkrError
from nkr_audit.serve.access_log import AccessLog
from nkr_audit.serve.application import make_application
from nkr_audit.serve.books import Books
from nkr_audit.serve.gate import Gate
from nkr_audit.serve.limits import Lockout, Rate
from nkr_audit.serve.login import Login
from nkr_audit.serve.oidc import Oidc
from nkr_audit.serve.sessions import Sessions
from nkr_audit.serve.settings import Settings, refuse_exposure
from nkr_audit.serve.user_file import Users
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nkr_audit.programme import Programme

_HEADER: Final = 32 * 1024
_WAITING: Final = 128
_SLOWEST: Final = 20
_FAR_ABOVE: Final = 4


class Server:
    """Everything that serves some books. ``start`` blocks until ``stop``."""

    def __init__(
        self,
        books: Books,
        users: Users,
        log: AccessLog,
        settings: Settings,
    ) -> None:
        """Listen, but answer nothing yet. Raises NkrError when that is not safe or possible."""
        refuse_exposure(settings)
        self.books, self._log = books, log
        limits = settings.limits
        self._web = self._listening(settings)
        host, port = self._web.bind_addr[:2]
        scheme = "https" if settings.tls else "http"
        shown = f"[{host}]" if ":" in str(host) else host
        self.url = (settings.address or f"{scheme}://{shown}:{port}").rstrip("/")
        oidc = Oidc(settings.oidc, self.url) if settings.oidc else None
        login = Login(
            settings, users, Sessions(limits.idle, limits.absolute), log,
            Lockout(limits.tries), Lockout(limits.tries * 10), oidc,
        )  # fmt: skip
        self.gate = Gate(
            make_application(books, settings).wsgi_app, books, login, Rate(limits.heavy_per_minute)
        )
        self.gate.hosts = _hosts(settings, str(host), int(port))
        self.gate.listening = (str(host), int(port))
        self._web.wsgi_app = self.gate

    def start(self, minutes: float | None = None) -> None:
        """Answer requests until ``stop``, or until the minutes have gone."""
        timer = Timer(minutes * 60, self.stop) if minutes is not None else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        self.books.watch()
        try:
            self._web.serve()
        except KeyboardInterrupt:
            pass
        finally:
            if timer is not None:
                timer.cancel()
            self.stop()

    def stop(self) -> None:
        """Finish what is under way, and answer no more."""
        self.books.close()
        self._web.stop()
        self._log.close()

    @staticmethod
    def _listening(settings: Settings) -> wsgi.Server:
        web = wsgi.Server(
            (settings.host, settings.port), _nothing, numthreads=settings.limits.threads,
            server_name="nkr", request_queue_size=_WAITING, timeout=_SLOWEST, shutdown_timeout=5,
        )  # fmt: skip
        web.version = "nkr"
        web.max_request_header_size = _HEADER
        # Above the limit, the gate says so on a page; far above it nothing is read at all.
        web.max_request_body_size = _FAR_ABOVE * settings.limits.body
        setattr(web, "error_log", _log_error)  # noqa: B010 (a method, which cheroot lets one change)
        if settings.tls is not None:
            web.ssl_adapter = _adapter(*settings.tls)
        try:
            web.prepare()
        except OSError as error:
            raise NkrError(
                Text(
                    f"Servern kan inte lyssna på {settings.host}, port {settings.port}.",
                    f"The server cannot listen on {settings.host}, port {settings.port}.",
                ),
                remedy=Text(
                    "välj en annan port med --port, eller 0 för en ledig",
                    "choose another port by --port, or 0 for a free one",
                ),
            ) from error
        return web


def make_server(
    named: Mapping[str, Path],
    users: Path,
    log: Path,
    settings: Settings,
    programmes: Mapping[str, Programme],
    tell: Callable[[Text], None] = lambda _: None,
) -> Server:
    """Load the books and listen. Raises NkrError when something of it cannot be done safely."""
    refuse_exposure(settings)
    known = Users(users)
    books = Books(named, programmes, tell)
    access_log = AccessLog(log)
    try:
        return Server(books, known, access_log, settings)
    except NkrError:
        access_log.close()
        raise


def _nothing(_environ: Any, _start_response: Any) -> list[bytes]:
    return []


def _hosts(settings: Settings, host: str, port: int) -> frozenset[str]:
    """The names that requests may be for, as browsers write them."""
    if settings.address is not None:
        parts = urlsplit(settings.address)
        usual = {"https": 443, "http": 80}[parts.scheme]
        named = parts.netloc.lower()
        return frozenset({named, f"{named}:{usual}"} if parts.port is None else {named})
    names = {"localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host}
    found = {f"{name}:{port}" for name in names}
    if port == (443 if settings.tls else 80):
        found |= names
    return frozenset(found)


def _adapter(certificate: Path, key: Path) -> BuiltinSSLAdapter:
    try:
        adapter = BuiltinSSLAdapter(str(certificate), str(key))
    except (OSError, ssl.SSLError, ValueError) as error:
        raise NkrError(
            Text(
                "Certifikatet eller nyckeln går inte att använda.",
                "The certificate or the key cannot be used.",
            ),
            remedy=Text(
                "ange ett certifikat och dess nyckel, båda i PEM",
                "give a certificate and its key, both in PEM",
            ),
            place=certificate,
        ) from error
    context = cast("ssl.SSLContext", adapter.context)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return adapter


def _log_error(msg: str = "", level: int = 20, traceback: bool = False) -> None:  # noqa: ARG001 (as cheroot calls it)
    """One line, and only for what the one who runs the server can do something about."""
    if level >= 40:
        with contextlib.suppress(OSError):
            print(str(msg).splitlines()[0] if msg else "fel", file=sys.stderr)  # noqa: T201
