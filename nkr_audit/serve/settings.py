"""How the server is set up: the command's options, and ``server.toml`` for what is seldom said."""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from nkr_audit.errors import NkrError
from nkr_audit.serve.user_file import read_roles
from nkr_audit.text import Text
from nkr_audit.toml_table import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nkr_audit.serve.users import Role
    from nkr_audit.text import Language

_LOOPBACK: Final = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The provider that others log in by, and what its groups may do here."""

    issuer: str
    client: str
    secret: str | None
    label: str
    scopes: tuple[str, ...]
    name_claim: str
    role_claim: str
    roles: Mapping[str, Mapping[str, Role]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long. Times are in seconds, sizes in bytes."""

    idle: float = 30 * 60
    absolute: float = 10 * 60 * 60
    tries: int = 5
    heavy_per_minute: int = 300
    body: int = 25 * 1024 * 1024
    threads: int = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the server listens, as whom it answers, and within which limits."""

    host: str = "127.0.0.1"
    port: int = 5000
    tls: tuple[Path, Path] | None = None
    behind_proxy: bool = False
    proxies: tuple[str, ...] = _LOOPBACK
    address: str | None = None
    language: Language = "sv"
    limits: Limits = Limits()
    oidc: OidcSettings | None = None

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the server by https."""
        return self.tls is not None or self.behind_proxy


@dataclass(frozen=True, slots=True)
class FromFile:
    """What ``server.toml`` says."""

    address: str | None = None
    proxies: tuple[str, ...] = _LOOPBACK
    limits: Limits = Limits()
    oidc: OidcSettings | None = None


def read_settings(path: Path) -> FromFile:
    """Read ``server.toml``. Raises NkrError when it says something that is not known."""
    root = read_toml(path)
    address = root.optional(root.text, "adress")
    sessions, limits = root.table_or_empty("sessioner"), root.table_or_empty("granser")
    usual = Limits()
    minutes = sessions.optional(sessions.count, "vila-minuter")
    hours = sessions.optional(sessions.count, "langst-timmar")
    mebibytes = limits.optional(limits.count, "uppladdning-mib")
    read = FromFile(
        address,
        root.optional(root.texts, "proxyer") or _LOOPBACK,
        Limits(
            idle=60 * minutes if minutes else usual.idle,
            absolute=3600 * hours if hours else usual.absolute,
            tries=limits.optional(limits.count, "forsok") or usual.tries,
            heavy_per_minute=limits.optional(limits.count, "tunga-per-minut")
            or usual.heavy_per_minute,
            body=mebibytes * 1024 * 1024 if mebibytes else usual.body,
            threads=limits.optional(limits.count, "tradar") or usual.threads,
        ),
        root.optional(lambda key: _oidc(root.table(key), path), "oidc"),
    )
    root.end()
    return read


def _oidc(table: Table, path: Path) -> OidcSettings:
    issuer = table.text("utfardare")
    parts = urlsplit(issuer)
    local = parts.scheme == "http" and parts.hostname in ("localhost", *_LOOPBACK)
    if parts.scheme != "https" and not local:
        raise table.error(
            "utfardare", Text("ska börja med https", "should begin with https"),
            Text("Rätta adressen.", "Mend the address."),
        )  # fmt: skip
    secret_file = table.optional(table.text, "hemlighet-fil")
    groups = table.table("roller")
    return OidcSettings(
        issuer=issuer,
        client=table.text("klient"),
        secret=_secret(path.parent / secret_file) if secret_file else None,
        label=table.optional(table.text, "namn") or "OpenID Connect",
        scopes=table.optional(table.texts, "scope") or ("openid", "profile"),
        name_claim=table.optional(table.text, "namn-claim") or "preferred_username",
        role_claim=table.optional(table.text, "roll-claim") or "groups",
        roles={group: read_roles(groups.table(group)) for group in groups.names()},
    )


def _secret(path: Path) -> str:
    try:
        mode, text = path.stat().st_mode, path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NkrError(
            Text("Hemligheten kan inte läsas.", "The secret cannot be read."),
            remedy=Text("lägg den i filen, i UTF-8", "put it in the file, in UTF-8"),
            place=path,
        ) from error
    if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NkrError(
            Text("Andra kan läsa hemligheten.", "Others can read the secret."),
            remedy=Text(f"kör chmod 600 {path.name}", f"run chmod 600 {path.name}"),
            place=path,
        )
    return text


def refuse_exposure(settings: Settings) -> None:
    """Raise NkrError when passwords would go in the clear, or no one knows the server's name."""
    if not _is_loopback(settings.host) and not settings.secure:
        raise NkrError(
            Text(
                f"Servern får inte lyssna på {settings.host} utan kryptering.",
                f"The server may not listen on {settings.host} without encryption.",
            ),
            remedy=Text(
                "ange --tls-cert och --tls-key, eller --behind-proxy om en proxy sköter TLS",
                "give --tls-cert and --tls-key, or --behind-proxy if a proxy takes care of TLS",
            ),
        )
    if settings.address is None and (
        settings.behind_proxy or not _is_loopback(settings.host) or settings.oidc is not None
    ):
        raise NkrError(
            Text(
                "Serverns adress utåt är inte angiven, så förfalskade värdnamn kan inte avvisas.",
                "The server's outward address is not given, so forged hosts cannot be refused.",
            ),
            remedy=Text(
                "ange den: --address https://granska.exempel.se",
                "give it: --address https://audit.example.org",
            ),
        )
    if settings.address is not None:
        _refuse_address(settings)


def _refuse_address(settings: Settings) -> None:
    parts = urlsplit(settings.address or "")
    wanted = ("https",) if settings.secure else ("http",)
    if parts.scheme not in wanted or not parts.netloc or parts.path.strip("/") or parts.query:
        raise NkrError(
            Text(
                f"Adressen ska vara {wanted[0]}:// och ett värdnamn, inget mer.",
                f"The address should be {wanted[0]}:// and a host, nothing more.",
            ),
            remedy=Text(
                f"skriv till exempel {wanted[0]}://granska.exempel.se",
                f"write for example {wanted[0]}://audit.example.org",
            ),
        )


def _is_loopback(host: str) -> bool:
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError) as error:
        raise NkrError(
            Text(f"Adressen {host} finns inte.", f"There is no address {host}."),
            remedy=Text("rätta --host", "correct --host"),
        ) from error
    return bool(found) and all(
        ipaddress.ip_address(each.partition("%")[0]).is_loopback for each in found
    )
