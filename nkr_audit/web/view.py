"""What a page is made from, and how its values become text and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flask import url_for

from nkr_audit.contacts import Contacts
from nkr_audit.personal_number import mask
from nkr_audit.reports.context import Context
from nkr_audit.reports.formats.values import shown
from nkr_audit.trail.log import short_root
from nkr_audit.web.model import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.reports.document import Value, ValueKind
    from nkr_audit.text import Language, Text
    from nkr_audit.web.model import Listing, Way
    from nkr_audit.web.reading import Reading

ROWS = 50
_NAME = "Granskning"
# What the pages may be asked for; anything else in an address is Fava's own.
ASKED = (
    "bidrag", "steg", "register", "andamal", "kostnadsslag", "familj", "allvar", "sok", "nr",
    "ordning",
)  # fmt: skip
_LONGEST = 200
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_FORMATS = {".pdf": "PDF", ".xlsx": "Excel", ".csv": "CSV", ".json": "JSON", ".se": "SIE 4E"}


@dataclass(frozen=True, slots=True)
class View:
    """A page under way: the book, the grant that it is about, and what was asked for."""

    reading: Reading
    grant: GrantAssessment
    page: str
    asked: Mapping[str, str]
    language: Language
    today: date

    def get(self, name: str) -> str:
        """What was asked for by that name; empty when nothing was."""
        return self.asked.get(name, "")[:_LONGEST]

    def say(self, text: Text | None) -> str:
        """A text in the language of the page."""
        return text.to(self.language) if text is not None else ""

    def shown(self, value: Value, kind: ValueKind = "text") -> str:
        """A value as it is read, personal numbers masked."""
        return mask(shown(value, kind, self.language))

    def url(self, way: Way) -> str:
        """The address that a way leads to. The grant goes along to our own pages."""
        if isinstance(way, File):
            if way.shown:
                return url_for("document", filename=way.path, visa="1")
            return url_for("document", filename=way.path)
        return page_url(way.page, {"bidrag": self.grant_id, **way.asked}, way.anchor)

    def file(self, path: str, shown: bool = False) -> File:
        """The way to a document, to download it or to show it in its place."""
        return File(path, shown)

    def format_name(self, suffix: str) -> str:
        """What people call a format."""
        return _FORMATS.get(suffix, suffix)

    def again(self, **changed: str) -> str:
        """The address of this page with something else asked for."""
        kept = {name: self.get(name) for name in ASKED if self.get(name)}
        numbers = {name: one for name, one in self.asked.items() if name.startswith("sida-")}
        asked = {"bidrag": self.grant_id, **kept, **numbers, **changed}
        return page_url(self.page, {name: one for name, one in asked.items() if one})

    def export(self, listing: Listing, form: str) -> str:
        """The address of a whole table as a file."""
        kept = {name: self.get(name) for name in ASKED if self.get(name)}
        asked = {"bidrag": self.grant_id, **kept, "fran": self.page, "tabell": listing.key}
        return page_url("tabell", {**asked, "format": form})

    def number(self, listing: Listing) -> int:
        """Which page of a listing is shown, 1 = first."""
        written = self.asked.get(f"sida-{listing.key}", "1")
        number = int(written) if written.isdecimal() and len(written) < len("1000000") else 1
        return min(max(number, 1), self.pages(listing))

    def pages(self, listing: Listing) -> int:
        """How many pages a listing has."""
        return max(1, -(-len(listing.items) // ROWS))

    @property
    def grant_id(self) -> str:
        """The name of the grant."""
        return self.grant.settlement.grant.id

    def context(self) -> Context:
        """What reports are made from, without the contacts, which no page needs."""
        return make_context(self.reading, self.grant, Contacts(), self.language)


def make_context(
    reading: Reading, grant: GrantAssessment, contacts: Contacts, language: Language
) -> Context:
    """What a report of a grant is made from, as ``nkr report`` makes it."""
    return Context(
        book=reading.book,
        assessed=reading.assessment,
        grant=grant,
        journal=reading.journal,
        contacts=contacts,
        day=reading.book.last_date or grant.settlement.grant.date,
        log=short_root(reading.places.root, language) or "",
        version=version("nkr-audit"),
        final=False,
    )


def safe_name(text: str) -> str:
    """What a file can be called that is about something of that name."""
    return _NO_NAME.sub("-", text)


def page_url(page: str, asked: Mapping[str, str], anchor: str = "") -> str:
    """The address of a page of ours."""
    # Not by the route of the pages: its ``endpoint`` is also the name of an argument of Flask's.
    values: dict[str, Any] = {"extension_name": _NAME, **asked}
    first, mark, query = url_for("extension_report", **values).partition("?")
    address = f"{first}{'' if page == 'oversikt' else page}{mark}{query}"
    return f"{address}#{anchor}" if anchor else address


def today() -> date:
    """The day by the clock: for what is left of the year, never for a figure."""
    return date.today()  # noqa: DTZ011 (the day where the server is, as deadlines are said)
