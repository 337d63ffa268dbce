"""The mapping file of a layout: what each column of an extract is, and how its values are written.

Strict: a key nobody knows, a field that is there twice or an amount that is said in two ways is
refused, since a column read as the wrong thing gives wrong books.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.toml_table import read_toml
from nkr_importers.model import COST_CENTRE, PROJECT
from nkr_importers.tabular.delimited import ENCODINGS
from nkr_importers.tabular.values import Notation, day_reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.toml_table import Table
    from nkr_importers.tabular.values import DayReader

# What a column can be.
FIELDS = (
    "nummer", "serie", "rad", "ar", "datum", "raddatum",
    "konto", "kontonamn", "belopp", "tecken", "debet", "kredit", "kvantitet",
    "text", "radtext", "registrerad", "registrerad_av",
    "attesterad", "attesterad_av", "attesterad_2", "attesterad_av_2",
    "leverantor", "leverantor_id", "orgnr", "faktura", "dokument_id", "rattar", "ursprung",
)  # fmt: skip
# What can be the same for the whole file.
CONSTANTS = ("serie", "konto", "ar", "kostnadsstalle", "projekt")
_NEEDED = frozenset({"nummer", "datum", "konto", "belopp", "debet", "kredit", "tecken"})
_DIMENSIONS = {"kostnadsstalle": COST_CENTRE, "projekt": PROJECT}
_DELIMITERS = {"semikolon": ";", "komma": ",", "tabb": "\t", "lodstreck": "|"}
_DECIMALS = {"komma": ",", "punkt": "."}
_THOUSANDS = {"punkt": ".", "komma": ",", "apostrof": "'"}
_DATES = ("ÅÅÅÅ-MM-DD", "ÅÅÅÅMMDD")
_EMPTY_DATES = ("1899-12-31", "1899-12-30", "1900-01-01", "00000000", "0000-00-00", "0")
_YEAR_START = re.compile(r"(0[1-9]|1[0-2])-01")
_NUMBER = re.compile(r"[0-9]{1,20}")
_HANDBOOK = Text(
    "Skriv som i handboken, docs/handbok/mappningsfil.md.",
    "Write as in the handbook, docs/handbok/mappningsfil.md.",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout. ``columns`` and ``dimensions`` say which column each field and dimension is: its
    name in the header, or ``#3`` for the third. ``optional`` are those that a file may lack.

    ``signs`` are what the sign column holds for debit and for credit. ``counter_account`` completes
    vouchers of a source that has no counter rows. ``first_month`` begins the financial year.
    ``series_in_number``: the number begins with the series, as ``LF 8001``.
    """

    name: str
    about: str
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int
    notation: Notation
    reverse: bool
    signs: tuple[frozenset[str], frozenset[str]]
    days: DayReader
    columns: Mapping[str, str]
    dimensions: Mapping[str, str]
    constants: Mapping[str, str]
    optional: frozenset[str]
    counter_account: str | None
    first_month: int
    equal_rows: bool
    series_in_number: bool


def shipped() -> dict[str, Path]:
    """The layouts that come with the program, by name."""
    folder = Path(str(resources.files("nkr_importers.tabular"))) / "layouts"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_layout(name: str) -> Layout:
    """Read the shipped layout of that name, else the file. Raises NkrError naming file and key."""
    known = shipped()
    path = known.get(name, Path(name))
    if name not in known and not path.is_file():
        listed = ", ".join(known)
        raise NkrError(
            Text(
                f"Mappningen {name} finns inte, varken som fil eller bland: {listed}.",
                f"There is no layout {name}, neither as a file nor among: {listed}.",
            ),
            remedy=Text(
                "ange en av dem eller en egen mappningsfil (docs/handbok/mappningsfil.md)",
                "name one of them or a file of your own (docs/handbok/mappningsfil.md)",
            ),
        )
    try:
        return _layout(read_toml(path), path.stem)
    except RecursionError as error:
        raise NkrError(
            Text("Filen är för djupt nästlad.", "The file is nested too deeply."),
            remedy=_HANDBOOK,
            place=path,
        ) from error


def _layout(root: Table, name: str) -> Layout:
    file, amounts = root.table_or_empty("fil"), root.table_or_empty("belopp")
    columns_table, constants_table = root.table("kolumner"), root.table_or_empty("fasta")
    columns = _texts(columns_table, FIELDS)
    constants = _texts(constants_table, CONSTANTS)
    about = root.text("beskrivning")
    delimiter = file.optional_choice("avgransare", _DELIMITERS)
    headless = file.optional(file.flag, "utan_rubrikrad") or False
    header_row = file.optional(file.count, "rubrikrad") or 1
    found = Layout(
        name=name,
        about=about,
        sheet=file.optional(file.text, "blad"),
        encoding=file.optional_choice("teckenkodning", ENCODINGS),
        delimiter=_DELIMITERS[delimiter] if delimiter else None,
        header_row=0 if headless else header_row,
        notation=_notation(amounts),
        reverse=amounts.optional(amounts.flag, "omvant_tecken") or False,
        signs=_signs(amounts),
        days=_days(root.table_or_empty("datum")),
        columns=columns,
        dimensions=_dimensions(root.table_or_empty("dimensioner")),
        constants=constants,
        optional=frozenset(root.optional(root.texts, "far_saknas") or ()),
        counter_account=_account(root, "motkonto"),
        first_month=_first_month(root),
        equal_rows=root.optional(root.flag, "lika_rader") or False,
        series_in_number=root.optional(root.flag, "serie_i_nummer") or False,
    )
    root.end()
    _check(found, root, columns_table)
    return found


