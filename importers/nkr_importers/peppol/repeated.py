"""Invoices that are there already under the same supplier and number: the same, or another one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from beancount.core.data import Document

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.naming import printable
from nkr_importers.peppol.matching import Unmatched
from nkr_importers.peppol.reading import read_invoices
from nkr_importers.peppol.suppliers import comparable

if TYPE_CHECKING:
    from nkr_audit.ledger import Ledger
    from nkr_importers.peppol.model import EInvoice, InvoiceFile


class Repeated(Unmatched):
    """Another invoice than the one on the voucher, under the same supplier and number."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An invoice that is filed, or about to be; ``name`` is that of its file."""

    name: str
    sha256: str
    invoice: EInvoice


class Invoices:
    """The e-invoices on the vouchers of a book, with those that one import adds."""

    def __init__(self, ledger: Ledger) -> None:
        self._documents: defaultdict[str, list[Path]] = defaultdict(list)
        for entry in ledger.entries:
            if isinstance(entry, Document) and entry.filename.lower().endswith(".xml"):
                for link in entry.links or ():
                    self._documents[link].append(Path(entry.filename))
        self._known: dict[str, list[_Known]] = {}

    def seen(
        self, voucher: str, file: InvoiceFile, invoice: EInvoice
    ) -> Repeated | Literal["same", "new"]:
        """Set the invoice against those on the voucher, and remember it when it is new."""
        known = self._known.setdefault(voucher, [])
        if not known:
            known += _read(self._documents.get(voucher, ()))
        alike = [one for one in known if _key(one.invoice) == _key(invoice)]
        if any(one.sha256 == file.sha256 for one in alike):
            return "new"
        if any(_content(one.invoice) == _content(invoice) for one in alike):
            return "same"
        if not alike:
            self.add(voucher, file, invoice)
            return "new"
        name = printable(alike[0].name)
        return Repeated(
            Text(
                f"{voucher} har redan en annan e-faktura med samma leverantör och nummer ({name});"
                " den här är ändrad, eller en dubblett",
                f"{voucher} has another e-invoice of the same supplier and number already ({name});"
                " this one is changed, or a duplicate",
            ),
            Text(
                "fråga leverantören vilken som gäller; ska båda ligga på verifikationen: ange den"
                f" med --voucher {voucher}",
                "ask the supplier which one holds; if both belong on the voucher, name it with"
                f" --voucher {voucher}",
            ),
        )

    def add(self, voucher: str, file: InvoiceFile, invoice: EInvoice) -> None:
        """Remember an invoice that is filed now."""
        one = _Known(file.path.name, file.sha256, invoice)
        self._known.setdefault(voucher, []).append(one)


def _read(paths: list[Path] | tuple[Path, ...]) -> list[_Known]:
    found = []
    for path in paths:
        try:
            file = read_invoices(path)
        except NkrError:
            continue
        found += [_Known(path.name, file.sha256, one) for one in file.invoices]
    return found


def _key(invoice: EInvoice) -> tuple[str, str]:
    return comparable(invoice.supplier.number) or invoice.supplier.name, invoice.number


def _content(invoice: EInvoice) -> EInvoice:
    """The invoice without its place in the file."""
    lines = tuple(replace(one, line=0) for one in invoice.lines)
    return replace(invoice, line=0, remarks=(), lines=lines)
