"""A server that is reached from outside: by TLS of its own, or behind a proxy."""

from __future__ import annotations

import datetime
import io
import ipaddress
import json
import socket
import ssl
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.mofile import read_mo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from nkr_audit.serve.locale import SWEDISH, compiled
from tests.serve.serving import TIMEOUT, Browser, logged_in, serving, token

if TYPE_CHECKING:
    from pathlib import Path

FORWARDED = {"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for the loopback, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Exempel")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "cert.pem", tmp_path / "nyckel.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, private


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_by_tls_cookies_and_browsers_are_bound_to_it(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    with serving(tmp_path / "s", tls=certificate) as served:
        browser = Browser(served)
        browser.http.verify = str(certificate[0])
        answer = browser.log_in("revisor1")
        assert answer.status_code == 303
        assert answer.headers["Set-Cookie"].startswith("__Host-nkr=")
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        page = browser.get("/uppsala/journal/")
        assert page.status_code == 200
        out = browser.ask("POST", "/logga-ut", data={"csrf": token(page)})
        assert "cache" in out.headers["Clear-Site-Data"]
        context = ssl.create_default_context(cafile=str(certificate[0]))
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        address = served.server.gate.listening
        with (
            socket.create_connection(address, timeout=TIMEOUT) as raw,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            context.wrap_socket(raw, server_hostname="127.0.0.1")


def proxied(**more: Any) -> dict[str, Any]:
    return {"behind_proxy": True, "address": "https://granska.exempel.se", **more}


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(tmp_path: Path) -> None:
    with serving(tmp_path, **proxied()) as served:
        browser = Browser(served, Host="granska.exempel.se", **FORWARDED)
        form = browser.get("/logga-in")
        cookie = form.headers["Set-Cookie"].partition(";")[0]
        answer = browser.ask(
            "POST", "/logga-in", headers={"Cookie": cookie},
            data={"csrf": token(form), "namn": "revisor1", "losenord": "fel lösenord här"},
        )  # fmt: skip
        assert answer.status_code == 401
        lines = [json.loads(line) for line in served.log.read_text("utf-8").splitlines()]
        assert [line["adress"] for line in lines if "handelse" in line] == ["203.0.113.7"]
        assert Browser(served).get("/logga-in").status_code == 400
        assert Browser(served).get("/halsa").status_code == 200
        assert "Secure" in form.headers["Set-Cookie"]


def test_nobody_gets_past_the_proxy(tmp_path: Path) -> None:
    with serving(tmp_path, **proxied(proxies=("10.0.0.1",))) as served:
        browser = Browser(served, Host="granska.exempel.se", **FORWARDED)
        assert browser.get("/logga-in").status_code == 403


def test_without_a_proxy_nobody_says_where_they_come_from(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        browser = Browser(served, **FORWARDED)
        browser.log_in("revisor1", "fel lösenord här")
        assert "203.0.113.7" not in served.log.read_text("utf-8")


def test_the_compiled_catalogue_is_fresh() -> None:
    assert _messages(SWEDISH.with_suffix(".mo").read_bytes()) == _messages(compiled())


def _messages(content: bytes) -> dict[str, object]:
    return {str(each.id): each.string for each in read_mo(io.BytesIO(content)) if each.id}


def test_favas_words_are_the_accountants(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        browser = logged_in(served, "revisor1")
        page = browser.get("/uppsala/journal/").text.replace(": ", ":")
        assert '"Journal":"Grundbok"' in page
        assert '"Expenses":"Kostnader"' in page
        english = browser.get("/uppsala/journal/", headers={"Accept-Language": "en"})
        assert "Grundbok" not in english.text
