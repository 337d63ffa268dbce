"""Several processes at once: writers take turns, and readers never see a half-written book."""

from __future__ import annotations

import contextlib
import io
import os
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from beancount.core.data import Transaction

from nkr_audit.ledger import load
from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import Act
from nkr_audit.trail.verifying import verify
from nkr_audit.trail.writing import book_files, writing
from tests.ledgers import HEAD, NAMES, run, write
from tests.recording.books import COST, by, done, new_book, options, recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nkr_audit.ledger import Ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")

WRITERS = 2
TIMES = 200
COMMANDS = 15
# The number of vouchers stands in the other file too: a half state has them differ.
VOUCHER = """\
2026-06-30 * "Exempel AB" "köp" ^A{number}
  verifikation: "A{number}"
  Kostnader:NKR2026:5420-Programvaror  {number}.00 SEK
  Skulder:2440-Leverantörsskulder
"""
COUNT = '2026-01-01 custom "exempel-antal" "{count}"\n'


@dataclass(frozen=True, slots=True)
class Child:
    """A process that was started, and what it has to say when it fails."""

    process: int
    errors: Path

    def wait(self) -> None:
        _, status = os.waitpid(self.process, 0)
        said = self.errors.read_text("utf-8") if self.errors.exists() else ""
        assert os.waitstatus_to_exitcode(status) == 0, said


def start(work: Callable[[], None], errors: Path) -> Child:
    process = os.fork()
    if process:
        return Child(process, errors)
    code = 1
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            work()
        code = 0
    except BaseException:  # noqa: BLE001 (told to the parent)
        errors.write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


def numbers(ledger: Ledger) -> list[int]:
    """The numbers of the vouchers, in order; they must be as many as the other file says."""
    found = sorted(
        int(entry.meta["verifikation"][1:])
        for entry in ledger.entries
        if isinstance(entry, Transaction)
    )
    (count,) = (
        int(entry.values[0].value)
        for entry in ledger.entries
        if getattr(entry, "type", "") == "exempel-antal"
    )
    assert count == len(found), f"{count} in one file, {len(found)} in the other"
    return found


def record_next(main: Path, who: str) -> None:
    """Record a voucher with the next number, in two files."""
    year = main.parent / "2026.beancount"
    with writing(main) as writer:
        number = len(numbers(writer.ledger)) + 1
        text = year.read_text("utf-8") + VOUCHER.format(number=number)
        writer.write(
            {
                main.parent / "antal.beancount": (NAMES + COUNT.format(count=number)).encode(),
                year: text.encode(),
            },
            Act("record", who, (f"A{number}",)),
        )


@pytest.fixture
def main(tmp_path: Path) -> Path:
    folder = tmp_path / "bok"
    write(folder / "2026.beancount", NAMES)
    write(folder / "antal.beancount", NAMES + COUNT.format(count=0))
    return write(
        folder / "main.beancount", HEAD + 'include "2026.beancount"\ninclude "antal.beancount"\n'
    )


def test_two_who_record_at_once_get_every_number_once(
    main: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write_all(who: str) -> None:
        for _ in range(TIMES):
            record_next(main, who)

    def read_on() -> None:
        seen = 0
        while seen < WRITERS * TIMES:
            found = numbers(load(main))
            assert found == list(range(1, len(found) + 1))
            assert len(found) >= seen
            seen = len(found)

    before = time.monotonic()
    writers = [
        start(lambda who=f"ekonom{one}": write_all(who), tmp_path / f"fel{one}")  # type: ignore[misc]
        for one in range(WRITERS)
    ]
    reader = start(read_on, tmp_path / "fel")
    for child in (*writers, reader):
        child.wait()
    seconds = time.monotonic() - before

    ledger = load(main)
    assert numbers(ledger) == list(range(1, WRITERS * TIMES + 1))
    places = Places(main.parent)
    records = read_log(places).records
    assert [record.act.action for record in records] == ["start", *["record"] * WRITERS * TIMES]
    assert [record.act.vouchers for record in records[1:]] == [
        (f"A{number}",) for number in range(1, WRITERS * TIMES + 1)
    ]
    assert {record.act.who for record in records[1:]} == {"ekonom0", "ekonom1"}
    assert verify(places, book_files(ledger), [], ()).problems == ()
    with capsys.disabled():
        print(f"\n{WRITERS * TIMES} vouchers by {WRITERS} writers in {seconds:.1f} s")  # noqa: T201


def test_two_who_run_nkr_record_at_once_get_every_number_once(tmp_path: Path) -> None:
    main = new_book(tmp_path / "bok")

    def record_all(who: str) -> None:
        for _ in range(COMMANDS):
            done(run("record", main, *options(COST), env=by(who)))

    writers = [
        start(lambda who=f"ekonom{one}": record_all(who), tmp_path / f"fel{one}")  # type: ignore[misc]
        for one in range(WRITERS)
    ]
    for child in writers:
        child.wait()

    expected = [f"2026-N{number}" for number in range(1, WRITERS * COMMANDS + 1)]
    records = read_log(Places(main.parent)).records
    assert [one.act.vouchers[0] for one in records if one.act.action == "record"] == expected
    text = recorded(main)
    assert all(text.count(f'verifikation: "{number}"') == 1 for number in expected)


def test_a_writer_that_is_killed_lets_the_next_one_in(main: Path, tmp_path: Path) -> None:
    def die_with_the_lock() -> None:
        with writing(main):
            os._exit(0)

    start(die_with_the_lock, tmp_path / "fel").wait()
    record_next(main, "ekonom1")
    assert numbers(load(main)) == [1]
