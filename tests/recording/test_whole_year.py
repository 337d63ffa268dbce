"""A year kept by the commands alone gives no finding, and every krona of it is in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledgers import run
from tests.recording.books import ACCRUED, COST, accrue, by, done, figures, found, logged, options

if TYPE_CHECKING:
    from pathlib import Path


def test_from_the_first_invoice_to_the_closing(main: Path, invoice: Path, tmp_path: Path) -> None:
    delivery, report = tmp_path / "leverans.pdf", tmp_path / "faktura 7781.pdf"
    delivery.write_bytes(b"%PDF leverans")
    report.write_bytes(b"%PDF 7781")
    ekonom, chef = by("ekonom1"), by("chef1")

    def ekonom1(*words: str | Path) -> None:
        done(run(*words, env=ekonom))

    def chef1(*words: str | Path) -> None:
        done(run(*words, env=chef))

    ekonom1("record", main, *options(COST, invoice="884512", activity="I1"))
    ekonom1("attach", main, invoice, "--voucher", "2026-N1", "--type", "faktura")
    chef1("attest", main, "2026-N1")
    done(accrue(main))
    ekonom1("attach", main, delivery, "--voucher", "2026-N2", "--type", "leverans")
    ekonom1("accrue", main, "--release", "2026-N2", "--registered", "2027-01-15")
    final = options(
        ACCRUED, date="2027-01-20", period=None, amount="118000", invoice="7781",
        registered="2027-01-20", accrual="2026-N2",
    )  # fmt: skip
    ekonom1("record", main, *final, "--document", report, "--type", "faktura")
    ekonom1("correct", main, "2026-N1", "--amount", "41000", "--registered", "2027-01-22")
    chef1("attest", main, "2026-N2", "2027-N1", "2027-N2", "2027-N3", "2027-N4")
    before = figures(main)
    ekonom1("close", main, "2026", "--grant", "NKR2026", "--registered", "2027-02-10")
    chef1("attest", main, "2026-N3", "2026-N4")

    assert found(main) == []
    assert figures(main) == before
    assert (before["costs"], before["unused"]) == ("159000.00", "633929.00")
    assert [one["action"] for one in logged(main)[2:]] == [
        "record", "attach", "attest", "accrue", "attach", "release", "record", "correct", "attest",
        "close", "attest",
    ]  # fmt: skip
    done(run("log", "verify", main))
