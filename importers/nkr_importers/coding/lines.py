"""The cost rows of a grant, as whoever codes them sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from nkr_audit.errors import Place
from nkr_audit.metadata import word
from nkr_audit.personal_number import mask
from nkr_audit.vocabulary import FIXME
from nkr_importers.rendering import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import CostLine, Grant
    from nkr_audit.ledger import Ledger

# Without these, a check asks for them: CC103, PU101, EL201.
NEEDED = ("register", "andamal", "kostnadsslag")
_SERIES = re.compile(r"(?:[0-9]{4}-)?([^0-9]*)")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A cost row. ``row`` is its place among the rows of its voucher, 1 = first."""

    entry: Any
    posting: Any
    cost: CostLine
    row: int

    @property
    def voucher(self) -> str:
        """The number of the voucher, empty when it has none."""
        return self.cost.voucher.number or ""

    @property
    def account(self) -> str:
        """The number of the account."""
        return self.cost.account_number

    @property
    def amount(self) -> Decimal:
        """SEK, debit positive."""
        return self.cost.amount

    @property
    def day(self) -> date:
        """The date of the voucher."""
        return self.cost.voucher.date

    @property
    def place(self) -> Place:
        """Where the row stands in the book."""
        return Place(self.posting.meta["filename"], self.posting.meta["lineno"])

    @property
    def text(self) -> str:
        """The texts of the voucher and the row, personal numbers masked."""
        narration = self.entry.narration or ""
        own = "" if self.own_text in narration else self.own_text
        return mask(" · ".join(part for part in (narration, own) if part))

    @property
    def own_text(self) -> str:
        """The text of the row itself."""
        return word(self.posting.meta.get("text")) or ""

    @property
    def payee(self) -> str:
        """Who was paid."""
        return self.entry.payee or ""

    @property
    def series(self) -> str:
        """The series of the voucher's number: ``A`` of ``2026-A42``."""
        match = _SERIES.match(self.voucher)
        return match[1].rstrip(".") if match else ""

    @property
    def objects(self) -> frozenset[str]:
        """The objects of the row and of the voucher, each as ``6=103``."""
        texts = (self.posting.meta.get(OBJECTS), self.entry.meta.get(OBJECTS))
        return frozenset(
            one.strip() for text in texts for one in (word(text) or "").split(",") if one.strip()
        )

    def book_says(self, key: str) -> str | None:
        """What the book says: on the row, else on the voucher; FIXME says nothing yet."""
        own = word(self.posting.meta.get(key)) or word(self.entry.meta.get(key))
        return None if own == FIXME else own

    @property
    def is_of_accrual(self) -> bool:
        """Tell whether it is an accrual that says when the cost arose."""
        return self.cost.period_source == "reservering"

    @property
    def missing(self) -> tuple[str, ...]:
        """What the row needs and does not say."""
        return tuple(key for key in NEEDED if self.book_says(key) is None)


def cost_lines(ledger: Ledger, grant: Grant) -> tuple[Line, ...]:
    """The cost rows of the grant, in the order of the book."""
    return tuple(_lines(ledger, grant))


def _lines(ledger: Ledger, grant: Grant) -> Iterator[Line]:
    costs = {cost.place: cost for cost in grant.cost_lines}
    for entry in ledger.entries:
        if not isinstance(entry, Transaction):
            continue
        metas = [one.meta or {} for one in entry.postings]
        written = sorted(meta["lineno"] for meta in metas if "lineno" in meta)
        for posting, meta in zip(entry.postings, metas, strict=True):
            place = Place(str(meta.get("filename", "")), meta.get("lineno", 0))
            if place in costs:
                yield Line(entry, posting, costs[place], written.index(place.line) + 1)
