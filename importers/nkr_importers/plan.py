"""The plan of an import: what it does to the book, and why some vouchers are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_importers.model import Fault, SourceFile, SourceVoucher


@dataclass(frozen=True, slots=True)
class Difference:
    """What a voucher's account sums to in the book and in the file, SEK."""

    account: str
    under_grant: bool
    in_book: Decimal
    in_file: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """A voucher that the book has with other sums."""

    voucher: SourceVoucher
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class AccountSum:
    """The rows booked on one account under the grant, and their sum, SEK."""

    account: str
    rows: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import does. ``texts`` are year label and Beancount text, oldest year first.

    ``unmapped`` are cost accounts under the grant that the mapping gives no category; ``odd`` those
    under the grant whose class is not what the first digit says. ``kinds_are_sound`` is False when
    #KTYP was disregarded. ``costs`` is the part of ``sums`` that is on cost accounts, SEK.
    """

    source: SourceFile
    booked: tuple[SourceVoucher, ...]
    already: tuple[SourceVoucher, ...]
    changed: tuple[Change, ...]
    quarantined: tuple[Fault, ...]
    unmapped: tuple[str, ...]
    odd: tuple[str, ...]
    kinds_are_sound: bool
    sums: tuple[AccountSum, ...]
    costs: Decimal
    opens: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether every voucher that carries the code is booked, or is in the book as is."""
        return not (self.changed or self.quarantined)
