"""Reading what is to be reconciled: the files, and the vouchers of the book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from beancount.core import data

from nkr_audit import vocabulary
from nkr_audit.errors import NkrError, Place
from nkr_audit.ledger import load
from nkr_audit.metadata import word
from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.accounts import AccountMapping, load_accounts
from nkr_importers.chart import Chart
from nkr_importers.existing import existing_state
from nkr_importers.model import Declarations, Fault, FinancialYear
from nkr_importers.naming import account_number
from nkr_importers.payroll.booked import is_payroll
from nkr_importers.reconcile.core import FileVoucher, reconcile
from nkr_importers.reconcile.model import BookVoucher, FileFault, Span
from nkr_importers.rendering import OBJECTS
from nkr_importers.unmatched import no_voucher
from nkr_importers.voucher_import import ImportRequest, chosen_selection, own_accounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.existing import Sums
    from nkr_importers.model import SourceFile, SourceVoucher
    from nkr_importers.reconcile.model import Reconciliation
    from nkr_importers.voucher_import import Format


@dataclass(frozen=True, slots=True)
class ReconcileRequest:
    """What the user asked for besides the files; a day left out is that of the files' years."""

    ledger: Path
    grant_id: str
    cost_centre: str | None = None
    project: str | None = None
    start: date | None = None
    end: date | None = None


def reconcile_files(
    files: Sequence[Path], kind: Format, request: ReconcileRequest
) -> Reconciliation:
    """Set the files against the book. Nothing is written.

    Raises NkrError when the book or a file cannot be read whole, and when no voucher carries the
    code in any file, nor did in the book.
    """
    book = load(request.ledger)
    _refuse_incomplete(book)
    wanted = ImportRequest(book.path, request.grant_id, request.cost_centre, request.project)
    selection = chosen_selection(book, wanted)
    accounts = own_accounts(book)
    mapping = load_accounts(accounts) if accounts else AccountMapping()
    existing = existing_state(book.entries, book.options, request.grant_id)
    known = existing.chosen(selection)
    sources = [(file, kind.read(file, selection, known)) for file in files]
    if not any(source.vouchers or source.faults for _, source in sources) and not known:
        raise no_voucher(files[0], sources[0][1], selection, kind.codes_used)
    vouchers, faults = _merged(sources)
    span = _span(request, [source for _, source in sources])
    chart = Chart(existing, _declarations(sources), mapping, request.grant_id)
    in_book = book_vouchers(book.entries, request.grant_id, request.end or date.max)
    found = reconcile(vouchers, faults, in_book, selection, chart, span)
    altered = tuple(str(file) for file, source in sources if source.checksum == "wrong")
    return replace(found, altered=altered)


def book_vouchers(entries: Iterable[Any], grant_id: str, until: date) -> list[BookVoucher]:
    """Return the book's vouchers dated at most ``until``, with their sums as seen from a grant."""
    known = [
        entry for entry in entries if isinstance(entry, data.Transaction) and entry.date <= until
    ]
    pay = {word(entry.meta.get(vocabulary.VOUCHER)) for entry in known if is_payroll(entry)}
    pay.discard(None)
    return [
        BookVoucher(
            identity=word(entry.meta.get(vocabulary.VOUCHER)),
            day=entry.date,
            text=entry.narration or "",
            sums=_sums(entry, grant_id),
            corrects=word(entry.meta.get(vocabulary.CORRECTS)),
            source=word(entry.meta.get(vocabulary.SOURCE_FILE)),
            chosen_by=word(entry.meta.get(OBJECTS)) or "",
            place=Place(entry.meta["filename"], entry.meta["lineno"]),
            is_pay=is_payroll(entry) or word(entry.meta.get(vocabulary.CORRECTS)) in pay,
        )
        for entry in known
    ]


def _sums(entry: Any, grant_id: str) -> Sums:
    sums: Sums = {}
    for posting in entry.postings:
        if posting.units is not None and posting.units.number is not None:
            under = posting.account.split(":")[1:2] == [grant_id]
            key = (account_number(posting.account), under)
            sums[key] = sums.get(key, ZERO) + posting.units.number
    return sums


def _merged(
    sources: Sequence[tuple[Path, SourceFile]],
) -> tuple[list[FileVoucher], list[FileFault]]:
    """Take each voucher once; one that two files tell differently is a fault."""
    found: dict[str, FileVoucher] = {}
    faults = [FileFault(str(file), fault) for file, source in sources for fault in source.faults]
    for file, source in sources:
        for voucher in source.vouchers:
            first = found.setdefault(voucher.identity, FileVoucher(str(file), voucher))
            if _content(first.voucher) != _content(voucher):
                where = f"{first.file}:{first.voucher.line}"
                what = Text(
                    f"samma nummer har ett annat innehåll i {where}",
                    f"the same number has other contents in {where}",
                )
                faults.append(FileFault(str(file), Fault(voucher.line, voucher.label, what)))
    return list(found.values()), faults


def _content(voucher: SourceVoucher) -> tuple[object, ...]:
    return voucher.day, sorted((row.account, row.objects, row.amount) for row in voucher.rows)


def _declarations(sources: Sequence[tuple[Path, SourceFile]]) -> Declarations:
    """What the files say of their accounts, the last file's word first."""
    declared = [source.declarations for _, source in sources]
    return replace(
        declared[-1],
        accounts={key: name for one in declared for key, name in one.accounts.items()},
        account_kinds={key: kind for one in declared for key, kind in one.account_kinds.items()},
    )


def _span(request: ReconcileRequest, sources: Sequence[SourceFile]) -> Span:
    """The days to compare: those given, else the financial years that the files have vouchers of.

    A year without #RAR is the calendar year.
    """
    years: set[tuple[date, date]] = set()
    for source in sources:
        declared = source.declarations.years
        days = [voucher.day for voucher in source.vouchers]
        if not days:
            years.update((year.start, year.end) for year in declared[:1])
        years.update(_year_of(day, declared) for day in days)
    start = min((first for first, _ in years), default=date.min)
    end = max((last for _, last in years), default=date.max)
    span = Span(request.start or start, request.end or end)
    if span.start > span.end:
        raise NkrError(
            Text(
                f"Perioden slutar ({span.end}) innan den börjar ({span.start}).",
                f"The period ends ({span.end}) before it begins ({span.start}).",
            ),
            remedy=Text("ange andra datum med --from och --to", "give other --from and --to"),
        )
    return span


def _year_of(day: date, declared: Sequence[FinancialYear]) -> tuple[date, date]:
    for year in declared:
        if year.start <= day <= year.end:
            return year.start, year.end
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _refuse_incomplete(book: Ledger) -> None:
    """A book with unread entries would seem to lack what it has."""
    lost = [fault for fault in book.errors if fault.drops]
    if lost:
        raise NkrError(
            Text(
                f"Boken kan inte läsas helt, så den går inte att stämma av: {lost[0].message}",
                f"The book cannot be read whole, so it cannot be reconciled: {lost[0].message}",
            ),
            remedy=Text(
                "rätta raden (nkr check visar alla fel) och kör om",
                "correct the line (nkr check shows every error) and run again",
            ),
            place=lost[0].place,
        )
