"""Setting reports as PDF in a process of their own, while the rest of a package is written."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, Self

from nkr_audit.reports.document import Table
from nkr_audit.reports.formats.pdf_file import pdf_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from nkr_audit.reports.document import Report

_MOST: Final = 2  # each takes some hundred megabytes for a part of a long book
_SHORT: Final = 500


class Renderer:
    """Sets reports as PDF. A long one is set elsewhere; a short one takes no time.

    The process begins anew and is only given the report, so that no thread or open file of this
    one is in its way.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Nothing is started before there is something to do."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, report: Report) -> Callable[[], bytes]:
        """Begin with a report; call what is returned for the PDF."""
        if sum(len(one.rows) for one in report.sections if isinstance(one, Table)) <= _SHORT:
            content = pdf_file(report, "sv")
            return lambda: content
        try:
            under_way: Future[bytes] = self._started().submit(pdf_file, report, "sv")
        except (OSError, BrokenProcessPool):
            return lambda: pdf_file(report, "sv")

        def finished() -> bytes:
            try:
                return under_way.result()
            except BrokenProcessPool:
                return pdf_file(report, "sv")

        return finished

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # typst keeps what it has set for as long as its process lives.
            workers = min(_MOST, os.cpu_count() or 1)
            self._pool = ProcessPoolExecutor(
                workers, mp_context=get_context("spawn"), max_tasks_per_child=1
            )
        return self._pool
