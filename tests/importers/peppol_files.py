"""Small e-invoices and a book that the tests of the e-invoice importer are written with."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PDF = b"%PDF-1.7 exempel"
ATTACHMENT = f"""\
 <cac:AdditionalDocumentReference><cbc:ID>Bilaga</cbc:ID><cac:Attachment>
  <cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="tidrapport.pdf">\
{base64.b64encode(PDF).decode()}</cbc:EmbeddedDocumentBinaryObject>
 </cac:Attachment></cac:AdditionalDocumentReference>
"""

UBL = """\
<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID> 884512 </cbc:ID>
 <cbc:IssueDate>2026-06-30</cbc:IssueDate>
 <cbc:DueDate>2026-07-30</cbc:DueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
 <cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
 <cbc:AccountingCost>2610</cbc:AccountingCost>
 <cbc:BuyerReference>ekonom1</cbc:BuyerReference>
 <cac:InvoicePeriod><cbc:StartDate>2026-06-01</cbc:StartDate>\
<cbc:EndDate>2026-06-30</cbc:EndDate></cac:InvoicePeriod>
 <cac:OrderReference><cbc:ID>O-1</cbc:ID></cac:OrderReference>
 <cac:ContractDocumentReference><cbc:ID>AVT-7</cbc:ID></cac:ContractDocumentReference>
 <!-- attachments -->
 <cac:ProjectReference><cbc:ID>103</cbc:ID></cac:ProjectReference>
 <cac:AccountingSupplierParty><cac:Party>
  <cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID>
  <cac:PartyTaxScheme><cbc:CompanyID>SE556016068001</cbc:CompanyID>\
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyTaxScheme><cbc:CompanyID>Godkänd för F-skatt</cbc:CompanyID>\
<cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>Exempel IT AB</cbc:RegistrationName>\
<cbc:CompanyID schemeID="0007">5560160680</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>\
<cbc:ID>9912346</cbc:ID><cac:FinancialInstitutionBranch><cbc:ID>SE:BANKGIRO</cbc:ID>\
</cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount></cac:PaymentMeans>
 <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>\
<cbc:Amount currencyID="SEK">1000</cbc:Amount></cac:AllowanceCharge>
 <cac:TaxTotal><cbc:TaxAmount currencyID="SEK">10000.00</cbc:TaxAmount></cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="SEK">41000.00</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="SEK">40000.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="SEK">50000.00</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="SEK">50000.00</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
 <cac:InvoiceLine>
  <cbc:ID>1</cbc:ID>
  <cbc:InvoicedQuantity unitCode="MON">1</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="SEK">30000.00</cbc:LineExtensionAmount>
  <cbc:AccountingCost>5420</cbc:AccountingCost>
  <!-- period 1 -->
  <cac:Item><cbc:Name>Driftplattform</cbc:Name></cac:Item>
 </cac:InvoiceLine>
 <cac:InvoiceLine>
  <cbc:ID>2</cbc:ID>
  <cbc:InvoicedQuantity unitCode="HUR">11</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="SEK">11000.00</cbc:LineExtensionAmount>
  <!-- period 2 -->
  <cac:Item><cbc:Description>Support</cbc:Description></cac:Item>
 </cac:InvoiceLine>
