"""Filing an invoice on its voucher: copies in ``underlag``, documents in the book, its period."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Document, Transaction

from nkr_audit.errors import NkrError
from nkr_audit.metadata import word
from nkr_audit.text import Text
from nkr_audit.vocabulary import PERIOD, TAG_ACCRUAL
from nkr_importers.editing import OF_VOUCHER, Edits, account_of
from nkr_importers.opening import unreadable
from nkr_importers.peppol.attachments import safe_name, unique_name
from nkr_importers.peppol.comparing import amount_notes, date_notes, period_notes, stated_periods
from nkr_importers.peppol.matching import COUNTERPARTY, INVOICE, number_of
from nkr_importers.peppol.periods import notation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.peppol.model import EInvoice, InvoiceFile

FOLDER = "underlag"
_KIND = {"typ": "faktura"}
_PLAIN_FOLDER = Text(
    "gör underlag till en vanlig mapp bredvid boken", "make underlag a plain folder beside the book"
)


@dataclass(frozen=True, slots=True)
class Filed:
    """What was done with an invoice: the names of its new documents, the metadata added to its
    voucher, and what a person should look at. Nothing new: it was there already.
    """

    voucher: str
    documents: tuple[str, ...]
    added: tuple[tuple[str, str], ...]
    notes: tuple[Text, ...]

    @property
    def is_new(self) -> bool:
        """Tell whether anything is added to the book."""
        return bool(self.documents or self.added)


class Filing:
    """Gathers what is to be written for the invoices of one import."""

    def __init__(self, ledger: Ledger, grant_id: str) -> None:
        self.edits = Edits()
        self.new_files: set[Path] = set()
        self._grant_id = grant_id
        self._expenses = str(ledger.options["name_expenses"])
        self._folder = ledger.root / FOLDER
        self._taken = _names_in(self._folder, ledger)
        self._documents: dict[str, list[Any]] = {}
        self._filed: set[tuple[str, str]] = set()
        self._accruals: set[str] = set()
        for entry in ledger.entries:
            if isinstance(entry, Document):
                for link in entry.links or ():
                    self._documents.setdefault(link, []).append(entry)
            elif isinstance(entry, Transaction) and TAG_ACCRUAL in entry.tags:
                self._accruals |= entry.links

    def file(self, entry: Any, source: InvoiceFile, invoice: EInvoice, *, stated: bool) -> Filed:
        """File an invoice on the voucher ``entry``; ``stated`` when a person named the voucher."""
        number = number_of(entry)
        notes = list(amount_notes(entry, invoice, self._grant_id, self._expenses))
        notes += date_notes(entry, invoice)
        added = dict(self._stated(entry, invoice, notes)) if stated else {}
        period = self._period(entry, invoice, notes)
        if period:
            added[PERIOD] = period
        for key, value in added.items():
            self.edits.add_metadata(entry.meta, key, value, OF_VOUCHER)
        stem = f"{number}-faktura-{invoice.number}".replace("/", "-").replace("\\", "-")
        names = [(safe_name(f"{stem}.xml"), source.content)]
        base = names[0][0].removesuffix(".xml")
        for count, one in enumerate(invoice.attachments, start=1):
            names.append((f"{base}-bilaga-{count}.{one.ending}", one.content))
        documents = [self._document(entry, number, name, content) for name, content in names]
        return Filed(
            number, tuple(name for name in documents if name), tuple(added.items()), tuple(notes)
        )

    def _stated(
        self, entry: Any, invoice: EInvoice, notes: list[Text]
    ) -> Iterator[tuple[str, str]]:
        """What a voucher named by hand is to say of the invoice, so that it is known from now."""
        if self.edits.value(entry.meta, INVOICE) is None:
            yield INVOICE, invoice.number
        if self.edits.value(entry.meta, COUNTERPARTY) is not None or not invoice.supplier.number:
            return
        if invoice.supplier.is_person:
            notes.append(
                Text(
                    f"leverantörens nummer är ett personnummer och skrivs inte i {COUNTERPARTY}",
                    f"the supplier's number is a personnummer and is not put in {COUNTERPARTY}",
                )
            )
        else:
            yield COUNTERPARTY, invoice.supplier.shown

    def _period(self, entry: Any, invoice: EInvoice, notes: list[Text]) -> str | None:
        """The period to put on the voucher; None when it has one, or takes an accrual's."""
        if invoice.period is None:
            return None
        said = stated_periods(self.edits, entry, self._grant_id)
        if said:
            notes.extend(period_notes(said, invoice.period))
            return None
        if entry.links & self._accruals:
            notes.append(
                Text(
                    f"fakturan avser {notation(invoice.period)}; verifikationen följer "
                    f"reserveringens period och får därför inget {PERIOD}",
                    f"the invoice is about {notation(invoice.period)}; the voucher follows the "
                    f"period of the accrual and so gets no {PERIOD}",
                )
            )
            return None
        return notation(invoice.period)

    def _document(self, entry: Any, number: str, name: str, content: bytes) -> str | None:
        """File a document under a name that no other file has; None when it is filed already."""
        digest = hashlib.sha256(content).hexdigest()
        if (number, digest) in self._filed or digest in self._digests(number):
            return None
        self._filed.add((number, digest))
        path = self._folder / name
        if not (name.lower() in self._taken and _holds(path, content)):
            path = self._folder / unique_name(name, self._taken)
            self.edits.add_file(path, content)
            self.new_files.add(path)
        self._taken.add(path.name.lower())
        account = account_of(entry, self._grant_id)
        self.edits.add_document(entry, account, path, number, _KIND)
        return path.name

    def _digests(self, number: str) -> Iterator[str]:
        """The hashes of the documents on a voucher; of one without, that of its file."""
        for document in self._documents.get(number, ()):
            stated = word(document.meta.get("sha256"))
            yield stated.lower() if stated else _digest_of(document.filename)


def _digest_of(filename: str) -> str:
    try:
        with open(filename, "rb") as file:  # noqa: PTH123 (Beancount keeps the name as text)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether the file is there, itself and no link, with exactly this in it."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size != len(content):
            return False
        return path.read_bytes() == content
    except OSError:
        return False


def _names_in(folder: Path, ledger: Ledger) -> set[str]:
    """The names that are taken in the folder, in lower case: some systems see no difference.

    Raises NkrError when the folder is a link out of the book.
    """
    if not folder.resolve().is_relative_to(ledger.root.resolve()):
        raise NkrError(
            Text(
                "Mappen för underlag är en länk ut ur bokens mapp.",
                "The folder for documents is a link out of the book's folder.",
            ),
            remedy=_PLAIN_FOLDER,
            place=folder,
        )
    try:
        return {one.name.lower() for one in folder.iterdir()} if folder.is_dir() else set()
    except OSError as error:
        raise unreadable(folder, error, _PLAIN_FOLDER) from error
