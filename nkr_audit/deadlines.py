"""The deadlines of a grant: what is to be done, by when, and whether it was.

Every date comes from the programme and the grant's events, and is worked out here only; the rules
of DL and TR ask here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from nkr_audit.money import ZERO
from nkr_audit.text import Text, kronor, whole_kronor
from nkr_audit.vocabulary import (
    CLOSING,
    FORM_RECEIVED,
    OMBUD,
    REPORTED,
    REQUISITION,
    REVIEW_ANSWERED,
    REVIEW_ASKED,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.book import Event, Grant
    from nkr_audit.programme import Programme, Report
    from nkr_audit.settlement import Settlement

State = Literal["done", "late", "open", "undated", "passed"]

OMBUD_TERM: Final = "requisition-agent"
_YEARS_KEPT: Final = 7
_NEAR: Final = 366
_NOTHING: Final = Text("", "")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing to do by a day.

    ``key`` is the same whatever becomes of it, and its own within the grant. ``due`` is None when
    nobody has said the day yet; it comes after ``after``. ``done`` is the day it was done.
    ``is_duty``: somebody is to do it; otherwise it is a day to know of, which only passes.
    """

    key: str
    what: Text
    due: date | None
    done: date | None = None
    note: Text = _NOTHING
    after: date | None = None
    is_duty: bool = True

    def days_left(self, day: date) -> int | None:
        """The days from ``day`` until it is due, negative after that; None without a day."""
        return None if self.due is None else (self.due - day).days

    def state(self, day: date) -> State:
        """How it stands on ``day``. On the last day itself it is still open."""
        if self.done is not None:
            return "done"
        if self.due is None:
            return "undated"
        if day <= self.due:
            return "open"
        return "late" if self.is_duty else "passed"

    @property
    def was_late(self) -> bool:
        """Tell whether it was done, but after its last day."""
        return self.done is not None and self.due is not None and self.done > self.due


def deadlines_of(settlement: Settlement) -> tuple[Deadline, ...]:
    """The deadlines of a grant, in the order they come; none when the programme is not known."""
    grant, programme = settlement.grant, settlement.grant.programme
    if programme is None:
        return ()
    found = [
        *_requisition(grant, programme),
        _year_end(grant, programme),
        *_reports(grant, programme),
        *_repayment(settlement, programme),
        *_reviews(grant),
        _retention(programme),
    ]
    return tuple(sorted(found, key=_order))


def next_of(deadlines: Iterable[Deadline], day: date) -> Deadline | None:
    """What comes next on ``day``: what is late first, then what is due within a year.

    What has no day yet goes before what lies further off.
    """
    left = [one for one in deadlines if one.state(day) in {"late", "open", "undated"}]
    return min(left, key=lambda one: (_nearness(one, day), _order(one)), default=None)


def form_expected(programme: Programme) -> date:
    """The day by which the payer's form should have come: the last of February after the year."""
    return date(programme.period.end.year + 1, 3, 1) - timedelta(days=1)


def kept_until(year: int) -> date:
    """The last day that the accounts of a financial year are to be kept."""
    return date(year + _YEARS_KEPT, 12, 31)


def own_reports(grant: Grant) -> Iterator[tuple[Report, date | None]]:
    """The reports that the region itself owes, each with its last day.

    The day that the payer wrote in the latest form goes before the programme's.
    """
    if grant.programme is None:
        return
    days = [event.due for event in grant.events_of(FORM_RECEIVED) if event.due is not None]
    for report in grant.programme.reports:
        if report.by is None:
            yield report, days[-1] if days else report.due


def handed_in(grant: Grant, report: Report) -> Event | None:
    """The first time the report was handed in; later ones add to it."""
    kinds = {REPORTED, report.name}
    return next((event for event in grant.events if event.kind in kinds), None)


def reviews(grant: Grant) -> Iterator[tuple[Event, Event | None]]:
    """Each request for review with its answer: the first that came after it, one for each."""
    answers = list(grant.events_of(REVIEW_ANSWERED))
    for asked in grant.events_of(REVIEW_ASKED):
        answer = next((one for one in answers if one.date >= asked.date), None)
        if answer is not None:
            answers.remove(answer)
        yield asked, answer


def _order(deadline: Deadline) -> tuple[date, bool]:
    return deadline.due or deadline.after or date.max, deadline.due is None


def _nearness(deadline: Deadline, day: date) -> int:
    left = deadline.days_left(day)
    if left is None:
        return 2
    return 0 if left < 0 else 1 if left <= _NEAR else 3


def _first(grant: Grant, kind: str) -> date | None:
    return min((event.date for event in grant.events_of(kind)), default=None)


