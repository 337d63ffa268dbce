"""The figure out of a package's own tables: unused = received − costs, and what it is to be.

Worked out from the audit data tables only, so that anybody can do the same with the same files.
"""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from nkr_audit.money import MOST_DIGITS, ZERO, to_ore
from nkr_audit.review.package import UnreadableError
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Mapping

    from nkr_audit.review.package import Package

TABLES: Final = "data/tabeller/"
SCHEMA: Final = f"{TABLES}schema.json"
SETTLED: Final = "data/avrakning.json"
FORMAT: Final = "nkr-audit-tables/1"
_LARGEST_JSON: Final = 16 << 20
_LONGEST_LINE: Final = 1 << 20
_LONGEST_AMOUNT: Final = MOST_DIGITS + 10
_AMOUNT: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPARED: Final = ("received", "costs", "unused")


class TableError(Exception):
    """Something in a table cannot be used. ``name`` is the file and ``line`` where in it."""

    def __init__(self, name: str, line: int, what: Text) -> None:
        super().__init__(what.sv)
        self.name, self.line, self.what = name, line, what


@dataclass(frozen=True, slots=True)
class Figure:
    """Received, costs inside the grant year, and unused (SEK), as worked out from the tables."""

    grant: str
    received: Decimal
    costs: Decimal

    @property
    def unused(self) -> Decimal:
        """Received − costs."""
        return self.received - self.costs


def check_figure(package: Package) -> Figure | None:
    """Work out the figure and compare it with the settlement; note in the package what is wrong.

    None when it cannot be worked out, as in a package of a sample of vouchers.
    """
    try:
        schema = read_json(package, SCHEMA)
        if schema.get("format") != FORMAT or not isinstance(schema.get("grant"), str):
            raise TableError(SCHEMA, 0, _FORMAT)  # noqa: TRY301 (one way out)
        settled = _settled(package, schema["grant"])
        if schema.get("partial"):
            return None
        figure = work_out(package, schema["grant"])
    except TableError as wrong:
        package.fault("figure", wrong.name, wrong.what, wrong.line)
        return None
    for key in _COMPARED:
        own: Decimal = getattr(figure, key)
        if settled[key] != own:
            package.fault(
                "figure",
                SETTLED,
                Text(
                    f"{key} är {kronor(settled[key])}, men {kronor(own)} enligt tabellerna.",
                    f"{key} is {kronor(settled[key], 'en')}, but {kronor(own, 'en')} by the "
                    "tables.",
                ),
            )
    return figure


_FORMAT: Final = Text(
    "Tabellerna är inte i en form som går att läsa här.",
    "The tables are not in a form that can be read here.",
)


def work_out(package: Package, grant: str) -> Figure:
    """Work out the figure of a grant. Raises TableError when a table cannot be used."""
    with rows(package, "periods.csv") as listed:
        years = [row for row in listed if row["Period_Type"] == "bidrag"]
    if len(years) != 1:
        raise TableError(f"{TABLES}periods.csv", 0, Text("Bidragsåret saknas.", "No grant year."))
    first, last = _day(years[0], "Begin_Date"), _day(years[0], "End_Date")
    with rows(package, "chart_of_accounts.csv") as listed:
        kinds = {row["GL_Account"]: row["Account_Type"] for row in listed if row["Grant"] == grant}
    with rows(package, "journal_entries.csv") as listed:
        paid = {row["Journal_ID"] for row in listed if "utbetalning" in row["Tags"].split()}
    with rows(package, "journal_lines.csv") as listed:
        received, costs = _added_up(listed, kinds, paid, (first, last))
    return Figure(grant, to_ore(received), costs)


