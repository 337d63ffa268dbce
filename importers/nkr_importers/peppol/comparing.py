"""What an invoice says beside what its voucher says: amount, date and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nkr_audit.metadata import period_of
from nkr_audit.money import CURRENCY, ZERO
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import PERIOD
from nkr_importers.peppol.periods import notation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.period import Period
    from nkr_importers.editing import Edits
    from nkr_importers.peppol.model import EInvoice


def amount_notes(entry: Any, invoice: EInvoice, grant_id: str, expenses: str) -> Iterator[Text]:
    """Tell when the voucher's costs under the grant are not the invoice's amount without VAT."""
    net = invoice.totals.net
    if invoice.currency != CURRENCY:
        yield Text(
            f"fakturan är i {invoice.currency}, så {kronor(net)} jämförs inte med verifikationen",
            f"the invoice is in {invoice.currency}, so {kronor(net, 'en')} is not compared with the"
            " voucher",
        )
        return
    costs = sum(
        (
            one.units.number
            for one in entry.postings
            if one.account.startswith(f"{expenses}:{grant_id}:")
            and one.units is not None
            and one.units.currency == CURRENCY
        ),
        ZERO,
    )
    if costs != net:
        yield Text(
            f"fakturan är på {kronor(net)} kr utan moms, men verifikationens kostnad under "
            f"{grant_id} är {kronor(costs)} kr; hör en del hemma någon annanstans?",
            f"the invoice is for {kronor(net, 'en')} SEK without VAT, but the voucher's cost under "
            f"{grant_id} is {kronor(costs, 'en')} SEK; does a part belong elsewhere?",
        )


def date_notes(entry: Any, invoice: EInvoice) -> Iterator[Text]:
    """Tell when the voucher is dated before the invoice, or in another year."""
    if entry.date < invoice.issued:
        yield Text(
            f"verifikationen är daterad {entry.date}, före fakturan ({invoice.issued})",
            f"the voucher is dated {entry.date}, before the invoice ({invoice.issued})",
        )
    elif entry.date.year != invoice.issued.year:
        yield Text(
            f"verifikationen är daterad {entry.date}, ett annat år än fakturan ({invoice.issued})",
            f"the voucher is dated {entry.date}, another year than the invoice ({invoice.issued})",
        )


def stated_periods(edits: Edits, entry: Any, grant_id: str) -> list[object]:
    """Return what the book says in ``avser``, on the voucher or on its rows under the grant."""
    under = (one.meta for one in entry.postings if one.account.split(":")[1] == grant_id)
    said = [_said(edits, meta) for meta in (entry.meta, *under) if meta is not None]
    return [value for value in said if value is not None]


def period_notes(said: list[object], period: Period) -> Iterator[Text]:
    """Tell when the book says another period than the invoice; it is not changed."""
    others = sorted({str(value) for value in said if _read(value) != period})
    if others:
        listed = ", ".join(others)
        yield Text(
            f"boken säger {PERIOD}: ”{listed}”, fakturan ”{notation(period)}”; boken är "
            "inte ändrad",
            f"the book says {PERIOD}: “{listed}”, the invoice “{notation(period)}”; the book is "
            "not changed",
        )


def _said(edits: Edits, meta: Mapping[str, Any]) -> object:
    own = meta.get(PERIOD)
    return own if own is not None else edits.value(meta, PERIOD)


def _read(value: object) -> Period | None:
    try:
        return period_of(value)
    except ValueError:
        return None
