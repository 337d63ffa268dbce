"""nkr correct: the old voucher stays; new ones take it back, and the figure follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

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

LATER = ("--registered", "2027-01-22", "--attested-by", "chef1")


def correct(main: Path, voucher: str, *more: str) -> Result:
    return run("correct", main, voucher, *LATER, *more, env=by("ekonom1"))


def test_what_is_taken_back_moves_the_figure_back_in_the_right_year(
    main: Path, invoice: Path
) -> None:
    before = figures(main)
    done(record(main, "--document", invoice, attested_by="chef1"))
    old = recorded(main)

    assert "Rättat: 2027-N1 tar tillbaka" in done(correct(main, "N1", "--reason", "dubbelt"))
    assert recorded(main) == old
    assert figures(main)["unused"] == before["unused"]
    text = recorded(main, 2027)
    assert "#rattelse ^2027-N1 ^2026-N1" in text
    assert '  rattar: "2026-N1"\n' in text
    assert '  avser: "2026-06"\n' in text
    assert found(main) == []
    assert (logged(main)[-1]["action"], logged(main)[-1]["reason"]) == ("correct", "dubbelt")


def test_a_cost_without_period_is_taken_back_in_its_own_year(main: Path, invoice: Path) -> None:
    done(record(main, "--document", invoice, attested_by="chef1", period=None))
    done(correct(main, "2026-N1"))

    assert figures(main)["costs"] == "0.00"
    assert '    avser: "2026-06-30"\n' in recorded(main, 2027)


def test_what_is_changed_is_booked_anew(main: Path, invoice: Path) -> None:
    done(record(main, "--document", invoice, attested_by="chef1", invoice="884512"))
    said = done(
        correct(main, "N1", "--amount", "41000", "--account", "5430", "--benefit", "indirekt",
                "--purpose", "statistik", "--text", "Driftplattform juni och juli",
                "--period", "2026-06/2026-07")
    )  # fmt: skip

    assert "Rättat: 2027-N1 tar tillbaka, 2027-N2 ersätter" in said
    (one,) = figures(main)["by_register"]
    assert (one["register"], one["indirect"]) == ("SWEDEHEART", "41000.00")
    assert figures(main)["costs"] == "41000.00"
    assert found(main) == []


def test_another_day_tells_the_period_when_nothing_else_did(main: Path, invoice: Path) -> None:
    done(record(main, "--document", invoice, attested_by="chef1", period=None))
    done(correct(main, "N1", "--date", "2026-05-31"))

    assert '2026-05-31 * "Exempel IT AB"' in recorded(main)
    assert figures(main)["costs"] == "40000.00"
    assert "GY101" not in [code for code, _ in found(main)]


def test_an_accrual_is_corrected_and_its_replacement_released(main: Path) -> None:
    done(accrue(main))
    done(correct(main, "2026-N1", "--amount", "100000"))
    assert figures(main)["costs"] == "100000.00"

    assert "2026-N1 är redan rättad" in stopped(run("accrue", main, "--release", "2026-N1"))
    done(run("accrue", main, "--release", "2027-N2", "--registered", "2027-01-25"))
    assert figures(main)["costs"] == "0.00"
    assert not {"GY202", "GY204"} & {code for code, _ in found(main)}


@pytest.mark.parametrize("again", ["2026-N1", "2027-N1"])
def test_nothing_is_corrected_twice(main: Path, again: str) -> None:
    done(record(main))
    done(correct(main, "2026-N1", "--amount", "1"))
    before = snapshot(main.parent)
    stopped(correct(main, again))
    assert snapshot(main.parent) == before
    done(correct(main, "2027-N2"))
    assert figures(main)["costs"] == "0.00"


def test_unknown_and_ambiguous_are_told(main: Path) -> None:
    done(record(main))
    done(record(main, date="2027-01-10", period="2026-12", registered="2027-01-10"))

    assert "ingen verifikation 2026-N7" in stopped(correct(main, "2026-N7"))
    said = stopped(correct(main, "N1"))
    assert "2026-N1" in said
    assert "2027-N1" in said


def test_a_payment_is_not_corrected_by_command(main: Path) -> None:
    assert "#utbetalning" in stopped(correct(main, "2026-B17"))


def test_a_voucher_with_several_costs_is_only_taken_back(main: Path) -> None:
    main.write_bytes(
        main.read_bytes()
        + """
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-06-30 * "Exempel IT AB" "Driftplattform, delad" ^2026-A42
  verifikation: "2026-A42"
  avvikelse: "EV101: exempel"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  register: "SWEDEHEART"
  Kostnader:NKR2026:5420-Programvaror    100.00 SEK
    avser: "2026-05"
  Kostnader:NKR2026:5420-Programvaror    200.00 SEK
  Skulder:2440-Leverantörsskulder
""".encode()
    )
    assert "flera rader" in stopped(correct(main, "A42", "--amount", "5"))
    done(correct(main, "A42"))
    assert figures(main)["costs"] == "0.00"
    assert '    avser: "2026-06-30"\n' in recorded(main, 2027)


def test_errors_of_the_old_one_do_not_stop_its_correction(main: Path) -> None:
    done(record(main, period="2025-12", anyway="fel år"))
    done(correct(main, "N1", "--period", "2026-01"))
    assert figures(main)["costs"] == "40000.00"


_PERIODS = st.sampled_from(
    ["2026", "2026-06", "2026-12-15/2027-02-14", "2025-11/2026-02", "2026-06-15"]
)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(ore=st.integers(-10_000_000, 10_000_000).filter(bool), period=_PERIODS)
def test_the_figure_after_taking_back_is_the_figure_before(
    tmp_path_factory: pytest.TempPathFactory, ore: int, period: str
) -> None:
    main = new_book(tmp_path_factory.mktemp("bok"))
    before = figures(main)["unused"]
    amount = f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02}"
    done(record(main, f"--amount={amount}", amount=None, period=period, anyway="prov"))
    done(correct(main, "N1", "--anyway", "prov"))
    assert figures(main)["unused"] == before
