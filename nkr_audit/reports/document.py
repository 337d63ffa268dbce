"""A report as a value: headings, fields, tables and diagrams, before it becomes any file format.

Each kind of report makes one of these from a book; each format (PDF, xlsx, CSV, JSON) writes any
of them. Names (``key``) are ASCII and stable: they are CSV headings and JSON keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.period import Period

# Amounts are SEK; shares are 0 to 1; a Text is said in the report's language.
Value = str | Text | Decimal | date | int | None
ValueKind = Literal["text", "amount", "share", "date", "count"]
_NO_ROWS = Text("Inga rader.", "No rows.")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. ``missing``: the form demands it, and nobody has given it."""

    key: str
    label: Text
    value: Value
    kind: ValueKind = "text"
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A block of a form."""

    key: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``total``: it is summed below the rows."""

    key: str
    title: Text
    kind: ValueKind = "text"
    total: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a value for each column.

    ``level`` 0 is an ordinary row; 1 a sum of the rows above it, and no part of the table's total.
    ``voucher`` and ``document`` are what the row can be traced to: the voucher's number, and the
    document's path from the book's folder.
    """

    values: tuple[Value, ...]
    level: int = 0
    voucher: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``note`` is said below it. An empty table says ``empty`` instead of rows."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Text | None = None
    empty: Text = _NO_ROWS

    def totals(self) -> tuple[Decimal | int | None, ...] | None:
        """The sum of each column that is to be summed; None when none is."""
        if not any(column.total for column in self.columns):
            return None
        return tuple(
            self._total(place) if column.total else None
            for place, column in enumerate(self.columns)
        )

    def _total(self, place: int) -> Decimal | int:
        values = [row.values[place] for row in self.rows if row.level == 0]
        if self.columns[place].kind == "count":
            return sum(value for value in values if isinstance(value, int))
        return sum((value for value in values if isinstance(value, Decimal)), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, one Text a paragraph."""

    key: str
    title: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Where somebody signs: place and date, name in print, and role."""

    key: str
    title: Text
    name: str
    role: Text


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a set of bars: a label, and a value (SEK) for each place on the axis."""

    label: Text
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A diagram, readable in greyscale. ``axis`` are the labels of its places, in order.

    ``limit`` is drawn as a line across, such as the grant. ``alternative`` says in words what the
    diagram shows, for those who cannot see it.
    """

    key: str
    title: Text
    form: Literal["line", "bar"]
    axis: tuple[Text, ...]
    series: tuple[Series, ...]
    alternative: Text
    limit: Series | None = None


Section = Fields | Table | Prose | Signature | Chart


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    ``day`` is the date it is made for (from the data, or asked for), never the clock's.
    ``references`` are the diarienummer, which stand on every page. ``draft`` tells why it is only a
    draft (utkast); empty: it is final. ``log`` is the short root of the processing log.
    """

    kind: str
    title: Text
    grant: str
    programme: Text
    region: str
    period: Period | None
    cost_centre: str
    references: tuple[str, ...]
    day: date
    sections: tuple[Section, ...]
    draft: tuple[Text, ...]
    log: str
    version: str
