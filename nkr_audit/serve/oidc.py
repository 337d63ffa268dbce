"""Login by OpenID Connect: the code flow with PKCE, and an ID token that is checked in full."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from nkr_audit.serve.csrf import same
from nkr_audit.serve.users import ROLES, Role, User, is_valid_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.serve.settings import OidcSettings

CALLBACK: Final = "/oidc/svar"

# Signatures by the provider's own key only: never "none", never a secret that we share.
_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
_TIMEOUT: Final = 10.0
_LEEWAY: Final = 60
_FRESH: Final = 3600.0
_LASTS: Final = 600.0
_MOST: Final = 10_000


class OidcError(Exception):
    """The login did not succeed. The reason is for the server's own log."""


class NoRoleError(OidcError):
    """The provider knows the user, but none of his or her groups has a role here."""


@dataclass(frozen=True, slots=True)
class _Begun:
    binding: str
    nonce: str
    verifier: str
    target: str
    at: float


class Oidc:
    """The provider, as its own metadata describes it."""

    def __init__(
        self, settings: OidcSettings, address: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._clock = settings, clock
        self._redirect = address.rstrip("/") + CALLBACK
        self._lock = Lock()
        self._begun: dict[str, _Begun] = {}
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    @property
    def label(self) -> str:
        """What its button on the login page says."""
        return self._settings.label

    def begin(self, target: str) -> tuple[str, str]:
        """Begin a login. Returns where to send the browser, and what binds the answer to it."""
        metadata = self._discover()
        state, nonce, binding = (secrets.token_urlsafe(32) for _ in range(3))
        verifier = secrets.token_urlsafe(48)
        url, _ = self._client().create_authorization_url(
            self._endpoint(metadata, "authorization_endpoint"),
            state=state, nonce=nonce, code_verifier=verifier,
        )  # fmt: skip
        now = self._clock()
        with self._lock:
            self._begun = {key: each for key, each in self._begun.items() if now - each.at < _LASTS}
            while len(self._begun) >= _MOST:
                del self._begun[next(iter(self._begun))]
            self._begun[state] = _Begun(binding, nonce, verifier, target, now)
        return str(url), binding

    def finish(self, answer: Mapping[str, str], binding: str) -> tuple[User, str]:
        """Take the provider's answer. Returns who it is, and the page that was asked for.

        Raises OidcError when it is not the answer to a login that this browser began.
        """
        with self._lock:
            begun = self._begun.pop(answer.get("state", ""), None)
        if begun is None or self._clock() - begun.at > _LASTS:
            raise OidcError("unknown state")
        if not same(binding, begun.binding):
            raise OidcError("another browser")
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:
            raise OidcError("another issuer")
        if "error" in answer or not answer.get("code"):
            raise OidcError("refused by the provider")
        claims = self._claims(answer["code"], begun)
        return self._user(claims), begun.target

    def _client(self) -> Any:
        return OAuth2Session(
            self._settings.client,
            self._settings.secret,
            scope=" ".join(self._settings.scopes),
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._settings.secret else "none",
        )

    def _claims(self, code: str, begun: _Begun) -> Mapping[str, Any]:
        try:
            token = self._client().fetch_token(
                self._endpoint(self._discover(), "token_endpoint"),
                grant_type="authorization_code", code=code, code_verifier=begun.verifier,
                timeout=_TIMEOUT, allow_redirects=False,
            )  # fmt: skip
            return self._checked(str(token.get("id_token", "")), token, begun)
        except (AuthlibBaseError, JoseError, requests.RequestException, ValueError) as error:
            raise OidcError(type(error).__name__) from error

    def _checked(self, id_token: str, token: Mapping[str, Any], begun: _Begun) -> dict[str, Any]:
        try:
            decoded = jwt.decode(id_token, self._key_set(), algorithms=_ALGORITHMS)
        except (JoseError, ValueError):  # the provider may have changed its keys
            decoded = jwt.decode(id_token, self._key_set(anew=True), algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client},
            },
            {
                "nonce": begun.nonce,
                "client_id": self._settings.client,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=_LEEWAY)
        return dict(claims)

    def _user(self, claims: Mapping[str, Any]) -> User:
        name = claims.get(self._settings.name_claim)
        if not isinstance(name, str) or not is_valid_name(name):
            raise OidcError("no usable name")
        found = claims.get(self._settings.role_claim)
        groups = [found] if isinstance(found, str) else found
        roles: dict[str, Role] = {}
        for group in groups if isinstance(groups, list) else []:
            for book, role in self._settings.roles.get(str(group), {}).items():
                roles[book] = max(roles.get(book, role), role, key=ROLES.index)
        if not roles:
            raise NoRoleError(name)
        return User(name, roles)

    def _discover(self) -> dict[str, Any]:
        now = self._clock()
        if self._metadata is None or now - self._metadata[0] > _FRESH:
            url = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
            metadata = _fetch(url)
            if metadata.get("issuer") != self._settings.issuer:
                raise OidcError("the metadata is another issuer's")
            self._metadata = (now, metadata)
        return self._metadata[1]

    def _key_set(self, *, anew: bool = False) -> KeySet:
        now = self._clock()
        if anew or self._keys is None or now - self._keys[0] > _FRESH:
            found: Any = _fetch(self._endpoint(self._discover(), "jwks_uri"))
            self._keys = (now, KeySet.import_key_set(found))
        return self._keys[1]

    def _endpoint(self, metadata: Mapping[str, Any], name: str) -> str:
        """An address out of the metadata, as well protected as the issuer's own."""
        url = str(metadata.get(name, ""))
        if urlsplit(url).scheme not in ("https", urlsplit(self._settings.issuer).scheme):
            raise OidcError(f"no usable {name}")
        return url


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=_TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        content = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise OidcError(type(error).__name__) from error
    if answer.status_code != 200 or not isinstance(content, dict):
        raise OidcError("not the provider's metadata")
    return content