def _added_up(
    listed: Iterable[Row],
    kinds: Mapping[str, str],
    paid: Collection[str],
    year: tuple[date, date],
) -> tuple[Decimal, Decimal]:
    """Received, and the costs inside the grant year, of the lines of all vouchers."""
    first, last = year
    received = costs = ZERO
    for row in listed:
        kind = kinds.get(row["GL_Account"])
        if kind == "liabilities" and row["Journal_ID"] in paid:
            received += max(ZERO, -_amount(row, "Amount"))
        elif kind == "expenses":
            start, end = _day(row, "Period_From"), _day(row, "Period_To")
            if end < start:
                raise row.wrong(
                    Text("Perioden slutar före den börjar.", "It ends before it begins.")
                )
            days = (end - start).days + 1
            shared = max(0, (min(end, last) - max(start, first)).days + 1)
            costs += to_ore(_amount(row, "Amount") * shared / days)
    return received, costs


class Row(dict[str, str]):
    """A row of a table, and where it stands."""

    def __init__(self, cells: Mapping[str, str], name: str, line: int) -> None:
        super().__init__(cells)
        self.name, self.line = name, line

    def wrong(self, what: Text) -> TableError:
        """Something in the row cannot be used."""
        return TableError(self.name, self.line, what)

    def __missing__(self, column: str) -> str:
        raise self.wrong(Text(f"Kolumnen {column} saknas.", f"The column {column} is missing."))


@contextmanager
def rows(package: Package, table: str) -> Iterator[Iterator[Row]]:
    """Read the rows of a table; its file is closed when the block ends, however it ends.

    Raises TableError when it cannot be read.
    """
    with closing(_rows(package, table)) as found:
        yield found


def _rows(package: Package, table: str) -> Generator[Row, None, None]:
    name = f"{TABLES}{table}"
    line = 1
    try:
        with package.reading(name) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
            reader = csv.reader(_lines(text), strict=True)
            header = next(reader, [])
            for cells in reader:
                line = reader.line_num
                if len(cells) != len(header):
                    raise TableError(name, line, _WIDTH)
                yield Row(dict(zip(header, cells, strict=True)), name, line)
    except (UnreadableError, csv.Error) as error:
        what = Text("Tabellen saknas eller kan inte läsas.", "The table is missing or unreadable.")
        raise TableError(name, line, what) from error


_WIDTH: Final = Text(
    "Raden har inte lika många fält som rubriken.", "The row has not as many cells as the header."
)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error("endless line")
        yield line


def read_json(package: Package, name: str) -> dict[str, Any]:
    """Read a file of JSON that is to hold an object. Raises TableError."""
    try:
        found = json.loads(package.content(name, _LARGEST_JSON))
    except (UnreadableError, ValueError, RecursionError) as error:
        what = Text("Filen saknas eller kan inte läsas.", "The file is missing or unreadable.")
        raise TableError(name, 0, what) from error
    if not isinstance(found, dict):
        raise TableError(name, 0, _FORMAT)
    return found


def _settled(package: Package, grant: str) -> dict[str, Decimal]:
    """What the settlement in the package says of the grant."""
    grants = read_json(package, SETTLED).get("grants")
    listed = grants if isinstance(grants, list) else []
    own = [one for one in listed if isinstance(one, dict) and one.get("grant") == grant]
    try:
        return {key: _decimal(own[0][key]) for key in _COMPARED}
    except (IndexError, KeyError, ValueError, TypeError) as error:
        what = Text(
            f"Avräkningen av {grant} saknas eller är skadad.",
            f"The settlement of {grant} is missing or damaged.",
        )
        raise TableError(SETTLED, 0, what) from error


def _amount(row: Row, column: str) -> Decimal:
    try:
        return _decimal(row[column])
    except ValueError as error:
        raise row.wrong(Text("Beloppet kan inte läsas.", "The amount cannot be read.")) from error


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_AMOUNT or not _AMOUNT.fullmatch(text):
        raise ValueError("no amount")
    return Decimal(text)


def _day(row: Row, column: str) -> date:
    try:
        if not _DAY.fullmatch(row[column]):
            raise ValueError("no day")  # noqa: TRY301 (one way out)
        return date.fromisoformat(row[column])
    except ValueError as error:
        raise row.wrong(Text("Dagen kan inte läsas.", "The day cannot be read.")) from error
