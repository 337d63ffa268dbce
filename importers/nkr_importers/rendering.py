"""Beancount text for a voucher: the ledger's vocabulary, with every string escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit import vocabulary
from nkr_audit.money import CURRENCY
from nkr_importers.history import CHANGED, history_of
from nkr_importers.model import objects_text
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from nkr_importers.model import Objects, Selection, SourceRow, SourceVoucher

# On the transaction: the code that put rows under the grant. On a posting: its other objects.
OBJECTS = "objekt"
# Categories of pay: the texts of such rows can name people, and stay in the payroll system.
_PAY = frozenset({"lon", "lonebikostnader"})
_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,10})?")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class PlannedPosting:
    """One posting to be written. ``row`` is None when it is the sum of several rows.

    ``objects`` are those of the row that did not select it.
    """

    account: str
    amount: Decimal
    row: SourceRow | None = None
    category: str | None = None
    objects: Objects = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that the vouchers come from, and the code they were chosen by."""

    name: str
    sha256: str
    selection: Selection

    def of(self, voucher: SourceVoucher) -> str:
        """Return ``kalla``: the file, the line, and the beginning of the file's hash."""
        return f"{self.name} rad {voucher.line} sha256:{self.sha256[:12]}"


def quoted(text: str) -> str:
    """Return the text as a Beancount string, quotes and all."""
    clean = "".join(one if one in "\n\r\t" else printable(one) for one in text)
    return f'"{clean.translate(_ESCAPES)}"'


def render_open(day: date, account: str) -> str:
    """Return an ``open`` directive."""
    return f"{day.isoformat()} open {account} {CURRENCY}\n"


def render_voucher(
    voucher: SourceVoucher, postings: Iterable[PlannedPosting], origin: Origin
) -> str:
    """Return the transaction, with its source and its rows, as Beancount text."""
    payee = f"{quoted(voucher.payee)} " if voucher.payee.strip() else ""
    corrected = "".join(
        f" ^{value}" for key, value in voucher.details if key == vocabulary.CORRECTS
    )
    lines = [
        f"{voucher.day.isoformat()} * {payee}{quoted(voucher.text)} ^{voucher.identity}{corrected}",
        f"  {vocabulary.VOUCHER}: {quoted(voucher.identity)}",
    ]
    if voucher.registered:
        lines.append(f"  registrerad: {voucher.registered.isoformat()}")
    if voucher.sign.strip():
        lines.append(f"  registrerad-av: {quoted(voucher.sign)}")
    lines.extend(f"  {key}: {quoted(value)}" for key, value in voucher.details)
    changed = history_of(voucher)
    if changed:
        lines.append(f"  {CHANGED}: {quoted(changed)}")
    lines.append(f"  {vocabulary.SOURCE_FILE}: {quoted(origin.of(voucher))}")
    lines.append(f"  {OBJECTS}: {quoted(objects_text(origin.selection.objects))}")
    for posting in postings:
        lines.append(f"  {posting.account:<60} {posting.amount:>14.2f} {CURRENCY}")
        lines.extend(f"    {key}: {value}" for key, value in _metadata(voucher, posting))
    return "\n".join(lines) + "\n"


def _metadata(voucher: SourceVoucher, posting: PlannedPosting) -> Iterator[tuple[str, str]]:
    if posting.category:
        yield "kostnadsslag", quoted(posting.category)
    row = posting.row
    if row is None:
        return
    for key, value in row.details:
        yield key, quoted(value)
    may_name_people = posting.category in _PAY
    if row.text.strip() and row.text != voucher.text and not may_name_people:
        yield "text", quoted(row.text)
    if posting.objects:
        yield OBJECTS, quoted(objects_text(posting.objects))
    if row.day is not None and row.day != voucher.day:
        yield "datum", row.day.isoformat()
    quantity = row.quantity.strip()
    if quantity:
        yield "kvantitet", quantity if _NUMBER.fullmatch(quantity) else quoted(quantity)