def _requisition(grant: Grant, programme: Programme) -> Iterator[Deadline]:
    window = programme.requisition
    if window is None:
        return
    requisitioned = _first(grant, REQUISITION)
    if OMBUD_TERM in programme.terms:
        yield Deadline(
            "ombud",
            Text("Utse ombud för rekvisitionen", "Appoint an ombud for the requisition"),
            window.closes if requisitioned is None else min(requisitioned, window.closes),
            _first(grant, OMBUD),
        )
    notes = []
    if window.opens is not None:
        notes.append(Text(f"öppnar {window.opens}", f"opens on {window.opens}"))
    if window.lapses:
        notes.append(
            Text("sedan förfaller rätten till bidrag", "after that the right to the grant lapses")
        )
    if requisitioned is None and grant.receipts:
        notes.append(Text("utbetalt, men dagen är inte inskriven", "paid, but no day entered"))
    yield Deadline(
        "rekvisition",
        Text(f"Rekvirera bidraget hos {programme.payer}",
             f"Requisition the grant from {programme.payer}"),
        window.closes,
        requisitioned,
        _joined(notes),
    )  # fmt: skip


def _year_end(grant: Grant, programme: Programme) -> Deadline:
    closed = grant.events_of(CLOSING)
    return Deadline(
        "bidragsar",
        Text("Bidragsårets sista dag", "Last day of the grant year"),
        programme.period.end,
        note=Text(f"bidraget avslutat i boken {closed[-1].date}",
                  f"the grant closed in the book on {closed[-1].date}")
        if closed
        else Text("det som uppstår senare räknas inte", "what arises later does not count"),
        is_duty=False,
    )  # fmt: skip


def _reports(grant: Grant, programme: Programme) -> Iterator[Deadline]:
    if not (grant.receipts or grant.events_of(REQUISITION)):
        return
    came, expected = _first(grant, FORM_RECEIVED), form_expected(programme)
    for report, due in own_reports(grant):
        event = handed_in(grant, report)
        done = event.date if event else None
        if report.due is None:
            yield Deadline(
                f"formular-{report.name}",
                Text(f"Formuläret från {report.to} ska ha kommit",
                     f"The form from {report.to} should have come"),
                expected, came or done,
                Text("fråga registratorn efter mejlet", "ask the registry for the mail"),
            )  # fmt: skip
        yield Deadline(
            f"rapport-{report.name}",
            Text(f"{report.label.sv} till {report.to}", f"{report.label.en}, to {report.to}"),
            due,
            done,
            Text("dagen står i formuläret", "the day stands in the form")
            if due is None
            else _NOTHING,
            after=expected,
        )


def _repayment(settlement: Settlement, programme: Programme) -> Iterator[Deadline]:
    """What is to be repaid, as it stands; nothing when there is nothing, or too little."""
    grant, terms = settlement.grant, programme.repayment
    if not (settlement.received and settlement.repayment_expected):
        return
    repaid = settlement.outstanding <= ZERO and bool(grant.repayments)
    notes = []
    if not repaid:
        notes.append(
            Text(f"{kronor(settlement.outstanding)} kr som boken står",
                 f"SEK {kronor(settlement.outstanding, 'en')} as the book stands")
        )  # fmt: skip
    if terms.deadline is None:
        notes.append(Text("dagen står på fakturan", "the day stands on the invoice"))
    if terms.floor:
        notes.append(
            Text(f"bara över {whole_kronor(terms.floor)} kr",
                 f"only above SEK {whole_kronor(terms.floor, 'en')}")
        )  # fmt: skip
    yield Deadline(
        "aterbetalning",
        Text(f"Återbetala oanvänt bidrag till {terms.payee}",
             f"Repay the unused grant to {terms.payee}"),
        terms.deadline,
        max(entry.voucher.date for entry in grant.repayments) if repaid else None,
        _joined(notes),
        after=form_expected(programme),
    )  # fmt: skip


def _reviews(grant: Grant) -> Iterator[Deadline]:
    for number, (asked, answer) in enumerate(reviews(grant), start=1):
        yield Deadline(
            f"granskning-{number}",
            Text(f"Svara på granskningen {asked.date}", f"Answer the review of {asked.date}"),
            asked.due,
            answer.date if answer else None,
            _NOTHING
            if asked.due
            else Text("sista dagen är inte inskriven", "its last day is not entered"),
            after=asked.date,
        )


def _retention(programme: Programme) -> Deadline:
    year = programme.period.end.year
    return Deadline(
        "bevarande",
        Text(f"Räkenskaperna för {year} ska bevaras t.o.m. denna dag",
             f"The accounts of {year} are to be kept until this day"),
        kept_until(year),
        note=Text("gallra inget dessförinnan", "purge nothing before it"),
        is_duty=False,
    )  # fmt: skip


def _joined(notes: Iterable[Text]) -> Text:
    listed = list(notes)
    return Text("; ".join(one.sv for one in listed), "; ".join(one.en for one in listed))
