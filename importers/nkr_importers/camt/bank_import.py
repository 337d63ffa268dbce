"""Matching a bank file with a book: what it proves is recorded on the vouchers, nothing booked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from beancount.core.data import Transaction

from nkr_audit.book_builder import build_book
from nkr_audit.errors import NkrError
from nkr_audit.ledger import refuse_unreadable
from nkr_audit.metadata import word
from nkr_audit.period import Period
from nkr_audit.text import Text
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import IMPORT, Act
from nkr_audit.trail.writing import writing
from nkr_audit.vocabulary import VOUCHER
from nkr_importers.camt.booked import BANK, moved, payments_of
from nkr_importers.camt.checking import statement_fault
from nkr_importers.camt.matching import DAYS, Matches, Terms, match, without_booked
from nkr_importers.camt.reader import read_camt
from nkr_importers.camt.rows import rows_of
from nkr_importers.editing import OF_VOUCHER, Edits
from nkr_importers.payroll.privacy import without_personal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_audit.programme import Programme
    from nkr_importers.camt.booked import Payment
    from nkr_importers.camt.model import CamtFile, Statement
    from nkr_importers.camt.rows import BankRow


@dataclass(frozen=True, slots=True)
class BankRequest:
    """What the user asked besides the file. ``tag``: tag the untagged vouchers that match."""

    ledger: Path
    grant_id: str
    days: int = DAYS
    tag: bool = False
    dry_run: bool = False
    who: str = field(default_factory=login_name)


class StatementsRefusedError(NkrError):
    """No statement of the file adds up; ``refused`` are all of them, each with the reason."""

    def __init__(
        self, refused: tuple[tuple[Statement, Text], ...], what: Text, *, remedy: Text, place: Path
    ) -> None:
        super().__init__(what, remedy=remedy, place=place)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class BankOutcome:
    """What came of it. ``refused`` are statements that do not add up, each with the reason."""

    file: CamtFile
    request: BankRequest
    terms: Terms
    used: tuple[Statement, ...]
    refused: tuple[tuple[Statement, Text], ...]
    matches: Matches
    written: tuple[Path, ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether every receipt and repayment within the period is found in the bank."""
        found = self.matches
        left = () if self.request.tag else found.untagged
        return not (
            self.refused
            or left
            or found.contradicted
            or found.ambiguous
            or found.not_in_bank
            or found.not_in_book
        )


def match_bank(
    path: Path, request: BankRequest, programmes: Mapping[str, Programme]
) -> BankOutcome:
    """Match a bank file with the grant's vouchers, and record what it proves, whole or not at all.

    Raises NkrError when the file or the book cannot be read, or no statement adds up.
    """
    if request.dry_run:
        return _matched(path, request, programmes, open_book(request.ledger))[0]
    with writing(request.ledger) as writer:
        outcome, contents = _matched(path, request, programmes, writer.ledger)
        if contents:
            now = (*outcome.matches.proved, *(outcome.matches.untagged if request.tag else ()))
            numbers = [word(payment.entry.meta.get(VOUCHER)) for payment, _ in now]
            vouchers = tuple(number for number in numbers if number)
            reason = f"{without_personal(path.name)} sha256:{outcome.file.sha256[:12]}"
            writer.write(contents, Act(IMPORT, request.who, vouchers, reason))
        return outcome


def _matched(
    path: Path, request: BankRequest, programmes: Mapping[str, Programme], book: Ledger
) -> tuple[BankOutcome, dict[Path, bytes]]:
    """Return what comes of the file, and the new contents of the book's files."""
    terms = _terms(book, request, programmes)
    file = read_camt(path)
    used, refused = _sound(file)
    rows = rows_of(used)
    periods = [period for period in map(period_of_statement, used) if period is not None]
    found = match(file, rows, list(payments_of(book, request.grant_id)), periods, terms)
    found.not_in_book = without_booked(found, _moves(book), terms.days)
    edits = Edits()
    for payment, row in (*found.proved, *(found.untagged if request.tag else ())):
        _record(edits, payment, row, file)
    contents = edits.contents()
    refuse_unreadable(contents)
    written = () if request.dry_run else tuple(contents)
    return BankOutcome(file, request, terms, used, refused, found, written), contents


