"""The account mapping (``kontoplan.toml``): cost categories, names and classes of accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from nkr_audit.text import Text
from nkr_audit.toml_table import Table, read_toml
from nkr_audit.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from nkr_importers.model import AccountClass

T = TypeVar("T")

# What the mapping is called in the folder of a book.
ACCOUNTS_FILE = "kontoplan.toml"

_CLASSES: dict[str, AccountClass] = {
    "Tillgångar": "assets",
    "Skulder": "liabilities",
    "EgetKapital": "equity",
    "Intäkter": "income",
    "Kostnader": "expenses",
}
_NUMBER = re.compile(r"[0-9]{1,20}")
_AS_IN_HANDBOOK = Text(
    "Skriv som i handboken, docs/handbok/importera.md.",
    "Write as in the handbook, docs/handbok/importera.md.",
)


@dataclass(frozen=True, slots=True)
class AccountRange:
    """Accounts from ``first`` to ``last``, with all that begin as ``last`` does, and what they
    are, for vouchers dated within both days (included).
    """

    first: str
    last: str
    category: str
    valid_from: date = date.min
    valid_to: date = date.max

    def holds(self, number: str, day: date) -> bool:
        """Tell whether the account lies in the range on that day."""
        return (
            number[: len(self.first)] >= self.first
            and number[: len(self.last)] <= self.last
            and self.valid_from <= day <= self.valid_to
        )

    def overlaps(self, other: AccountRange) -> bool:
        """Tell whether an account can lie in both on one day."""
        lowest = max(self.first, other.first)
        day = max(self.valid_from, other.valid_from)
        return self.holds(lowest, day) and other.holds(lowest, day)


@dataclass(frozen=True, slots=True)
class AccountMapping:
    """What the region says of its accounts beyond what the file does."""

    ranges: tuple[AccountRange, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, AccountClass] = field(default_factory=dict)

    def category(self, number: str, day: date) -> str | None:
        """Return the cost category of an account on a day: that of the first range that has it."""
        return next((one.category for one in self.ranges if one.holds(number, day)), None)


def load_accounts(path: Path) -> AccountMapping:
    """Read and check the mapping file. Raises NkrError naming the file and the key."""
    root = read_toml(path)
    tables = root.optional(root.tables, "konto") or ()
    ranges = tuple(_range(table) for table in tables)
    names = _by_number(root.table_or_empty("namn"), Table.text)
    classes = _by_number(
        root.table_or_empty("rot"), lambda table, key: _CLASSES[table.choice(key, _CLASSES)]
    )
    root.end()
    _refuse_overlaps(ranges, tables)
    return AccountMapping(ranges, names, classes)


def _range(table: Table) -> AccountRange:
    first, last = _number(table, "fran"), _number(table, "till")
    category = table.choice("kostnadsslag", sorted(CATEGORIES))
    new = AccountRange(
        first,
        last,
        category,
        table.optional(table.day, "galler_fran") or date.min,
        table.optional(table.day, "galler_till") or date.max,
    )
    if not new.holds(first, new.valid_from):
        ends = "galler_till" if new.valid_to < new.valid_from else "till"
        raise table.error(
            ends, Text("slutar innan det börjar", "ends before it starts"), _AS_IN_HANDBOOK
        )
    return new


def _number(table: Table, key: str) -> str:
    value = table.text(key)
    if not _NUMBER.fullmatch(value):
        raise table.error(
            key, Text(f"är inget kontonummer: ”{value}”", f"is no account number: “{value}”"),
            Text("Skriv bara siffror, som \"5400\".", "Write digits only, as \"5400\"."),
        )  # fmt: skip
    return value


def _by_number(table: Table, read: Callable[[Table, str], T]) -> dict[str, T]:
    values: dict[str, T] = {}
    for number in table.names():
        if not _NUMBER.fullmatch(number):
            raise table.error(
                number, Text("är inget kontonummer", "is no account number"), _AS_IN_HANDBOOK
            )
        values[number] = read(table, number)
    return values


def _refuse_overlaps(ranges: Sequence[AccountRange], tables: Sequence[Table]) -> None:
    for index, new in enumerate(ranges):
        for old in ranges[:index]:
            if new.overlaps(old):
                raise tables[index].error(
                    "fran",
                    Text(
                        f"–till ({new.first}–{new.last}) överlappar {old.first}–{old.last} för"
                        " samma datum",
                        f"–till ({new.first}–{new.last}) overlaps {old.first}–{old.last} for the"
                        " same dates",
                    ),
                    Text(
                        "Låt varje konto stå i ett intervall, eller dela dem med galler_fran och"
                        " galler_till.",
                        "Let each account stand in one range, or part them by galler_fran and"
                        " galler_till.",
                    ),
                )
