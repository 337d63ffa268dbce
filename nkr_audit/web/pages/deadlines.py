"""Tidsfrister: what is to be done for the grant, by when, and whether it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.deadlines import deadlines_of
from nkr_audit.reports.document import Column
from nkr_audit.text import Text
from nkr_audit.web.model import Line, Listing, Page

if TYPE_CHECKING:
    from nkr_audit.deadlines import Deadline
    from nkr_audit.web.view import View

_STATES: Final = {
    "done": Text("Gjort", "Done"),
    "late": Text("För sent", "Late"),
    "open": Text("Återstår", "To do"),
    "undated": Text("Dagen är inte bestämd", "Day not set"),
    "passed": Text("Passerad", "Passed"),
}
_LATE: Final = Text("Gjort för sent", "Done late")
_COMING: Final = Text("Kommande", "To come")


def build(view: View) -> Page:
    """The deadlines of the grant, in the order they come."""

    def line(one: Deadline) -> Line:
        left = one.days_left(view.today) if one.state(view.today) in {"open", "late"} else None
        return Line((one.what, one.due, state_of(one, view), left, one.done, one.note))

    listing = Listing(
        "tidsfrister",
        Text("Tidsfrister", "Deadlines"),
        (
            Column("vad", Text("Vad", "What")),
            Column("senast", Text("Senast", "Due"), "date"),
            Column("lage", Text("Läge", "State")),
            Column("dagar", Text("Dagar kvar", "Days left"), "count"),
            Column("gjort", Text("Gjort", "Done"), "date"),
            Column("not", Text("Anmärkning", "Note")),
        ),
        deadlines_of(view.grant.settlement),
        line,
        empty=Text("Bidragsprogrammet är inte känt.", "The programme is not known."),
    )
    return Page(
        Text("Tidsfrister", "Deadlines"),
        (listing,),
        Text(f"Läget {view.today}.", f"As of {view.today}."),
    )


def state_of(one: Deadline, view: View) -> Text:
    """How a deadline stands, in words."""
    if one.was_late:
        return _LATE
    state = one.state(view.today)
    return _COMING if state == "open" and not one.is_duty else _STATES[state]
