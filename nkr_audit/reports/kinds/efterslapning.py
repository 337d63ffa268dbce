"""Eftersläpning: how long after the event each voucher on the grant was registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Field, Fields, Row, Table
from nkr_audit.reports.kinds.books_common import (
    DATE,
    REGISTERED,
    TEXT,
    VOUCHER,
    first_document,
    total,
    why_draft,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from nkr_audit.journal import JournalVoucher
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

_LONG: Final = 30
_MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class _Class:
    """Lags of ``first`` to ``last`` days; None = without end."""

    key: str
    label: Text
    first: int | None
    last: int | None

    def holds(self, days: int) -> bool:
        return (self.first is None or self.first <= days) and (
            self.last is None or days <= self.last
        )


_CLASSES: Final = (
    _Class("fore", Text("Före händelsen", "Before the event"), None, -1),
    _Class("samma-dag", Text("Samma dag", "The same day"), 0, 0),
    _Class("vecka", Text("1–7 dagar", "1–7 days"), 1, 7),
    _Class("manad", Text("8–30 dagar", "8–30 days"), 8, _LONG),
    _Class("tva-manader", Text("31–60 dagar", "31–60 days"), 31, 60),
    _Class("langre", Text("Mer än 60 dagar", "More than 60 days"), 61, None),
)


@dataclass(frozen=True, slots=True)
class _Lag:
    """A voucher, its lag in days (None: not said when it was registered), and what it cost."""

    voucher: JournalVoucher
    days: int | None
    cost: Decimal


def build(context: Context) -> Report:
    """Make the lag report of the vouchers on the grant."""
    grant_id = context.grant.settlement.grant.id
    lags = [_lag(one, grant_id) for one in context.journal.of_grant(grant_id)]
    return context.report(
        "efterslapning",
        Text("Eftersläpning i registreringen", "Lag in registration"),
        (_summary(lags), _distribution(lags), _longest(lags)),
        draft=why_draft(context),
    )


def _lag(voucher: JournalVoucher, grant_id: str) -> _Lag:
    registered = voucher.voucher.registered
    return _Lag(
        voucher,
        None if registered is None else (registered - voucher.voucher.date).days,
        total(
            row.amount
            for row in voucher.rows
            if row.account.grant_id == grant_id and row.account.root == "expenses"
        ),
    )


def _summary(lags: Sequence[_Lag]) -> Fields:
    days = sorted(lag.days for lag in lags if lag.days is not None)
    return Fields(
        "sammanfattning",
        Text("Sammanfattning", "Summary"),
        (
            Field("antal", Text("Verifikationer", "Vouchers"), len(lags), "count"),
            Field(
                "utan_dag",
                Text("utan registreringsdag", "without a day of registration"),
                len(lags) - len(days),
                "count",
            ),
            Field(
                "median",
                Text("Dagar, median", "Days, median"),
                days[(len(days) - 1) // 2] if days else None,
                "count",
            ),
            Field(
                "langst",
                Text("Dagar, längst", "Days, longest"),
                days[-1] if days else None,
                "count",
            ),
        ),
    )


def _distribution(lags: Sequence[_Lag]) -> Table:
    rows = [
        _class_row(one.label, [lag for lag in lags if lag.days is not None and one.holds(lag.days)])
        for one in _CLASSES
    ]
    unknown = Text("Dagen är inte angiven", "The day is not said")
    rows.append(_class_row(unknown, [lag for lag in lags if lag.days is None]))
    return Table(
        "fordelning",
        Text("Dagar från händelse till registrering", "Days from event to registration"),
        (
            Column("dagar", Text("Dagar", "Days")),
            Column("antal", Text("Verifikationer", "Vouchers"), "count", total=True),
            Column("kostnader", Text("Bokförda kostnader", "Costs booked"), "amount", total=True),
        ),
        tuple(rows),
    )


def _class_row(label: Text, lags: Iterable[_Lag]) -> Row:
    found = list(lags)
    return Row((label, len(found), total(lag.cost for lag in found)))


def _longest(lags: Iterable[_Lag]) -> Table:
    late = [(lag.days, lag) for lag in lags if lag.days is not None and lag.days > _LONG]
    late.sort(key=lambda one: -one[0])
    return Table(
        "langst",
        Text(f"Mer än {_LONG} dagar", f"More than {_LONG} days"),
        (
            Column("dagar", Text("Dagar", "Days"), "count"),
            DATE,
            REGISTERED,
            VOUCHER,
            TEXT,
            Column("slag", Text("Slag", "Kind")),
            Column("registrerad_av", Text("Registrerad av", "Registered by")),
            Column("kostnad", Text("Bokförd kostnad", "Cost booked"), "amount"),
        ),
        tuple(_late(days, lag) for days, lag in late[:_MOST_SHOWN]),
        note=Text(
            f"De {_MOST_SHOWN} längsta av {len(late)}.",
            f"The longest {_MOST_SHOWN} of {len(late)}.",
        )
        if len(late) > _MOST_SHOWN
        else None,
        empty=Text(
            f"Ingen verifikation registrerades mer än {_LONG} dagar efter händelsen.",
            f"No voucher was registered more than {_LONG} days after the event.",
        ),
    )


def _late(days: int, lag: _Lag) -> Row:
    known = lag.voucher.voucher
    return Row(
        (days, known.date, known.registered, known.number, lag.voucher.text,
         _kind(lag.voucher), known.registered_by, lag.cost or ZERO),
        voucher=known.number, document=first_document(lag.voucher),
    )  # fmt: skip


def _kind(voucher: JournalVoucher) -> Text | None:
    """What explains a long lag by itself."""
    known = voucher.voucher
    if known.corrects or words.TAG_CORRECTION in known.tags:
        return Text("rättelse", "correction")
    if words.TAG_RELEASE in known.tags:
        return Text("upplösning", "release")
    return None
