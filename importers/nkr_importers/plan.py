"""The plan of an import: what it does to the book, and why some vouchers are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_importers.model import Fault, SourceFile, SourceVoucher
    from nkr_importers.sharing import Completion


@dataclass(frozen=True, slots=True)
class Difference:
    """What an account under the grant sums to in the book and in the file, SEK.

    ``account`` None: all that does not stand under the grant, together.
    """

    account: str | None
    in_book: Decimal
    in_file: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """A voucher that the book has with other sums; ``corrected``: also with its corrections.

    ``shared_with`` are other grants that it has rows under.
    """

    voucher: SourceVoucher
    differences: tuple[Difference, ...]
    corrected: bool
    shared_with: tuple[str, ...] = ()


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
    #KTYP was disregarded. ``receipts`` are those booked that may be the payment of the grant.
    ``costs`` is the part of ``sums`` that is on cost accounts, SEK. ``completed`` are vouchers of
    the book, shared with another grant, that get rows moved under this one.
    """

    source: SourceFile
    booked: tuple[SourceVoucher, ...]
    already: tuple[SourceVoucher, ...]
    changed: tuple[Change, ...]
    quarantined: tuple[Fault, ...]
    receipts: tuple[SourceVoucher, ...]
    unmapped: tuple[str, ...]
    odd: tuple[str, ...]
    kinds_are_sound: bool
    sums: tuple[AccountSum, ...]
    costs: Decimal
    opens: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    completed: tuple[Completion, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether no voucher of the file concerns the grant."""
        found = (self.booked, self.already, self.completed, self.changed, self.quarantined)
        return not any(found)

    @property
    def is_clean(self) -> bool:
        """Tell whether the file is as it was exported, and the book has all of it with the code."""
        return not (self.changed or self.quarantined or self.source.checksum == "wrong")
