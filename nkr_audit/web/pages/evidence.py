"""Underlag: how much is proved, what is missing, and every document of the grant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.journal import relative_path
from nkr_audit.reports.document import Column, Fields, Table
from nkr_audit.reports.kinds.underlag import build as coverage
from nkr_audit.text import Text
from nkr_audit.web.model import (
    Choice,
    Figure,
    Figures,
    File,
    Form,
    Line,
    Link,
    Listing,
    Page,
    listing_of,
)
from nkr_audit.web.pages.common import to_voucher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.book import Document
    from nkr_audit.reports.document import Row
    from nkr_audit.web.model import Part, Way
    from nkr_audit.web.view import View

_STATES: Final = {
    "": Text("Alla", "All"),
    "saknas": Text("Filen saknas", "The file is missing"),
    "andrad": Text("Filen är ändrad", "The file is altered"),
}
_THERE: Final = Text("finns", "there")
_MISSING: Final = Text("filen saknas", "file missing")
_ALTERED: Final = Text("filen är ändrad", "file altered")


def build(view: View) -> Page:
    """What the report of evidence says, and the documents."""
    report = view.reading.once(f"underlag {view.grant_id}", lambda: coverage(view.context()))

    def ways(row: Row) -> Mapping[str, Way]:
        one = view.reading.voucher(row.voucher or "")
        return {"verifikation": to_voucher(view.reading, one.voucher)} if one else {}

    parts: list[Part] = []
    for section in report.sections:
        if isinstance(section, Fields):
            figures = tuple(Figure(one.label, one.value, one.kind) for one in section.fields)
            parts.append(Figures(section.key, section.title, figures))
        elif isinstance(section, Table):
            parts.append(listing_of(section, ways))
    return Page(
        Text("Underlag", "Evidence"),
        (*parts, _form(view), _documents(view)),
    )


def state_of(document: Document) -> Text:
    """Whether the file is there, as it was."""
    if not document.usable:
        return _MISSING
    return _ALTERED if document.is_altered else _THERE


def _form(view: View) -> Form:
    choice = Choice("allvar", Text("Visa underlag", "Show documents"), tuple(_STATES.items()),
                    view.get("allvar"))  # fmt: skip
    return Form("underlag", Text("Urval", "Selection"), (choice,))


def _documents(view: View) -> Listing:
    reading, asked = view.reading, view.get("allvar")
    asked = asked if asked in _STATES else ""
    own = reading.once(
        f"dokument {view.grant_id} {asked}",
        lambda: [
            one
            for one in reading.book.documents
            if one.grant_id in (None, view.grant_id)
            and (asked != "saknas" or not one.usable)
            and (asked != "andrad" or one.is_altered)
        ],
    )

    def line(one: Document) -> Line:
        path = relative_path(one.path, str(reading.ledger.root))
        vouchers = [key for key in sorted(one.links) if reading.voucher(key)]
        numbers = vouchers or sorted(one.links)
        found: dict[str, Way] = {}
        if one.usable:
            found["fil"] = File(one.path)
        if vouchers:
            found["verifikation"] = Link("verifikation", {"nr": vouchers[0]}, "underlag")
        return Line(
            (Path(path).name, one.kind, one.date, ", ".join(numbers), one.activity, state_of(one)),
            found,
            voucher=vouchers[0] if vouchers else None,
            document=path,
        )

    return Listing(
        "dokument",
        Text("Alla underlag", "All documents"),
        (
            Column("fil", Text("Fil", "File")),
            Column("typ", Text("Typ", "Kind")),
            Column("datum", Text("Datum", "Date"), "date"),
            Column("verifikation", Text("Verifikation", "Voucher")),
            Column("insats", Text("Insats", "Activity")),
            Column("lage", Text("Läge", "State")),
        ),
        own,
        line,
        empty=Text("Inga underlag.", "No documents."),
    )
