"""``nkr log key``: make the key that a log is sealed by."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from nkr_audit.cli.common import Command, language, option, say, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.signing_key import make_key

PASSPHRASE = "NKR_PASSPHRASE"  # noqa: S105 (the name of the variable)


@click.command(
    "key",
    cls=Command,
    text=Text(
        "Gör en nyckel att försegla med. Den hemliga delen läggs i en fil som bara du kan läsa, "
        "utanför bokens mapp. Den öppna delen skrivs ut, att lämna till revisorn.",
        "Make a key to seal with. The private half goes into a file that only you can read, "
        "outside the book's folder. The public half is printed, to hand to the auditor.",
    ),
)
@option(
    "--name", metavar="NAMN", default="nkr-nyckel",
    text=Text(
        "Vad nyckeln heter, till exempel regionens namn; utan mellanslag.",
        "What the key is called, such as the name of the region; no spaces.",
    ),
)  # fmt: skip
@option(
    "--out", metavar="FILE", type=click.Path(path_type=Path),
    text=Text(
        "Var den hemliga nyckeln läggs. Utelämnad: i din egen inställningsmapp.",
        "Where the private key goes. Left out: in your own settings folder.",
    ),
)  # fmt: skip
@option(
    "--passphrase", "ask", is_flag=True,
    text=Text(
        f"Skydda nyckeln med ett lösenord, som frågas efter (eller tas ur {PASSPHRASE}).",
        f"Protect the key by a passphrase, which is asked for (or taken from {PASSPHRASE}).",
    ),
)  # fmt: skip
@shared_options
def log_key(name: str, out: Path | None, *, ask: bool) -> None:
    """Make a key and print its public half."""
    path = out or Path(click.get_app_dir("nkr-audit")) / f"{Path(name).name}.pem"
    key = make_key(name, path, passphrase(repeat=True) if ask else "")
    say(
        Text(
            f"Hemlig nyckel: {path}  (visa den för ingen, och ha en kopia på ett säkert ställe)",
            f"Private key: {path}  (show it to nobody, and keep a copy in a safe place)",
        )
    )
    say(Text("Öppen nyckel, att lämna ut:", "Verifier key, to hand out:"))
    click.echo(f"  {key.verifier.text()}")
    say(
        Text(
            f"Nästa steg: nkr log seal LEDGER --key {path}",
            f"Next: nkr log seal LEDGER --key {path}",
        )
    )


def passphrase(*, repeat: bool = False) -> str:
    """The passphrase of a key: of the environment, else asked for where somebody can answer."""
    given = os.environ.get(PASSPHRASE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise NkrError(
            Text("Nyckeln har ett lösenord.", "The key has a passphrase."),
            remedy=Text(
                f"kör vid en terminal, eller sätt {PASSPHRASE}",
                f"run it at a terminal, or set {PASSPHRASE}",
            ),
        )
    label = Text("Nyckelns lösenord", "Passphrase of the key").to(language())
    again = Text("En gång till", "Once more").to(language())
    answer: str = click.prompt(
        label, hide_input=True, err=True, confirmation_prompt=again if repeat else False
    )
    return answer
