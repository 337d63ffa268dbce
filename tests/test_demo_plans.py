"""The plans of the example books: read as they stand, and every mistake in them is named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.demo import plan_file
from nkr_audit.demo.organisations import PLATFORM
from nkr_audit.demo.plan import Accrual, Allocation, Correction, Invoice
from nkr_audit.demo.plan_file import BOOKS, read_plan, read_plans
from nkr_audit.demo.repeated import NAMES, times
from nkr_audit.errors import NkrError
from nkr_audit.period import parse_period

DATA = Path(plan_file.__file__).parent / "data"
JONKOPING = DATA / "jonkoping.toml"
OTHER_TOML = {"kontoplan"}


def read_changed(tmp_path: Path, was: str, becomes: str) -> NkrError:
    """Read Jönköping's plan with the first ``was`` changed; return the error that it gives."""
    text = JONKOPING.read_text("utf-8")
    assert was in text
    file = tmp_path / "prov.toml"
    file.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(NkrError) as caught:
        read_plan(file)
    assert caught.value.place is not None
    assert caught.value.place.file == str(file)
    return caught.value


def test_every_plan_file_is_a_book() -> None:
    assert {file.stem for file in DATA.glob("*.toml")} == {*BOOKS, *OTHER_TOML}
    assert tuple(plan.folder for plan in read_plans()) == BOOKS


def test_only_the_book_with_faults_has_them_planted() -> None:
    planted = [
        plan.folder for plan in read_plans() for grant in plan.grants if grant.change is not None
    ]
    assert planted == ["vastragotaland"]
    assert [plan.folder for plan in read_plans() if plan.extra_accounts] == planted


def test_a_row_for_each_quarter_becomes_an_event_for_each() -> None:
    events = read_plan(JONKOPING).grants[0].events[:3]
    assert [event for event in events if isinstance(event, Invoice)] == list(events)
    assert [(event.key, str(event.text)[39:56]) for event in events] == [
        ("server-1", "första kvartalet,"),
        ("server-2", "andra kvartalet, "),
        ("server-3", "tredje kvartalet,"),
    ]
    first = events[0]
    assert isinstance(first, Invoice)
    assert (first.supplier, first.net, first.vat) == (PLATFORM, Decimal("38600.00"), 25)
    assert (first.day, first.period) == (date(2026, 3, 31), "2026-01/2026-03")
    assert [(part.benefit, part.weight) for part in first.to] == [("indirekt", 1), ("indirekt", 1)]


def test_events_keep_the_order_of_the_file() -> None:
    kinds = [type(event) for event in read_plan(JONKOPING).grants[0].events]
    assert kinds == [
        *[Invoice] * 5, *[Allocation] * 6, *[Invoice] * 3, Correction, *[Invoice] * 9,
        *[Accrual] * 2,
    ]  # fmt: skip


@given(st.sampled_from(sorted(NAMES)), st.integers(2000, 2100), st.data())
def test_what_comes_back_is_booked_on_a_workday_in_its_period(
    often: str, year: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(NAMES[often])))
    found = times(often, count, year)
    assert [time.number for time in found] == list(range(1, count + 1))
    end = date(year, 1, 1) - timedelta(days=1)
    for time in found:
        period = parse_period(time.period)
        assert time.day in period
        assert time.day.weekday() < 5
        assert period.end - time.day < timedelta(days=3)
        assert period.start == end + timedelta(days=1)
        end = period.end
    assert count < len(NAMES[often]) or end == date(year, 12, 31)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('leverantor = "it"', 'leverantor = "it-ab"', "handelse[5].leverantor har ett okänt värde"),
        ('slag = "fordelning"', 'slag = "avskrivning"', "handelse[3].slag har ett okänt värde"),
        ('delning = "anvandarmote"', 'delning = "mote"', "handelse[9].delning har ett okänt värde"),
        ('konto = "5420"', 'konto = "5421"', "handelse[5].konto har ett okänt värde"),
        ('belopp = "28400.00"', 'belopp = "28400"', "handelse[5].belopp är inget belopp: ”28400”"),
        ('belopp = "28400.00"', "belopp = 28400.00", "handelse[5].belopp ska vara en text"),
        ("dag = 2026-01-19", 'dag = "2026-01-19"', "handelse[5].dag ska vara ett datum"),
        ('avser = "2026"', 'avser = "2026-13"', "handelse[5].avser är ingen period: ”2026-13”"),
        ("till-och-med = 3", "till-och-med = 5", "handelse[1].till-och-med är 5, mer än 4"),
        ("{kvartal}", "{kvartalet}", "handelse[1].text nämner en händelse som inte finns"),
        ("{formular}", "{formuläret", "handelse[8].text nämner en händelse som inte finns"),
        ('rattar = "formular"', 'rattar = "a"', "handelse[8].rattar nämner en händelse som inte"),
        ('krediterar = "server-2"', 'krediterar = "server"', "krediterar nämner en händelse som"),
        ('id = "sarlakning"', 'id = "server-3"', "handelse[1].id är inte ensamt: ”server-3”"),
        ("moms = 6", "moms = 6\nrabatt = 2", "handelse[10].rabatt är ingen känd nyckel"),
        ('nytta = "direkt"', 'nytta = "delvis"', "delningar.rikssar[1].nytta har ett okänt värde"),
        ("procent = 50", "procent = 150", "loner.anstalld[1].procent är 150, mer än 100"),
    ],
)
def test_a_mistake_is_named_with_its_key(was: str, becomes: str, says: str, tmp_path: Path) -> None:
    error = read_changed(tmp_path, was, becomes)
    assert error.what.sv.startswith("bidrag[1].")
    assert says in error.what.sv
    assert error.remedy.sv.endswith(".") or error.remedy.sv.endswith("?")


def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    line = JONKOPING.read_text("utf-8").split("\n").index("dag = 2026-01-19") + 1
    error = read_changed(tmp_path, "dag = 2026-01-19", "dag = 19 januari")
    assert error.place is not None
    assert error.place.line == line
