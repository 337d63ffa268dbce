"""The day of registration: never ahead, nor before what is registered. It cannot be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from datetime import date

    from nkr_audit.book import Voucher


def refuse_ahead(registered: date, today: date) -> None:
    """Raise NkrError when the day of registration has not come yet."""
    if registered > today:
        raise NkrError(
            Text(
                f"Registreringsdagen {registered} har inte varit än; i dag är det {today}.",
                f"The day of registration, {registered}, has not come yet; today is {today}.",
            ),
            remedy=Text(
                "ange dagen då det faktiskt registreras, eller utelämna --registered",
                "give the day on which it is in fact registered, or leave out --registered",
            ),
        )


def refuse_before_event(registered: date, day: date) -> None:
    """Raise NkrError when something is registered before it has happened."""
    if registered < day:
        raise NkrError(
            Text(
                f"Verifikationen har datum {day} men skulle registreras {registered}, innan det "
                "har hänt.",
                f"The voucher is dated {day} but would be registered on {registered}, before it "
                "has happened.",
            ),
            remedy=Text(
                "rätta --date eller --registered; en kostnad som väntas reserveras med nkr accrue",
                "correct --date or --registered; an expected cost is accrued by nkr accrue",
            ),
        )


def refuse_before_voucher(registered: date, voucher: Voucher) -> None:
    """Raise NkrError when a voucher would be taken back before it was registered."""
    if voucher.registered is not None and registered < voucher.registered:
        raise NkrError(
            Text(
                f"{voucher.number} registrerades {voucher.registered} och kan inte tas tillbaka "
                f"{registered}.",
                f"{voucher.number} was registered on {voucher.registered} and cannot be taken "
                f"back on {registered}.",
            ),
            remedy=Text("ange en senare dag med --registered", "give a later day by --registered"),
            place=voucher.place,
        )
