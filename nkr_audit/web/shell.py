"""A page with what stands round it: the menu, the grant, and what is said when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from nkr_audit.errors import NkrError
from nkr_audit.serve.seam import may
from nkr_audit.text import Text
from nkr_audit.web.drawing import draw
from nkr_audit.web.model import Notice, Page
from nkr_audit.web.pages import PAGES, PageKind
from nkr_audit.web.view import View, page_url, today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.reports.document import Chart
    from nkr_audit.text import Language
    from nkr_audit.web.drawing import Drawing
    from nkr_audit.web.reading import Reading

_NO_GRANT = Text(
    "Boken har inget bidrag, eller inget med det namnet.",
    "The book has no grant, or none of that name.",
)
# What Fava's own filters are called in an address.
_FILTERS = ("time", "account", "filter")
_WORDS = {
    "export": Text("Hämta tabellen", "Download the table"),
    "menu": Text("Granskningens sidor", "The pages of the audit"),
    "skip": Text("Hoppa till innehållet", "Skip to the content"),
    "grant": Text("Bidrag", "Grant"),
    "show": Text("Visa", "Show"),
    "region": Text("Region", "Region"),
    "period": Text("Bidragsår", "Grant year"),
    "centre": Text("Kostnadsställe", "Cost centre"),
    "programme": Text("Bidragsprogram", "Programme"),
    "booked": Text("Bokfört t.o.m.", "Booked until"),
    "sum": Text("Summa", "Total"),
    "previous": Text("Föregående", "Previous"),
    "next": Text("Nästa", "Next"),
    "page": Text("Sida", "Page"),
    "of": Text("av", "of"),
    "rows": Text("rader", "rows"),
    "pages_of": Text("Sidor i tabellen", "Pages of the table"),
    "source": Text("Källa och ställe i boken", "Source and place in the book"),
    "figures": Text("Diagrammets siffror", "The figures of the diagram"),
    "open": Text("Öppna", "Open"),
    "download": Text("Hämta", "Download"),
    "formats": Text("Format", "Formats"),
    "report": Text("Rapport", "Report"),
    "filters": Text(
        "Favas filter på tid, konto och text påverkar inte de här sidorna: de gäller hela boken.",
        "Fava's filters on time, account and text do not touch these pages: they are of the whole "
        "book.",
    ),
    "kronor": Text("Kronor", "Kronor"),
    "withheld": Text(
        "Utan lönespecifikationer och anställningsavtal",
        "Without payslips and contracts of employment",
    ),
    "package": Text("Hämta paketet", "Download the package"),
    "checksums": Text(
        "Paketets kontrollsumma. Lämna den till granskaren på annan väg än paketet.",
        "The package's checksum. Give it to the reviewer in another way than the package.",
    ),
    "reload": Text(
        "Ladda om sidan när paketet är hämtat, så står dess kontrollsumma här. Lämna den till "
        "granskaren på annan väg än paketet.",
        "Load the page again when the package is here, and its checksum is shown. Give it to the "
        "reviewer in another way than the package.",
    ),
    "command": Text(
        "Samma paket på kommandoraden, i den mapp där bokens mapp ligger:",
        "The same package on the command line, in the folder that the book's folder is in:",
    ),
}


@dataclass(frozen=True, slots=True)
class Shell:
    """A page as the template needs it. ``view`` is None when there is no grant to see."""

    kind: PageKind
    page: Page
    view: View | None
    language: Language

    @classmethod
    def make(
        cls,
        reading: Reading | NkrError,
        kind: PageKind,
        asked: Mapping[str, str],
        language: Language,
    ) -> Shell:
        """Make the page, or one that says why there is none."""
        if isinstance(reading, NkrError):
            notice = Notice(
                Text(reading.describe("sv"), reading.describe("en")), grave=True,
                title=Text("Boken kan inte läsas", "The book cannot be read"),
            )  # fmt: skip
            return cls(kind, Page(kind.title, (notice,)), None, language)
        grant = reading.grant(asked.get("bidrag", ""))
        if grant is None:
            page = Page(kind.title, (Notice(_NO_GRANT),), found=not asked.get("bidrag"))
            return cls(kind, page, None, language)
        view = View(reading, grant, kind.name, asked, language, today())
        return cls(kind, kind.build(view), view, language)

    @property
    def title(self) -> str:
        """What the window is called."""
        return self.say(self.page.title)

    @property
    def found(self) -> bool:
        """Tell whether what was asked for is there."""
        return self.page.found

    @property
    def is_filtered(self) -> bool:
        """Tell whether filters of Fava's are on, which the pages do not heed."""
        return any(request.args.get(name) for name in _FILTERS)

    def say(self, text: Text) -> str:
        """A text in the language of the page."""
        return text.to(self.language)

    def word(self, name: str) -> str:
        """A word of the pages' own."""
        return self.say(_WORDS[name])

    def menu(self) -> list[tuple[str, str, bool]]:
        """The pages that the asker may see: title, address, and whether it is the one shown."""
        grant = {"bidrag": self.view.grant_id} if self.view is not None else {}
        here = self.kind.under or self.kind.name
        return [
            (self.say(one.title), page_url(one.name, grant), one.name == here)
            for one in PAGES.values()
            if not one.under and (one.right == "read" or may(one.right))
        ]

    def head(self) -> list[tuple[str, str]]:
        """What the page is about, also on paper: label and value."""
        if self.view is None:
            return []
        grant, book = self.view.grant.settlement.grant, self.view.reading.book
        programme = grant.programme
        said = (
            ("grant", grant.id),
            ("region", grant.region),
            ("programme", self.say(programme.name) if programme else grant.programme_id),
            ("period", f"{programme.period.start} – {programme.period.end}" if programme else None),
            ("centre", grant.cost_centre),
            ("booked", str(book.last_date) if book.last_date else None),
        )
        return [(self.word(name), value) for name, value in said if value]

    def grants(self) -> list[tuple[str, bool]]:
        """The grants to choose among, and which is chosen."""
        if self.view is None:
            return []
        names = [one.settlement.grant.id for one in self.view.reading.assessment.grants]
        return [(name, name == self.view.grant_id) for name in names]

    def url(self, page: str, **asked: str) -> str:
        """The address of a page of ours, as it is."""
        return page_url(page, asked)

    def draw(self, chart: Chart) -> Drawing:
        """The diagram as lines and words."""
        return draw(chart, self.language)
