"""``nkr init``: a new book, ready for the first import."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click
from beancount.core.account import is_valid_leaf

from nkr_audit.cli.common import Command, option, programmes, say, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.ledger import refuse_unreadable
from nkr_audit.text import Text
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import INIT, Act
from nkr_audit.trail.writing import write_new_book
from nkr_importers.accounts import ACCOUNTS_FILE

if TYPE_CHECKING:
    from datetime import date

PLUGINS = (
    "grants", "cost_centre", "grant_year", "eligibility", "evidence", "vouchers", "settlement",
)  # fmt: skip
_ROOTS = {
    "assets": "Tillgångar",
    "liabilities": "Skulder",
    "equity": "EgetKapital",
    "income": "Intäkter",
    "expenses": "Kostnader",
}


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What a new book is to say of its grant."""

    id: str
    programme: str
    region: str
    cost_centre: str | None
    registers: tuple[str, ...]


@click.command(
    "init",
    cls=Command,
    text=Text(
        "Lägg upp en ny bok i mappen DIR: huvudfil, kontoplan och mapp för underlag. Med --region "
        "läggs även bidraget upp.",
        "Set up a new book in the folder DIR: main file, chart of accounts and a folder for "
        "documents. With --region the grant is declared too.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option("--region", text=Text("Regionens namn.", "The region's name."))
@option(
    "--grant", "grant_id", default="NKR2026", show_default=True, metavar="ID",
    text=Text("Bidragets namn i boken.", "The grant's name in the book."),
)  # fmt: skip
@option(
    "--programme", default="sos-2026", show_default=True, metavar="ID",
    text=Text("Bidragsprogram.", "Programme."),
)  # fmt: skip
@option(
    "--cost-centre", metavar="KOD",
    text=Text("Bidragets eget kostnadsställe i ekonomisystemet.", "Its cost centre in the ERP."),
)  # fmt: skip
@option(
    "--register", "registers", multiple=True, metavar="NAMN",
    text=Text(
        "Register som bidraget gäller; upprepas för flera.",
        "A register that the grant is for; repeat for several.",
    ),
)  # fmt: skip
@shared_options
def init(
    folder: Path,
    region: str | None,
    grant_id: str,
    programme: str,
    cost_centre: str | None,
    registers: tuple[str, ...],
) -> None:
    """Make a new book."""
    if not region and (cost_centre or registers):
        raise NkrError(
            Text(
                "Utan --region läggs inget bidrag upp, och de andra uppgifterna går förlorade.",
                "Without --region no grant is declared, and the rest of what you say is lost.",
            ),
            remedy=Text("lägg till --region", "add --region"),
        )
    grant = NewGrant(grant_id, programme, region, cost_centre, registers) if region else None
    main = create_book(folder, grant)
    say(Text(f"Boken är upplagd: {main}", f"The book is set up: {main}"))
    say(
        Text(
            "Nästa steg: nkr import sie FIL --ledger … --grant …, sedan nkr check."
            if grant
            else "Nästa steg: lägg upp bidraget i filen efter mallen där, sedan nkr log adopt.",
            "Next: nkr import sie FILE --ledger … --grant …, then nkr check."
            if grant
            else "Next: declare the grant in the file by the example there, then nkr log adopt.",
        )
    )


def create_book(folder: Path, grant: NewGrant | None) -> Path:
    """Write the files of a new book and return its main file.

    Raises NkrError when the folder already holds a book, or the programme is not known.
    """
    main = folder / "main.beancount"
    chart = folder / ACCOUNTS_FILE
    documents = folder / "underlag"
    for path in (main, chart, documents):
        if path.exists() and not (path == documents and path.is_dir()):
            raise NkrError(
                Text("Här finns redan en bok.", "There is a book here already."),
                remedy=Text("välj en annan mapp", "choose another folder"),
                place=path,
            )
    contents = {
        chart: resources.files("nkr_audit.demo").joinpath("data/kontoplan.toml").read_bytes(),
        main: (_main_text() + (_grant_text(grant) if grant else _TEMPLATE)).encode(),
    }
    refuse_unreadable({main: contents[main]})
    write_new_book(folder, contents, Act(INIT, login_name()))
    with contextlib.suppress(OSError):  # the book is there; whoever files a document makes it
        documents.mkdir(exist_ok=True)
    return main


def _main_text() -> str:
    names = "".join(f'option "name_{key}" "{name}"\n' for key, name in _ROOTS.items())
    plugins = "".join(f'plugin "nkr_plugins.{name}"\n' for name in PLUGINS)
    return f'option "operating_currency" "SEK"\n{names}\n{plugins}\n'


def _grant_text(grant: NewGrant) -> str:
    if ":" in grant.id or not is_valid_leaf(grant.id):
        raise NkrError(
            Text(
                f"Bidraget kan inte heta {grant.id}: namnet ska stå i kontonas namn.",
                f"The grant cannot be called {grant.id}: its name is to stand in account names.",
            ),
            remedy=Text(
                "börja med stor bokstav eller siffra; sedan bokstäver, siffror och bindestreck",
                "begin with a capital or a digit; then letters, digits and hyphens",
            ),
        )
    known = programmes()
    programme = known.get(grant.programme)
    if programme is None:
        names = ", ".join(known)
        raise NkrError(
            Text(
                f"Bidragsprogrammet {grant.programme} är inte känt.",
                f"The programme {grant.programme} is not known.",
            ),
            remedy=Text(f"välj bland {names}", f"choose among {names}"),
        )
    start = programme.period.start
    each = programme.allocation.per_register if programme.allocation else None
    lines = [f'{start} custom "nkr-bidrag" "{grant.id}" "{grant.programme}"']
    lines.append(f"  region: {_quoted(grant.region)}")
    if grant.cost_centre:
        lines.append(f"  kostnadsstalle: {_quoted(grant.cost_centre)}")
    if each is not None and grant.registers:
        lines.append(f"  beviljat: {each * len(grant.registers):.2f} SEK")
    for register in grant.registers:
        amount = f" {each:.2f} SEK" if each is not None else ""
        lines.append(f'{start} custom "nkr-register" "{grant.id}" {_quoted(register)}{amount}')
    return "\n".join([*lines, "", _opens(grant.id, start)])


def _opens(grant_id: str, start: date) -> str:
    accounts = (
        "Tillgångar:Bank",
        "Skulder:2440-Leverantörsskulder",
        f"Skulder:{grant_id}:2971-Förutbetalt-statsbidrag",
        f"Intäkter:{grant_id}:3511-Statsbidrag",
    )
    return "".join(f"{start} open {account} SEK\n" for account in accounts)


_TEMPLATE = """\
; Lägg upp bidraget så här (ta bort semikolonen):
; 2026-03-10 custom "nkr-bidrag" "NKR2026" "sos-2026"
;   region: "Region Uppsala"
;   kostnadsstalle: "2610"
;   beviljat: 792929.00 SEK
; 2026-03-10 custom "nkr-register" "NKR2026" "Swedeheart" 792929.00 SEK
"""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
