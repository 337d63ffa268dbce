"""Payroll as one of the formats that vouchers are imported from, and what it does besides."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from beancount.core.data import Custom

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.accounts import AccountMapping, AccountRange
from nkr_importers.model import Declarations, SourceFile
from nkr_importers.payroll.booked import of_other_grants, refuse_over_whole
from nkr_importers.payroll.evidence import Filing, file_evidence
from nkr_importers.payroll.extract import nobody, read_extract
from nkr_importers.payroll.guarding import refuse_double_pay
from nkr_importers.payroll.moving import moved_shares
from nkr_importers.payroll.vouchers import voucher_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.model import Selection
    from nkr_importers.payroll.extract import Extract, PayMonth
    from nkr_importers.payroll.mapping import PayrollMapping
    from nkr_importers.payroll.moving import MovedShare
    from nkr_importers.payroll.vouchers import PayVoucher
    from nkr_importers.plan import ImportPlan


@dataclass(slots=True)
class PayrollImport:
    """One import of an extract. ``also``: book pay although the book has pay for the month.

    ``extract``, ``made``, ``filing`` and ``moved`` are known when the import has been planned.
    ``moved`` are registers with another part of a voucher than the book says, ``taken`` the
    voucher numbers of other grants' pay.
    """

    file: Path
    mapping: PayrollMapping
    grant_id: str
    also: bool = False
    today: date = field(default_factory=lambda: datetime.now().astimezone().date())
    extract: Extract | None = None
    made: list[PayVoucher] = field(default_factory=list)
    filing: Filing = field(default_factory=Filing)
    moved: list[MovedShare] = field(default_factory=list)
    taken: frozenset[str] = frozenset()

    def prepare(self, book: Ledger) -> None:
        """See which voucher numbers the pay of other grants has taken."""
        self.taken = of_other_grants(book, self.grant_id)

    def read(self, path: Path, selection: Selection, known: Collection[str]) -> SourceFile:
        """Make the vouchers of the extract. Raises NkrError when none is about the persons."""
        extract = self.extract = read_extract(path, self.mapping)
        faults = list(extract.faults)
        for ordinal, key in enumerate(sorted(extract.months), start=1):
            pay = extract.months[key]
            faults += pay.faults
            if pay.faults:
                continue
            one = self._voucher(pay, selection, ordinal, self.mapping.series)
            if one.voucher.identity in self.taken:
                # The same month is another grant's voucher: this grant has one of its own.
                series = f"{self.mapping.series}/{self.grant_id}"
                one = self._voucher(pay, selection, ordinal, series)
            if one.voucher.rows or one.voucher.identity in known:
                self.made.append(one)
        if not self.made and not faults:
            raise nobody(path, self.mapping)
        return SourceFile(
            name=extract.name,
            sha256=extract.sha256,
            encoding=extract.encoding,
            declarations=Declarations(),
            vouchers=tuple(one.voucher for one in self.made),
            repeated=(),
            faults=tuple(faults),
            other_faults=(),
            other_fault_count=0,
            voucher_count=len(extract.months),
            row_count=extract.rows,
            skipped=0,
            ignored={},
        )

    def _voucher(
        self, pay: PayMonth, selection: Selection, ordinal: int, series: str
    ) -> PayVoucher:
        if self.extract is None:
            raise TypeError(self.file)
        return voucher_of(pay, self.extract, self.mapping, selection, ordinal, self.today, series)

    def codes_used(self, _path: Path, _dimension: str) -> frozenset[str]:
        """An extract has no codes: the mapping tells what is the grant's."""
        return frozenset()

    def accounts(self, own: AccountMapping) -> AccountMapping:
        """The accounts and categories of the mapping; the book's own for all the others."""
        paid = {kind.account: kind.category for kind in self.mapping.kinds.values()}
        ranges = tuple(_Exactly(number, number, category) for number, category in paid.items())
        return replace(own, ranges=(*ranges, *own.ranges))

    def contents(
        self, book: Ledger, plan: ImportPlan, contents: Mapping[Path, bytes]
    ) -> dict[Path, bytes]:
        """Add the documents.

        Raises NkrError at pay twice, at more than the whole of somebody, or at a register not
        declared.
        """
        self._refuse_unknown_registers(book)
        booked = {voucher.identity for voucher in plan.booked}
        refuse_over_whole(
            book,
            self.grant_id,
            [one for one in self.made if one.voucher.identity in booked],
            {one.voucher.identity for one in self.made},
            self.mapping.path,
        )
        if not self.also:
            refuse_double_pay(
                book,
                self.grant_id,
                {one.month for one in self.made if one.voucher.identity in booked},
                {one.voucher.identity for one in self.made},
                {kind.account for kind in self.mapping.kinds.values()},
                self.file,
            )
        already = {voucher.identity for voucher in plan.already}
        booked_before = [one for one in self.made if one.voucher.identity in already]
        self.moved = list(moved_shares(book, self.grant_id, booked_before))
        new, self.filing = file_evidence(book, self.grant_id, plan, self.made, contents)
        return new

    def _refuse_unknown_registers(self, book: Ledger) -> None:
        declared = [
            str(entry.values[1].value)
            for entry in book.entries
            if isinstance(entry, Custom)
            and entry.type == words.REGISTER
            and len(entry.values) > 1
            and entry.values[0].value == self.grant_id
        ]
        named = [share.register for one in self.mapping.persons.values() for share in one.shares]
        unknown = next((name for name in named if name not in declared), None)
        if unknown is not None:
            raise NkrError(
                Text(
                    f"Registret {unknown} är inte upplagt på {self.grant_id} i boken.",
                    f"The register {unknown} is not declared on {self.grant_id} in the book.",
                ),
                remedy=Text(
                    f"välj bland {', '.join(declared) or '–'}, eller lägg upp registret "
                    "(nkr-register); inget är skrivet",
                    f"choose among {', '.join(declared) or '–'}, or declare the register "
                    "(nkr-register); nothing is written",
                ),
                place=self.mapping.path,
            )


class _Exactly(AccountRange):
    """One account, and none that only begins as it does."""

    __slots__ = ()

    def holds(self, number: str, _day: object) -> bool:
        """Tell whether it is that account."""
        return number == self.first
