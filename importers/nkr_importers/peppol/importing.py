"""Importing e-invoices: from files to documents on vouchers, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.ledger import refuse_unreadable
from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_audit.trail.opening import open_book
from nkr_audit.trail.person import login_name
from nkr_audit.trail.record import IMPORT, Act
from nkr_audit.trail.writing import writing
from nkr_importers.existing import declared_grants
from nkr_importers.opening import unreadable
from nkr_importers.peppol.filing import Filed, Filing
from nkr_importers.peppol.matching import Unmatched, Vouchers, number_of
from nkr_importers.peppol.model import FaultyFile, InvoiceFile
from nkr_importers.peppol.reading import read_invoices
from nkr_importers.peppol.repeated import Invoices, Repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.peppol.model import EInvoice

_NO_INVOICES = Text("ange en mapp med e-fakturor", "name a folder of e-invoices")


@dataclass(frozen=True, slots=True)
class InvoiceRequest:
    """What the user asked of an import besides the files. ``voucher`` is the one named by hand."""

    ledger: Path
    grant_id: str
    voucher: str | None = None
    dry_run: bool = False
    quarantine: bool = False
    who: str = field(default_factory=login_name)


@dataclass(frozen=True, slots=True)
class Handled:
    """An invoice, the file it came in, and what became of it."""

    path: Path
    invoice: EInvoice
    result: Filed | Unmatched


@dataclass(frozen=True, slots=True)
class InvoiceImport:
    """What an import did, or would do. ``refused`` when a faulty file stopped it.

    ``changed`` are the book's own files that get new lines.
    """

    grant_id: str
    files: int
    handled: tuple[Handled, ...]
    faulty: tuple[FaultyFile, ...]
    refused: bool
    dry_run: bool
    changed: tuple[str, ...]

    @property
    def written(self) -> bool:
        """Tell whether the book was changed."""
        return bool(self.changed) and not (self.refused or self.dry_run)

    @property
    def exit_code(self) -> int:
        """0 when all invoices are in, 1 when some are not, 2 when a faulty file stopped them."""
        if self.refused:
            return 2
        unmatched = any(isinstance(one.result, Unmatched) for one in self.handled)
        return 1 if unmatched or self.faulty else 0


def import_invoices(named: Sequence[Path], request: InvoiceRequest) -> InvoiceImport:
    """File the invoices of the files on their vouchers.

    An invoice without a voucher is listed and does not stop the others. A faulty file stops all,
    unless they are to be filed anyway (``quarantine``). Raises NkrError when the book cannot be
    written in, does not have the voucher that was named, or when the only file is faulty.
    """
    if request.dry_run:
        return _planned(named, request, open_book(request.ledger))[0]
    with writing(request.ledger) as writer:
        result, contents = _planned(named, request, writer.ledger)
        if result.written:
            writer.write(contents, _act(result, request.who))
        return result


def _planned(
    named: Sequence[Path], request: InvoiceRequest, book: Ledger
) -> tuple[InvoiceImport, dict[Path, bytes]]:
    """Return what comes of the files, and the new contents of the book's files."""
    _check_grant(book, request.grant_id)
    read = [_read(path) for path in _paths(named)]
    files = [one for one in read if isinstance(one, InvoiceFile)]
    faulty = tuple(one for one in read if isinstance(one, FaultyFile))
    if faulty and len(read) == 1:
        raise faulty[0].error
    filing = Filing(book, request.grant_id)
    vouchers = Vouchers(book, request.grant_id)
    handled = tuple(_handle(files, faulty, vouchers, Invoices(book), filing, request))
    contents = filing.edits.contents()
    own = {path: text for path, text in contents.items() if path not in filing.new_files}
    refuse_unreadable(own)
    result = InvoiceImport(
        request.grant_id, len(read), handled, faulty,
        refused=bool(faulty) and not request.quarantine,
        dry_run=request.dry_run,
        changed=tuple(str(path) for path in own),
    )  # fmt: skip
    return result, contents


def _act(result: InvoiceImport, who: str) -> Act:
    """What was done, for the log: the vouchers that got something, and the files it came from."""
    vouchers: dict[str, None] = {}
    files: dict[str, None] = {}
    for one in result.handled:
        if isinstance(one.result, Filed) and one.result.is_new:
            vouchers[one.result.voucher] = None
            files[one.path.name] = None
    return Act(IMPORT, who, tuple(vouchers), mask(", ".join(files)))


def _paths(named: Iterable[Path]) -> Iterator[Path]:
    """The files named; of a folder, the XML files directly in it."""
    for path in named:
        if not path.is_dir():
            yield path
            continue
        try:
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() == ".xml")
        except OSError as error:
            raise unreadable(path, error, _NO_INVOICES) from error
        if not inside:
            raise NkrError(
                Text("Mappen har inga XML-filer.", "The folder has no XML files."),
                remedy=_NO_INVOICES,
                place=path,
            )
        yield from inside


def _read(path: Path) -> InvoiceFile | FaultyFile:
    try:
        return read_invoices(path)
    except NkrError as error:
        return FaultyFile(path, error)


def _handle(
    files: Sequence[InvoiceFile], faulty: Sequence[FaultyFile], vouchers: Vouchers,
    filed: Invoices, filing: Filing, request: InvoiceRequest,
) -> Iterator[Handled]:  # fmt: skip
    invoices = [(file, invoice) for file in files for invoice in file.invoices]
    named = len(invoices) + len(faulty)
    if request.voucher is not None and named != 1:
        raise NkrError(
            Text(
                f"--voucher gäller en faktura, men {named} är angivna.",
                f"--voucher is for one invoice, but {named} are named.",
            ),
            remedy=Text("ange en fil i taget", "name one file at a time"),
        )
    for file, invoice in invoices:
        if request.voucher is not None:
            entry = vouchers.stated(request.voucher.strip(), invoice)
        else:
            entry = vouchers.matching(invoice)
        if isinstance(entry, Unmatched):
            yield Handled(file.path, invoice, entry)
            continue
        stated, number = request.voucher is not None, number_of(entry)
        seen = "new" if stated else filed.seen(number, file, invoice)
        if isinstance(seen, Repeated):
            yield Handled(file.path, invoice, seen)
        elif seen == "same":
            yield Handled(file.path, invoice, Filed(number, (), (), ()))
        else:
            yield Handled(file.path, invoice, filing.file(entry, file, invoice, stated=stated))


def _check_grant(book: Ledger, grant_id: str) -> None:
    grants = declared_grants(book.entries)
    if grant_id not in grants:
        known = ", ".join(sorted(grants)) or "–"
        raise NkrError(
            Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}."),
            remedy=Text(f"välj bland {known}", f"choose among {known}"),
            place=book.path,
        )