def period_of_statement(statement: Statement) -> Period | None:
    """The days that a statement covers: as it says, and those of its balances and rows."""
    days = [entry.day for entry in statement.booked_entries if entry.day is not None]
    if statement.said_period is not None:
        days += [statement.said_period.start, statement.said_period.end]
    else:
        ends = (statement.opening, statement.closing)
        days += [one.day for one in ends if one is not None and one.day is not None]
    return Period(min(days), max(days)) if days else None


def _sound(
    file: CamtFile,
) -> tuple[tuple[Statement, ...], tuple[tuple[Statement, Text], ...]]:
    """Part the statements that add up from those that do not. Raises NkrError when none does."""
    judged = [(one, statement_fault(one)) for one in file.statements]
    used = tuple(one for one, why in judged if why is None)
    refused = tuple((one, why) for one, why in judged if why is not None)
    if used:
        return used, refused
    first, why = refused[0]
    more = len(refused) - 1
    raise StatementsRefusedError(
        refused,
        Text(
            f"Kontoutdraget för {first.masked_account} går inte ihop: {why.sv}"
            f"{f' ({more} utdrag till går inte heller ihop)' if more else ''}.",
            f"The statement of {first.masked_account} does not add up: {why.en}"
            f"{f' (nor do {more} more)' if more else ''}.",
        ),
        remedy=Text(
            "hämta hela kontoutdraget på nytt från banken; inget är avstämt eller skrivet",
            "fetch the whole statement again from the bank; nothing is matched or written",
        ),
        place=file.path,
    )


def _terms(book: Ledger, request: BankRequest, programmes: Mapping[str, Programme]) -> Terms:
    """What the programme of the grant says of who pays and is repaid."""
    grants = {one.id: one for one in build_book(book.entries, book.options, programmes).grants}
    grant = grants.get(request.grant_id)
    if grant is None:
        known = ", ".join(sorted(grants)) or "–"
        raise NkrError(
            Text(
                f"Boken har inget bidrag {request.grant_id}. Den har: {known}.",
                f"The book has no grant {request.grant_id}. It has: {known}.",
            ),
            remedy=Text("ange ett av dem med --grant", "name one of them with --grant"),
            place=book.path,
        )
    if grant.programme is None:
        return Terms(request.days)
    return Terms(request.days, grant.programme.payer, grant.programme.repayment.payee)


def _moves(book: Ledger) -> Iterator[tuple[date, Decimal]]:
    """The day and the money that each voucher of the book moves, whatever it is about."""
    for entry in book.entries:
        if isinstance(entry, Transaction):
            yield entry.date, moved(entry, book)


def _record(edits: Edits, payment: Payment, row: BankRow, file: CamtFile) -> None:
    """Say on the voucher which row proves it, and tag it when it is not tagged."""
    if payment.recorded is not None:
        raise NkrError(
            Text(
                f"{payment.name} har redan {BANK}: ”{payment.recorded}”, som inte är en "
                "avstämning gjord med nkr import camt.",
                f"{payment.name} already has {BANK}: “{payment.recorded}”, which is no match made "
                "by nkr import camt.",
            ),
            remedy=Text(
                f"byt namn på uppgiften eller ta bort den, och kör om; {BANK} är reserverat",
                f"rename it or remove it, and run again; {BANK} is reserved",
            ),
            place=payment.place,
        )
    edits.add_metadata(payment.entry.meta, BANK, row.recorded(file), OF_VOUCHER)
    if not payment.is_tagged:
        edits.add_tag(payment.entry, payment.tag)
