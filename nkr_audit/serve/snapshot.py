"""A book as Fava sees it, loaded by us: safely, once, and never changed afterwards."""

from __future__ import annotations

import datetime
import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from beancount.core import data
from beancount.parser.grammar import ValueType
from fava.beans.prices import FavaPriceMap
from fava.core import FavaLedger, FilteredLedger
from fava.core.fava_options import parse_options
from fava.core.group_entries import group_entries_by_type

from nkr_audit.assessment import assess
from nkr_audit.errors import NkrError, Place
from nkr_audit.ledger import load
from nkr_audit.reading import book_of
from nkr_audit.serve.answers import Answers
from nkr_audit.serve.patterns import is_costly
from nkr_audit.serve.queries import QueryError, SelectOnly
from nkr_audit.text import Text
from nkr_audit.trail.commit import written_so_far

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fava.core import JournalPage
    from fava.core.conversion import Conversion

    from nkr_audit.assessment import Assessment
    from nkr_audit.ledger import Ledger
    from nkr_audit.programme import Programme

PAGES: Final = "nkr_audit.web"
# Fava writes all of an account's entries, and of a journal's, at once: this many take two seconds.
MOST_ENTRIES: Final = 3000
# How many entries of the journal come at a time.
PER_PAGE: Final = 500
# Fava sends them all with each page, to complete what is written in its filter.
MOST_LINKS: Final = 1000
# How many filtered states are kept: a year's months and weeks. Fava keeps sixteen.
_FILTERED: Final = 64

# The reader of Fava's filters, and its pages of the journal, keep what they are doing in one place.
_filtering = RLock()
_UNNAMED: Final = "Beancount"
_KIND: Final = {"error": "fel", "warning": "varning"}


