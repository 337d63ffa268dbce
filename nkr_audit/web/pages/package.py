"""Granskningspaket: what was asked for in a review, what it will miss, and the package for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column
from nkr_audit.review.completeness import check_completeness
from nkr_audit.review.request_words import label
from nkr_audit.review.requests import read_requests
from nkr_audit.review.status import statuses
from nkr_audit.text import Text
from nkr_audit.web import packages
from nkr_audit.web.model import Figure, Figures, Line, Listing, Notice, Package, Page
from nkr_audit.web.pages.common import VOUCHER, to_lines, to_voucher, warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.book import Voucher
    from nkr_audit.review.completeness import Completeness, Missing
    from nkr_audit.review.status import ItemStatus, RequestStatus
    from nkr_audit.web.model import Part
    from nkr_audit.web.view import View

_STATES: Final = {
    "ready": Text("klart", "ready"),
    "missing": Text("saknas", "missing"),
    "delivered": Text("lämnat", "delivered"),
    "unknown": Text("se efter själv", "look for yourself"),
}
_MISSING: Final = Text("Saknas", "Missing")
_VAGUE: Final = Text("Vag fakturatext", "Vague invoice")
_ACCRUAL: Final = Text("Reservering inte upplöst", "Accrual not resolved")
_OTHER: Final = Text("Annat fel", "Other error")
_NOBODY: Final = Text(
    "Ingen begäran om granskning är inlagd för bidraget. Den läggs in med nkr review request.",
    "No request for review is entered for the grant. It is entered by nkr review request.",
)


def build(view: View) -> Page:
    """The requests, what a reviewer of the grant will miss, and the package."""
    reading, grant = view.reading, view.grant.settlement.grant
    found = reading.once(f"begaran {grant.id}", lambda: read_requests(reading.ledger, grant))
    asked = reading.once(f"svaren {grant.id}", lambda: statuses(reading.book, view.grant, found))
    complete = reading.once(
        f"bristerna {grant.id}", lambda: check_completeness(reading.book, view.grant, found)
    )
    parts: list[Part] = [*warnings(view)]
    if not asked:
        parts.append(Notice(_NOBODY))
    for number, one in enumerate(asked, start=1):
        parts += _request(view, one, number)
    lines = reading.once(f"brister {grant.id}", lambda: tuple(_gaps(view, complete)))
    parts += [_figures(complete, len(lines)), _package(view)]
    if lines:
        parts.append(_listing(lines))
    if complete.by_register:
        parts.append(_registers(complete))
    return Page(
        Text("Granskningspaket", "Review package"),
        tuple(parts),
        Text("Vad som är begärt, vad granskaren kommer att sakna, och paketet att lämna.",
             "What was asked for, what the reviewer will miss, and the package to hand over."),
    )  # fmt: skip


def _request(view: View, one: RequestStatus, number: int) -> Iterator[Part]:
    request = one.request
    by = request.by or "–"
    ready = sum(item.state in {"ready", "delivered"} for item in one.items)
    figures = [Figure(Text("Senast", "Due"), request.due, "date", _standing(view, one))]
    figures.append(
        Figure(Text("Klart", "Ready"), Text(f"{ready} av {len(one.items)}",
                                            f"{ready} of {len(one.items)}"))
    )  # fmt: skip
    if request.reference:
        figures.append(Figure(Text("Diarienummer", "Reference number"), request.reference))
    if request.vouchers:
        listed = ", ".join(request.vouchers)
        figures.append(Figure(Text("Gäller bara", "Only"), listed))
    if request.package:
        figures.append(Figure(Text("Lämnat paket", "Package delivered"), request.package))
    yield Figures(
        f"begaran_{number}",
        Text(f"Begäran från {by} {request.day}", f"Request by {by} of {request.day}"),
        tuple(figures),
        listed=True,
    )
    yield _items(one, number)


def _standing(view: View, one: RequestStatus) -> Text:
    request, left = one.request, one.days_left(view.today)
    if request.delivered is not None:
        day = request.delivered
        late = Text(", för sent", ", too late") if one.is_late(view.today) else Text("", "")
        return Text(f"Besvarad {day}{late.sv}.", f"Answered {day}{late.en}.")
    if left is None:
        return Text("Utan sista dag. Inte besvarad.", "Without a last day. Not answered.")
    if left < 0:
        return Text(f"Inte besvarad. {-left} dagar för sent.", f"Not answered. {-left} days late.")
    return Text(f"Inte besvarad. {left} dagar kvar.", f"Not answered. {left} days left.")


def _items(one: RequestStatus, number: int) -> Listing:
    def line(item: ItemStatus) -> Line:
        count = len(item.missing) if item.state == "missing" else None
        return Line((label(item.item), _STATES[item.state], count))

    day = one.request.day
    return Listing(
        f"begart_{number}",
        Text(f"Det som begärdes {day}", f"What was asked for on {day}"),
        (
            Column("begart", Text("Begärt", "Asked for")),
            Column("lage", Text("Läge", "State")),
            Column("saknas", Text("Antal som saknas", "How many are missing"), "count"),
        ),
        one.items,
        line,
    )


def _figures(found: Completeness, count: int) -> Figures:
    return Figures(
        "bristerna",
        Text("Det granskaren kommer att sakna", "What the reviewer will miss"),
        (
            Figure(Text("Att ordna innan paketet lämnas", "To put in order first"), count,
                   "count", None if count else Text("Inget saknas.", "Nothing is missing.")),
            Figure(Text("Kan underkännas", "May be disallowed"), found.at_risk, "amount",
                   Text("Kostnader med öppna fel, varje kostnad en gång.",
                        "Costs with open errors, each cost once."), to_lines("ifragasatt")),
            Figure(Text("Varav utan underlag", "Of it without evidence"), found.unproved,
                   "amount", way=to_lines("ostyrkt")),
        ),
    )  # fmt: skip


def _listing(lines: tuple[Line, ...]) -> Listing:
    return Listing(
        "brister",
        Text("Att ordna", "To put in order"),
        (
            Column("slag", Text("Slag", "Kind")),
            Column("begart", Text("Hör till", "Belongs to")),
            VOUCHER,
            Column("belopp", Text("Belopp", "Amount"), "amount"),
            Column("vad", Text("Vad", "What")),
        ),
        lines,
        lambda line: line,
    )


def _gaps(view: View, found: Completeness) -> Iterator[Line]:
    for kind, gaps in (
        (_MISSING, found.missing), (_VAGUE, found.vague), (_ACCRUAL, found.accruals),
    ):  # fmt: skip
        for gap in gaps:
            yield _gap(view, kind, gap)
    for one in found.others:
        yield _line(view, _OTHER, one.code, one.voucher, one.voucher_number, one.amount, one.what)


def _gap(view: View, kind: Text, gap: Missing) -> Line:
    journal = view.reading.voucher(gap.voucher or "")
    voucher = journal.voucher if journal is not None else None
    return _line(view, kind, label(gap.item), voucher, gap.voucher, gap.amount, gap.what)


def _line(
    view: View, kind: Text, belongs: Text | str, voucher: Voucher | None, number: str | None,
    amount: Decimal | None, what: Text,
) -> Line:  # fmt: skip
    way = {"verifikation": to_voucher(view.reading, voucher)} if voucher is not None else {}
    said = number or (str(voucher.date) if voucher is not None else None)
    return Line((kind, belongs, said, amount, what), way, voucher=number)


def _registers(found: Completeness) -> Listing:
    def line(one: tuple[str | None, Decimal]) -> Line:
        register, amount = one
        name = register or Text("utan register", "without a register")
        return Line((name, amount), {"belopp": to_lines("ifragasatt", register=register)})

    return Listing(
        "risk_per_register",
        Text("Kan underkännas, per register", "May be disallowed, by register"),
        (
            Column("register", Text("Register", "Register")),
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
        ),
        found.by_register,
        line,
        totals=(None, sum((amount for _, amount in found.by_register), ZERO)),
    )


def _package(view: View) -> Package:
    settled = view.reading.can_settle()
    contents = packages.contents_of(view) if settled else None
    size = packages.size_of(contents) if contents is not None else 0
    offered = contents is not None and size <= packages.MOST_BYTES
    known = [
        (said, checksum)
        for withheld, said in (
            ("", Text("Hela paketet", "The whole package")),
            (packages.WITHHELD, Text("Utan personuppgifter", "Without personal data")),
        )
        if (checksum := packages.checksum_of(view, withheld)) is not None
    ]
    return Package(
        "paket",
        Text("Paketet", "The package"),
        _said(settled, offered=offered),
        packages.command(view),
        offered=offered,
        holds=_holds(len(contents.vouchers), len(contents.files()), size)
        if contents is not None
        else None,
        checksums=tuple(known),
    )


def _said(settled: bool, *, offered: bool) -> Text:
    if not settled:
        return Text(
            "En bok som inte kan avräknas ger inget paket. Rätta det som står överst först.",
            "A book that cannot be settled gives no package. Mend what stands first above.",
        )
    if not offered:
        return Text(
            "Bidraget är för stort för att byggas här. Kommandot bygger paketet.",
            "The grant is too large to be built here. The command builds the package.",
        )
    return Text(
        "Bokföring, avräkning, iakttagelser, rapporter, underlag och behandlingshistorik i en "
        "zip-fil, samma som kommandot bygger. Det tar några sekunder, upp till en halv minut. "
        "Personnummer är maskerade utom i underlagen själva. Hämtningen skrivs i åtkomstloggen.",
        "Accounts, settlement, findings, reports, evidence and processing log in a zip, the same "
        "that the command builds. It takes a few seconds, at most half a minute. Personal numbers "
        "are masked but in the evidence itself. The download is written in the access log.",
    )


def _holds(vouchers: int, documents: int, size: int) -> Text:
    mebibytes = max(1, -(-size // (1 << 20)))
    return Text(
        f"{vouchers} verifikationer och {documents} underlag (högst {mebibytes} MiB).",
        f"{vouchers} vouchers and {documents} documents (at most {mebibytes} MiB).",
    )
