"""The payroll mapping (TOML): columns, pay kinds, persons by number or role, and their shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.toml_table import Table, read_toml
from nkr_importers.payroll.persons import read_persons, twice
from nkr_importers.payroll.privacy import refuse_personal_lines
from nkr_importers.tabular.delimited import ENCODINGS
from nkr_importers.tabular.values import Notation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nkr_importers.payroll.persons import Person

PAY = ("lon", "lonebikostnader")
_LARGEST_FILE = 4 << 20
_MARKS = {"komma": ",", "punkt": "."}
_ACCOUNT = re.compile(r"[0-9]{1,20}")
_SERIES = re.compile(r"[A-Za-z0-9]{1,20}")
_DELIMITERS = {"semikolon": ";", "komma": ",", "tabb": "\t"}
_AS_IN_HANDBOOK = Text(
    "Skriv som i handboken, docs/handbok/loner.md.",
    "Write as in the handbook, docs/handbok/loner.md.",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of the extract are called. ``voucher`` and ``day`` may be left out."""

    employee: str
    month: str
    kind: str
    amount: str
    voucher: str | None
    day: str | None


@dataclass(frozen=True, slots=True)
class PayKind:
    """The account and cost category that a kind of pay is booked on."""

    account: str
    category: str


@dataclass(frozen=True, slots=True)
class PayrollMapping:
    """How an extract becomes vouchers. ``ignored`` are kinds of pay that are no cost."""

    path: Path
    series: str
    counter_account: str
    registered_by: str | None
    attested_by: str | None
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int
    notation: Notation
    columns: Columns
    kinds: Mapping[str, PayKind]
    ignored: frozenset[str]
    persons: Mapping[str, Person]


def load_mapping(path: Path) -> PayrollMapping:
    """Read and check the mapping. Raises NkrError naming the file and the key or line."""
    root = _opened(path)
    columns = root.table("kolumner")
    table = root.table_or_empty("fil")
    delimiter = table.optional_choice("avgransare", _DELIMITERS)
    mapping = PayrollMapping(
        path=path,
        series=_matching(root, "serie", _SERIES),
        counter_account=_matching(root, "motkonto", _ACCOUNT),
        registered_by=root.optional(root.text, "registrerad_av"),
        attested_by=root.optional(root.text, "attesterad_av"),
        sheet=table.optional(table.text, "blad"),
        encoding=table.optional_choice("teckenkodning", ENCODINGS),
        delimiter=_DELIMITERS[delimiter] if delimiter else None,
        header_row=table.optional(table.count, "rubrikrad") or 1,
        notation=_notation(root.table_or_empty("belopp")),
        columns=Columns(
            employee=columns.text("anstallning"),
            month=columns.text("manad"),
            kind=columns.text("loneart"),
            amount=columns.text("belopp"),
            voucher=columns.optional(columns.text, "verifikation"),
            day=columns.optional(columns.text, "datum"),
        ),
        kinds=_kinds(root.tables("loneart")),
        ignored=frozenset(root.optional(root.texts, "utan_kostnad") or ()),
        persons=read_persons(root.tables("person")),
    )
    root.end()
    return mapping


def _opened(path: Path) -> Table:
    """Read the file, and refuse one that is too large, nested too deeply, or names a person."""
    try:
        if path.is_file() and path.stat().st_size > _LARGEST_FILE:
            raise NkrError(
                Text("Mappningsfilen är för stor.", "The mapping is too large."),
                remedy=_AS_IN_HANDBOOK, place=path,
            )  # fmt: skip
        root = read_toml(path)
        refuse_personal_lines(path, path.read_text("utf-8-sig"))
    except (RecursionError, ValueError) as error:
        raise NkrError(
            Text(
                "Filen är för djupt nästlad, eller har ett orimligt tal.",
                "The file is nested too deeply, or has an absurd number.",
            ),
            remedy=_AS_IN_HANDBOOK,
            place=path,
        ) from error
    return root


def _matching(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    value = table.text(key)
    if not pattern.fullmatch(value):
        raise table.error(
            key, Text(f"har en form som inte går: ”{value}”", f"has a form not allowed: “{value}”"),
            Text(
                "Skriv bara siffror i ett konto; bokstäver a–z och siffror i en serie.",
                "Write digits only in an account; letters a–z and digits in a series.",
            ),
        )  # fmt: skip
    return value


def _notation(table: Table) -> Notation:
    decimal = table.optional_choice("decimal", _MARKS)
    thousands = table.optional_choice("tusental", _MARKS)
    if thousands is not None and (decimal is None or decimal == thousands):
        raise table.error(
            "tusental",
            Text("kräver att decimal är ett annat tecken", "needs decimal to be another character"),
            _AS_IN_HANDBOOK,
        )
    return Notation(_MARKS[decimal] if decimal else None, _MARKS[thousands] if thousands else "")


def _kinds(tables: Sequence[Table]) -> dict[str, PayKind]:
    kinds: dict[str, PayKind] = {}
    categories: dict[str, str] = {}
    for table in tables:
        kind = PayKind(_matching(table, "konto", _ACCOUNT), table.choice("kostnadsslag", PAY))
        if categories.setdefault(kind.account, kind.category) != kind.category:
            raise table.error(
                "kostnadsslag",
                Text(
                    f"är ett annat än kontot {kind.account} har tidigare i filen",
                    f"is another than the account {kind.account} has earlier in the file",
                ),
                Text("Låt ett konto ha ett kostnadsslag.", "Let an account have one category."),
            )
        for code in table.texts("koder"):
            if kinds.setdefault(code.strip(), kind) is not kind:
                raise twice(table, "koder", code)
    return kinds
