"""The calendar file: valid by RFC 5545, the same each time, and read back whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.deadlines import deadlines_of
from nkr_audit.reports.calendar_file import calendar_file
from tests.books import Bare, book, event, settle_text, sound_grant

if TYPE_CHECKING:
    from nkr_audit.settlement import Settlement

SETTLED = settle_text(
    book(
        sound_grant(),
        event("formular", "2027-02-04", senast=Bare("2027-03-31")),
        event("granskning", "2027-05-03", senast=Bare("2027-05-31")),
        event("granskning", "2027-05-03", senast=Bare("2027-06-30")),
    )
)
STAMP = date(2027, 5, 3)
TEXTS = st.text(max_size=200)


def written(settlement: Settlement = SETTLED, stamp: date = STAMP) -> bytes:
    """The calendar file of one grant."""
    return calendar_file([settlement], stamp, "sv")


def entries(content: bytes) -> list[icalendar.Component]:
    """The entries, read back by the library that reads any calendar."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def lines(content: bytes) -> list[str]:
    """The content lines unfolded, by hand; every physical line is checked on the way."""
    assert content.endswith(b"\r\n")
    physical = content.split(b"\r\n")[:-1]
    for one in physical:
        assert 0 < len(one) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", one)
    return content.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def test_every_deadline_with_a_day_is_an_entry_of_that_whole_day() -> None:
    dated = [one for one in deadlines_of(SETTLED) if one.due]
    read = entries(written())
    assert [one.decoded("dtstart") for one in read] == [one.due for one in dated]
    for one in read:
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert one.decoded("dtstamp") == datetime(2027, 5, 3, tzinfo=UTC)


def test_only_what_is_not_done_warns() -> None:
    for one, deadline in zip(
        entries(written()), (one for one in deadlines_of(SETTLED) if one.due), strict=True
    ):
        alarms = one.walk("VALARM")
        assert len(alarms) == (deadline.done is None)
        assert str(one["summary"]).startswith("Klart: ") is (deadline.done is not None)
        for alarm in alarms:
            assert str(alarm["action"]) == "DISPLAY"
            assert str(alarm["description"])
            assert alarm.decoded("trigger") == timedelta(days=-14)


def test_names_are_unique_and_stay_when_the_day_moves() -> None:
    moved = settle_text(
        book(sound_grant(), event("formular", "2027-02-04", senast=Bare("2027-04-15")))
    )
    names = [str(one["uid"]) for one in entries(written())]
    assert len(set(names)) == len(names)
    for one in entries(written(moved)):
        if "Återrapportering" in str(one["summary"]):
            assert one.decoded("dtstart") == date(2027, 4, 15)
            assert str(one["uid"]) in names
            break
    else:
        raise AssertionError


def test_two_regions_with_the_same_grant_have_different_names() -> None:
    other = replace(SETTLED, grant=replace(SETTLED.grant, region="Region Skåne"))
    names = [str(one["uid"]) for one in entries(calendar_file([SETTLED, other], STAMP, "sv"))]
    assert len(set(names)) == len(names)


def test_the_same_book_gives_the_same_bytes() -> None:
    assert written() == written()


def test_the_file_says_what_rfc_5545_demands() -> None:
    said = lines(written())
    assert (said[0], said[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert said.count("VERSION:2.0") == 1
    assert sum(one.startswith("PRODID:") for one in said) == 1
    assert sum(one.startswith("DTSTART;VALUE=DATE:") for one in said) == said.count("BEGIN:VEVENT")
    assert all(re.fullmatch(r"[A-Z-]+[:;].*", one) for one in said)


@given(TEXTS)
def test_any_region_name_is_escaped_folded_and_read_back(region: str) -> None:
    named = replace(SETTLED, grant=replace(SETTLED.grant, region=region))
    content = written(named)
    said = lines(content)
    assert said.count("BEGIN:VEVENT") == len(entries(written()))
    assert "END:VCALENDAR" not in said[:-1]


def test_commas_semicolons_newlines_and_long_names_come_back_as_written() -> None:
    region = "Region Å, Ä; Ö \\ \N{NO-BREAK SPACE}" + "åäö" * 60 + "\nEND:VCALENDAR"
    named = replace(SETTLED, grant=replace(SETTLED.grant, region=region))
    content = written(named)
    assert len(lines(content)) == len(lines(written()))
    for one in entries(content):
        assert str(one["description"]).startswith(region)
