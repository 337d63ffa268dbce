"""Reading a file of e-invoices: which format it is in, and what is odd in each invoice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.naming import printable
from nkr_importers.peppol import cii, svefaktura, ubl
from nkr_importers.peppol.arithmetic import sum_remarks
from nkr_importers.peppol.model import InvoiceFile, Remark
from nkr_importers.xml_reading import read_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nkr_importers.peppol.model import EInvoice
    from nkr_importers.xml_reading import Node

_ENVELOPE = "StandardBusinessDocument"
_WHICH = Text("ange e-fakturans XML-fil", "name the XML file of the e-invoice")
_FORMATS = Text(
    "ange en e-faktura i formatet Peppol BIS Billing 3 (UBL), CII eller Svefaktura 1.0",
    "name an e-invoice in the format Peppol BIS Billing 3 (UBL), CII or Svefaktura 1.0",
)
_READERS: dict[tuple[str, str], Callable[[Node, str], EInvoice]] = {
    (ubl.NAMESPACES[0], "Invoice"): ubl.read_ubl,
    (ubl.NAMESPACES[1], "CreditNote"): ubl.read_ubl,
    (cii.NAMESPACE, "CrossIndustryInvoice"): cii.read_cii,
    (svefaktura.NAMESPACE, "Invoice"): svefaktura.read_svefaktura,
}


def read_invoices(path: Path) -> InvoiceFile:
    """Read every invoice of a file.

    Raises NkrError when the file cannot be read, is no e-invoice of a known format, or when
    something that an invoice must have is missing or unreadable.
    """
    file = read_xml(path, _WHICH)
    found = list(_documents(file.root))
    if not found:
        name = printable(file.root.name)[:60]
        raise NkrError(
            Text(
                f"Filen är ingen e-faktura i ett känt format (yttersta elementet är {name}).",
                f"The file is no e-invoice of a known format (its outermost element is {name}).",
            ),
            remedy=_FORMATS,
            place=file.place(file.root),
        )
    invoices = tuple(
        _checked(_READERS[node.namespace, node.name](node, str(path))) for node in found
    )
    return InvoiceFile(path, file.content, file.sha256, invoices)


def _documents(root: Node) -> Iterator[Node]:
    """The invoices: the document itself, or those in the envelope it is."""
    if (root.namespace, root.name) in _READERS:
        yield root
    elif root.name == _ENVELOPE:
        for child in root.children:
            inside = [child, *child.children]
            yield from (one for one in inside if (one.namespace, one.name) in _READERS)


def _checked(invoice: EInvoice) -> EInvoice:
    """Add the remarks that concern the invoice as a whole."""
    return replace(invoice, remarks=(*invoice.remarks, *_remarks(invoice)))


def _remarks(invoice: EInvoice) -> Iterator[Remark]:
    yield from sum_remarks(invoice.totals, invoice.lines, invoice.line)
    if invoice.kind == "kreditfaktura" and invoice.totals.net > ZERO:
        yield Remark(
            Text(
                "Kreditfakturan har negativt belopp i filen, och ökar då kostnaden.",
                "The credit note has a negative amount in the file, and so adds to the cost.",
            ),
            invoice.line,
        )
    if not invoice.supplier.name:
        yield Remark(
            Text("Leverantören har inget namn.", "The supplier has no name."), invoice.line
        )
