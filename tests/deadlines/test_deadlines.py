"""Deadlines: where each day comes from, what makes it done, and how it stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.deadlines import Deadline, deadlines_of, kept_until, next_of
from nkr_audit.text import Text
from tests.books import (
    PROGRAMMES,
    Bare,
    agreement,
    book,
    cost,
    declare,
    declared,
    event,
    receipt,
    register,
    repayment,
    settle_text,
    small_grant,
    sound_grant,
)

DAY = date(2026, 11, 22)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def of(*parts: str) -> dict[str, Deadline]:
    """The deadlines of the one grant in the ledger, by key."""
    found = deadlines_of(settle_text(book(*parts)))
    by_key = {one.key: one for one in found}
    assert len(by_key) == len(found)
    return by_key


def test_the_days_of_2026_come_from_the_programme() -> None:
    found = of(sound_grant())
    programme = PROGRAMMES["sos-2026"]
    assert programme.requisition is not None
    assert found["rekvisition"].due == programme.requisition.closes == date(2026, 5, 13)
    assert found["bidragsar"].due == programme.period.end
    assert found["bevarande"].due == date(2033, 12, 31)
    assert "öppnar 2026-03-01" in found["rekvisition"].note.sv


def test_the_requisition_is_done_the_day_it_was_made() -> None:
    found = of(declared())
    assert found["rekvisition"].done == date(2026, 4, 2)
    assert found["ombud"].done == date(2026, 3, 16)
    assert found["ombud"].due == date(2026, 4, 2)  # the day it was needed


def test_a_grant_not_requisitioned_owes_only_that() -> None:
    found = of(declare(), register("Swedeheart"))
    assert set(found) == {"ombud", "rekvisition", "bidragsar", "bevarande"}
    assert found["rekvisition"].state(date(2026, 5, 13)) == "open"
    assert found["rekvisition"].state(date(2026, 5, 14)) == "late"


def test_a_grant_paid_without_a_requisition_in_the_book_says_what_to_enter() -> None:
    found = of(declare(), register("Swedeheart"), receipt())
    assert found["rekvisition"].done is None
    assert "inte inskriven" in found["rekvisition"].note.sv


def test_the_report_has_no_day_until_the_form_tells_it() -> None:
    before = of(sound_grant())
    assert before["rapport-aterrapport"].state(DAY) == "undated"
    assert before["formular-aterrapport"].due == date(2027, 2, 28)
    form = event("formular", "2027-02-04", senast=Bare("2027-03-31"))
    after = of(sound_grant(), form)
    assert after["rapport-aterrapport"].due == date(2027, 3, 31)
    assert after["formular-aterrapport"].done == date(2027, 2, 4)


def test_a_report_handed_in_late_is_done_but_late() -> None:
    form = event("formular", "2027-02-04", senast=Bare("2027-03-31"))
    found = of(sound_grant(), form, event("aterrapport", "2027-04-01"))["rapport-aterrapport"]
    assert found.state(date(2027, 5, 1)) == "done"
    assert found.was_late


@pytest.mark.parametrize(
    ("received", "listed"), [("1000.00", False), ("1000.01", True), ("0.01", False)]
)
def test_repayment_is_listed_only_above_the_floor(received: str, *, listed: bool) -> None:
    assert ("aterbetalning" in of(small_grant(received))) is listed


def test_repayment_is_done_when_all_is_repaid() -> None:
    parts = (small_grant("50000.00"), cost("A1", "2026-06-30", "20000.00"))
    assert of(*parts, repayment("29999.99"))["aterbetalning"].done is None
    assert of(*parts, repayment("30000.00"))["aterbetalning"].done == date(2027, 4, 15)


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_agreements_have_their_days(year: int) -> None:
    found = of(agreement(year))
    assert found["rekvisition"].due == date(year, 12, 1)
    assert "förfaller" in found["rekvisition"].note.sv
    assert found["rapport-redovisning"].due == date(year + 1, 3, 31)
    assert found["aterbetalning"].due == date(year + 1, 3, 31)
    assert not any("SKR" in one.what.sv or key.startswith("formular") for key, one in found.items())
    assert found["bevarande"].due == date(year + 7, 12, 31)


def test_each_review_has_its_own_answer() -> None:
    asked = event("granskning", "2027-05-03", senast=Bare("2027-05-31"))
    again = event("granskning", "2027-09-01")
    found = of(sound_grant(), asked, event("granskning-svar", "2027-05-20"), again)
    assert found["granskning-1"].done == date(2027, 5, 20)
    assert found["granskning-1"].due == date(2027, 5, 31)
    assert found["granskning-2"].state(date(2030, 1, 1)) == "undated"


def test_what_is_late_comes_next_and_what_only_passed_does_not() -> None:
    form = event("formular", "2027-02-04", senast=Bare("2027-03-31"))
    deadlines = deadlines_of(settle_text(book(sound_grant(), form)))
    found = next_of(deadlines, date(2027, 6, 1))
    assert found is not None
    assert found.key == "rapport-aterrapport"  # not the grant year, which ended before


def test_what_has_no_day_yet_comes_before_what_is_years_away() -> None:
    form = event("formular", "2027-02-04", senast=Bare("2027-03-31"))
    deadlines = deadlines_of(settle_text(book(sound_grant(), form)))
    due = next_of(deadlines, date(2027, 3, 1))
    assert due is not None
    assert due.key == "rapport-aterrapport"
    reported = event("aterrapport", "2027-03-20")
    deadlines = deadlines_of(settle_text(book(sound_grant(), form, reported)))
    invoiced = next_of(deadlines, date(2027, 4, 1))
    assert invoiced is not None
    assert invoiced.key == "aterbetalning"  # not the end of the keeping, in 2033


def test_a_grant_of_no_known_programme_has_none() -> None:
    assert deadlines_of(settle_text(book(declare(programme="okant-2026")))) == ()


@given(due=DAYS, day=DAYS, duty=st.booleans())
def test_days_left_and_state_agree(due: date, day: date, *, duty: bool) -> None:
    one = Deadline("x", Text("x", "x"), due, is_duty=duty)
    left = one.days_left(day)
    assert left is not None
    assert day + timedelta(days=left) == due
    assert (one.state(day) == "open") is (left >= 0)
    assert Deadline("x", Text("x", "x"), due, done=day).was_late is (left < 0)


@given(st.integers(2000, 2100))
def test_accounts_are_kept_seven_years_after_the_year(year: int) -> None:
    assert kept_until(year) == date(year + 7, 12, 31)
