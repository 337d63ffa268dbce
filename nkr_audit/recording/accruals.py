"""Releasing an accrual: the same amounts with the other sign, tied to it by its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError
from nkr_audit.recording.copying import copied_words, reversed_rows
from nkr_audit.recording.days import refuse_before_voucher
from nkr_audit.recording.files import contents_with
from nkr_audit.recording.model import NewVoucher, Plan
from nkr_audit.recording.numbers import next_numbers
from nkr_audit.text import Text

if TYPE_CHECKING:
    from datetime import date

    from nkr_audit.book import Voucher
    from nkr_audit.recording.model import Registered
    from nkr_audit.recording.view import View


def plan_release(
    view: View, named: str, day: date, registered: Registered, series: str, text: str | None
) -> Plan:
    """Plan the voucher that releases an accrual, or what replaced one that was corrected.

    Raises NkrError when it is no accrual, is released already, or was corrected.
    """
    entry, voucher = view.voucher(named)
    grant = view.grant_of(voucher)
    _refuse(view, voucher)
    refuse_before_voucher(registered.on, voucher)
    (number,) = next_numbers(view, series, [day.year])
    release = NewVoucher(
        number=number,
        day=day,
        payee=voucher.payee,
        text=text or f"Upplösning av {voucher.number}: {voucher.narration}".rstrip(": "),
        registered=registered,
        rows=reversed_rows(view, entry, voucher),
        tags=(words.TAG_RELEASE,),
        links=tuple(sorted(voucher.links)),
        words=copied_words(entry.meta),
    )
    return Plan(grant.id, (release,), contents_with(view.ledger, grant.id, [release]))


def _refuse(view: View, voucher: Voucher) -> None:
    if not _is_accrual(view, voucher):
        raise NkrError(
            Text(f"{voucher.number} är ingen reservering.", f"{voucher.number} is no accrual."),
            remedy=Text(
                "ange en verifikation som är märkt #reservering",
                "name a voucher that is tagged #reservering",
            ),
            place=voucher.place,
        )
    view.refuse_corrected(
        voucher,
        Text(
            "lös upp den verifikation som ersatte den, om det finns någon",
            "release the voucher that replaced it, if there is one",
        ),
    )
    released = [
        one
        for one in view.book.vouchers
        if words.TAG_RELEASE in one.tags and voucher.number in one.links
    ]
    still = [
        one for one in released if not any(x.corrects == one.number for x in view.book.vouchers)
    ]
    if still:
        raise NkrError(
            Text(
                f"{voucher.number} är redan upplöst, av {still[0].number}.",
                f"{voucher.number} is released already, by {still[0].number}.",
            ),
            remedy=Text(
                "bokför fakturan med nkr record --accrual, om den inte redan är bokförd",
                "book the invoice by nkr record --accrual, if it is not booked already",
            ),
            place=still[0].place,
        )


def _is_accrual(view: View, voucher: Voucher) -> bool:
    """Tell whether it accrues a cost, or in the end corrects one that does."""
    by_number = {one.number: one for one in view.book.vouchers if one.number}
    seen: set[str | None] = set()
    current: Voucher | None = voucher
    while current is not None and current.number not in seen:
        if words.TAG_ACCRUAL in current.tags:
            return True
        seen.add(current.number)
        current = by_number.get(current.corrects or "")
    return False
