"""Logging in and out: by a password of ours, or by OpenID Connect."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Response

from nkr_audit.serve import pages
from nkr_audit.serve.csrf import FIELD, from_here, has_token, same
from nkr_audit.serve.oidc import CALLBACK, NoRoleError, OidcError
from nkr_audit.serve.passwords import LONGEST
from nkr_audit.serve.sessions import stamp_of
from nkr_audit.serve.users import plain
from nkr_audit.text import Text

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from nkr_audit.serve.access_log import AccessLog
    from nkr_audit.serve.limits import Lockout
    from nkr_audit.serve.oidc import Oidc
    from nkr_audit.serve.sessions import Sessions
    from nkr_audit.serve.settings import Settings
    from nkr_audit.serve.user_file import Users
    from nkr_audit.serve.users import User
    from nkr_audit.text import Language

LOGIN: Final = "/logga-in"
LOGOUT: Final = "/logga-ut"
BEGIN: Final = "/oidc/borja"

# Failures from one address, whoever they are about, for each that one name may have.
_CROWD: Final = 10
_FORM: Final = 16 * 1024

_PROVIDER = Text(
    "Det gick inte att logga in där. Försök igen.", "It was not possible to log in there. Retry."
)
_NO_ROLE = Text(
    "Du är inloggad där, men har ingen behörighet här. Kontakta den som sköter servern.",
    "You are logged in there, but have no rights here. Ask whoever runs the server.",
)
_STALE = Text("Sidan var för gammal. Försök igen.", "The page was too old. Retry.")


@dataclass(frozen=True, slots=True)
class Login:
    """What answers under the addresses above, logged in or not."""

    settings: Settings
    users: Users
    sessions: Sessions
    log: AccessLog
    names: Lockout
    addresses: Lockout
    oidc: Oidc | None = None

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; ``__Host-`` keeps other hosts from setting it."""
        return "__Host-nkr" if self.settings.secure else "nkr"

    @property
    def _door_cookie(self) -> str:
        return f"{self.cookie}-in"

    @property
    def _oidc_cookie(self) -> str:
        return f"{self.cookie}-oidc"

    def answer(self, request: Request, language: Language) -> Response | None:
        """Answer a request for one of our addresses; None when it is for another one."""
        asked = (request.method, request.path)
        if asked in (("GET", LOGIN), ("HEAD", LOGIN)):
            return self._page(request, language, target_of(request.args.get("till", "/")))
        if asked == ("POST", LOGIN):
            return self._by_password(request, language)
        if asked == ("POST", LOGOUT):
            return self._logout(request, language)
        if self.oidc is not None and asked == ("GET", BEGIN):
            return self._begin(self.oidc, request, language)
        if self.oidc is not None and asked == ("GET", CALLBACK):
            return self._finish(self.oidc, request, language)
        if request.path in (LOGIN, LOGOUT, BEGIN, CALLBACK):
            text = Text("Det går inte att göra här.", "That cannot be done here.")
            return page(pages.message(text, language), HTTPStatus.METHOD_NOT_ALLOWED)
        return None

    def _by_password(self, request: Request, language: Language) -> Response:
        target = target_of(request.form.get("till", "/"))
        if not self._from_our_page(request):
            return self._page(request, language, target, _STALE, HTTPStatus.FORBIDDEN)
        name = request.form.get("namn", "").strip()[:64]
        password = request.form.get("losenord", "")
        address = request.remote_addr or ""
        key = f"{plain(name)} {address}"
        locked = self.names.attempt(key) or self.addresses.attempt(address)
        if locked:
            return self._wait(request, language, target, locked)
        account = self.users.authenticate(name, password) if len(password) <= LONGEST else None
        if account is None:
            known = self.users.account(name)
            self.log.write(
                handelse="inloggning nekad",
                anvandare=known.user.name if known else None,  # it may be a password, mistyped
                adress=address,
            )
            return self._page(request, language, target, pages.WRONG, HTTPStatus.UNAUTHORIZED)
        self.names.succeeded(key)
        self.addresses.take_back(address)
        return self._welcome(request, account.user, stamp_of(account.password), target)

    def _wait(self, request: Request, language: Language, target: str, wait: float) -> Response:
        minutes = int(wait // 60) + 1
        text = Text(
            f"För många försök. Vänta {minutes} minut{'er' if minutes > 1 else ''}.",
            f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''}.",
        )
        answer = self._page(request, language, target, text, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(int(wait) + 1)
        return answer

    def _welcome(self, request: Request, user: User, stamp: str | None, target: str) -> Response:
        """Begin a session under a new number, whatever number the browser came with."""
        self.sessions.end(request.cookies.get(self.cookie, ""))
        number = self.sessions.begin(user, stamp)
        self.log.write(
            handelse="inloggad", anvandare=user.name, adress=request.remote_addr,
            satt="lösenord" if stamp else "oidc",
        )  # fmt: skip
        answer = redirect(target)
        self._set(answer, self.cookie, number, "Lax")
        self._drop(answer, self._door_cookie)
        return answer

    def _logout(self, request: Request, language: Language) -> Response:
        number = request.cookies.get(self.cookie, "")
        session = self.sessions.find(number, use=False)
        if session is not None:
            if not has_token(request):
                return page(pages.message(_STALE, language), HTTPStatus.FORBIDDEN)
            self.log.write(handelse="utloggad", anvandare=session.user.name)
        self.sessions.end(number)
        answer = redirect(LOGIN)
        self._drop(answer, self.cookie)
        if self.settings.secure:
            answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    def _begin(self, oidc: Oidc, request: Request, language: Language) -> Response:
        # By a link, since browsers hold a form to this server also when it is sent on elsewhere.
        # Nothing is gained by having somebody else follow it: who logs in is up to the provider.
        try:
            url, binding = oidc.begin(target_of(request.args.get("till", "/")))
        except OidcError as error:
            return self._not_there(request, language, error)
        answer = redirect(url)
        self._set(answer, self._oidc_cookie, binding, "Lax")
        return answer

    def _finish(self, oidc: Oidc, request: Request, language: Language) -> Response:
        try:
            user, target = oidc.finish(request.args, request.cookies.get(self._oidc_cookie, ""))
            if self.users.account(user.name) is not None:
                raise NoRoleError("a user of ours has that name")
        except OidcError as error:
            return self._not_there(request, language, error)
        answer = self._welcome(request, user, None, target)
        self._drop(answer, self._oidc_cookie)
        return answer

    def _not_there(self, request: Request, language: Language, error: OidcError) -> Response:
        self.log.write(handelse="oidc nekad", skal=str(error), adress=request.remote_addr)
        text = _NO_ROLE if isinstance(error, NoRoleError) else _PROVIDER
        return self._page(request, language, "/", text, HTTPStatus.FORBIDDEN)

    def _from_our_page(self, request: Request) -> bool:
        """Before there is a session, the token of the form is that of a cookie."""
        expected = request.cookies.get(self._door_cookie, "")
        given = request.form.get(FIELD, "")
        return bool(expected) and same(given, expected) and from_here(request)

    def _page(
        self,
        request: Request,
        language: Language,
        target: str,
        failed: Text | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        token = request.cookies.get(self._door_cookie, "")
        token = token if len(token) == 43 else secrets.token_urlsafe(32)
        label = self.oidc.label if self.oidc else None
        text = pages.login(language, csrf=token, target=target, label=label, failed=failed)
        answer = page(text, status)
        self._set(answer, self._door_cookie, token, "Strict")
        return answer

    def _set(self, answer: Response, name: str, value: str, same_site: str) -> None:
        answer.set_cookie(
            name, value, path="/", httponly=True, secure=self.settings.secure, samesite=same_site
        )

    def _drop(self, answer: Response, name: str) -> None:
        answer.delete_cookie(name, path="/", httponly=True, secure=self.settings.secure)


def target_of(text: str) -> str:
    """A page of this server to go on to; the start page when ``text`` would lead elsewhere."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\"))
    printable = text.isprintable() and "\\" not in text and len(text) <= 2000
    return text if inside and printable and not text.startswith((LOGIN, LOGOUT)) else "/"


def page(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A page of HTML."""
    return Response(text, status, mimetype="text/html")


def redirect(target: str) -> Response:
    """Send the browser on, to be asked for by GET."""
    return Response("", HTTPStatus.SEE_OTHER, headers={"Location": target})
