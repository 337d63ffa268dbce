"""DL: deadlines and forms: the report to the payer, and requests for review.

A day has passed when the book goes on after it: "now" is the date of its last voucher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.deadlines import form_expected, handed_in, own_reports, reviews
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text
from nkr_audit.vocabulary import FORM_RECEIVED, REPORTED, REVIEW_ANSWERED, REVIEW_ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from nkr_audit.book import Book, Grant
    from nkr_audit.programme import Report

DL = Family("DL", Text("Datum och blanketter", "Deadlines and forms"))


@DL.rule(
    101, "error", Text("Redovisningen är för sen", "The report is late"),
    "report-back", "report-late",
    about=Text(
        "Redovisningen till utbetalaren lämnades efter sista dagen. En sen redovisning är i sig en "
        "grund för att kräva tillbaka bidraget.",
        "The report to the payer was handed in after the last day. A late report is in itself a "
        "ground for reclaiming the grant.",
    ),
)  # fmt: skip
def reported_late(subject: Subject) -> Iterator[Hit]:
    """The first report handed in is dated after the day it was due."""
    for grant, report, due in _owed(subject.book):
        event = handed_in(grant, report)
        if event is not None and due is not None and event.date > due:
            yield Hit(
                Text(
                    f"{report.label.sv} lämnades {event.date}, efter sista dagen {due}.",
                    f"{report.label.en} was handed in on {event.date}, after the last day "
                    f"{due}.",
                ),
                Text(
                    f"kontrollera dagen mot kvittensen; stämmer den, tala med {report.to} och lägg "
                    "in ett beslut om anstånd om det finns",
                    f"check the day against the receipt; if right, talk to {report.to}, and file "
                    "a decision on respite if there is one",
                ),
                event.place, grant=grant, deviation=event.deviation,
            )  # fmt: skip


@DL.rule(
    102, "error", Text("Redovisningen är inte lämnad", "The report is not handed in"),
    "report-back", "report-late",
    about=Text(
        "Sista dagen för redovisningen har gått ut och boken visar inte att den är lämnad. Utan "
        "redovisning i tid kan hela bidraget krävas tillbaka.",
        "The last day of the report has passed, and the book does not show that it was handed in. "
        "Without a report in time the whole grant can be reclaimed.",
    ),
)  # fmt: skip
def not_reported(subject: Subject) -> Iterator[Hit]:
    """The book goes on after the day the report was due, and none was handed in."""
    for grant, report, due in _owed(subject.book):
        if _has_passed(subject.book, due) and handed_in(grant, report) is None:
            yield _on_grant(
                grant,
                Text(
                    f"{report.label.sv} skulle lämnas senast {due}, men är inte lämnad.",
                    f"{report.label.en} was due on {due}, but is not handed in.",
                ),
                _enter(grant, REPORTED, "då redovisningen lämnades", "it was handed in"),
            )


@DL.rule(
    103, "warning", Text("Formuläret har inte kommit", "No form has come"),
    "report-back", "report-routing",
    about=Text(
        "Utbetalaren skickar redovisningsformuläret i början av året efter bidragsåret, men boken "
        "visar inte att det kommit före februaris slut. Regionen ansvarar för att mejlet når rätt "
        "person, och sista dagen att svara står i formuläret.",
        "The payer sends the report form early in the year after the grant year, but the book "
        "does not show that it came before the end of February. The region answers for the mail "
        "reaching the right person, and the last day to answer stands in the form.",
    ),
)  # fmt: skip
def no_form(subject: Subject) -> Iterator[Hit]:
    """The book goes on after February, and the form that tells the last day has not come."""
    for grant, report, _ in _owed(subject.book):
        if report.due is not None or grant.programme is None or grant.events_of(FORM_RECEIVED):
            continue
        expected = form_expected(grant.programme)
        if _has_passed(subject.book, expected) and handed_in(grant, report) is None:
            yield _on_grant(
                grant,
                Text(
                    f"Formuläret för {_lower(report.label.sv)} hade inte kommit {expected}.",
                    f"The form for the {_lower(report.label.en)} had not come by {expected}.",
                ),
                _enter(
                    grant, FORM_RECEIVED,
                    "då det kom, och sista dagen i senast:, eller fråga registratorn efter mejlet",
                    "it came, and its last day in senast:, or ask the registry for the mail",
                ),
            )  # fmt: skip


@DL.rule(
    104, "warning", Text("Formuläret saknar sista dag", "The form has no last day"),
    "report-back", "report-late",
    about=Text(
        "Formuläret har kommit, men sista dagen att svara är inte inskriven. Då kan ingen bevaka "
        "att redovisningen lämnas i tid.",
        "The form has come, but the last day to answer is not entered. Nobody can then watch that "
        "the report is handed in on time.",
    ),
)  # fmt: skip
def form_without_day(subject: Subject) -> Iterator[Hit]:
    """A form was received whose last day is neither in the programme nor entered."""
    for grant, report, due in _owed(subject.book):
        if due is None:
            for event in grant.events_of(FORM_RECEIVED):
                yield Hit(
                    Text(
                        f"Formuläret för {_lower(report.label.sv)} kom {event.date}, men det står "
                        "inte när det ska vara besvarat.",
                        f"The form for the {_lower(report.label.en)} came on {event.date}, but it "
                        "does not say when it is to be answered.",
                    ),
                    _write_day(),
                    event.place, grant=grant, deviation=event.deviation,
                )  # fmt: skip


@DL.rule(
    105, "error", Text("Granskningen är inte besvarad i tid", "Review not answered in time"),
    "review", "review-late",
    about=Text(
        "Utbetalaren har begärt underlag för granskning och inte fått dem till sista dagen. Den "
        "som inte lämnar underlag i tid kan bli skyldig att betala tillbaka hela eller delar av "
        "bidraget.",
        "The payer has asked for documents to review, and has not had them by the last day. One "
        "who does not hand them in on time may have to repay all or part of the grant.",
    ),
)  # fmt: skip
def review_unanswered(subject: Subject) -> Iterator[Hit]:
    """A request for review was answered after its last day, or not at all though it has passed."""
    for grant in subject.book.grants:
        for asked, answer in reviews(grant):
            if asked.due is None:
                continue
            if answer is None and _has_passed(subject.book, asked.due):
                what = Text(
                    f"Granskningen {asked.date} skulle besvaras senast {asked.due}, men är inte "
                    "besvarad.",
                    f"The review of {asked.date} was to be answered by {asked.due}, but is not.",
                )
                remedy = _enter(grant, REVIEW_ANSWERED, "då underlaget lämnades", "it was answered")
            elif answer is not None and answer.date > asked.due:
                what = Text(
                    f"Granskningen {asked.date} besvarades {answer.date}, efter sista dagen "
                    f"{asked.due}.",
                    f"The review of {asked.date} was answered on {answer.date}, after the last day "
                    f"{asked.due}.",
                )
                remedy = Text(
                    "kontrollera dagen mot kvittensen; stämmer den, tala med utbetalaren",
                    "check the day against the receipt; if right, talk to the payer",
                )
            else:
                continue
            yield Hit(what, remedy, asked.place, grant=grant, deviation=asked.deviation)


@DL.rule(
    106, "warning", Text("Granskningen saknar sista dag", "The review has no last day"),
    "review", "review-late",
    about=Text(
        "Utbetalaren har begärt underlag för granskning, men sista dagen att svara är inte "
        "inskriven. Då kan ingen bevaka att svaret lämnas i tid.",
        "The payer has asked for documents to review, but the last day to answer is not entered. "
        "Nobody can then watch that the answer is handed in on time.",
    ),
)  # fmt: skip
def review_without_day(subject: Subject) -> Iterator[Hit]:
    """A request for review does not say when it is to be answered."""
    for grant in subject.book.grants:
        for asked in grant.events_of(REVIEW_ASKED):
            if asked.due is None:
                yield Hit(
                    Text(
                        f"Granskningen {asked.date} säger inte när den ska vara besvarad.",
                        f"The review of {asked.date} does not say when it is to be answered.",
                    ),
                    _write_day(),
                    asked.place, grant=grant, deviation=asked.deviation,
                )  # fmt: skip


def _owed(book: Book) -> Iterator[tuple[Grant, Report, date | None]]:
    """The reports that the region itself owes for what it received, each with its last day."""
    for grant in book.grants:
        if grant.receipts:
            for report, due in own_reports(grant):
                yield grant, report, due


def _has_passed(book: Book, day: date | None) -> bool:
    return day is not None and book.last_date is not None and book.last_date > day


def _on_grant(grant: Grant, what: Text, remedy: Text) -> Hit:
    return Hit(what, remedy, grant.place, grant=grant, deviation=grant.deviation)


def _enter(grant: Grant, kind: str, when_sv: str, when_en: str) -> Text:
    line = f'custom "nkr-handelse" "{grant.id}" "{kind}"'
    return Text(f"lägg till {line} med dagen {when_sv}", f"add {line} with the day {when_en}")


def _write_day() -> Text:
    return Text("skriv senast: med dagen, utan citattecken", "write senast: with the day, unquoted")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
