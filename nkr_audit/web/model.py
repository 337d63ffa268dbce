"""A page as a value: figures, tables, forms and diagrams, before it becomes HTML.

A table is a ``Listing``: it makes the rows that are shown, and all of them only for an export.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from nkr_audit.personal_number import mask
from nkr_audit.reports.document import Row, Table
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nkr_audit.reports.document import Chart, Column, Value, ValueKind

_NO_ROWS = Text("Inga rader.", "No rows.")


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page of ours, with what to ask it for. ``anchor`` is a place on it."""

    page: str
    asked: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A way to a document of the book, by its path. ``shown``: beside the page, not downloaded."""

    path: str
    shown: bool = False


Way = Link | File


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a listing. ``ways`` are what cells lead to, by the keys of their columns.

    ``level`` is 1 for a sum of rows above; ``voucher`` and ``document`` are as in ``Row``.
    """

    values: tuple[Value, ...]
    ways: Mapping[str, Way] = field(default_factory=dict)
    level: int = 0
    voucher: str | None = None
    document: str | None = None

    @classmethod
    def of_row(cls, row: Row, ways: Mapping[str, Way] = MappingProxyType({})) -> Line:
        """The line of a report's row."""
        return cls(row.values, ways, row.level, row.voucher, row.document)

    def masked(self) -> Line:
        """The same line with personal numbers masked."""
        values = tuple(_masked(value) for value in self.values)
        return Line(values, self.ways, self.level, self.voucher, self.document)


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of any length: ``line`` makes a row of each of ``items``, when it is to be seen.

    ``totals`` are said below the rows, a value for each column. ``folded`` are the keys of columns
    that are unfolded below a row; in an export they are columns like others.
    """

    template: ClassVar[str] = "listing.html"

    key: str
    title: Text
    columns: tuple[Column, ...]
    items: Sequence[Any]
    line: Callable[[Any], Line]
    totals: tuple[Value, ...] | None = None
    note: Text | None = None
    empty: Text = _NO_ROWS
    folded: frozenset[str] = frozenset()

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that are not folded away."""
        return tuple(column for column in self.columns if column.key not in self.folded)

    def lines(self, start: int = 0, end: int | None = None) -> list[Line]:
        """The rows from ``start`` to ``end``."""
        return [self.line(item).masked() for item in self.items[start:end]]

    def table(self) -> Table:
        """The whole as a table of a report."""
        rows = tuple(
            Row(line.values, line.level, line.voucher, line.document) for line in self.lines()
        )
        return Table(self.key, self.title, self.columns, rows, self.note, self.empty)


def listing_of(table: Table, ways: Callable[[Row], Mapping[str, Way]] = lambda _: {}) -> Listing:
    """A report's table as a listing."""
    return Listing(
        table.key,
        table.title,
        table.columns,
        table.rows,
        lambda row: Line.of_row(row, ways(row)),
        totals=table.totals(),
        note=table.note,
        empty=table.empty,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing said under a heading: what, how much, and what that means."""

    label: Text
    value: Value
    kind: ValueKind = "text"
    note: Text | None = None
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A few figures side by side. ``listed``: one below the other, for what is mostly words.

    ``note`` is said below them.
    """

    template: ClassVar[str] = "figures.html"

    key: str
    title: Text
    figures: tuple[Figure, ...]
    listed: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before anything else. ``grave``: what stands below cannot be relied on."""

    template: ClassVar[str] = "notice.html"

    what: Text
    grave: bool = False
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down: the values to choose among, each with what it is called."""

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """A field to write in."""

    name: str
    label: Text
    written: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that asks a page for less: it changes nothing."""

    template: ClassVar[str] = "form.html"

    page: str
    title: Text
    fields: tuple[Choice | Search, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram, drawn, with its figures as a table below."""

    template: ClassVar[str] = "diagram.html"

    chart: Chart
    figures: Listing


@dataclass(frozen=True, slots=True)
class Events:
    """What has happened, oldest first: when, what, and the lines that were changed."""

    template: ClassVar[str] = "events.html"

    key: str
    title: Text
    events: tuple[tuple[str, Text, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Documents to look at where they are; those that a browser cannot show are only linked."""

    template: ClassVar[str] = "preview.html"

    key: str
    title: Text
    documents: tuple[Paper, ...]
    empty: Text


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: what it is called and is, its state, and how a browser shows it, if it does."""

    path: str
    name: str
    kind: str
    state: Text
    is_right: bool
    shown_as: str | None


@dataclass(frozen=True, slots=True)
class Downloads:
    """Reports to download: each with its title and the formats that it is made in."""

    template: ClassVar[str] = "downloads.html"

    key: str
    title: Text
    kinds: tuple[tuple[str, Text, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Package:
    """A review package to have, by a download when it is ``offered``, and by a command.

    ``holds`` says how much there is; ``checksums`` are those of packages that were built.
    """

    template: ClassVar[str] = "package.html"

    key: str
    title: Text
    what: Text
    command: str
    offered: bool
    holds: Text | None
    checksums: tuple[tuple[Text, str], ...]


Part = Listing | Figures | Notice | Form | Diagram | Events | Preview | Downloads | Package


@dataclass(frozen=True, slots=True)
class Page:
    """A page. ``found`` is False when what was asked for is not there."""

    title: Text
    parts: tuple[Part, ...]
    lead: Text | None = None
    found: bool = True
    actions: tuple[tuple[Text, Way], ...] = ()

    def listing(self, key: str) -> Listing | None:
        """The table of that name on the page."""
        for part in self.parts:
            if isinstance(part, Diagram) and part.figures.key == key:
                return part.figures
            if isinstance(part, Listing) and part.key == key:
                return part
        return None


def _masked(value: Value) -> Value:
    if isinstance(value, Text):
        return Text(mask(value.sv), mask(value.en))
    return mask(value) if isinstance(value, str) else value
