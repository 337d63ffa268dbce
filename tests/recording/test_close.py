"""nkr close: income and debt agree with the figure; the year is locked, and opened by a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import read_book
from nkr_audit.settlement import settle
from tests.ledgers import run, snapshot
from tests.recording.books import (
    accrue,
    by,
    done,
    figures,
    found,
    logged,
    new_book,
    record,
    recorded,
    stopped,
)

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

DAY = "2027-02-10"


def close(main: Path, *more: str, day: str = DAY, year: str = "2026") -> Result:
    return run(
        "close", main, year, "--grant", "NKR2026", "--registered", day, "--attested-by", "chef1",
        *more, env=by("ekonom1"),
    )  # fmt: skip


def sound(main: Path, invoice: Path, **changed: str | None) -> None:
    done(record(main, "--document", invoice, attested_by="chef1", **changed))


def test_the_figure_stands_and_the_liability_is_the_unused_money(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    before = figures(main)
    said = done(close(main))

    assert "NKR2026 är stängt." in said
    assert figures(main) == before
    assert found(main) == []
    (grant,) = read_book(main, load_programmes()).grants
    assert grant.recognised == Decimal("40000.00")
    assert grant.liability_by_account == {"2971": 0, "2491": Decimal("752929.00")}
    last = logged(main)[-1]
    assert (last["action"], last["vouchers"]) == ("close", ["2026-N2", "2026-N3"])


def test_a_dry_run_shows_it_and_writes_nothing(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    before = snapshot(main.parent)
    said = done(close(main, "--dry-run"))
    assert "#intaktsforing" in said
    assert "752\xa0929,00" in said
    assert snapshot(main.parent) == before


def test_nothing_more_is_booked_in_a_closed_year(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    done(accrue(main, attested_by="chef1", anyway="prov"))
    done(close(main, "--anyway", "underlaget kommer"))
    before = snapshot(main.parent)
    tries = (
        record(main, registered="2027-03-01"),
        record(main, date="2027-03-01", registered="2027-03-01"),  # for June 2026
        run("correct", main, "2026-N1", "--registered", "2027-03-01"),
        run("accrue", main, "--release", "2026-N2", "--registered", "2027-03-01"),
        accrue(main, registered="2027-03-01"),
    )
    for one in tries:
        assert "stängt sedan 2027-02-10" in stopped(one)
        assert "--reopen" in one.stderr
    assert snapshot(main.parent) == before
    done(run("attach", main, invoice, "--voucher", "2026-N2", "--type", "leverans"))


def test_it_is_opened_with_a_reason_booked_in_and_closed_again(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    done(close(main))
    assert "--reason" in stopped(close(main, "--reopen"))
    done(close(main, "--reopen", "--reason", "sen faktura", day="2027-03-01"))
    assert (logged(main)[-1]["action"], logged(main)[-1]["reason"]) == ("reopen", "sen faktura")

    invoice.write_bytes(b"%PDF annan")
    sound(main, invoice, amount="1000", date="2026-12-20", period="2026-12",
          text="Driftplattform december", registered="2027-03-02", anyway="sent")  # fmt: skip
    done(close(main, day="2027-03-03"))
    assert figures(main)["unused"] == "751929.00"
    assert "Justering av intäktsföring NKR2026" in recorded(main, 2027)
    assert "2491-Återbetalning-statsbidrag                      1000.00 SEK" in recorded(main, 2027)
    # The purchase was registered late, and the form has not come: nothing else.
    assert {code for code, _ in found(main)} <= {"VO105", "DL103"}
    assert "stängt sedan 2027-03-03" in stopped(record(main, registered="2027-03-04"))


def test_it_may_be_opened_on_the_day_it_was_closed(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    done(close(main))
    done(close(main, "--reopen", "--reason", "fel"))
    assert "inte stängt" in stopped(close(main, "--reopen", "--reason", "fel"))
    done(close(main))
    assert found(main) == []


def test_errors_that_remain_stop_it_unless_a_reason_is_given(main: Path) -> None:
    done(record(main, attested_by="chef1"))
    assert "EV101" in stopped(close(main))
    done(close(main, "--anyway", "fakturan är hos polisen"))
    assert logged(main)[-1]["reason"] == "fakturan är hos polisen"
    assert [code for code, _ in found(main)] == ["EV101"]


def test_a_liability_that_does_not_agree_is_never_closed(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    stray = """
2026-07-01 * "Exempel AB" "Felbokat" ^2026-A1
  verifikation: "2026-A1"
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag   10.00 SEK
  Tillgångar:Bank
"""
    main.write_bytes(main.read_bytes() + stray.encode())
    assert "(SE201)" in stopped(close(main, "--anyway", "strunt samma"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"year": "2025"}, "inte 2025"),
        ({"day": "2026-12-30"}, "slut först 2026-12-31"),
    ],
)
def test_the_wrong_year_or_day_is_told(main: Path, words: dict[str, str], said: str) -> None:
    assert said in stopped(close(main, **words))


def test_it_is_closed_once(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    done(close(main))
    assert "redan stängt" in stopped(close(main))


def test_accounts_may_be_chosen(main: Path, invoice: Path) -> None:
    sound(main, invoice)
    done(close(main, "--income-account", "3985 Statsbidrag", "--debt-account", "2890 Skuld"))
    assert "Intäkter:NKR2026:3985-Statsbidrag" in recorded(main)
    assert "Skulder:NKR2026:2890-Skuld" in recorded(main)
    assert found(main) == []


@pytest.mark.parametrize(
    ("amount", "codes"),
    [
        ("792929.00", []),  # all of it used
        ("792429.00", []),  # 500 left, which the payer does not ask for
        ("800000.00", ["SE101"]),  # overspent
    ],
)
def test_all_used_too_much_used_and_a_little_left(
    main: Path, invoice: Path, amount: str, codes: list[str]
) -> None:
    sound(main, invoice, amount=amount)
    done(close(main))
    assert [code for code, _ in found(main)] == codes


_COSTS = st.lists(
    st.tuples(
        st.integers(1, 60_000_000),
        st.sampled_from(["2026", "2026-06", "2026-12-15/2027-02-14", "2025-12/2026-01"]),
    ),
    max_size=3,
)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(costs=_COSTS)
def test_the_invariant_holds_for_any_costs(
    tmp_path_factory: pytest.TempPathFactory, costs: list[tuple[int, str]]
) -> None:
    main = new_book(tmp_path_factory.mktemp("bok"))
    for ore, period in costs:
        done(record(main, amount=f"{ore // 100}.{ore % 100:02}", period=period, anyway="prov"))
    before = figures(main)
    done(close(main, "--anyway", "prov"))

    assert figures(main)["unused"] == before["unused"]
    (grant,) = read_book(main, load_programmes()).grants
    settlement = settle(grant)
    assert grant.liability == settlement.liability_expected == settlement.outstanding
    assert not [code for code, _ in found(main) if code in {"SE201", "SE202", "VO110"}]
