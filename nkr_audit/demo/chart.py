"""The shared chart of accounts: numbers to account names, roots and cost categories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_ROOTS: Final = {"1": "Tillgångar", "2": "Skulder", "3": "Intäkter"}
_COSTS: Final = "Kostnader"
_CHART: Final = "kontoplan.toml"

# Balance sheet accounts that belong to the grant; all others are the region's own.
_OF_THE_GRANT: Final = frozenset({"2491", "2971"})


@dataclass(frozen=True, slots=True)
class _Range:
    first: str
    last: str
    category: str

    def __contains__(self, number: str) -> bool:
        return number[: len(self.first)] >= self.first and number[: len(self.last)] <= self.last


def data_bytes(name: str) -> bytes:
    """The bytes of one of the package's data files."""
    return (files("nkr_audit.demo") / "data" / name).read_bytes()


@cache
def _chart() -> tuple[tuple[_Range, ...], dict[str, str]]:
    raw = tomllib.loads(data_bytes(_CHART).decode())
    ranges = tuple(_Range(k["fran"], k["till"], k["kostnadsslag"]) for k in raw["konto"])
    return ranges, raw["namn"]


def numbers() -> tuple[str, ...]:
    """Every account number that has a name, in order."""
    return tuple(sorted(_chart()[1]))


def category(number: str) -> str:
    """The cost category of an account."""
    return next(one.category for one in _chart()[0] if number in one)


def account(number: str, grant: str) -> str:
    """The account's full name; costs, income and prepaid grant stand under ``grant``."""
    root = _ROOTS.get(number[0], _COSTS)
    leaf = f"{number}-{_chart()[1][number]}"
    if number[0] >= "3" or number in _OF_THE_GRANT:
        return f"{root}:{grant}:{leaf}"
    return f"{root}:{leaf}"


def ordinary_name(number: str) -> str:
    """The account's name with spaces, as an ERP would write it."""
    return _chart()[1][number].replace("-", " ")
