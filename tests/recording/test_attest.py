"""nkr attest: someone else, once, and all of the vouchers or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledgers import run, snapshot
from tests.recording.books import by, done, found, logged, record, recorded, stopped

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def attest(main: Path, *words: str, who: str = "chef1") -> Result:
    return run("attest", main, *words, env=by(who))


def test_vouchers_are_attested_by_whoever_is_at_the_keyboard(main: Path) -> None:
    done(record(main))
    done(record(main))
    done(attest(main, "N1", "2026-N2", "2026-N1"))

    assert recorded(main).count('  attesterad-av: "chef1"\n') == 2
    assert "VO107" not in [code for code, _ in found(main)]
    last = logged(main)[-1]
    assert (last["action"], last["who"], last["vouchers"]) == (
        "attest", "chef1", ["2026-N1", "2026-N2"],
    )  # fmt: skip


@pytest.mark.parametrize("name", ["ekonom1", "EKONOM1", " Ekonom 1 ", "ｅｋｏｎｏｍ１"])
def test_nobody_attests_what_they_registered(main: Path, name: str) -> None:
    done(record(main))
    before = snapshot(main.parent)
    assert "får inte attestera" in stopped(attest(main, "N1", "--who", name))
    assert "får inte attestera" in stopped(attest(main, "N1", who=name))
    assert snapshot(main.parent) == before


@pytest.mark.parametrize("name", ["chef1\u200b", "ekonom1\u200b", "chef\x071", "\u202echef1"])
def test_a_name_with_what_cannot_be_seen_is_refused(main: Path, name: str) -> None:
    done(record(main))
    before = snapshot(main.parent)
    assert "inte syns" in stopped(attest(main, "N1", "--who", name))
    assert "inte syns" in stopped(attest(main, "N1", who=name))
    assert "inte syns" in stopped(record(main, attested_by=name))
    assert snapshot(main.parent) == before


def test_one_that_cannot_be_attested_stops_them_all(main: Path) -> None:
    done(record(main))
    done(record(main, attested_by="chef2"))
    before = snapshot(main.parent)
    assert "redan attesterad, av chef2" in stopped(attest(main, "N1", "N2"))
    assert snapshot(main.parent) == before


def test_an_attest_for_another_is_logged_as_such(main: Path) -> None:
    done(record(main))
    done(attest(main, "N1", "--who", "chef1", who="ekonom2"))
    last = logged(main)[-1]
    assert (last["who"], last["reason"]) == ("ekonom2", "attesterad-av chef1")


def test_an_attest_to_be_filled_in_is_filled_in(main: Path) -> None:
    done(record(main, attested_by="FIXME"))
    done(attest(main, "N1"))
    assert recorded(main).count("attesterad-av:") == 1
    assert 'attesterad-av: "chef1"' in recorded(main)


def test_a_voucher_that_nobody_registered_is_not_attested(main: Path) -> None:
    main.write_bytes(
        main.read_bytes()
        + """
2026-06-30 * "Exempel AB" "Hyra" ^2026-A1
  verifikation: "2026-A1"
  Tillgångar:Bank    1.00 SEK
  Skulder:2440-Leverantörsskulder
""".encode()
    )
    assert "inte vem som registrerat" in stopped(attest(main, "A1"))


def test_an_empty_name_is_no_name(main: Path) -> None:
    done(record(main))
    assert "tom" in stopped(attest(main, "N1", "--who", "  "))
