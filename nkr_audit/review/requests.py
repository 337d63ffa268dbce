"""Requests for review: who asked, for what, by when, and what was handed over.

Each is an event of the grant, ``granskning``, and its answer another, ``granskning-svar``; what
was asked for stands in their metadata.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Custom

from nkr_audit.deadlines import reviews
from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import word
from nkr_audit.recording.files import contents_with, file_for
from nkr_audit.recording.model import NewEvent
from nkr_audit.text import Text
from nkr_audit.vocabulary import EVENT, REVIEW_ANSWERED, REVIEW_ASKED
from nkr_importers.rendering import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from nkr_audit.book import Event, Grant
    from nkr_audit.ledger import Ledger
    from nkr_audit.recording.view import View

# What the log calls the acts.

# What a reviewer can ask for.
ITEMS: Final[Mapping[str, Text]] = {
    "huvudbok": Text("Huvudbok och kontoutdrag", "General ledger and statement of accounts"),
    "redovisning": Text("Redovisningen till utbetalaren", "The report to the payer"),
    "fakturor": Text("Fakturor", "Invoices"),
    "lon": Text(
        "Lönespecifikationer och anställningsavtal", "Payslips and contracts of employment"
    ),
    "fordelning": Text("Fördelning av gemensamma kostnader", "Allocation of shared costs"),
    "leverans": Text("Bevis på leveranser", "Proof of deliveries"),
    "insatser": Text("Underlag som styrker insatserna", "Proof of the activities"),
    "avtal": Text("Avtal", "Agreements"),
    "beslut": Text("Beslut om bidraget", "Decisions on the grant"),
    "behandlingshistorik": Text("Behandlingshistorik", "Processing log"),
    "systemdokumentation": Text("Systemdokumentation", "System documentation"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. ``vouchers``: only these; none: all of the grant. ``others``: in words."""

    by: str
    day: date
    due: date
    items: tuple[str, ...]
    others: tuple[str, ...] = ()
    vouchers: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the book has it. ``delivered`` is the day it was answered, None while open.

    ``package`` is the checksum of the package that answered it. ``due`` may be missing in a book
    written by hand, and ``items`` empty: then everything is asked for.
    """

    by: str
    day: date
    due: date | None
    items: tuple[str, ...]
    others: tuple[str, ...]
    vouchers: tuple[str, ...]
    reference: str
    delivered: date | None
    package: str
    place: Place


def read_requests(ledger: Ledger, grant: Grant) -> tuple[Request, ...]:
    """The requests of a grant, oldest first."""
    said = {
        Place(entry.meta["filename"], entry.meta["lineno"]): entry.meta
        for entry in ledger.entries
        if isinstance(entry, Custom) and entry.type == EVENT
    }
    return tuple(_request(asked, answer, said) for asked, answer in reviews(grant))


def _request(asked: Event, answer: Event | None, said: Mapping[Place, Any]) -> Request:
    meta = said.get(asked.place, {})
    answered = said.get(answer.place, {}) if answer else {}
    return Request(
        by=word(meta.get("fran")) or "",
        day=asked.date,
        due=asked.due,
        items=tuple(one for one in (word(meta.get("begart")) or "").split() if one in ITEMS),
        others=_parts(meta.get("begart-ovrigt"), ";"),
        vouchers=tuple((word(meta.get("verifikationer")) or "").split()),
        reference=word(meta.get("diarienummer")) or "",
        delivered=answer.date if answer else None,
        package=word(answered.get("paket")) or "",
        place=asked.place,
    )


def _parts(value: object, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (word(value) or "").split(mark) if part.strip())


def plan_request(view: View, grant_id: str, asked: Asked) -> dict[Path, bytes]:
    """What each file shall hold with the request in it. Raises NkrError when it cannot be right."""
    grant = view.grant(grant_id)
    if asked.due < asked.day:
        raise NkrError(
            Text(
                f"Sista dagen {asked.due} är före den dag det begärdes, {asked.day}.",
                f"The last day {asked.due} is before the day it was asked for, {asked.day}.",
            ),
            remedy=Text("kontrollera --due och --date", "check --due and --date"),
        )
    listed = _numbers(view, grant, asked.vouchers)
    for one in read_requests(view.ledger, grant):
        if (one.by, one.day, one.due) == (asked.by, asked.day, asked.due):
            raise NkrError(
                Text(
                    f"Begäran från {asked.by} {asked.day} är redan inlagd.",
                    f"The request by {asked.by} of {asked.day} is there already.",
                ),
                remedy=Text("se den med nkr review status", "see it with nkr review status"),
                place=one.place,
            )
    lines = [
        f"senast: {asked.due}",
        f"fran: {quoted(asked.by)}",
        f"begart: {quoted(' '.join(asked.items))}",
    ]
    if asked.others:
        lines.append(f"begart-ovrigt: {quoted('; '.join(asked.others))}")
    if listed:
        lines.append(f"verifikationer: {quoted(' '.join(listed))}")
    if asked.reference:
        lines.append(f"diarienummer: {quoted(asked.reference)}")
    return _with_event(view.ledger, grant_id, NewEvent(REVIEW_ASKED, asked.day), lines)


def plan_delivered(view: View, grant_id: str, day: date, package: str) -> dict[Path, bytes]:
    """What each file shall hold with the oldest open request answered.

    Raises NkrError when there is none that was made by ``day``.
    """
    grant = view.grant(grant_id)
    still_open = [one for one in read_requests(view.ledger, grant) if one.delivered is None]
    if not any(one.day <= day for one in still_open):
        raise NkrError(
            Text(
                f"{grant_id} har ingen obesvarad begäran om granskning {day}.",
                f"{grant_id} has no unanswered request for review on {day}.",
            ),
            remedy=Text(
                "lägg först in begäran med nkr review request, eller rätta --date",
                "first enter the request with nkr review request, or correct --date",
            ),
            place=grant.place,
        )
    lines = [f"paket: {quoted(package)}"] if package else []
    return _with_event(view.ledger, grant_id, NewEvent(REVIEW_ANSWERED, day), lines)


def _numbers(view: View, grant: Grant, named: Iterable[str]) -> list[str]:
    """The vouchers by their whole numbers. Raises NkrError for one that is not of the grant."""
    found = []
    for one in named:
        _, voucher = view.voucher(one)
        if grant.id not in voucher.grant_ids or voucher.number is None:
            raise NkrError(
                Text(
                    f"Verifikationen {one} rör inte {grant.id}.",
                    f"The voucher {one} does not concern {grant.id}.",
                ),
                remedy=Text("kontrollera numret i begäran", "check the number in the request"),
                place=voucher.place,
            )
        found.append(voucher.number)
    return list(dict.fromkeys(found))


def _with_event(
    ledger: Ledger, grant_id: str, event: NewEvent, lines: Iterable[str]
) -> dict[Path, bytes]:
    contents = contents_with(ledger, grant_id, (), event)
    path = file_for(ledger, grant_id, event.day.year)
    contents[path] += "".join(f"  {line}\n" for line in lines).encode()
    return contents
