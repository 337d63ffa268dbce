"""When a cost arose: what decides whether it belongs to the grant year."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nkr_audit import vocabulary as words
from nkr_audit.book import Fault
from nkr_audit.gathering import accepted_on, place_of
from nkr_audit.metadata import period_of
from nkr_audit.period import Period
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from nkr_audit.book import PeriodSource, Voucher
    from nkr_audit.errors import Place
    from nkr_audit.gathering import BookedAccrual, Gathered, Row


class CostPeriods:
    """When each cost arose: its own ``avser``, that of the accrual it shares a link with, its date.

    A voucher that by its links belongs to accruals of several periods takes that of the accrual on
    its own account when that decides it, else the earliest, and is marked as ambiguous.
    """

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._unreadable: set[Place] = set()
        self._by_link: dict[str, list[BookedAccrual]] = defaultdict(list)
        for accrual in gathered.accruals:
            for link in accrual.voucher.links:
                self._by_link[link].append(accrual)

    def of(self, row: Row) -> tuple[Period, PeriodSource, bool]:
        """Return when the cost arose, what told it, and whether that was ambiguous."""
        own = self._said(row)
        if own is not None:
            return own, "avser", False
        voucher = row.voucher
        if self._by_link and words.TAG_ACCRUAL not in voucher.tags:
            accruals = self._sharing(voucher)
            if accruals:
                return self._of_accruals(row, accruals)
        return _day(voucher.date), "datum", False

    def _sharing(self, voucher: Voucher) -> list[BookedAccrual]:
        """The accruals that the voucher shares links with.

        A link that tells one accrual from the others (its number, or one that no other carries)
        goes before one that several carry, such as ``^bokslut``.
        """
        telling: dict[int, BookedAccrual] = {}
        shared: dict[int, BookedAccrual] = {}
        for link in voucher.links:
            accruals = self._by_link.get(link, ())
            for accrual in accruals:
                shared[id(accrual)] = accrual
                if len(accruals) == 1 or accrual.voucher.number == link:
                    telling[id(accrual)] = accrual
        return list((telling or shared).values())

    def _of_accruals(
        self, row: Row, accruals: list[BookedAccrual]
    ) -> tuple[Period, PeriodSource, bool]:
        same_grant = [
            (other.posting.account, self._said(other) or _day(other.voucher.date))
            for accrual in accruals
            for other in accrual.rows
            if other.account.grant_id == row.account.grant_id
            and other.account.root == row.account.root
        ]
        on_account = {period for account, period in same_grant if account == row.posting.account}
        periods = on_account if len(on_account) == 1 else {period for _, period in same_grant}
        if not periods:
            periods = {
                self._read(accrual.meta, accrual.voucher.place, row) or _day(accrual.voucher.date)
                for accrual in accruals
            }
        return min(periods), "reservering", len(periods) > 1

    def _said(self, row: Row) -> Period | None:
        """The line's own ``avser``; one that cannot be read is noted once and counts as missing."""
        own = row.posting.meta
        meta = own if own and own.get(words.PERIOD) is not None else row.meta
        return self._read(meta, place_of(meta, row.voucher.place), row)

    def _read(self, meta: Mapping[str, Any], place: Place, row: Row) -> Period | None:
        value = meta.get(words.PERIOD)
        if value is None:
            return None
        try:
            return _read_period(value) if isinstance(value, str) else period_of(value)
        except ValueError:
            if place not in self._unreadable:
                self._unreadable.add(place)
                self._gathered.faults.append(_bad_period(value, place, row))
            return None


def _bad_period(value: object, place: Place, row: Row) -> Fault:
    return Fault(
        "GY001",
        Text(
            f"Perioden avser: ”{value}” kan inte läsas.",
            f"The period avser: “{value}” cannot be read.",
        ),
        Text(
            "skriv år, månad, dag eller två av dem: ”2026-06”, ”2026-11-15/2027-02-14”; "
            "citattecknen behövs, annars räknas 2026-06 ut till 2020",
            "write a year, month, day or two of them: “2026-06”, “2026-11-15/2027-02-14”; "
            "the quotes are needed, or 2026-06 is computed to 2020",
        ),
        place,
        grant_id=row.account.grant_id,
        voucher=row.voucher,
        amount=row.posting.units.number,
        deviation=accepted_on(row.posting.meta, row.voucher),
    )


@lru_cache(maxsize=4096)
def _read_period(text: str) -> Period:
    return period_of(text)


@lru_cache(maxsize=4096)
def _day(day: date) -> Period:
    return Period(day, day)
