"""The day of registration: it has come, and is not before what is registered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.ledgers import run, snapshot
from tests.recording.books import accrue, by, done, record, stopped
from tests.recording.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

TOMORROW = str(TODAY + timedelta(days=1))
EKONOM = by("ekonom1")


def test_nothing_is_registered_on_a_day_to_come(main: Path) -> None:
    done(record(main))
    done(accrue(main))
    before = snapshot(main.parent)
    late = ("--registered", TOMORROW)
    for result in (
        record(main, registered=TOMORROW),
        record(main, registered="2062-07-02"),
        accrue(main, registered=TOMORROW),
        run("correct", main, "N1", *late, env=EKONOM),
        run("accrue", main, "--release", "N2", *late, env=EKONOM),
        run("close", main, "2026", "--grant", "NKR2026", *late, env=EKONOM),
        run("close", main, "2026", "--grant", "NKR2026", "--reopen", "--reason", "fel", *late,
            env=EKONOM),
    ):  # fmt: skip
        assert "har inte varit än" in stopped(result)
    assert snapshot(main.parent) == before


def test_today_has_come(main: Path) -> None:
    done(record(main, registered=str(TODAY)))


def test_nothing_is_registered_before_it_happens(main: Path) -> None:
    done(record(main))
    before = snapshot(main.parent)
    assert "innan det har hänt" in stopped(record(main, registered="2026-06-29"))
    assert "innan det har hänt" in stopped(
        run("correct", main, "N1", "--date", "2026-08-02", "--registered", "2026-08-01", env=EKONOM)
    )
    assert snapshot(main.parent) == before
    done(record(main, registered="2026-06-30"))


def test_an_accrual_at_year_end_may_be_registered_before_that_day(main: Path) -> None:
    done(accrue(main, registered="2026-12-28"))


def test_nothing_is_taken_back_before_it_was_registered(main: Path) -> None:
    done(record(main))
    done(accrue(main))
    before = snapshot(main.parent)
    for words, day in ((("correct", main, "N1"), "2026-07-01"),
                       (("accrue", main, "--release", "N2"), "2027-01-04")):  # fmt: skip
        result = run(*words, "--registered", day, env=EKONOM)
        assert "kan inte tas tillbaka" in stopped(result)
    assert snapshot(main.parent) == before
