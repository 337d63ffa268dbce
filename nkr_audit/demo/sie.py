"""Writing an ERP's year as a SIE 4 file: code page 437, the records of an ordinary export."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

COST_CENTRE = "1"
PROJECT = "6"


@dataclass(frozen=True, slots=True)
class SieRow:
    """A ``#TRANS``: account, amount (debit positive), cost centre and project if any, text."""

    account: str
    amount: Decimal
    cost_centre: str = ""
    project: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class SieVoucher:
    """A ``#VER`` with its rows."""

    series: str
    number: int
    day: date
    registered: date
    text: str
    rows: tuple[SieRow, ...]


@dataclass(frozen=True, slots=True)
class SieCompany:
    """What stands before the vouchers: company, year, accounts, code parts, opening balances."""

    name: str
    year: int
    accounts: Mapping[str, str]
    cost_centres: Mapping[str, str]
    projects: Mapping[str, str]
    opening: Mapping[str, Decimal]


def write_sie(company: SieCompany, vouchers: Iterable[SieVoucher]) -> bytes:
    """Return the file's bytes."""
    listed = tuple(vouchers)
    lines = [*_heading(company), *_balances(company, listed)]
    for voucher in listed:
        lines += _voucher(voucher)
    return "".join(f"{line}\r\n" for line in lines).encode("cp437")


def _heading(company: SieCompany) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield '#PROGRAM "Exempel ERP" 4.2'
    yield "#FORMAT PC8"
    yield f"#GEN {company.year + 1}0115 ekonom1"
    yield "#SIETYP 4"
    yield f'#FNAMN "{company.name}"'
    yield f"#RAR 0 {company.year}0101 {company.year}1231"
    for number, name in company.accounts.items():
        yield f'#KONTO {number} "{name}"'
        yield f"#KTYP {number} {_kind(number)}"
    yield f'#DIM {COST_CENTRE} "Kostnadsställe"'
    yield f'#DIM {PROJECT} "Projekt"'
    for dimension, objects in (
        (COST_CENTRE, company.cost_centres),
        (PROJECT, company.projects),
    ):
        for code, name in objects.items():
            yield f'#OBJEKT {dimension} "{code}" "{name}"'


def _kind(number: str) -> str:
    return {"1": "T", "2": "S", "3": "I"}.get(number[0], "K")


def _balances(company: SieCompany, vouchers: tuple[SieVoucher, ...]) -> Iterator[str]:
    change: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for voucher in vouchers:
        for row in voucher.rows:
            change[row.account] += row.amount
    balance = [number for number in company.accounts if number[0] in "12"]
    for number in balance:
        yield f"#IB 0 {number} {company.opening.get(number, ZERO):.2f}"
    for number in balance:
        yield f"#UB 0 {number} {company.opening.get(number, ZERO) + change[number]:.2f}"
    for number in company.accounts:
        if number not in balance:
            yield f"#RES 0 {number} {change[number]:.2f}"


def _voucher(voucher: SieVoucher) -> Iterator[str]:
    yield (
        f"#VER {voucher.series} {voucher.number} {voucher.day:%Y%m%d} "
        f'"{voucher.text}" {voucher.registered:%Y%m%d} ekonom1'
    )
    yield "{"
    for row in voucher.rows:
        pairs = ((COST_CENTRE, row.cost_centre), (PROJECT, row.project))
        objects = " ".join(f'{dimension} "{code}"' for dimension, code in pairs if code)
        yield (
            f"   #TRANS {row.account} {{{objects}}} {row.amount:.2f} "
            f'{voucher.day:%Y%m%d} "{row.text}"'
        )
    yield "}"