class ShownError(NamedTuple):
    """A finding or a fault, as Fava lists errors."""

    source: dict[str, Any]
    message: str
    entry: None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a book, computed once for each load. No assessment without a programme.

    ``written`` tells whether the book was written since.
    """

    ledger: Ledger
    assessment: Assessment | None
    errors: tuple[ShownError, ...]
    written: tuple[bool, int]


def read_facts(path: Path, programmes: Mapping[str, Programme]) -> Facts:
    """Load the book at ``path``, refusing whatever would run code, and assess it.

    Raises NkrError when it cannot be loaded.
    """
    written = written_so_far(path.resolve().parent)
    ledger = load(path)
    try:
        assessment = assess(book_of(ledger, programmes))
    except NkrError as error:
        faults = tuple(_shown(each.place, each.message) for each in ledger.errors)
        return Facts(ledger, None, (*faults, _shown(error.place, error.what.sv)), written)
    errors = tuple(
        _shown(
            finding.place,
            f"{'godtagen' if finding.accepted is not None else _KIND[finding.severity]} "
            f"{finding.code} {finding.message.sv}",
        )
        for finding in assessment.findings
    )
    return Facts(ledger, assessment, errors, written)


def _shown(place: Place | None, message: str) -> ShownError:
    place = place or Place("")
    return ShownError({"filename": place.file, "lineno": place.line}, message)


class Snapshot(FavaLedger):
    """Fava's ledger over entries that we have loaded. It never loads itself again."""

    __slots__ = ("answers", "facts", "name")

    def __init__(self, facts: Facts, name: str) -> None:
        self.facts = facts
        self.name = name
        self.answers = Answers()
        super().__init__(str(facts.ledger.path), poll_watcher=True)
        self.query_shell = SelectOnly(self)
        self.get_filtered = lru_cache(_FILTERED)(self._get_filtered)

    def load_file(self) -> None:
        """Take over what is loaded, in the steps that Fava takes."""
        ledger: Any = self.facts.ledger
        errors: Any = self.facts.errors
        self.all_entries, self.load_errors = ledger.entries, errors
        self.options = ledger.options.copy()
        if self.options["title"] == _UNNAMED:
            self.options["title"] = self.name
        by_type = group_entries_by_type(self.all_entries)
        self.all_entries_by_type = by_type._replace(Custom=_with_pages(list(by_type.Custom)))
        self.prices = FavaPriceMap(self.all_entries_by_type.Price)
        self.fava_options, self.fava_options_errors = parse_options(self.all_entries_by_type.Custom)
        self.fava_options.locale = self.fava_options.locale or "sv_SE"
        self.fava_options.import_config, self.fava_options.import_dirs = None, []
        self.watcher.update(*self.paths_to_watch())
        for module in (
            self.accounts, self.attributes, self.budgets, self.charts, self.commodities,
            self.extensions, self.file, self.format_decimal, self.misc, self.query_shell,
            self.ingest,
        ):  # fmt: skip
            module.load_file()
        if len(self.attributes.links) > MOST_LINKS:
            self.attributes.links = []
        self.extensions.after_load_file()

    def changed(self) -> bool:
        """Tell Fava that nothing has changed: a changed book is another snapshot."""
        return False

    def account_journal(
        self,
        filtered: FilteredLedger,
        account_name: str,
        conversion: str | Conversion,
        *,
        with_children: bool,
    ) -> list[Any]:
        """The account's entries; refused when they are more than a page of Fava's can hold."""
        found: list[Any] = super().account_journal(
            filtered, account_name, conversion, with_children=with_children
        )
        if len(found) > MOST_ENTRIES:
            raise QueryError(
                Text(
                    f"Kontot har {len(found)} poster, fler än de {MOST_ENTRIES} som kan visas. "
                    "Välj ett underkonto eller en kortare tid.",
                    f"The account has {len(found)} entries, more than the {MOST_ENTRIES} that can "
                    "be shown. Choose a sub-account or a shorter time.",
                )
            )
        return found

    def _get_filtered(
        self,
        account: str | None = None,
        filter: str | None = None,  # noqa: A002 (its name in Fava)
        time: str | None = None,
    ) -> FilteredLedger:
        if any(is_costly(text) for text in (account, filter, time) if text):
            raise QueryError(
                Text(
                    "Filtret är för långt, eller har ett sökmönster som tar för lång tid.",
                    "The filter is too long, or has a pattern that takes too long.",
                )
            )
        with _filtering:
            return _Filtered(ledger=self, account=account, filter=filter, time=time)


class _Filtered(FilteredLedger):
    """A filtered book that several may turn the pages of, in either order, at once."""

    def paginate_journal(
        self, page: int, per_page: int = PER_PAGE, order: Literal["asc", "desc"] = "desc"
    ) -> JournalPage | None:
        """A page of the journal; refused when it is long, since Fava asks for every page of it."""
        if page < 1:
            return None
        count = len(self.entries_without_prices)
        if count > MOST_ENTRIES:
            raise QueryError(
                Text(
                    f"Grundboken har {count} poster, fler än de {MOST_ENTRIES} som kan visas. "
                    "Välj en kortare tid, som 2026-03 eller 2026-w12, eller använd sidan "
                    "Verifikationer under Granskning.",
                    f"The journal has {count} entries, more than the {MOST_ENTRIES} that can be "
                    "shown. Choose a shorter time, as 2026-03 or 2026-w12, or use the page "
                    "Vouchers under Granskning.",
                )
            )
        with _filtering:
            return super().paginate_journal(page, per_page, order)


def _with_pages(customs: list[Any]) -> list[Any]:
    """Have Fava show our pages, also in a book that does not name them."""
    if importlib.util.find_spec(PAGES) is None or any(
        entry.type == "fava-extension" and entry.values and entry.values[0].value == PAGES
        for entry in customs
    ):
        return customs
    meta = data.new_metadata("<nkr serve>", 0)
    day = datetime.date.min
    return [*customs, data.Custom(meta, day, "fava-extension", [ValueType(PAGES, str)])]
