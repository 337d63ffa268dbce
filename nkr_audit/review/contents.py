"""What of a book belongs in the review package of one grant: its vouchers and their documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.evidence import PAYSLIP, Evidence
from nkr_audit.journal import relative_path
from nkr_audit.review.names import Names
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from nkr_audit.book import CostLine, Document
    from nkr_audit.journal import JournalRow, JournalVoucher
    from nkr_audit.reports.context import Context

_MISSING: Final = Text(
    "filen finns inte i bokens mapp", "the file is not in the book's folder"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A book as it was opened for a package: what reports are made from, and its folder.

    ``entries`` and ``options`` are Beancount's own.
    """

    context: Context
    root: Path
    entries: Sequence[object]
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the book that has to do with the grant.

    ``name`` is its place in the package, from ``data``; None when it is left out, and then
    ``left_out`` says why. ``vouchers`` are those it proves, by number.
    """

    document: Document
    source: Path
    name: str | None
    left_out: Text | None
    personal: bool
    vouchers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The vouchers and documents of a package.

    ``sample`` are the vouchers that were asked for; empty: all of the grant. ``withheld`` is the
    reason that personal data are left out; empty: they are there. ``period_of`` tells when each
    cost of the grant arose, by the row it was booked on.
    """

    opened: Opened
    vouchers: tuple[JournalVoucher, ...]
    papers: tuple[Paper, ...]
    sample: tuple[str, ...]
    withheld: str
    cost_lines: Mapping[int, CostLine]

    def cost_line(self, row: JournalRow) -> CostLine | None:
        """The cost line of the grant that was booked on a row; None when it is no cost of it."""
        return self.cost_lines.get(id(row))

    def papers_of(self, number: str | None) -> list[Paper]:
        """The documents of one voucher."""
        return [paper for paper in self._by_voucher().get(number or "", ())]

    def _by_voucher(self) -> Mapping[str, list[Paper]]:
        raise NotImplementedError


def gather(opened: Opened, sample: Iterable[str] = (), withheld: str = "") -> Contents:
    """Choose what belongs in the package. Raises NkrError when a voucher asked for is not there."""
    raise NotImplementedError
