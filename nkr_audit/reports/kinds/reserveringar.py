"""Reserveringar: each accrual with its outcome, and the vouchers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO
from nkr_audit.personal_number import mask
from nkr_audit.reports.document import Column, Field, Fields, Row, Table
from nkr_audit.reports.kinds.books_common import DATE, TEXT, VOUCHER, total, why_draft
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.book import Accrual, CostLine, Voucher
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

_ACCRUED = Column("reserverat", Text("Reserverat", "Accrued"), "amount", total=True)
_RELEASED = Column("upplost", Text("Upplöst", "Released"), "amount", total=True)
_ACTUAL = Column("utfall", Text("Utfall", "Outcome"), "amount", total=True)
_DIFFERENCE = Column("skillnad", Text("Skillnad", "Difference"), "amount", total=True)
_NUMBER = Column("nr", Text("Nr", "No."), "count")


def build(context: Context) -> Report:
    """Make the list of the grant's accruals; amounts are shares inside the grant year."""
    accruals = context.grant.settlement.grant.accruals
    return context.report(
        "reserveringar",
        Text("Reserveringar och deras utfall", "Accruals and their outcome"),
        (_summary(accruals), _outcomes(accruals), _vouchers(accruals)),
        draft=why_draft(context),
    )


def _summary(accruals: tuple[Accrual, ...]) -> Fields:
    accrued = total(one.accrued for one in accruals)
    moved = total(one.difference for one in accruals)
    open_ones = [one for one in accruals if one.is_open]
    return Fields(
        "sammanfattning",
        Text("Sammanfattning", "Summary"),
        (
            Field("antal", Text("Reserveringar", "Accruals"), len(accruals), "count"),
            Field("oppna", Text("varav öppna", "of which open"), len(open_ones), "count"),
            Field("reserverat", Text("Reserverat", "Accrued"), accrued, "amount"),
            Field(
                "oppet",
                Text("varav ännu inte upplöst", "of which not yet released"),
                total(one.accrued for one in open_ones),
                "amount",
            ),
            Field(
                "andring",
                Text("Utfallets ändring av kostnaden", "What the outcome moved the costs by"),
                moved,
                "amount",
            ),
            Field(
                "kostnad",
                Text("Ingår i kostnaderna i bidragsåret", "Part of the costs in the grant year"),
                accrued + moved,
                "amount",
            ),
        ),
    )


def _outcomes(accruals: Iterable[Accrual]) -> Table:
    return Table(
        "reserveringar",
        Text("Per reservering", "By accrual"),
        (
            _NUMBER,
            VOUCHER,
            TEXT,
            Column("avser", Text("Avser", "Concerns")),
            _ACCRUED,
            _RELEASED,
            _ACTUAL,
            _DIFFERENCE,
            Column("lage", Text("Läge", "State")),
        ),
        tuple(_outcome(number, one) for number, one in enumerate(accruals, start=1)),
        note=Text(
            "Skillnaden är upplösning och utfall tillsammans med reserveringen: plus när kostnaden "
            "blev högre än reserverat.",
            "The difference is the release and the outcome together: plus when the cost came to "
            "more than was accrued.",
        ),
        empty=Text("Bidraget har inga reserveringar.", "The grant has no accruals."),
    )


def _outcome(number: int, accrual: Accrual) -> Row:
    first = accrual.vouchers[0] if accrual.vouchers else None
    period = next((str(line.period) for line in accrual.lines), None)
    return Row(
        (
            number,
            ", ".join(voucher.number or "–" for voucher in accrual.vouchers),
            mask(first.narration) if first else None,
            period,
            accrual.accrued,
            accrual.released,
            accrual.actual,
            accrual.difference if accrual.released or accrual.actual else ZERO,
            Text("öppen", "open") if accrual.is_open else Text("avslutad", "settled"),
        ),
        voucher=first.number if first else None,
    )


def _vouchers(accruals: Iterable[Accrual]) -> Table:
    """Every cost line behind the accruals."""
    return Table(
        "verifikationer",
        Text("Verifikationer bakom", "The vouchers behind them"),
        (
            _NUMBER,
            DATE,
            VOUCHER,
            Column("vad", Text("Vad", "What")),
            TEXT,
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
            Column("inom", Text("I bidragsåret", "In the grant year"), "amount", total=True),
        ),
        tuple(
            _line(number, line)
            for number, accrual in enumerate(accruals, start=1)
            for line in accrual.lines
        ),
    )


def _line(number: int, line: CostLine) -> Row:
    voucher = line.voucher
    return Row(
        (number, voucher.date, voucher.number, _what(voucher), voucher.description,
         line.amount, line.inside),
        voucher=voucher.number,
    )  # fmt: skip


def _what(voucher: Voucher) -> Text:
    if words.TAG_ACCRUAL in voucher.tags:
        return Text("reservering", "accrual")
    if words.TAG_RELEASE in voucher.tags:
        return Text("upplösning", "release")
    if words.TAG_CORRECTION in voucher.tags or voucher.corrects:
        return Text("rättelse", "correction")
    return Text("utfall", "outcome")