def _texts(table: Table, keys: tuple[str, ...]) -> dict[str, str]:
    found = {key: table.optional(table.text, key) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def _notation(table: Table) -> Notation:
    decimal = table.optional_choice("decimal", _DECIMALS)
    thousands = table.optional_choice("tusental", _THOUSANDS)
    if thousands is not None and (decimal is None or decimal == thousands):
        raise table.error(
            "tusental",
            Text("kräver att decimal är ett annat tecken", "needs decimal to be another character"),
            _HANDBOOK,
        )
    return Notation(
        _DECIMALS[decimal] if decimal else None,
        _THOUSANDS[thousands] if thousands else "",
        table.optional_choice("enhet", ("kronor", "ore")) == "ore",
    )


def _signs(table: Table) -> tuple[frozenset[str], frozenset[str]]:
    debit = table.optional(table.texts, "debet") or ("D", "Debet", "+")
    credit = table.optional(table.texts, "kredit") or ("K", "C", "Kredit", "-", "−")
    both = frozenset(one.casefold() for one in debit), frozenset(one.casefold() for one in credit)
    if both[0] & both[1]:
        raise table.error(
            "debet", Text("och kredit har samma tecken", "and kredit share a sign"), _HANDBOOK
        )
    return both


def _days(table: Table) -> DayReader:
    formats = table.optional(table.texts, "format") or _DATES
    empty = table.optional(table.texts, "tomma") or _EMPTY_DATES
    reader = day_reader(formats, empty)
    if isinstance(reader, str):
        raise table.error(
            "format",
            Text(f"är inget datumformat: ”{reader}”", f"is no format of dates: “{reader}”"),
            Text(
                "Skriv ÅÅÅÅ eller ÅÅ, MM och DD i den ordning de står, som DD/MM/ÅÅÅÅ.",
                "Write ÅÅÅÅ or ÅÅ, MM and DD in the order that they stand, as DD/MM/ÅÅÅÅ.",
            ),
        )
    return reader


def _dimensions(table: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in table.names():
        number = _DIMENSIONS.get(key, key)
        if not _NUMBER.fullmatch(number) or number in found:
            raise table.error(
                key,
                Text("är ingen dimension", "is no dimension"),
                Text(
                    "Skriv kostnadsstalle, projekt eller ett dimensionsnummer, som \"20\".",
                    "Write kostnadsstalle, projekt or the number of a dimension, as \"20\".",
                ),
            )  # fmt: skip
        found[number] = table.text(key)
    return found


def _account(root: Table, key: str) -> str | None:
    value = root.optional(root.text, key)
    if value is not None and not _NUMBER.fullmatch(value):
        raise root.error(key, Text("är inget kontonummer", "is no account number"), _HANDBOOK)
    return value


def _first_month(root: Table) -> int:
    value = root.optional(root.text, "rakenskapsar_borjar") or "01-01"
    if not _YEAR_START.fullmatch(value):
        raise root.error(
            "rakenskapsar_borjar",
            Text("ska vara en månads första dag", "should be the first day of a month"),
            Text("Skriv månad och dag, som \"07-01\".", "Write month and day, as \"07-01\"."),
        )  # fmt: skip
    return int(value[:2])


def _check(layout: Layout, root: Table, table: Table) -> None:
    """Refuse a layout that leaves a needed field unsaid, or says one in two ways."""
    columns, said = layout.columns, layout.columns.keys() | layout.constants.keys()
    problems = [
        (key, Text("saknas", "is missing"))
        for key in ("nummer", "datum", "konto")
        if key not in said
    ]
    if columns.keys() & {"belopp", "debet", "kredit"} not in ({"belopp"}, {"debet", "kredit"}):
        what = Text(
            "ska sägas på ett sätt: belopp (och kanske tecken), eller debet och kredit",
            "should be said in one way: belopp (and perhaps tecken), or debet and kredit",
        )
        problems.append(("belopp", what))
    both = Text(
        "står både under [kolumner] och [fasta]", "stands both under [kolumner] and [fasta]"
    )
    problems += [(key, both) for key in sorted(columns.keys() & layout.constants.keys())]
    if layout.series_in_number and "serie" in said:
        problems.append(("serie", Text("står också i numret", "stands in the number too")))
    for key, what in problems:
        raise table.error(key, what, _HANDBOOK)
    for key in sorted(layout.optional - ((columns.keys() - _NEEDED) | _names(layout))):
        raise root.error(
            "far_saknas",
            Text(
                f"nämner {key}, som inte finns i mappningen eller alltid behövs",
                f"names {key}, which is not in the layout or is always needed",
            ),
            _HANDBOOK,
        )


def _names(layout: Layout) -> set[str]:
    words = {number: word for word, number in _DIMENSIONS.items()}
    return {words.get(number, number) for number in layout.dimensions}
