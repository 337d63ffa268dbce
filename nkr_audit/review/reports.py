"""The reports that go into a package, and what the reader must know when one of them does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.journal import relative_path
from nkr_audit.reports.document import Fields, Prose, Table
from nkr_audit.reports.formats import write_report
from nkr_audit.reports.formats.sie_file import sie_files
from nkr_audit.reports.kinds import KINDS
from nkr_audit.reports.parts import in_parts
from nkr_audit.review.masking import mask
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nkr_audit.reports.document import Report, Section, Value
    from nkr_audit.review.contents import Contents
    from nkr_audit.review.rendering import Renderer

FOLDER: Final = "rapporter"
SYSTEM: Final = "systemdokumentation"
_SUFFIXES: Final = (".xlsx", ".csv")
_FORMS: Final = ("rekvisition", "redovisning", "aterrapport", "slutrapport")
_LISTS: Final = (
    "huvudbok", "grundbok", "kontoutdrag", "balansspecifikation", "reserveringar",
    "efterslapning", "underlag",
)  # fmt: skip


class Reports:
    """Makes the reports of one package, one at a time. ``notes`` grows when one cannot be made.

    ``made`` are those that were, by name from ``data``, each with what it is. PDFs take longest,
    so they are begun here and asked for last.
    """

    def __init__(self, contents: Contents, renderer: Renderer) -> None:
        self._contents = contents
        self._renderer = renderer
        self._begun: list[tuple[str, Callable[[], bytes]]] = []
        self._named = _names_in_package(contents)
        self.notes: list[Text] = []
        self.made: list[tuple[str, Text]] = []

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file but PDFs, with its name from ``data``. A sample has none."""
        if not self._contents.sample:
            for name in self._kinds():
                yield from self._kind(name)
        self._system()

    def pdfs(self) -> Iterator[tuple[str, bytes]]:
        """Each PDF with its name from ``data``. A sample has the system documentation only."""
        for name, finished in self._begun:
            yield name, finished()

    def _kinds(self) -> list[str]:
        programme = self._contents.opened.context.grant.settlement.grant.programme
        forms = [name for name in _FORMS if programme and programme.form(name)]
        return [*forms, *_LISTS]

    def _kind(self, name: str) -> Iterator[tuple[str, bytes]]:
        kind = KINDS[name]
        try:
            report = self._report(name)
        except NkrError as error:
            self._not_made(kind.title, error)
            return
        self._begin(f"{FOLDER}/{name}", report, kind.title)
        for suffix in _SUFFIXES:
            for ending, content in write_report(report, suffix, "sv", "..").items():
                yield self._add(f"{FOLDER}/{name}{ending}", report.title, content)
        if kind.books:
            try:
                files = sie_files(self._contents.opened.context) if name == "huvudbok" else {}
            except NkrError as error:
                self._not_made(Text("SIE-filen", "The SIE file"), error)
                return
            for ending, content in files.items():
                title = Text(f"{report.title.sv} (SIE 4E)", f"{report.title.en} (SIE 4E)")
                yield self._add(f"{FOLDER}/{name}{ending}", title, content)

    def _system(self) -> None:
        self._begin(SYSTEM, self._report(SYSTEM), KINDS[SYSTEM].title)

    def _report(self, name: str) -> Report:
        named = {} if name == SYSTEM else self._named
        return _fitted(KINDS[name].build(self._contents.opened.context), named)

    def _begin(self, path: str, report: Report, title: Text) -> None:
        for ending, part in in_parts(report).items():
            number = ending.removeprefix("-del-")
            named = Text(f"{title.sv}, del {number}", f"{title.en}, part {number}")
            self.made.append((f"{path}{ending}.pdf", named if ending else title))
            self._begun.append((f"{path}{ending}.pdf", self._renderer.begin(part)))

    def _add(self, name: str, title: Text, content: bytes) -> tuple[str, bytes]:
        self.made.append((name, title))
        return name, content

    def _not_made(self, title: Text, error: NkrError) -> None:
        self.notes.append(
            Text(
                f"{title.sv} är inte med: {error.what.sv}",
                f"{title.en} is not there: {error.what.en}",
            )
        )


def _names_in_package(contents: Contents) -> Mapping[str, str | None]:
    """Where each document lies in the package, by its path from the book's folder."""
    root = str(contents.opened.root)
    return {relative_path(one.document.path, root): one.name for one in contents.papers}


def _fitted(report: Report, named: Mapping[str, str | None]) -> Report:
    """The report with its documents where they lie in the package, and personnummer masked."""
    return replace(report, sections=tuple(_section(one, named) for one in report.sections))


def _section(section: Section, named: Mapping[str, str | None]) -> Section:
    if isinstance(section, Fields):
        fields = (replace(one, value=_value(one.value, named)) for one in section.fields)
        return replace(section, fields=tuple(fields))
    if isinstance(section, Prose):
        return replace(section, paragraphs=tuple(_masked(one) for one in section.paragraphs))
    if not isinstance(section, Table):
        return section
    rows = (
        replace(
            row,
            values=tuple(_value(value, named) for value in row.values),
            document=named.get(row.document) if row.document else None,
        )
        for row in section.rows
    )
    return replace(section, rows=tuple(rows))


def _value(value: Value, named: Mapping[str, str | None]) -> Value:
    if isinstance(value, Text):
        return _masked(value)
    return mask(named.get(value) or value) if isinstance(value, str) else value


def _masked(text: Text) -> Text:
    return Text(mask(text.sv), mask(text.en))
