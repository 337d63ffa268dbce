"""Svefaktura 1.0 (SFTI Basic Invoice), the Swedish format before Peppol; it remains in archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.peppol.model import EInvoice, InvoiceLine, References, Totals
from nkr_importers.peppol.suppliers import read_supplier
from nkr_importers.peppol.values import LINE_AMOUNT, NET, TOTAL, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_importers.peppol.model import Supplier
    from nkr_importers.xml_reading import Node

NAMESPACE = "urn:sfti:documents:BasicInvoice:1:0"
_CREDIT = "381"
_CONTRACT, _PROJECT, _ATTACHMENT = "CT", "AEP", "ATS"
_TAX_SCHEMES = ("SWT", "VAT")


def read_svefaktura(root: Node, file: str) -> EInvoice:
    """Read the invoice. Raises NkrError when something it must have is missing or unreadable."""
    is_credit = root.value("InvoiceTypeCode") == _CREDIT
    reader = Reader(file, sign=-1 if is_credit else 1)
    reader.currency = _currency(reader, root)
    lines = tuple(_line(reader, node) for node in root.all("InvoiceLine"))
    for one in _documents(root, _ATTACHMENT):
        reader.remark(
            Text(
                "Bilagan till en Svefaktura ligger utanför fakturan och läggs inte in för sig.",
                "The attachment of a Svefaktura lies outside the invoice and is not filed alone.",
            ),
            one,
        )
    return EInvoice(
        kind="kreditfaktura" if is_credit else "faktura",
        supplier=_supplier(reader, root),
        number=reader.number(root, "ID"),
        issued=reader.issued(root, "IssueDate"),
        due=reader.day(root, "PaymentMeans/DuePaymentDate"),
        period=reader.period(root.find("InvoicingPeriod"), "StartDateTime", "EndDateTime"),
        currency=reader.currency,
        totals=_totals(reader, root),
        lines=lines,
        references=_references(reader, root),
        bankgiro=_giros(root, "BGABSESS"),
        plusgiro=_giros(root, "PGSISESS"),
        attachments=(),
        remarks=tuple(reader.remarks),
        line=root.line,
    )


def _currency(reader: Reader, root: Node) -> str:
    """The invoice's currency; an invoice in one currency may state it on its amounts only."""
    stated = reader.text(root, "InvoiceCurrencyCode")
    net = root.find("LegalTotal/TaxExclusiveTotalAmount")
    if not stated and net is not None:
        stated = net.attributes.get("amountCurrencyID", "").strip()
    if not stated:
        raise reader.missing(root, Text("valuta", "currency"), "InvoiceCurrencyCode")
    return stated


def _supplier(reader: Reader, root: Node) -> Supplier:
    party = root.find("SellerParty/Party")
    if party is None:
        raise reader.missing(root, Text("leverantör", "supplier"), "SellerParty/Party")
    own = [
        number
        for wanted in _TAX_SCHEMES
        for scheme in party.all("PartyTaxScheme")
        if scheme.value("TaxScheme/ID") == wanted
        for number in scheme.all("CompanyID")
    ]
    others = party.all("PartyIdentification/ID")
    return read_supplier(reader, party, reader.text(party, "PartyName/Name"), own, others)


def _line(reader: Reader, node: Node) -> InvoiceLine:
    return InvoiceLine(
        id=reader.text(node, "ID"),
        text=reader.text(node, "Item/Description", "Note"),
        quantity=reader.decimal(node, "InvoicedQuantity"),
        net=reader.sum(node, LINE_AMOUNT, "LineExtensionAmount"),
        accounting_cost="",
        period=None,
        line=node.line,
    )


def _totals(reader: Reader, root: Node) -> Totals:
    sums = root.find("LegalTotal")
    if sums is None:
        raise reader.missing(root, Text("summor", "totals"), "LegalTotal")
    payable = reader.sum(sums, TOTAL, "TaxInclusiveTotalAmount")
    rounding = reader.amount(sums, "RoundOffAmount") or ZERO
    return Totals(
        net=reader.sum(sums, NET, "TaxExclusiveTotalAmount"),
        vat=reader.amount(root, "TaxTotal/TotalTaxAmount") or ZERO,
        total=payable - rounding,  # what is to be paid is stated with its rounding
        payable=payable,
        adjustments=reader.adjustments(root.all("AllowanceCharge"), "Amount", "ChargeIndicator"),
        rounding=rounding,
    )


def _references(reader: Reader, root: Node) -> References:
    orders = (
        reader.text(line, "OrderLineReference/OrderReference/BuyersID")
        for line in root.all("InvoiceLine")
    )
    preceding = root.all("InitialInvoiceDocumentReference")
    return References(
        buyer=reader.text(root, "RequisitionistDocumentReference/ID"),
        order=next(filter(None, orders), ""),
        project=next((one.text for one in _documents(root, _PROJECT)), ""),
        contract=next((one.text for one in _documents(root, _CONTRACT)), ""),
        preceding=tuple(filter(None, (reader.text(one, "ID") for one in preceding))),
    )


def _documents(root: Node, scheme: str) -> Iterator[Node]:
    for one in root.all("AdditionalDocumentReference/ID"):
        if one.text and one.attributes.get("identificationSchemeID") == scheme:
            yield one


def _giros(root: Node, kind: str) -> tuple[str, ...]:
    return tuple(
        account.value("ID")
        for account in root.all("PaymentMeans/PayeeFinancialAccount")
        if account.value("FinancialInstitutionBranch/FinancialInstitution/ID").upper() == kind
        and account.value("ID")
    )
