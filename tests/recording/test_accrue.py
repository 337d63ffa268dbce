"""nkr accrue: what belongs to the year is accrued in it, and released by its link and amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledgers import run
from tests.recording.books import (
    accrue,
    by,
    done,
    figures,
    found,
    logged,
    record,
    recorded,
    stopped,
)

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def release(main: Path, voucher: str, *more: str) -> Result:
    return run(
        "accrue", main, "--release", voucher, "--registered", "2027-01-15", *more,
        env=by("ekonom1"),
    )  # fmt: skip


def test_an_accrual_is_dated_on_the_last_of_the_year(main: Path) -> None:
    assert "Reserverat: 2026-N1" in done(accrue(main))

    text = recorded(main)
    assert '2026-12-31 * "Exempel Statistik AB"' in text
    assert "#reservering ^2026-N1" in text
    assert "Skulder:2990-Upplupna-kostnader" in text
    assert figures(main)["costs"] == "120000.00"
    assert logged(main)[-1]["action"] == "accrue"


def test_the_release_has_its_link_its_period_and_its_amounts(main: Path) -> None:
    done(accrue(main))
    assert "Upplöst med 2027-N1" in done(release(main, "N1"))

    text = recorded(main, 2027)
    assert "#upplosning ^2027-N1 ^2026-N1" in text
    assert '  avser: "2026-12"\n' in text
    assert "-120000.00 SEK" in text
    assert figures(main)["costs"] == "0.00"
    assert logged(main)[-1]["action"] == "release"
    assert not {"GY202", "GY204"} & {code for code, _ in found(main)}


def test_the_invoice_moves_the_figure_by_the_difference_only(main: Path) -> None:
    done(accrue(main, period=None))
    done(release(main, "N1"))
    done(record(main, "--accrual", "2026-N1", date="2027-01-20", period=None, amount="118000",
                account="5620", registered="2027-01-20"))  # fmt: skip

    assert figures(main)["costs"] == "118000.00"


def test_it_is_released_once(main: Path) -> None:
    done(accrue(main))
    done(release(main, "N1"))
    assert "redan upplöst, av 2027-N1" in stopped(release(main, "2026-N1"))


def test_only_an_accrual_is_released_and_replaced(main: Path) -> None:
    done(record(main))
    assert "ingen reservering" in stopped(release(main, "N1"))
    assert "ingen reservering" in stopped(record(main, "--accrual", "N1"))


def test_amounts_of_a_release_are_not_chosen(main: Path) -> None:
    done(accrue(main))
    assert "--amount" in stopped(release(main, "N1", "--amount", "5"))


def test_an_accrual_outside_the_year_is_refused(main: Path) -> None:
    assert "GY201" in stopped(accrue(main, date="2027-01-02"))
