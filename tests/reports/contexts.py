"""What reports are made from, out of a ledger on disk or in memory; and looking into them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from beancount.core import data
from beancount.parser import booking, parser

from nkr_audit.assessment import assess
from nkr_audit.book_builder import build_book
from nkr_audit.contacts import Contacts
from nkr_audit.journal import read_journal
from nkr_audit.ledger import Ledger, load
from nkr_audit.reading import book_of
from nkr_audit.reports.context import Context
from nkr_audit.reports.document import Field, Fields, Table
from nkr_audit.reports.system import read_system
from tests.books import PROGRAMMES

if TYPE_CHECKING:
    from nkr_audit.book import Book
    from nkr_audit.reports.document import Report, Row, Value

LEDGER = Path(__file__).parents[2] / "ledger"
REGIONS = (
    "jonkoping", "skane", "skr", "skr-skillnad", "stockholm", "uppsala", "varmland",
    "vasterbotten", "vastragotaland",
)  # fmt: skip


def contexts(path: Path, day: date | None = None) -> list[Context]:
    """One context for each grant of a ledger on disk."""
    ledger = load(path)
    return _contexts(ledger, book_of(ledger, PROGRAMMES, day))


def in_memory(text: str) -> Context:
    """The context of the one grant in ``text``; every document counts as there."""
    entries, errors, options = parser.parse_string(text)
    entries.sort(key=data.entry_sortkey)
    entries, booking_errors = booking.book(entries, options)
    assert [error.message for error in (*errors, *booking_errors)] == []
    ledger = Ledger(Path("bok.beancount"), entries, options, ())
    (context,) = _contexts(ledger, build_book(entries, options, PROGRAMMES))
    return context


def with_system(path: Path) -> Context:
    """The context of a ledger's first grant, with the facts of the system."""
    ledger = load(path)
    book = book_of(ledger, PROGRAMMES)
    return _contexts(ledger, book, system=True)[0]


def _contexts(ledger: Ledger, book: Book, *, system: bool = False) -> list[Context]:
    assessed = assess(book)
    journal = read_journal(ledger, book)
    return [
        Context(
            book=book,
            assessed=assessed,
            grant=grant,
            journal=journal,
            contacts=Contacts(),
            day=book.last_date or date(2026, 12, 31),
            log="",
            version="1.0",
            final=False,
            system=read_system(ledger) if system else None,
        )
        for grant in assessed.grants
    ]


def table(report: Report, key: str) -> Table:
    """The table of a report by its key."""
    (found,) = (one for one in report.sections if one.key == key)
    assert isinstance(found, Table)
    return found


def field(report: Report, block: str, key: str) -> Field:
    """The field of a block of a report, by their keys."""
    (found,) = (one for one in report.sections if one.key == block)
    assert isinstance(found, Fields)
    (one,) = (item for item in found.fields if item.key == key)
    return one


def column(found: Table, key: str, rows: tuple[Row, ...] | None = None) -> list[Value]:
    """The values of a column, of all rows or of some."""
    (place,) = (at for at, one in enumerate(found.columns) if one.key == key)
    return [row.values[place] for row in (found.rows if rows is None else rows)]


def totals(found: Table) -> dict[str, Value]:
    """The total of each column that is summed."""
    sums = found.totals() or ()
    return {one.key: total for one, total in zip(found.columns, sums, strict=False) if one.total}
