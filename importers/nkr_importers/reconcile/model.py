"""What is reconciled, and what comes of it: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from nkr_audit.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from nkr_audit.errors import Place
    from nkr_importers.existing import Sums
    from nkr_importers.model import Fault, Selection
    from nkr_importers.plan import Difference

# agreed: in both, alike. different: in both, not alike. missing: only in the file. Only in the
# book: earlier (came out of an earlier file), hand (booked here), correction (of a voucher that
# agrees with the file without it), payroll (out of a payroll extract, which no ERP file has).
Kind = Literal["agreed", "different", "missing", "earlier", "hand", "correction", "payroll"]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are compared, both included."""

    start: date = date.min
    end: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class BookVoucher:
    """A voucher of the book; ``sums`` are by account number and whether under the grant, SEK.

    ``identity`` is None when it has no number. ``source`` is where an import took it from, None
    for one booked here; ``chosen_by`` the code that it was chosen by then. ``is_pay`` tells that
    it came out of a payroll extract.
    """

    identity: str | None
    day: date
    text: str
    sums: Sums
    corrects: str | None
    source: str | None
    chosen_by: str
    place: Place
    is_pay: bool = False


@dataclass(frozen=True, slots=True)
class FileFault:
    """A faulty voucher and the file it stands in."""

    file: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Item:
    """One voucher as the file and the book have it, with the book's corrections of it.

    ``in_file`` and ``in_book`` are what it sums to under the grant, by account number; ``day`` is
    the file's where the file has it. ``book_day`` is given when the book has it in another month.
    ``changes`` are what differs, account by account, and in one sum (None) what is not under the
    grant; ``moved`` the balance accounts that were moved off the grant, which is no difference.
    ``place`` is where it stands: in the book, or else in the file.
    """

    kind: Kind
    voucher: str
    day: date
    text: str
    in_file: Mapping[str, Decimal]
    in_book: Mapping[str, Decimal]
    place: Place
    book_day: date | None = None
    changes: tuple[Difference, ...] = ()
    moved: tuple[Difference, ...] = ()

    @property
    def difference(self) -> Mapping[str, Decimal]:
        """The book less the file, by account number; accounts that agree are left out."""
        return {
            number: self.in_book.get(number, ZERO) - self.in_file.get(number, ZERO)
            for number in sorted(self.in_book.keys() | self.in_file.keys())
            if self.in_book.get(number, ZERO) != self.in_file.get(number, ZERO)
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what the file and the book sum to, SEK.

    ``moved`` is the part of the difference that is balance accounts moved off the grant, ``pay``
    that which is out of payroll extracts.
    """

    name: str
    in_file: Decimal
    in_book: Decimal
    moved: Decimal = ZERO
    pay: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """The book less the file."""
        return self.in_book - self.in_file

    @property
    def differs(self) -> bool:
        """Tell whether the row needs an explanation."""
        return self.difference != self.moved + self.pay


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The outcome: every voucher of either side once, and the tables over them.

    ``months`` are over costs and income only. ``other_code`` counts the vouchers of the book that
    an import by another code put there: they are compared with that code. ``altered`` are files
    whose checksum is not that of their contents.
    """

    grant_id: str
    selection: Selection
    span: Span
    items: tuple[Item, ...]
    faults: tuple[FileFault, ...]
    accounts: tuple[Row, ...]
    months: tuple[Row, ...]
    result: Row
    other_code: int
    altered: tuple[str, ...] = ()

    def of(self, *kinds: Kind) -> tuple[Item, ...]:
        """The items of the kinds."""
        return tuple(item for item in self.items if item.kind in kinds)

    @property
    def agrees(self) -> bool:
        """Tell whether the book and the files say the same, and all of it could be read.

        Pay out of a payroll extract is no difference: the ERP's file is not to have it.
        """
        alike = all(item.kind in {"agreed", "payroll"} for item in self.items)
        return alike and not (self.faults or self.altered)
