"""OpenID Connect: against a certified provider, and against one that cheats."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from nkr_audit.errors import NkrError
from nkr_audit.serve.oidc import NoRoleError, Oidc, OidcError
from nkr_audit.serve.settings import Limits, OidcSettings, read_settings
from tests.serve.serving import TIMEOUT, Browser, serving

PROVIDER = Path(__file__).parent / "provider"
SECRET = "hemligt-i-provet"  # noqa: S105 (of the tests only)
HERE = "http://127.0.0.1:5000"
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})

Cheat = Callable[[dict[str, Any]], None]


def settings(issuer: str) -> OidcSettings:
    return OidcSettings(
        issuer=issuer, client="nkr", secret=SECRET, label="Exempelregionen",
        scopes=("openid", "profile"), name_claim="preferred_username", role_claim="groups",
        roles={"granskare": {"uppsala": "granskare"}, "ekonomer": {"uppsala": "ekonom"}},
    )  # fmt: skip


class Provider:
    """A small provider whose answers a test can tamper with."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.signed_by: Any = KEY
        self.algorithm = "RS256"
        self.metadata: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.token(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def get(self, asked: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(asked.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json(asked, {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
                **self.metadata,
            })  # fmt: skip
        elif parts.path == "/jwks":
            self._json(asked, {"keys": [KEY.as_dict(private=False)]})
        else:
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            assert query["code_challenge_method"] == "S256"
            code = f"kod{len(self.codes)}"
            self.codes[code] = query
            asked.send_response(303)
            asked.send_header(
                "Location", f"{query['redirect_uri']}?code={code}&state={query['state']}"
            )
            asked.end_headers()

    def token(self, asked: BaseHTTPRequestHandler) -> None:
        length = int(asked.headers["Content-Length"])
        form = {key: each[0] for key, each in parse_qs(asked.rfile.read(length).decode()).items()}
        begun = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or challenge != begun["code_challenge"]:
            self._json(asked, {"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "nkr", "sub": "1", "iat": now, "exp": now + 60,
            "nonce": begun["nonce"], "preferred_username": "revisor9", "groups": ["granskare"],
            **self.claims,
        }  # fmt: skip
        claims = {key: value for key, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "1"}
        if self.algorithm == "none":
            parts = [json.dumps(header).encode(), json.dumps(claims).encode(), b""]
            token = ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts)
        else:
            token = jwt.encode(header, claims, self.signed_by, algorithms=[self.algorithm])
        self._json(asked, {"access_token": "x", "token_type": "Bearer", "id_token": token})

    @staticmethod
    def _json(asked: BaseHTTPRequestHandler, content: object, status: int = 200) -> None:
        asked.send_response(status)
        asked.send_header("Content-Type", "application/json")
        asked.end_headers()
        asked.wfile.write(json.dumps(content).encode())


@pytest.fixture
def provider() -> Iterator[Provider]:
    running = Provider()
    yield running
    running.http.shutdown()
    running.http.server_close()
    running.thread.join(timeout=10)


def through(url: str) -> dict[str, str]:
    """Go to the provider, and come back with its answer."""
    answer = requests.get(url, timeout=TIMEOUT, allow_redirects=False)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {key: values[0] for key, values in found.items()}


def test_an_honest_answer_gives_the_roles_of_the_groups(provider: Provider) -> None:
    provider.claims = {"groups": ["granskare", "ekonomer", "okänd"]}
    oidc = Oidc(settings(provider.issuer), HERE)
    url, binding = oidc.begin("/uppsala/journal/")
    user, target = oidc.finish(through(url), binding)
    assert (user.name, user.roles, target) == (
        "revisor9", {"uppsala": "ekonom"}, "/uppsala/journal/",
    )  # fmt: skip


CHEATS: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "gissad"}},
    "no nonce": {"claims": {"nonce": None}},
    "for another client": {"claims": {"aud": "annan"}},
    "for several, made for another": {"claims": {"aud": ["nkr", "annan"], "azp": "annan"}},
    "another issuer": {"claims": {"iss": "https://ond.example"}},
    "too old": {"claims": {"exp": 1000}},
    "no end": {"claims": {"exp": None}},
    "not yet": {"claims": {"iat": int(time.time()) + 5000}},
    "no name": {"claims": {"preferred_username": None}},
    "a name of two lines": {"claims": {"preferred_username": "a\nb"}},
    "not signed": {"algorithm": "none"},
    "signed by another key": {"signed_by": OTHER},
    "signed by our secret": {"algorithm": "HS256", "signed_by": OctKey.import_key(SECRET)},
    "metadata of another": {"metadata": {"issuer": "https://ond.example"}},
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_a_token_that_is_not_sound_logs_nobody_in(
    provider: Provider, cheat: dict[str, Any]
) -> None:
    for name, value in cheat.items():
        setattr(provider, name, value)
    oidc = Oidc(settings(provider.issuer), HERE)

    def log_in() -> None:
        url, binding = oidc.begin("/")
        oidc.finish(through(url), binding)

    with pytest.raises(OidcError):
        log_in()


def test_an_answer_counts_once_in_the_browser_that_asked(provider: Provider) -> None:
    oidc = Oidc(settings(provider.issuer), HERE)
    url, binding = oidc.begin("/")
    answer = through(url)
    with pytest.raises(OidcError, match="another browser"):
        oidc.finish(answer, "gissad")
    with pytest.raises(OidcError, match="unknown state"):
        oidc.finish(answer, binding)
    url, binding = oidc.begin("/")
    answer = through(url)
    oidc.finish(answer, binding)
    with pytest.raises(OidcError, match="unknown state"):
        oidc.finish(answer, binding)
    url, binding = oidc.begin("/")
    answer = {**through(url), "iss": "https://ond.example"}
    with pytest.raises(OidcError, match="another issuer"):
        oidc.finish(answer, binding)


def test_an_old_answer_and_another_logins_code_do_not_count(provider: Provider) -> None:
    now = [0.0]
    oidc = Oidc(settings(provider.issuer), HERE, lambda: now[0])
    url, binding = oidc.begin("/")
    answer = through(url)
    now[0] += 601
    with pytest.raises(OidcError, match="unknown state"):
        oidc.finish(answer, binding)
    stolen = through(oidc.begin("/")[0])["code"]
    url, binding = oidc.begin("/")
    with pytest.raises(OidcError):
        oidc.finish({**through(url), "code": stolen}, binding)


def test_a_user_without_a_role_here_is_told_so(provider: Provider) -> None:
    provider.claims = {"groups": ["städare"]}
    oidc = Oidc(settings(provider.issuer), HERE)
    url, binding = oidc.begin("/")
    with pytest.raises(NoRoleError):
        oidc.finish(through(url), binding)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def choices(port: int, issuer: str) -> dict[str, Any]:
    return {
        "port": port, "address": f"http://127.0.0.1:{port}", "oidc": settings(issuer),
        "limits": Limits(),
    }  # fmt: skip


def test_a_provider_cannot_name_a_user_of_ours(provider: Provider, tmp_path: Path) -> None:
    provider.claims = {"preferred_username": "Ekonom1"}
    with serving(tmp_path, **choices(free_port(), provider.issuer)) as served:
        browser = Browser(served)
        answer = browser.page("/oidc/borja?till=/uppsala/journal/")
        assert answer.status_code == 403
        assert "ingen behörighet" in answer.text
        assert browser.get("/uppsala/journal/").status_code == 401


def test_a_provider_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with serving(tmp_path, **choices(free_port(), f"http://127.0.0.1:{free_port()}")) as served:
        answer = Browser(served).get("/oidc/borja")
        assert answer.status_code == 403
        assert "Det gick inte att logga in" in answer.text
        assert Browser(served).log_in("revisor1").status_code == 303


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The npm package oidc-provider, and the port that our server is to have."""
    node = shutil.which("node")
    if node is None or not (PROVIDER / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("no certified provider here: npm ci --prefix tests/serve/provider")
    port = free_port()
    log = (tmp_path / "provider.log").open("w")
    started = subprocess.Popen(
        [node, "provider.js", f"http://127.0.0.1:{port}/oidc/svar"],
        cwd=PROVIDER, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    try:
        issuer = next(line.strip() for line in started.stdout if line.startswith("http://"))
        yield issuer, port
    finally:
        started.terminate()
        started.wait(timeout=20)
        started.stdout.close()
        log.close()


def sign_in_there(browser: Browser, page: requests.Response, name: str) -> requests.Response:
    """Fill in the provider's own pages until they send the browser back to us."""
    for _ in range(4):
        if page.url.startswith(browser.url):
            return page
        form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        assert form is not None, page.text[:800]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        page = browser.http.post(
            urljoin(page.url, form[1]), timeout=TIMEOUT,
            data={**fields, "login": name, "password": "x"},
        )  # fmt: skip
    return page


def test_a_login_by_a_certified_provider(certified: tuple[str, int], tmp_path: Path) -> None:
    issuer, port = certified
    with serving(tmp_path / "s", **choices(port, issuer)) as served:
        browser = Browser(served)
        login = browser.page("/uppsala/journal/")
        assert "Logga in med Exempelregionen" in login.text
        link = re.search(r'href="(/oidc/borja[^"]*)"', login.text)
        assert link is not None
        page = sign_in_there(browser, browser.page(link[1]), "revisor7")
        assert (page.status_code, page.url) == (200, f"{served.url}/uppsala/journal/")
        assert "revisor7" in page.text
        assert browser.get("/uppsala/api/events").status_code == 200
        assert browser.get("/skane/journal/").status_code == 404
        stranger = Browser(served)
        page = sign_in_there(stranger, stranger.page("/oidc/borja?till=/"), "obehorig")
        assert page.status_code == 403
        assert "ingen behörighet" in page.text


TOML = """\
adress = "https://granska.exempel.se"
proxyer = ["127.0.0.1"]
[sessioner]
vila-minuter = 15
langst-timmar = 8
[granser]
forsok = 4
[oidc]
utfardare = "https://login.exempel.se"
klient = "nkr"
hemlighet-fil = "hemlighet.txt"
[oidc.roller.granskare]
"*" = "granskare"
"""


def test_the_settings_file_is_read(tmp_path: Path) -> None:
    file, secret = tmp_path / "server.toml", tmp_path / "hemlighet.txt"
    file.write_text(TOML, encoding="utf-8")
    secret.write_text("hemligt\n", encoding="utf-8")
    with pytest.raises(NkrError, match="Andra kan läsa"):
        read_settings(file)
    secret.chmod(0o600)
    read = read_settings(file)
    assert (read.address, read.limits.idle, read.limits.tries) == (
        "https://granska.exempel.se", 900, 4,
    )  # fmt: skip
    assert read.oidc is not None
    assert (read.oidc.secret, read.oidc.roles["granskare"]) == ("hemligt", {"*": "granskare"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://login", "http://login"), ("forsok = 4", "forsok = 0"), ("[granser]", "[gränser]"),
        ('"granskare"\n', '"chef"\n'), ("hemlighet.txt", "finns-inte.txt"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_said(tmp_path: Path, old: str, new: str) -> None:
    file, secret = tmp_path / "server.toml", tmp_path / "hemlighet.txt"
    file.write_text(TOML.replace(old, new), encoding="utf-8")
    secret.write_text("hemligt\n", encoding="utf-8")
    secret.chmod(0o600)
    with pytest.raises(NkrError):
        read_settings(file)