</Invoice>
"""
HEADER_PERIOD = UBL[UBL.index(" <cac:InvoicePeriod>") : UBL.index(" <cac:OrderReference>")]

CREDIT_NOTE = (
    UBL.replace("xsd:Invoice-2", "xsd:CreditNote-2")
    .replace("<Invoice ", "<CreditNote ")
    .replace("</Invoice>", "</CreditNote>")
    .replace("InvoiceLine>", "CreditNoteLine>")
    .replace("InvoicedQuantity", "CreditedQuantity")
    .replace("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "")
    .replace(" <cbc:DueDate>2026-07-30</cbc:DueDate>\n", "")
    .replace(
        " <cac:OrderReference>",
        " <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>884400</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>\n <cac:OrderReference>",
    )
    .replace(
        " <cac:ProjectReference><cbc:ID>103</cbc:ID></cac:ProjectReference>",
        " <cac:AdditionalDocumentReference><cbc:ID>103</cbc:ID>"
        "<cbc:DocumentTypeCode>50</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>",
    )
)

CII = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
 <rsm:ExchangedDocument><ram:ID>K-77</ram:ID><ram:TypeCode>381</ram:TypeCode><ram:IssueDateTime>\
<udt:DateTimeString format="102">20260702</udt:DateTimeString></ram:IssueDateTime>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:IncludedSupplyChainTradeLineItem>
   <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
   <ram:SpecifiedTradeProduct><ram:Name>Lagring</ram:Name></ram:SpecifiedTradeProduct>
   <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">2</ram:BilledQuantity>\
</ram:SpecifiedLineTradeDelivery>
   <ram:SpecifiedLineTradeSettlement>
    <ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format="102">20260101\
</udt:DateTimeString></ram:StartDateTime><ram:EndDateTime><udt:DateTimeString format="102">20261231\
</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>
    <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>500.25\
</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:ReceivableSpecifiedTradeAccountingAccount><ram:ID>5420</ram:ID>\
</ram:ReceivableSpecifiedTradeAccountingAccount>
   </ram:SpecifiedLineTradeSettlement>
  </ram:IncludedSupplyChainTradeLineItem>
  <ram:ApplicableHeaderTradeAgreement>
   <ram:BuyerReference>ekonom1</ram:BuyerReference>
   <ram:SellerTradeParty><ram:Name>Exempel AB</ram:Name>
    <ram:SpecifiedLegalOrganization><ram:ID schemeID="0007">165560160680</ram:ID>\
</ram:SpecifiedLegalOrganization>
   </ram:SellerTradeParty>
   <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>O-2</ram:IssuerAssignedID>\
</ram:BuyerOrderReferencedDocument>
   <ram:ContractReferencedDocument><ram:IssuerAssignedID>AVT-8</ram:IssuerAssignedID>\
</ram:ContractReferencedDocument>
   <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>Rapport</ram:IssuerAssignedID>\
<ram:AttachmentBinaryObject mimeCode="text/csv" filename="x.csv">\
{base64.b64encode(b"a;b").decode()}</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>
   <ram:SpecifiedProcuringProject><ram:ID>104</ram:ID></ram:SpecifiedProcuringProject>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement>
   <ram:InvoiceCurrencyCode>SEK</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount>\
<ram:ProprietaryID>4321-0</ram:ProprietaryID></ram:PayeePartyCreditorFinancialAccount>\
<ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>SE:PLUSGIRO</ram:BICID>\
</ram:PayeeSpecifiedCreditorFinancialInstitution></ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator>\
</ram:ChargeIndicator><ram:ActualAmount>9.75</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>
   <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20260801\
</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    <ram:LineTotalAmount>500.25</ram:LineTotalAmount>
    <ram:TaxBasisTotalAmount>510.00</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount currencyID="SEK">127.50</ram:TaxTotalAmount>
    <ram:TaxTotalAmount currencyID="EUR">11.00</ram:TaxTotalAmount>
    <ram:RoundingAmount>0.50</ram:RoundingAmount>
    <ram:GrandTotalAmount>637.50</ram:GrandTotalAmount>
    <ram:TotalPrepaidAmount>100.00</ram:TotalPrepaidAmount>
    <ram:DuePayableAmount>538.00</ram:DuePayableAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
   <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>884300</ram:IssuerAssignedID>\
</ram:InvoiceReferencedDocument>
   <ram:ReceivableSpecifiedTradeAccountingAccount><ram:ID>2610</ram:ID>\
</ram:ReceivableSpecifiedTradeAccountingAccount>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""


def svefaktura(number: str, code: str = "380") -> str:
    """Return a Svefaktura that rounds 99.60 off to 100.00."""
    return f"""\
 <Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0"
  xmlns:cac="urn:sfti:CommonAggregateComponents:1:0"
  xmlns:cbc="urn:oasis:names:tc:ubl:CommonBasicComponents:1:0">
  <ID>{number}</ID>
  <cbc:IssueDate>2026-03-31</cbc:IssueDate>
  <InvoiceTypeCode>{code}</InvoiceTypeCode>
  <AdditionalDocumentReference><cac:ID identificationSchemeID="AEP">105</cac:ID>
  </AdditionalDocumentReference>
  <cac:SellerParty><cac:Party>
   <cac:PartyName><cbc:Name>Exempel Å AB</cbc:Name></cac:PartyName>
   <cac:PartyTaxScheme><cac:CompanyID>SE556016068001</cac:CompanyID>\
<cac:TaxScheme><cac:ID>VAT</cac:ID></cac:TaxScheme></cac:PartyTaxScheme>
   <cac:PartyTaxScheme><cac:CompanyID>5560160680</cac:CompanyID>\
<cac:TaxScheme><cac:ID>SWT</cac:ID></cac:TaxScheme></cac:PartyTaxScheme>
  </cac:Party></cac:SellerParty>
  <cac:PaymentMeans><cbc:DuePaymentDate>2026-04-30</cbc:DuePaymentDate><cac:PayeeFinancialAccount>
   <cac:ID>12345</cac:ID><cac:FinancialInstitutionBranch><cac:FinancialInstitution>\
