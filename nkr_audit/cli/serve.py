"""``nkr serve``: the books in the browser, behind a login."""

from __future__ import annotations

from pathlib import Path

import click

from nkr_audit.cli.common import Command, language, option, programmes, say, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.serve.user_file import FILE_NAME
from nkr_audit.text import Text


@click.command(
    "serve",
    cls=Command,
    text=Text(
        "Visa böckerna LEDGER i webbläsaren, bakom inloggning. Användarna läggs upp med nkr user.",
        "Show the books LEDGER in the browser, behind a login. Users are set up by nkr user.",
    ),
)
@click.argument(
    "ledgers", metavar="LEDGER...", type=click.Path(path_type=Path), nargs=-1, required=True
)
@option(
    "--users", type=click.Path(path_type=Path), default=FILE_NAME, show_default=True,
    metavar="FIL", text=Text("Användarfilen.", "The file of users."),
)  # fmt: skip
@option(
    "--config", type=click.Path(path_type=Path), metavar="FIL",
    text=Text(
        "Inställningar i TOML (se docs/handbok/server.md).",
        "Settings in TOML (see docs/handbok/server.md).",
    ),
)  # fmt: skip
@option(
    "--host", default="127.0.0.1", show_default=True,
    text=Text("Adress att lyssna på.", "Address to listen on."),
)  # fmt: skip
@option(
    "--port", type=click.IntRange(0, 65535), default=5000, show_default=True,
    text=Text("Port; 0 tar en ledig.", "Port; 0 takes a free one."),
)  # fmt: skip
@option(
    "--address", metavar="URL",
    text=Text("Adressen som användarna skriver.", "The address that users write."),
)  # fmt: skip
@option(
    "--tls-cert", type=click.Path(path_type=Path), metavar="FIL",
    text=Text("Certifikat (PEM), med --tls-key.", "Certificate (PEM), with --tls-key."),
)  # fmt: skip
@option(
    "--tls-key", type=click.Path(path_type=Path), metavar="FIL",
    text=Text("Certifikatets nyckel (PEM).", "The certificate's key (PEM)."),
)  # fmt: skip
@option(
    "--behind-proxy", is_flag=True,
    text=Text(
        "En proxy framför servern sköter TLS.", "A proxy in front of the server takes care of TLS."
    ),
)  # fmt: skip
@option(
    "--access-log", type=click.Path(path_type=Path), default="atkomst.jsonl", show_default=True,
    metavar="FIL", text=Text("Vem som har sett vad.", "Who has seen what."),
)  # fmt: skip
@option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), metavar="ANTAL",
    text=Text("Sluta efter så många minuter.", "Stop after so many minutes."),
)  # fmt: skip
@shared_options
def serve(
    ledgers: tuple[Path, ...],
    users: Path,
    config: Path | None,
    host: str,
    port: int,
    address: str | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    access_log: Path,
    minutes: float | None,
    *,
    behind_proxy: bool,
) -> None:
    """Load the books, say where they are, and serve them until stopped."""
    # These load Fava and the web server, which no other command needs.
    from nkr_audit.serve.books import book_names
    from nkr_audit.serve.server import make_server
    from nkr_audit.serve.settings import FromFile, Settings, read_settings

    if (tls_cert is None) != (tls_key is None):
        raise NkrError(
            Text(
                "--tls-cert och --tls-key hör ihop.",
                "--tls-cert and --tls-key belong together.",
            ),
            remedy=Text("ange båda", "give both"),
        )
    read = read_settings(config) if config else FromFile()
    settings = Settings(
        host=host,
        port=port,
        tls=(tls_cert, tls_key) if tls_cert and tls_key else None,
        behind_proxy=behind_proxy,
        proxies=read.proxies,
        address=address or read.address,
        language=language(),
        limits=read.limits,
        oidc=read.oidc,
    )
    spoken = language()
    server = make_server(
        book_names(ledgers), users, access_log, settings, programmes(),
        lambda text: click.echo(text.to(spoken), err=True),
    )  # fmt: skip
    names = ", ".join(server.books.names())
    say(Text(f"Böcker: {names}", f"Books: {names}"))
    say(
        Text(
            f"Öppna {server.url} i webbläsaren. Avsluta med Ctrl+C.",
            f"Open {server.url} in the browser. Stop by Ctrl+C.",
        )
    )
    server.start(minutes)
