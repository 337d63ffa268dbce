"""``nkr log seal``: sign what the log is now, so that nobody can change it unseen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, language, ledger_argument, option, say, shared_options
from nkr_audit.cli.log.common import page, places_of
from nkr_audit.cli.log.key import passphrase
from nkr_audit.cli.progress import byte_bar
from nkr_audit.text import Text
from nkr_audit.trail.sealing import seal
from nkr_audit.trail.signing_key import read_key
from nkr_audit.trail.timestamp import time_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.reports.page import Page
    from nkr_audit.trail.sealing import Seal


@click.command(
    "seal",
    cls=Command,
    text=Text(
        "Försegla loggen för boken LEDGER: skriv under hur lång den är och vilken rot den har. "
        "Lämna förseglingen till någon utanför, till exempel diariet.",
        "Seal the log of the book LEDGER: sign how long it is and what its root is. Hand the seal "
        "to somebody outside, such as the registry.",
    ),
)
@ledger_argument
@option(
    "--key", "key", required=True, metavar="FILE", type=click.Path(path_type=Path),
    text=Text(
        "Filen med den hemliga nyckeln (nkr log key).", "The file of the private key (nkr log key)."
    ),
)  # fmt: skip
@option(
    "--timestamp", metavar="URL", envvar="NKR_TIMESTAMP",
    text=Text(
        "Adress till en tidsstämpeltjänst (RFC 3161). Även NKR_TIMESTAMP.",
        "Address of a time stamp service (RFC 3161). Also NKR_TIMESTAMP.",
    ),
)  # fmt: skip
@option(
    "--new-key", is_flag=True,
    text=Text(
        "Byt nyckel: den förra gäller för de förseglingar den har gjort.",
        "Change keys: the former one holds for the seals that it made.",
    ),
)  # fmt: skip
@shared_options
def log_seal(ledger: Path, key: Path, timestamp: str | None, *, new_key: bool) -> None:
    """Seal the log and print what to hand out."""
    places = places_of(ledger)
    signing = read_key(key, passphrase)
    stamp = partial(time_stamp, timestamp) if timestamp else None
    with byte_bar(Text("Läser filerna", "Reading the files"), language()) as told:
        made = seal(places, signing, new_key=new_key, stamp=stamp, told=told)
    for line in _lines(made, page()):
        say(line)


def _lines(made: Seal, page: Page) -> Iterator[Text]:
    checkpoint = made.checkpoint
    path = page.path(str(made.path))
    sv = f"{checkpoint.size} poster, rot {checkpoint.short}…"
    en = f"{checkpoint.size} records, root {checkpoint.short}…"
    if made.is_new:
        yield Text(f"Förseglad: {sv}", f"Sealed: {en}")
    else:
        yield Text(f"Redan förseglad: {sv}", f"Sealed already: {en}")
    yield Text(f"  Försegling     {path}", f"  Seal           {path}")
    yield Text(f"  Öppen nyckel   {made.key.text()}", f"  Verifier key   {made.key.text()}")
    if made.stamp is not None:
        yield Text(
            f"  Tidsstämpel    {page.path(str(made.stamp))}",
            f"  Time stamp     {page.path(str(made.stamp))}",
        )
    if made.others:
        yield Text(
            f"Obs: {len(made.others)} saker i bokens filer stämmer inte med loggen; förseglingen "
            "gäller loggen. Se nkr log verify.",
            f"Note: {len(made.others)} things in the book's files do not agree with the log; the "
            "seal is of the log. See nkr log verify.",
        )
    yield Text(
        f"Nästa steg: lämna {made.path.name} till någon utanför, till exempel diariet eller "
        "revisorn. Den som har den kan se om något ändras eller tas bort.",
        f"Next: hand {made.path.name} to somebody outside, such as the registry or the auditor. "
        "Whoever has it can see whether anything is altered or removed.",
    )
