"""A voucher of the book with its rows turned round: what a correction and a release write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import word
from nkr_audit.money import CURRENCY
from nkr_audit.recording.model import Row
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.book import Voucher
    from nkr_audit.recording.model import Words
    from nkr_audit.recording.view import View

# What a voucher says of a cost, and so also what takes it back. The rest is its own: number, who.
_COPIED: Final = (
    "faktura", "motpart-orgnr", words.PERIOD, "kostnadsslag", "andamal", "insats", "register",
    "nytta", words.PASSED_ON, "finansiar", "form", "avtal", words.DEVIATION,
)  # fmt: skip


def copied_words(meta: Mapping[str, Any] | None) -> Words:
    """What the metadata of a voucher or posting says of the cost."""
    values = ((key, word((meta or {}).get(key))) for key in _COPIED)
    return tuple((key, value) for key, value in values if value is not None)


def reversed_rows(view: View, entry: Any, voucher: Voucher) -> tuple[Row, ...]:
    """The rows of a voucher with the other sign, each cost saying when it arose.

    Raises NkrError when a row is not in Swedish kronor.
    """
    periods = stated_periods(view, voucher)
    rows = []
    for posting in entry.postings:
        if posting.units is None or posting.units.currency != CURRENCY or posting.price:
            raise NkrError(
                Text(
                    f"{voucher.number} har en rad som inte är i svenska kronor.",
                    f"{voucher.number} has a row that is not in Swedish kronor.",
                ),
                remedy=Text("rätta den för hand i boken", "correct it in the book by hand"),
                place=voucher.place,
            )
        own = copied_words(posting.meta)
        place = Place(posting.meta["filename"], posting.meta["lineno"])
        if words.PERIOD not in dict(own) and place in periods:
            own = ((words.PERIOD, periods[place]), *own)
        rows.append(Row(posting.account, -posting.units.number, own))
    return tuple(rows)


def stated_periods(view: View, voucher: Voucher) -> Mapping[Place, str]:
    """When each cost of a voucher arose, by place, where no ``avser`` of its own says so."""
    return {
        line.place: str(line.period)
        for grant in view.book.grants
        if grant.id in voucher.grant_ids
        for line in grant.cost_lines
        if line.voucher is voucher and line.period_source != "avser"
    }
