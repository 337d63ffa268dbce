"""Deadlines as a calendar file (iCalendar, RFC 5545) that any calendar program takes in.

The same book gives the same bytes: nothing in it comes from the clock, and each entry keeps its
name, so that a file read in again moves entries instead of doubling them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from unicodedata import category

from icalendar import Alarm, Calendar, Event

from nkr_audit.deadlines import deadlines_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from nkr_audit.book import Grant
    from nkr_audit.deadlines import Deadline
    from nkr_audit.settlement import Settlement
    from nkr_audit.text import Language

WARNED_BEFORE: Final = timedelta(days=14)
_DONE: Final = Text("Klart: ", "Done: ")


def calendar_file(settlements: Iterable[Settlement], stamp: date, language: Language) -> bytes:
    """Write the deadlines that have a day, as entries of a whole day.

    An entry not done warns two weeks before. ``stamp`` is the day of the data, such as the last
    day booked.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//nkr-audit//Deadlines//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for settlement in settlements:
        for deadline in deadlines_of(settlement):
            if deadline.due is not None:
                calendar.add_component(
                    _entry(settlement.grant, deadline, deadline.due, stamp, language)
                )
    return bytes(calendar.to_ical())


def _entry(grant: Grant, deadline: Deadline, due: date, stamp: date, language: Language) -> Event:
    said = _clean(f"{grant.id}: {deadline.what.to(language)}")
    entry = Event()
    entry.add("uid", _uid(grant, deadline))
    entry.add("dtstamp", datetime.combine(stamp, time(), UTC))
    entry.add("dtstart", due)
    entry.add("dtend", due + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    entry.add("summary", said if deadline.done is None else f"{_DONE.to(language)}{said}")
    about = [grant.region or "", deadline.note.to(language)]
    if deadline.done is not None:
        about.append(Text(f"klart {deadline.done}", f"done on {deadline.done}").to(language))
    entry.add("description", _clean("\n".join(part for part in about if part)))
    if deadline.done is None:
        entry.add_component(_alarm(said))
    return entry


def _alarm(said: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", said)
    alarm.add("trigger", -WARNED_BEFORE)
    return alarm


def _uid(grant: Grant, deadline: Deadline) -> str:
    """A name that is the entry's own among all regions, and says nothing of the book."""
    named = "\n".join((grant.region or "", grant.id, deadline.key))
    return f"{hashlib.sha256(named.encode()).hexdigest()[:32]}@nkr-audit"


def _clean(text: str) -> str:
    """Leave out control characters, which no calendar file may hold."""
    return "".join(char for char in text if char == "\n" or category(char)[0] != "C")
