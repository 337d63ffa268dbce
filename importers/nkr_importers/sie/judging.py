"""What a SIE file as a whole departs in, once every line of it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_importers.naming import year_label
from nkr_importers.sie.rules import RESERVED, absent, forbidden, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_importers.sie.document import Kind, Voucher
    from nkr_importers.sie.gathered import Gathered


def judge(name: str, gathered: Gathered, vouchers: Iterable[Voucher]) -> Kind:
    """Tell the kind of the file called ``name``, and remark what that kind may not do."""
    kind = kind_of(gathered.header.sie_type, name, gathered.labels)
    for label, what in absent(kind, gathered.labels):
        gathered.notes.remark(0, label, what)
    for label, what in forbidden(kind, gathered.labels):
        gathered.notes.remark(gathered.labels[label], label, what)
    _unnamed(gathered)
    _twice(gathered, vouchers)
    return kind


def _unnamed(gathered: Gathered) -> None:
    """Remark the dimensions that are used and that neither the file nor the standard names."""
    for one in gathered.objects.values():
        gathered.use(((one.dimension, ""),), one.line)
    for dimension in gathered.dimensions.values():
        if dimension.parent is not None:
            gathered.use(((dimension.parent, ""),), dimension.line)
    for balance in gathered.balances.values():
        gathered.use(balance.objects, balance.line)
    for period in gathered.periods.values():
        gathered.use(period.objects, period.line)
    for number, line in gathered.used.items():
        if number not in gathered.dimensions and number not in RESERVED:
            gathered.notes.remark(
                line, "#DIM",
                Text(
                    f"dimension {number} används utan att vara namngiven",
                    f"dimension {number} is used without being named",
                ),
            )  # fmt: skip


def _twice(gathered: Gathered, vouchers: Iterable[Voucher]) -> None:
    """Remark vouchers that share series and number within a financial year."""
    first: dict[tuple[str, str, str], int] = {}
    years = list(gathered.years.values())
    for voucher in vouchers:
        if not voucher.number:
            continue
        key = (year_label(voucher.day, years), voucher.series, voucher.number)
        line = first.setdefault(key, voucher.line)
        if line != voucher.line:
            gathered.notes.remark(
                voucher.line, "#VER",
                Text(
                    f"{voucher.label} finns redan på rad {line}",
                    f"{voucher.label} is already on line {line}",
                ),
            )  # fmt: skip
