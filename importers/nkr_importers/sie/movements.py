"""What moved in the financial year of a SIE file: by account, by object, and by month."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from nkr_importers.model import Objects
    from nkr_importers.sie.document import SieDocument, Voucher

# Period (YYYYMM, empty for the whole year), account, and the object, if by object.
Key = tuple[str, str, "Objects"]
Sums = dict[Key, "Decimal"]


@dataclass(slots=True)
class Movements:
    """Sums of what counts in the year. ``by_month`` is kept when the file has #PSALDO to compare.

    ``outside`` is how many vouchers are dated outside the year; they are in no sum.
    """

    by_account: Sums = field(default_factory=dict)
    by_object: Sums = field(default_factory=dict)
    by_month: Sums = field(default_factory=dict)
    outside: int = 0


def movements_of(document: SieDocument) -> Movements | None:
    """Sum the vouchers of year 0, or the months where a file has no vouchers by its type.

    None when the file tells of no movements, or not which year it is about.
    """
    year = document.header.years.get(0)
    if document.kind in {"2", "3"}:
        return _from_months(document)
    if document.kind != "4E" or year is None:
        return None
    moved = Movements()
    monthly = any(one.kind == "PSALDO" for one in document.periods)
    for voucher in document.vouchers:
        if year.start <= voucher.day <= year.end:
            _add_voucher(moved, voucher, monthly=monthly)
        else:
            moved.outside += 1
    return moved


def _from_months(document: SieDocument) -> Movements | None:
    moved = Movements()
    for one in document.periods:
        if one.kind == "PSALDO" and one.year == 0:
            sums = moved.by_object if one.objects else moved.by_account
            add(sums, ("", one.account, one.objects), one.amount)
    return moved if moved.by_account else None


def _add_voucher(moved: Movements, voucher: Voucher, *, monthly: bool) -> None:
    month = f"{voucher.day:%Y%m}"
    for row in voucher.counted:
        add(moved.by_account, ("", row.account, ()), row.amount)
        if monthly:
            add(moved.by_month, (month, row.account, ()), row.amount)
        for pair in set(row.objects):
            add(moved.by_object, ("", row.account, (pair,)), row.amount)
            if monthly:
                add(moved.by_month, (month, row.account, (pair,)), row.amount)


def add(sums: Sums, key: Key, amount: Decimal) -> None:
    """Add an amount to one of the sums."""
    sums[key] = sums.get(key, ZERO) + amount


def is_balance_account(number: str, kinds: Mapping[str, str | None]) -> bool | None:
    """Tell whether an account carries its balance over the year: by #KTYP, else its first digit.

    None when neither tells.
    """
    kind = kinds.get(number)
    if kind is not None:
        return kind in "TS"
    if number[:1] in "12":
        return True
    return False if number[:1] in "345678" else None
