"""Peppol BIS Billing 3: an Invoice or a CreditNote of UBL 2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.peppol.attachments import read_attachments
from nkr_importers.peppol.model import EInvoice, InvoiceLine, References, Totals
from nkr_importers.peppol.periods import whole_period
from nkr_importers.peppol.suppliers import ORGANISATION_NUMBER, read_supplier
from nkr_importers.peppol.values import LINE_AMOUNT, NET, PAYABLE, TOTAL, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_importers.peppol.model import Supplier
    from nkr_importers.xml_reading import Node

NAMESPACES = (
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
)
# Credit notes by their code in UNTDID 1001; an Invoice with one of them is a credit note too.
CREDIT_CODES = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"}
)
_PROJECT = "50"
_START, _END = "StartDate", "EndDate"


def read_ubl(root: Node, file: str) -> EInvoice:
    """Read the invoice. Raises NkrError when something it must have is missing or unreadable."""
    code = root.value("InvoiceTypeCode") or root.value("CreditNoteTypeCode")
    is_credit = root.name == "CreditNote" or code in CREDIT_CODES
    reader = Reader(file, sign=-1 if is_credit else 1)
    reader.currency = reader.code(root, Text("valuta", "currency"), "DocumentCurrencyCode")
    lines = tuple(
        _line(reader, node)
        for node in root.children
        if node.name in {"InvoiceLine", "CreditNoteLine"}
    )
    stated = reader.period(root.find("InvoicePeriod"), _START, _END)
    return EInvoice(
        kind="kreditfaktura" if is_credit else "faktura",
        supplier=_supplier(reader, root),
        number=reader.number(root, "ID"),
        issued=reader.issued(root, "IssueDate"),
        due=reader.day(root, "DueDate", "PaymentMeans/PaymentDueDate"),
        period=whole_period(reader, root, stated, lines),
        currency=reader.currency,
        totals=_totals(reader, root),
        lines=lines,
        references=_references(reader, root),
        bankgiro=_giros(root, "SE:BANKGIRO"),
        plusgiro=_giros(root, "SE:PLUSGIRO"),
        attachments=read_attachments(reader, _attached(reader, root)),
        remarks=tuple(reader.remarks),
        line=root.line,
    )


def _supplier(reader: Reader, root: Node) -> Supplier:
    party = root.find("AccountingSupplierParty/Party")
    if party is None:
        raise reader.missing(root, Text("leverantör", "supplier"), "AccountingSupplierParty/Party")
    own = [
        *party.all("PartyLegalEntity/CompanyID"),
        *(
            number
            for scheme in party.all("PartyTaxScheme")
            if scheme.value("TaxScheme/ID") == "VAT"
            for number in scheme.all("CompanyID")
        ),
    ]
    others = [
        *party.all("PartyIdentification/ID"),
        *(one for one in party.all("EndpointID") if _is_organisation(one)),
    ]
    name = reader.text(party, "PartyLegalEntity/RegistrationName", "PartyName/Name")
    return read_supplier(reader, party, name, own, others)


def _is_organisation(node: Node) -> bool:
    return node.attributes.get("schemeID") == ORGANISATION_NUMBER


def _line(reader: Reader, node: Node) -> InvoiceLine:
    name, description = reader.text(node, "Item/Name"), reader.text(node, "Item/Description")
    return InvoiceLine(
        id=reader.text(node, "ID"),
        text=name or description,
        quantity=reader.decimal(node, "InvoicedQuantity", "CreditedQuantity"),
        net=reader.sum(node, LINE_AMOUNT, "LineExtensionAmount"),
        accounting_cost=reader.text(node, "AccountingCost"),
        period=reader.period(node.find("InvoicePeriod"), _START, _END),
        line=node.line,
    )


def _totals(reader: Reader, root: Node) -> Totals:
    sums = root.find("LegalMonetaryTotal")
    if sums is None:
        raise reader.missing(root, Text("summor", "totals"), "LegalMonetaryTotal")
    return Totals(
        net=reader.sum(sums, NET, "TaxExclusiveAmount"),
        vat=reader.vat(root.all("TaxTotal/TaxAmount")),
        total=reader.sum(sums, TOTAL, "TaxInclusiveAmount"),
        payable=reader.sum(sums, PAYABLE, "PayableAmount"),
        adjustments=reader.adjustments(root.all("AllowanceCharge"), "Amount", "ChargeIndicator"),
        prepaid=reader.amount(sums, "PrepaidAmount") or ZERO,
        rounding=reader.amount(sums, "PayableRoundingAmount") or ZERO,
    )


def _references(reader: Reader, root: Node) -> References:
    # A CreditNote has no ProjectReference: the project stands among the documents.
    documents = (
        reader.text(one, "ID")
        for one in root.all("AdditionalDocumentReference")
        if one.value("DocumentTypeCode") == _PROJECT
    )
    preceding = root.all("BillingReference/InvoiceDocumentReference")
    return References(
        buyer=reader.text(root, "BuyerReference"),
        order=reader.text(root, "OrderReference/ID"),
        project=reader.text(root, "ProjectReference/ID") or next(documents, ""),
        contract=reader.text(root, "ContractDocumentReference/ID"),
        accounting_cost=reader.text(root, "AccountingCost"),
        preceding=tuple(filter(None, (reader.text(one, "ID") for one in preceding))),
    )


def _giros(root: Node, kind: str) -> tuple[str, ...]:
    return tuple(
        account.value("ID")
        for account in root.all("PaymentMeans/PayeeFinancialAccount")
        if account.value("FinancialInstitutionBranch/ID").upper() == kind and account.value("ID")
    )


def _attached(reader: Reader, root: Node) -> Iterator[tuple[Node, str]]:
    for document in root.all("AdditionalDocumentReference"):
        for embedded in document.all("Attachment/EmbeddedDocumentBinaryObject"):
            yield embedded, document.value("ID")
        for external in document.all("Attachment/ExternalReference/URI"):
            reader.remark(
                Text(
                    "En bilaga ligger på en webbadress och hämtas inte.",
                    "An attachment is at a web address and is not fetched.",
                ),
                external,
            )
