"""Cross Industry Invoice (CII, D16B), the other syntax of the European standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.peppol.attachments import read_attachments
from nkr_importers.peppol.model import EInvoice, InvoiceLine, References, Totals
from nkr_importers.peppol.periods import whole_period
from nkr_importers.peppol.suppliers import read_supplier
from nkr_importers.peppol.ubl import CREDIT_CODES
from nkr_importers.peppol.values import LINE_AMOUNT, NET, PAYABLE, TOTAL, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_importers.peppol.model import Supplier
    from nkr_importers.xml_reading import Node

NAMESPACE = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_START = "StartDateTime/DateTimeString"
_END = "EndDateTime/DateTimeString"
_DAY = "DateTimeString"
_VAT_REGISTRATION = "VA"


def read_cii(root: Node, file: str) -> EInvoice:
    """Read the invoice. Raises NkrError when something it must have is missing or unreadable."""
    reader = Reader(file)
    document = _part(reader, root, "ExchangedDocument")
    trade = _part(reader, root, "SupplyChainTradeTransaction")
    agreement = _part(reader, trade, "ApplicableHeaderTradeAgreement")
    settlement = _part(reader, trade, "ApplicableHeaderTradeSettlement")
    is_credit = document.value("TypeCode") in CREDIT_CODES
    reader.sign = -1 if is_credit else 1
    reader.currency = reader.code(settlement, Text("valuta", "currency"), "InvoiceCurrencyCode")
    lines = tuple(_line(reader, one) for one in trade.all("IncludedSupplyChainTradeLineItem"))
    stated = reader.period(settlement.find("BillingSpecifiedPeriod"), _START, _END)
    due = f"SpecifiedTradePaymentTerms/DueDateDateTime/{_DAY}"
    return EInvoice(
        kind="kreditfaktura" if is_credit else "faktura",
        supplier=_supplier(reader, agreement),
        number=reader.number(document, "ID"),
        issued=reader.issued(document, f"IssueDateTime/{_DAY}", "IssueDateTime/DateTime"),
        due=reader.day(settlement, due),
        period=whole_period(reader, settlement, stated, lines),
        currency=reader.currency,
        totals=_totals(reader, settlement),
        lines=lines,
        references=_references(reader, agreement, settlement),
        bankgiro=_giros(settlement, "SE:BANKGIRO"),
        plusgiro=_giros(settlement, "SE:PLUSGIRO"),
        attachments=read_attachments(reader, _attached(reader, agreement)),
        remarks=tuple(reader.remarks),
        line=root.line,
    )


def _part(reader: Reader, node: Node, name: str) -> Node:
    found = node.find(name)
    if found is None:
        raise reader.missing(node, Text("en del", "part"), name)
    return found


def _supplier(reader: Reader, agreement: Node) -> Supplier:
    party = _part(reader, agreement, "SellerTradeParty")
    own = [
        *party.all("SpecifiedLegalOrganization/ID"),
        *(
            one
            for one in party.all("SpecifiedTaxRegistration/ID")
            if one.attributes.get("schemeID") == _VAT_REGISTRATION
        ),
    ]
    others = [*party.all("ID"), *party.all("GlobalID")]
    return read_supplier(reader, party, reader.text(party, "Name"), own, others)


def _line(reader: Reader, node: Node) -> InvoiceLine:
    net = (
        "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"
    )
    account = "ReceivableSpecifiedTradeAccountingAccount/ID"
    period = node.find("SpecifiedLineTradeSettlement/BillingSpecifiedPeriod")
    product = "SpecifiedTradeProduct"
    return InvoiceLine(
        id=reader.text(node, "AssociatedDocumentLineDocument/LineID"),
        text=reader.text(node, f"{product}/Name", f"{product}/Description"),
        quantity=reader.decimal(node, "SpecifiedLineTradeDelivery/BilledQuantity"),
        net=reader.sum(node, LINE_AMOUNT, net),
        accounting_cost=reader.text(node, f"SpecifiedLineTradeSettlement/{account}"),
        period=reader.period(period, _START, _END),
        line=node.line,
    )


def _totals(reader: Reader, settlement: Node) -> Totals:
    sums = _part(reader, settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    return Totals(
        net=reader.sum(sums, NET, "TaxBasisTotalAmount"),
        vat=reader.vat(sums.all("TaxTotalAmount")),
        total=reader.sum(sums, TOTAL, "GrandTotalAmount"),
        payable=reader.sum(sums, PAYABLE, "DuePayableAmount"),
        adjustments=reader.adjustments(
            settlement.all("SpecifiedTradeAllowanceCharge"),
            "ActualAmount",
            "ChargeIndicator/Indicator",
        ),
        prepaid=reader.amount(sums, "TotalPrepaidAmount") or ZERO,
        rounding=reader.amount(sums, "RoundingAmount") or ZERO,
    )


def _references(reader: Reader, agreement: Node, settlement: Node) -> References:
    preceding = settlement.all("InvoiceReferencedDocument")
    return References(
        buyer=reader.text(agreement, "BuyerReference"),
        order=reader.text(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID"),
        project=reader.text(agreement, "SpecifiedProcuringProject/ID"),
        contract=reader.text(agreement, "ContractReferencedDocument/IssuerAssignedID"),
        accounting_cost=reader.text(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"),
        preceding=tuple(filter(None, (reader.text(one, "IssuerAssignedID") for one in preceding))),
    )


def _giros(settlement: Node, kind: str) -> tuple[str, ...]:
    return tuple(
        account.text
        for means in settlement.all("SpecifiedTradeSettlementPaymentMeans")
        if means.value("PayeeSpecifiedCreditorFinancialInstitution/BICID").upper() == kind
        for account in means.all("PayeePartyCreditorFinancialAccount/ProprietaryID")
        if account.text
    )


def _attached(reader: Reader, agreement: Node) -> Iterator[tuple[Node, str]]:
    for document in agreement.all("AdditionalReferencedDocument"):
        for embedded in document.all("AttachmentBinaryObject"):
            yield embedded, document.value("IssuerAssignedID")
        for external in document.all("URIID"):
            reader.remark(
                Text(
                    "En bilaga ligger på en webbadress och hämtas inte.",
                    "An attachment is at a web address and is not fetched.",
                ),
                external,
            )
