"""The options that the recording commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nkr_audit.cli.common import option
from nkr_audit.recording import given
from nkr_audit.recording.attesting import refuse_self_attest
from nkr_audit.recording.days import refuse_ahead
from nkr_audit.recording.model import Registered
from nkr_audit.recording.numbers import DEFAULT_SERIES
from nkr_audit.text import Text
from nkr_audit.trail.person import login_name, seen_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GRANT = option(
    "--grant", "grant_id", metavar="ID",
    text=Text("Bidraget, som NKR2026.", "The grant, as NKR2026."),
)  # fmt: skip
REASON = option("--reason", metavar="SKÄL", text=Text("Varför, till loggen.", "Why, for the log."))
DRY_RUN = option(
    "--dry-run", is_flag=True,
    text=Text("Visa vad som skulle bokföras; skriv inget.", "Show the outcome; write nothing."),
)  # fmt: skip
_ANYWAY = option(
    "--anyway", metavar="SKÄL",
    text=Text(
        "Bokför fast granskningen ger fel; skälet loggas.",
        "Book although the check gives errors; the reason is logged.",
    ),
)  # fmt: skip
_REGISTRATION = (
    option(
        "--series", default=DEFAULT_SERIES, show_default=True, metavar="SERIE",
        text=Text("Verifikationsserie.", "Series of the vouchers."),
    ),
    option(
        "--registered", metavar="DATUM",
        text=Text("Registreringsdag; utelämnad: i dag.", "Day of registration; left out: today."),
    ),
    option(
        "--attested-by", metavar="NAMN",
        text=Text(
            "Vem som attesterat; någon annan än du.", "Who attested it; another than you."
        ),
    ),
    _ANYWAY,
    DRY_RUN,
)  # fmt: skip
_COST = (
    option(
        "--date", "day", metavar="DATUM",
        text=Text("Verifikationens datum, ÅÅÅÅ-MM-DD.", "The voucher's date, YYYY-MM-DD."),
    ),
    option(
        "--amount", metavar="KR",
        text=Text("Belopp utan moms, i kronor.", "Amount without VAT, in kronor."),
    ),
    option(
        "--account", metavar="KONTO",
        text=Text(
            'Kostnadskonto: nummer, eller för ett nytt konto "5420 Programvaror".',
            'Cost account: number, or for a new one "5420 Programvaror".',
        ),
    ),
    option("--text", "text_", metavar="TEXT", text=Text("Vad som köpts.", "What was bought.")),
    option("--supplier", metavar="NAMN", text=Text("Leverantör.", "Supplier.")),
    option(
        "--orgnr", metavar="NR",
        text=Text("Leverantörens organisationsnummer.", "The supplier's organisation number."),
    ),
    option("--invoice", metavar="NR", text=Text("Fakturans nummer.", "The invoice's number.")),
    option("--register", metavar="NAMN", text=Text("Register.", "Register.")),
    option("--purpose", metavar="ÄNDAMÅL", text=Text("Ändamål.", "Purpose.")),
    option("--category", metavar="SLAG", text=Text("Kostnadsslag.", "Cost category.")),
    option("--activity", metavar="ID", text=Text("Insats.", "Activity.")),
    option(
        "--benefit", type=click.Choice(("direkt", "indirekt")),
        text=Text("Registrets nytta.", "The register's benefit."),
    ),
    option(
        "--period", metavar="AVSER",
        text=Text(
            "När kostnaden uppstod: 2026-06, 2026-11-15/2027-02-14. Utelämnad: datumet.",
            "When the cost arose: 2026-06, 2026-11-15/2027-02-14. Left out: the date.",
        ),
    ),
    option("--against", metavar="KONTO", text=Text("Motkonto.", "Account against it.")),
)  # fmt: skip


def voucher_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument that names one voucher."""
    return click.argument("voucher", metavar="VOUCHER")(command)


def cost_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a cost is made of."""
    return _decorated(command, _COST)


def registration_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add series, day, attest, ``--anyway`` and ``--dry-run``."""
    return _decorated(command, _REGISTRATION)


def file_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument that names a document."""
    return click.argument("file", metavar="FILE", type=click.Path(path_type=Path))(command)


def _decorated(command: Callable[..., Any], options: Iterable[Any]) -> Callable[..., Any]:
    for decorate in reversed(tuple(options)):
        command = decorate(command)
    return command


def today() -> date:
    """The day where the user is."""
    return date.today()  # noqa: DTZ011 (no zone: the user's own)


def registered_now(on: str | None, attested_by: str | None = None) -> Registered:
    """Who registers and when.

    Raises NkrError when the same person would attest, or the day has not come yet.
    """
    who = given.words(login_name())
    attester = given.words(seen_name(attested_by)) if attested_by is not None else None
    if attester is not None:
        refuse_self_attest(who, attester)
    now = today()
    day = given.day(on) if on is not None else now
    refuse_ahead(day, now)
    return Registered(who, day, attester)


def words_of(chosen: dict[str, Any]) -> dict[str, str]:
    """The words of the vocabulary among the options, by key, in the order they are written."""
    read = {
        "invoice": ("faktura", given.words),
        "orgnr": ("motpart-orgnr", given.organisation_number),
        "period": ("avser", given.period),
        "category": ("kostnadsslag", given.words),
        "purpose": ("andamal", given.words),
        "activity": ("insats", given.words),
        "register": ("register", given.words),
        "benefit": ("nytta", given.words),
    }
    return {
        key: check(chosen[name])
        for name, (key, check) in read.items()
        if chosen.get(name) is not None
    }
