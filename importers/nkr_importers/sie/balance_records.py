"""The records of balances: of the years, by account and by object, and of the months."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_importers.sie.document import Balance, PeriodAmount
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import exact_amount, pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_importers.model import Objects
    from nkr_importers.sie.document import BalanceKind, PeriodKind
    from nkr_importers.sie.gathered import Gathered, Record

_QUANTITY = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")
_PERIOD = re.compile(r"(?:19|[2-9][0-9])[0-9]{2}(?:0[1-9]|1[0-2])")


def is_quantity(text: str) -> bool:
    """Tell whether a text is a quantity as the standard writes it."""
    return _QUANTITY.fullmatch(text) is not None


def is_period(text: str) -> bool:
    """Tell whether a text is a month, YYYYMM."""
    return _PERIOD.fullmatch(text) is not None


def _quantity(record: Record, at: int) -> Decimal | None:
    text = record.text(at)
    if not text.strip():
        return None
    if not is_quantity(text):
        raise FieldError(Text(f"”{text[:40]}” är ingen kvantitet", f"”{text[:40]}” is no quantity"))
    return Decimal(text)


def _balance(kind: BalanceKind) -> Callable[[Record, Gathered], None]:
    def read(record: Record, gathered: Gathered) -> None:
        _keep_balance(record, gathered, kind, (), 3)

    return read


def _object_balance(kind: BalanceKind) -> Callable[[Record, Gathered], None]:
    def read(record: Record, gathered: Gathered) -> None:
        objects = _listed(record, 3)
        if not objects:
            raise FieldError(Text("objektlistan {} är tom", "the object list {} is empty"))
        _keep_balance(record, gathered, kind, objects, 4)

    return read


def _keep_balance(
    record: Record, gathered: Gathered, kind: BalanceKind, objects: Objects, at: int
) -> None:
    made = Balance(
        kind, record.year(1), record.account(2), objects, exact_amount(record.required(at)),
        _quantity(record, at + 1), record.line,
    )  # fmt: skip
    key = (kind, made.year, made.account, frozenset(objects))
    gathered.keep(gathered.balances, key, made, record)


def _period(kind: PeriodKind) -> Callable[[Record, Gathered], None]:
    def read(record: Record, gathered: Gathered) -> None:
        period = record.required(2)
        if not is_period(period):
            raise FieldError(
                Text(f"”{period[:40]}” är ingen period (ÅÅÅÅMM)",
                     f"”{period[:40]}” is no period (YYYYMM)")
            )  # fmt: skip
        made = PeriodAmount(
            kind, record.year(1), period, record.account(3), _listed(record, 4),
            exact_amount(record.required(5)), _quantity(record, 6), record.line,
        )  # fmt: skip
        key = (kind, made.year, period, made.account, frozenset(made.objects))
        gathered.keep(gathered.periods, key, made, record)

    return read


def _listed(record: Record, at: int) -> Objects:
    return pairs_of(record.fields[at] if at < len(record.fields) else "")


# For each label: how many fields it has with the label itself, and how it is read.
BALANCE_RECORDS: dict[str, tuple[int, Callable[[Record, Gathered], None]]] = {
    "#IB": (5, _balance("IB")),
    "#UB": (5, _balance("UB")),
    "#RES": (5, _balance("RES")),
    "#OIB": (6, _object_balance("OIB")),
    "#OUB": (6, _object_balance("OUB")),
    "#PSALDO": (7, _period("PSALDO")),
    "#PBUDGET": (7, _period("PBUDGET")),
}
