"""nkr deadlines and nkr status: what they print, write and refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

import icalendar
import pytest

from nkr_audit.reports.status_text import bar
from tests.deadlines.commands import as_json, refused, run
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT, SOUND, book
from tests.ledgers import as_json as settled_json

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

# The module; the package may have the command under the same name.
command = import_module("nkr_audit.cli.deadlines")
DAY = ("--date", "2026-11-22")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A sound book: 1 585 858 received, 40 000 spent on one day, the last of June."""
    return book(tmp_path / "bok")


def told(result: Result) -> str:
    """What was printed, without the spaces of thousands being unbreakable."""
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.replace("\N{NO-BREAK SPACE}", " ")


def test_deadlines_tell_what_when_and_how_it_stands(ledger: Path) -> None:
    said = told(run("deadlines", ledger, *DAY))
    assert "Region Uppsala · NKR2026" in said
    assert "2026-05-13  klart 2026-04-02" in said
    assert "2026-12-31  39 dagar kvar" in said
    assert "ingen dag" in said
    assert max(len(line) for line in said.splitlines()) <= 100


def test_deadlines_in_english(ledger: Path) -> None:
    said = told(run("deadlines", ledger, *DAY, "--lang", "en"))
    assert "39 days left" in said
    assert "dagar" not in said


def test_events_after_the_day_are_not_seen(ledger: Path) -> None:
    (grant,) = as_json("deadlines", ledger, "--date", "2026-04-01")["grants"]
    states = {one["key"]: one["state"] for one in grant["deadlines"]}
    assert (states["ombud"], states["rekvisition"]) == ("done", "open")


def test_without_a_day_it_is_today(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(date):
        @classmethod
        def today(cls) -> Stopped:
            return cls(2026, 12, 30)

    monkeypatch.setattr(command, "date", Stopped)
    assert as_json("deadlines", ledger)["date"] == "2026-12-30"
    assert "1 dag kvar" in told(run("deadlines", ledger))


def test_json_has_every_key(ledger: Path) -> None:
    answer = as_json("deadlines", ledger, *DAY)
    assert answer["date"] == "2026-11-22"
    (grant,) = answer["grants"]
    for one in grant["deadlines"]:
        assert set(one) == {
            "key", "what", "note", "due", "days_left", "state", "done", "was_late", "duty",
        }  # fmt: skip


def test_the_calendar_is_written_and_the_same_whatever_the_day(
    ledger: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    assert f"Skrev {first}" in told(run("deadlines", ledger, *DAY, "--ics", first))
    as_json("deadlines", ledger, "--date", "2027-01-15", "--ics", second)
    assert first.read_bytes() == second.read_bytes()
    assert icalendar.Calendar.from_ical(first.read_bytes()).walk("VEVENT")


def test_a_calendar_never_takes_the_place_of_the_book(ledger: Path) -> None:
    before = ledger.read_bytes()
    assert ".ics" in refused("deadlines", ledger, "--ics", ledger)
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("name", ["deadlines", "status"])
def test_a_grant_that_is_not_there_is_refused(ledger: Path, name: str) -> None:
    assert "NKR2026" in refused(name, ledger, *DAY, "--grant", "NKR2025")
    assert "--date" in refused(name, ledger, "--date", "2020-01-01")
    assert "finns inte" in refused(name, ledger.with_name("nej.beancount"))


def test_status_ties_to_the_settlement(ledger: Path) -> None:
    (status,) = as_json("status", ledger, *DAY)["grants"]
    (settled,) = settled_json("settle", ledger, "--as-of", "2026-11-22")["grants"]
    for mine, its in (
        ("received", "received"), ("spent", "costs"), ("unused", "unused"),
        ("outstanding", "outstanding"), ("at_risk", "questioned"),
    ):  # fmt: skip
        assert status[mine] == settled[its]
    forecast = status["forecast"]
    assert forecast["basis"] == "2026-06-30"  # the last day booked
    # 40 000 in 181 days of 365.
    assert forecast["costs"] == "80662.98"
    assert forecast["unused"] == "1505195.02"
    assert status["year_gone"] == "0.8932"
    assert status["next_deadline"]["due"] == "2026-12-31"


def test_status_is_one_screen_that_needs_no_colour(ledger: Path) -> None:
    said = told(run("status", ledger, *DAY))
    assert len(said.splitlines()) <= 24
    assert "89,3 %" in said
    assert "[███████████████████████████···]" in said
    assert "Nästa tidsfrist: Bidragsårets sista dag: 2026-12-31, 39 dagar kvar" in said
    assert "Rak linje" in said
    assert "\x1b" not in said


def test_status_before_the_money_has_come_holds_against_what_was_granted(tmp_path: Path) -> None:
    unpaid = RECEIPT[: RECEIPT.index("2026-05-20 *")]
    ledger = book(tmp_path, HEAD + unpaid + COST + INVOICE)
    (status,) = as_json("status", ledger, *DAY)["grants"]
    assert (status["received"], status["spent_share"]) == ("0.00", "0.0252")
    assert "ännu inte utbetalt" in told(run("status", ledger, *DAY))


def test_status_says_when_its_figures_cannot_be_trusted(tmp_path: Path) -> None:
    ledger = book(
        tmp_path, SOUND.replace('  andamal: "it"\n', '  andamal: "it"\n  avser: "2026-13"\n')
    )
    said = run("status", ledger, *DAY)
    assert said.exit_code == 0
    assert "OBS!" in said.stdout
    assert as_json("status", ledger, *DAY)["grants"][0]["complete"] is False


@pytest.mark.parametrize(
    ("share", "drawn"),
    [("0", "[" + "·" * 30 + "]"), ("1", "[" + "█" * 30 + "]"), ("1.0001", "[" + "█" * 30 + ">"),
     ("-0.5", "[" + "·" * 30 + "]"), ("0.5", "[" + "█" * 15 + "·" * 15 + "]")],
)  # fmt: skip
def test_a_bar_has_always_the_same_length(share: str, drawn: str) -> None:
    assert bar(Decimal(share)) == drawn
