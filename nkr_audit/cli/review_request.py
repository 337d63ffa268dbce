"""``nkr review request`` and ``nkr review delivered``: what a reviewer asked for, and got."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, ledger_argument, option, programmes, say, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.recording import given
from nkr_audit.recording.view import View, tried
from nkr_audit.review.requests import (
    ITEMS,
    Asked,
    plan_delivered,
    plan_request,
)
from nkr_audit.review.safe_reading import open_package
from nkr_audit.review.verifying import verify_package
from nkr_audit.text import Text
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import REVIEW_DELIVERED, REVIEW_REQUEST, Act
from nkr_audit.trail.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

_GRANT = option(
    "--grant", "grant_id", metavar="ID", required=True,
    text=Text("Bidraget, som NKR2026.", "The grant, as NKR2026."),
)  # fmt: skip


@click.command(
    "request",
    cls=Command,
    text=Text(
        "Lägg in i boken LEDGER att någon har begärt underlag för granskning: vem, vad och till "
        "när.",
        "Enter in the book LEDGER that somebody has asked for documents to review: who, what and "
        "by when.",
    ),
)
@ledger_argument
@_GRANT
@option(
    "--from", "by", metavar="NAMN", required=True,
    text=Text("Vem som begär, som Socialstyrelsen.", "Who asks, as Socialstyrelsen."),
)  # fmt: skip
@option(
    "--items", metavar="SAK,SAK", required=True,
    text=Text(
        f"Vad som begärs, med komma emellan: allt, {', '.join(ITEMS)}.",
        f"What is asked for, with commas between: allt (all), {', '.join(ITEMS)}.",
    ),
)  # fmt: skip
@option(
    "--due", metavar="DATUM", required=True,
    text=Text("Sista dagen att svara.", "The last day to answer."),
)  # fmt: skip
@option(
    "--vouchers", metavar="NR,NR",
    text=Text("Bara dessa verifikationer.", "Only these vouchers."),
)  # fmt: skip
@option(
    "--other", "others", metavar="TEXT", multiple=True,
    text=Text(
        "Något annat som begärs, med ord. Kan anges flera gånger.",
        "Something else that is asked for, in words. May be given several times.",
    ),
)  # fmt: skip
@option("--reference", metavar="DNR", text=Text("Diarienummer.", "Reference number."))
@option(
    "--date", "day", metavar="DATUM",
    text=Text("Dagen då det begärdes; utelämnad: i dag.", "The day it was asked; default today."),
)  # fmt: skip
@shared_options
def review_request(
    ledger: Path, grant_id: str, by: str, items: str, due: str, vouchers: str | None,
    others: tuple[str, ...], reference: str | None, day: str | None,
) -> None:  # fmt: skip
    """Record a request for review."""
    asked = Asked(
        by=given.words(by),
        day=_day(day),
        due=given.day(due),
        items=_items(items),
        others=tuple(given.words(one).replace(";", ",") for one in others),
        vouchers=_listed(vouchers or ""),
        reference=given.words(reference) if reference is not None else "",
    )
    _write(
        ledger,
        lambda view: plan_request(view, grant_id, asked),
        Act(REVIEW_REQUEST, login_name(), asked.vouchers, f"{asked.by}: {', '.join(asked.items)}"),
    )
    say(
        Text(
            f"Inlagt: {asked.by} begär granskning av {grant_id}, svar senast {asked.due}.",
            f"Entered: {asked.by} asks to review {grant_id}, answer by {asked.due}.",
        )
    )


@click.command(
    "delivered",
    cls=Command,
    text=Text(
        "Lägg in i boken LEDGER att den äldsta obesvarade begäran om granskning är besvarad.",
        "Enter in the book LEDGER that the oldest open request for review is answered.",
    ),
)
@ledger_argument
@_GRANT
@option(
    "--package", metavar="PATH", type=click.Path(path_type=Path),
    text=Text(
        "Paketet som lämnades; det prövas, och dess kontrollsumma skrivs in.",
        "The package that was sent; it is verified, and its checksum entered.",
    ),
)  # fmt: skip
@option(
    "--date", "day", metavar="DATUM",
    text=Text("Dagen då det lämnades; utelämnad: i dag.", "The day it was sent; default today."),
)  # fmt: skip
@shared_options
def review_delivered(ledger: Path, grant_id: str, package: Path | None, day: str | None) -> None:
    """Record that a request was answered."""
    sent = _day(day)
    known_by = _checksum(package) if package is not None else ""
    reason = f"paket {known_by}" if known_by else ""
    _write(
        ledger,
        lambda view: plan_delivered(view, grant_id, sent, known_by),
        Act(REVIEW_DELIVERED, login_name(), (), reason),
    )
    say(
        Text(
            f"Inlagt: granskningen av {grant_id} besvarades {sent}.",
            f"Entered: the review of {grant_id} was answered on {sent}.",
        )
    )


def _write(ledger: Path, plan: Callable[[View], dict[Path, bytes]], act: Act) -> None:
    known = programmes()
    with writing(ledger) as writer:
        view = View(writer.ledger, known)
        contents = plan(view)
        tried(view, contents)
        writer.write(contents, act)


def _checksum(path: Path) -> str:
    """What the package can be known by. Raises NkrError when it is not sound: do not send it."""
    with open_package(path) as package:
        verified = verify_package(package, programmes())
    if not verified.is_sound:
        first = verified.problems[0]
        raise NkrError(
            Text(
                f"Paketet stämmer inte: {first.describe('sv')}",
                f"The package is not sound: {first.describe('en')}",
            ),
            remedy=Text(
                "se allt som är fel med nkr review verify, och bygg paketet på nytt",
                "see all that is wrong with nkr review verify, and build the package anew",
            ),
            place=path,
        )
    return verified.checksum


def _day(text: str | None) -> date:
    return given.day(text) if text is not None else date.today()  # noqa: DTZ011 (the user's day)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def _items(text: str) -> tuple[str, ...]:
    listed = _listed(text)
    if listed == ("allt",):
        return tuple(ITEMS)
    unknown = [one for one in listed if one not in ITEMS]
    if unknown or not listed:
        what = given.words(unknown[0]) if unknown else "–"
        known = ", ".join(ITEMS)
        raise NkrError(
            Text(f"{what} är inget som kan begäras.", f"{what} cannot be asked for."),
            remedy=Text(
                f"välj bland allt, {known}; annat skrivs med --other",
                f"choose among allt, {known}; other things by --other",
            ),
        )
    return listed
