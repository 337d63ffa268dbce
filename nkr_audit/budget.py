"""The budget (``budget.toml``): what each grant is planned to cost, by category and by register.

The file lies beside the ledger and is no part of it; it is described in
``docs/handbok/tidsfrister.md``. It is read strictly: a name nobody knows stops the command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.toml_table import read_toml
from nkr_audit.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.programme import Programme
    from nkr_audit.toml_table import Table

FILE_NAME: Final = "budget.toml"
_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class GrantBudget:
    """The budget of one grant, SEK: by cost category, and by register when that is given too."""

    by_category: Mapping[str, Decimal]
    by_register: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Budgets:
    """All of the file; empty when there is none."""

    grants: Mapping[str, GrantBudget] = field(default_factory=dict)

    def of_grant(self, grant_id: str) -> GrantBudget | None:
        """The budget of one grant; None when it has none."""
        return self.grants.get(grant_id)


def budgets_beside(ledger: Path, programmes: Iterable[Programme]) -> Budgets:
    """Read the budgets of the book whose main file is ``ledger``; empty when there are none.

    A category is one that the ledgers know, or one of ``programmes``' own.
    """
    path = ledger.parent / FILE_NAME
    own = {name for programme in programmes for name in programme.categories}
    return read_budgets(path, CATEGORIES | own) if path.exists() else Budgets()


def read_budgets(path: Path, categories: Collection[str] = CATEGORIES) -> Budgets:
    """Read ``budget.toml``. Raises NkrError with the file and the key when it is not right."""
    if path.exists() and (not path.is_file() or path.stat().st_size > _MOST_BYTES):
        raise NkrError(
            Text(
                f"Filen är ingen vanlig fil, eller större än {_MOST_BYTES // 1_000_000} MB.",
                f"It is no ordinary file, or larger than {_MOST_BYTES // 1_000_000} MB.",
            ),
            remedy=Text(
                "Den ska bara innehålla budgeten, ett belopp per rad.",
                "It should hold only the budget, one amount a line.",
            ),
            place=path,
        )
    root = read_toml(path)
    grants = root.table("bidrag")
    budgets = Budgets({name: _grant(grants.table(name), categories) for name in grants.names()})
    root.end()
    return budgets


def _grant(table: Table, categories: Collection[str]) -> GrantBudget:
    planned = table.table("kostnadsslag")
    for name in planned.names():
        if name not in categories:
            listed = ", ".join(sorted(categories))
            raise planned.error(
                name,
                Text("är inget kostnadsslag", "is not a cost category"),
                Text(f"Skriv något av: {listed}.", f"Write one of: {listed}."),
            )
    return GrantBudget(_amounts(planned), _amounts(table.table_or_empty("register")))


def _amounts(table: Table) -> Mapping[str, Decimal]:
    return {name: table.kronor(name) for name in table.names()}
