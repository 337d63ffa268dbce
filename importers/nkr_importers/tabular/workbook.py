"""The sheets of an Excel file: which there are, its texts, and which formats are dates."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from nkr_audit.text import Text
from nkr_importers.tabular.package import open_package, refused
from nkr_importers.tabular.sheet import SheetTarget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_importers.tabular.cells import RawRow
    from nkr_importers.tabular.package import Package

# Formats of dates that differ by language, and so have no text in the file.
_DATES_BY_LANGUAGE = frozenset((*range(27, 37), *range(50, 59)))
_MOST_TEXT = 256 << 20


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """A sheet of a workbook."""

    package: Package
    part: str
    texts: tuple[str, ...]
    date_styles: frozenset[int]
    from_1904: bool
    header_row: int

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes."""
        return self.package.sha256

    @property
    def encoding(self) -> str:
        """A workbook says for itself how its text is written."""
        return "xlsx"

    def rows(self) -> Iterator[RawRow]:
        """The rows from the first, blank ones left out. Raises NkrError where a row is broken."""
        target = SheetTarget(
            self.package.path, self.texts, self.date_styles, self.from_1904, self.header_row
        )
        for _ in self.package.parse(self.part, target):
            yield from target.taken()


def open_workbook(path: Path, sheet: str | None, header_row: int) -> WorkbookFile:
    """Open the sheet of that name, else the only visible one. Raises NkrError when it cannot."""
    package = open_package(path)
    main = _main_part(package)
    found = _Elements("sheet", "workbookPr")
    package.parse_whole(main, found)
    parts = _related(package, main)
    by_kind = dict(parts.values())
    visible = {
        one.get("name", ""): parts[one["id"]][1]
        for one in found.of("sheet")
        if one.get("state", "visible") == "visible"
        and one.get("id") in parts
        and parts[one["id"]][0] == "worksheet"
    }
    from_1904 = any(one.get("date1904") in {"1", "true"} for one in found.of("workbookPr"))
    return WorkbookFile(
        package,
        _chosen(package, visible, sheet),
        _texts(package, by_kind.get("sharedStrings")),
        _date_styles(package, by_kind.get("styles")),
        from_1904,
        header_row,
    )


def _chosen(package: Package, visible: dict[str, str], wanted: str | None) -> str:
    if wanted is None and len(visible) == 1:
        return next(iter(visible.values()))
    if wanted is not None and wanted in visible:
        return visible[wanted]
    listed = ", ".join(visible) or "–"
    why = (
        Text(f"den har flera synliga blad ({listed})", f"it has several visible sheets ({listed})")
        if wanted is None and visible
        else Text(
            f"inget synligt blad heter ”{wanted or ''}” (bladen är: {listed})",
            f"no visible sheet is called “{wanted or ''}” (the sheets are: {listed})",
        )
    )
    raise refused(
        package.path,
        why,
        Text(
            "ange bladets namn i mappningsfilen (blad), eller spara bladet i en fil för sig",
            "give the name of the sheet in the layout (blad), or save the sheet by itself",
        ),
    )


def _main_part(package: Package) -> str:
    for kind, target in _related(package, "").values():
        if kind == "officeDocument":
            return target
    raise refused(package.path, Text("den har inga blad", "it has no sheets"))


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: by id, their kind and name. Those outside are left out."""
    folder, name = posixpath.split(part)
    found = _Elements("Relationship")
    package.parse_whole(posixpath.join(folder, "_rels", f"{name}.rels"), found)
    return {
        one.get("Id", ""): (
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in found.of("Relationship")
        if one.get("TargetMode") != "External"
    }


def _texts(package: Package, part: str | None) -> tuple[str, ...]:
    if part is None:
        return ()
    target = _SharedTexts(package.path)
    package.parse_whole(part, target)
    return tuple(target.texts)


def _date_styles(package: Package, part: str | None) -> frozenset[int]:
    """The styles of cells (by their place) whose numbers are shown as dates."""
    if part is None:
        return frozenset()
    target = _Elements("numFmt", "xf", within={"xf": "cellXfs"})
    package.parse_whole(part, target)
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in target.of("numFmt")}
    return frozenset(
        place
        for place, style in enumerate(target.of("xf"))
        if _is_date(style.get("numFmtId", ""), own)
    )


def _is_date(number: str, own: dict[str, str]) -> bool:
    if number in own:
        return bool(is_date_format(own[number]))
    if not number.isdecimal():
        return False
    return int(number) in _DATES_BY_LANGUAGE or bool(
        is_date_format(BUILTIN_FORMATS.get(int(number)))
    )


class _Elements:
    """Takes the attributes of the elements of some names."""

    def __init__(self, *names: str, within: dict[str, str] | None = None) -> None:
        self._found: dict[str, list[dict[str, str]]] = {name: [] for name in names}
        self._within = within or {}
        self._open: list[str] = []

    def of(self, name: str) -> list[dict[str, str]]:
        """The attributes, by local name, of each element of that name."""
        return self._found[name]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition("}")[2]
        if name in self._found and self._within.get(name) in {None, *self._open[-1:]}:
            local = {key.rpartition("}")[2]: value for key, value in attributes.items()}
            self._found[name].append(local)
        self._open.append(name)

    def end(self, _tag: str) -> None:
        """End an element."""
        self._open.pop()

    def close(self) -> None:
        """The part is at its end."""


class _SharedTexts:
    """Takes the texts that cells refer to; how a text is pronounced is no part of it."""

    def __init__(self, path: Path) -> None:
        self.texts: list[str] = []
        self._path = path
        self._open: list[str] = []
        self._pieces: list[str] = []
        self._size = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._open.append(tag.rpartition("}")[2])

    def data(self, text: str) -> None:
        """Take in text."""
        if self._open[-1:] == ["t"] and "rPh" not in self._open:
            self._size += len(text)
            if self._size > _MOST_TEXT:
                raise refused(self._path, Text("den har för mycket text", "it has too much text"))
            self._pieces.append(text)

    def end(self, _tag: str) -> None:
        """End an element."""
        if self._open.pop() == "si":
            self.texts.append("".join(self._pieces))
            self._pieces.clear()

    def close(self) -> None:
        """The part is at its end."""
