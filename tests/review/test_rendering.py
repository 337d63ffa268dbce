"""Reports set as PDF elsewhere: the same bytes, and nothing left running."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from nkr_audit.reports.formats.pdf_file import pdf_file
from nkr_audit.review.rendering import Renderer
from tests.reports.sample import ledger_table, sample

LONG = 520


def test_a_long_report_is_set_in_a_process_of_its_own_to_the_same_bytes() -> None:
    reports = [sample(ledger_table(LONG + number)) for number in (1, 2)]
    with Renderer() as renderer:
        begun = [renderer.begin(report) for report in reports]
        assert multiprocessing.active_children()
        assert [finished() for finished in begun] == [pdf_file(one, "sv") for one in reports]
    assert multiprocessing.active_children() == []


def test_a_short_report_starts_no_process() -> None:
    with Renderer() as renderer:
        finished = renderer.begin(sample())
        assert multiprocessing.active_children() == []
        assert finished() == pdf_file(sample(), "sv")


def test_nothing_runs_on_when_the_building_fails() -> None:
    def fail() -> None:
        with Renderer() as renderer:
            renderer.begin(sample(ledger_table(LONG + 1)))
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert multiprocessing.active_children() == []


def test_a_process_that_cannot_do_its_work_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    report = sample(ledger_table(LONG + 1))

    class Broken:
        """A pool whose processes die."""

        def submit(self, *_: object) -> Future[bytes]:
            """Give an answer that never comes."""
            dead: Future[bytes] = Future()
            dead.set_exception(BrokenProcessPool())
            return dead

    monkeypatch.setattr(Renderer, "_started", lambda _: Broken())
    with Renderer() as renderer:
        assert renderer.begin(report)() == pdf_file(report, "sv")