<cac:ID>PGSISESS</cac:ID></cac:FinancialInstitution></cac:FinancialInstitutionBranch>
  </cac:PayeeFinancialAccount></cac:PaymentMeans>
  <cac:TaxTotal><cbc:TotalTaxAmount amountCurrencyID="SEK">19.92</cbc:TotalTaxAmount></cac:TaxTotal>
  <cac:LegalTotal>
   <cbc:LineExtensionTotalAmount amountCurrencyID="SEK">79.68</cbc:LineExtensionTotalAmount>
   <cbc:TaxExclusiveTotalAmount amountCurrencyID="SEK">79.68</cbc:TaxExclusiveTotalAmount>
   <cbc:TaxInclusiveTotalAmount amountCurrencyID="SEK">100.00</cbc:TaxInclusiveTotalAmount>
   <cac:RoundOffAmount amountCurrencyID="SEK">0.40</cac:RoundOffAmount>
  </cac:LegalTotal>
  <cac:InvoiceLine><cac:ID>1</cac:ID>
   <cbc:LineExtensionAmount amountCurrencyID="SEK">79.68</cbc:LineExtensionAmount>
   <cbc:Note>Konferensavgift</cbc:Note><cac:Item/>
  </cac:InvoiceLine>
  <RequisitionistDocumentReference><cac:ID>ekonom1</cac:ID></RequisitionistDocumentReference>
  <InitialInvoiceDocumentReference><cac:ID>F1</cac:ID></InitialInvoiceDocumentReference>
  <InvoicingPeriod><cbc:StartDateTime>2026-01-01T00:00:00</cbc:StartDateTime>\
<cbc:EndDateTime>2026-03-31T00:00:00</cbc:EndDateTime></InvoicingPeriod>
 </Invoice>
"""


def envelope(*invoices: str) -> bytes:
    """Return invoices in one StandardBusinessDocument, in ISO-8859-1 as the archives have them."""
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
        "<sh:StandardBusinessDocument xmlns:sh="
        '"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">\n'
        " <sh:StandardBusinessDocumentHeader><sh:HeaderVersion>1.0</sh:HeaderVersion>"
        f"</sh:StandardBusinessDocumentHeader>\n{''.join(invoices)}</sh:StandardBusinessDocument>\n"
    ).encode("latin-1")


BOOK = """\
option "operating_currency" "SEK"
option "name_assets" "Tillgångar"
option "name_liabilities" "Skulder"
option "name_equity" "EgetKapital"
option "name_income" "Intäkter"
option "name_expenses" "Kostnader"

include "år/2026.beancount"

2026-01-01 custom "nkr-bidrag" "NKR2026" "sos-2026"
  region: "Region Uppsala"
  kostnadsstalle: "2610"
  beviljat: 792929.00 SEK
2026-01-01 custom "nkr-register" "NKR2026" "SWEDEHEART" 792929.00 SEK
"""

# The voucher stands in a file in a folder of its own: paths are told from there.
YEAR = """\
option "name_assets" "Tillgångar"
option "name_liabilities" "Skulder"
option "name_equity" "EgetKapital"
option "name_income" "Intäkter"
option "name_expenses" "Kostnader"

2026-01-01 open Skulder:2440-Leverantörsskulder SEK
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Kostnader:5420-Programvaror SEK

2026-06-30 * "Exempel IT AB" "Driftplattform juni" ^2026-A42
  verifikation: "2026-A42"
  registrerad: 2026-07-02
  registrerad-av: "ekonom1"
  attesterad-av: "chef1"
  faktura: "884512"
  motpart-orgnr: "556016-0680"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  register: "SWEDEHEART"
  nytta: "direkt"
  Kostnader:NKR2026:5420-Programvaror             40000.00 SEK
  Skulder:2440-Leverantörsskulder                -40000.00 SEK
"""
STATED = '  faktura: "884512"\n  motpart-orgnr: "556016-0680"\n'


def write_book(folder: Path, year: str = YEAR) -> Path:
    """Write the book and return its main file."""
    path = folder / "bok" / "main.beancount"
    (path.parent / "år").mkdir(parents=True)
    path.write_text(BOOK, encoding="utf-8")
    (path.parent / "år" / "2026.beancount").write_text(year, encoding="utf-8")
    return path


def write_invoice(folder: Path, content: str | bytes = UBL, name: str = "faktura.xml") -> Path:
    """Write an invoice and return its file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
