"""The deadlines as people and programs read them: one line each, in the order they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nkr_audit.deadlines import deadlines_of
from nkr_audit.reports.rows import grant_heading
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from nkr_audit.deadlines import Deadline
    from nkr_audit.reports.page import Page
    from nkr_audit.settlement import Settlement

_DAY: Final = 12
_STATE: Final = 22
_COLOURS: Final = {"late": "red", "open": "yellow", "done": "green"}
_NO_DAY: Final = Text("ingen dag", "no day yet")
_NONE: Final = Text("Programmet anger inga datum.", "The programme gives no days.")


def deadline_lines(settlement: Settlement, day: date, page: Page) -> Iterator[str]:
    """Write out one grant's deadlines as they stand on ``day``."""
    yield grant_heading(settlement.grant, page.language)
    yield page.say(Text(f"Tidsfrister, som det ser ut {day}", f"Deadlines, as of {day}"))
    yield ""
    deadlines = deadlines_of(settlement)
    if not deadlines:
        yield f"  {page.say(_NONE)}"
    for one in deadlines:
        when = str(one.due) if one.due else page.say(_NO_DAY)
        state = f"{page.say(standing(one, day)):<{_STATE}}"
        coloured = page.style(state, _COLOURS.get(one.state(day), ""))
        said = page.say(one.what)
        if page.say(one.note) and one.done is None:
            said = f"{said} ({page.say(one.note)})"
        # Folded without the colour, whose signs take no room.
        first, *rest = page.folded(said, first=f"  {when:<{_DAY}}" + " " * _STATE)
        yield (f"  {when:<{_DAY}}{coloured}" + first[2 + _DAY + _STATE :]).rstrip()
        yield from rest
    yield ""


def standing(deadline: Deadline, day: date) -> Text:
    """Say how a deadline stands: done, so many days left, late, or without a day."""
    state, left = deadline.state(day), deadline.days_left(day)
    if state == "done":
        late = Text(" (för sent)", " (late)") if deadline.was_late else Text("", "")
        return Text(f"klart {deadline.done}{late.sv}", f"done {deadline.done}{late.en}")
    if left is None:
        return Text("", "")
    if state == "passed":
        return Text("passerat", "passed")
    if state == "late":
        return Text(f"{-left} {_days(left).sv} försenat", f"{-left} {_days(left).en} late")
    if left == 0:
        return Text("i dag", "today")
    return Text(f"{left} {_days(left).sv} kvar", f"{left} {_days(left).en} left")


def deadlines_json(settlement: Settlement, day: date, page: Page) -> dict[str, Any]:
    """Return one grant's deadlines as ``nkr deadlines --json`` prints them."""
    return {
        "grant": settlement.grant.id,
        "programme": settlement.grant.programme_id,
        "region": settlement.grant.region,
        "deadlines": [deadline_json(one, day, page) for one in deadlines_of(settlement)],
    }


def deadline_json(deadline: Deadline, day: date, page: Page) -> dict[str, Any]:
    """Return one deadline; what is not known is null."""
    return {
        "key": deadline.key,
        "what": page.say(deadline.what),
        "note": page.say(deadline.note) or None,
        "due": deadline.due.isoformat() if deadline.due else None,
        "days_left": deadline.days_left(day),
        "state": deadline.state(day),
        "done": deadline.done.isoformat() if deadline.done else None,
        "was_late": deadline.was_late,
        "duty": deadline.is_duty,
    }


def _days(count: int) -> Text:
    return Text("dag", "day") if abs(count) == 1 else Text("dagar", "days")
