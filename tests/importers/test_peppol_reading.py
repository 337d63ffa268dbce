"""E-invoices of each format are read as they stand; what is wrong is told with its line."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.period import Period
from nkr_importers.peppol import attachments, read_invoices

from .peppol_files import (
    ATTACHMENT,
    CII,
    CREDIT_NOTE,
    HEADER_PERIOD,
    PDF,
    UBL,
    envelope,
    svefaktura,
    write_invoice,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.peppol.model import EInvoice

NO_SPECIFIC_PERIODS = UBL.replace(HEADER_PERIOD, "")


def read(folder: Path, content: str | bytes) -> EInvoice:
    (invoice,) = read_invoices(write_invoice(folder, content)).invoices
    return invoice


def refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(NkrError) as caught:
        read(folder, content)
    message = caught.value.describe("sv")
    assert "Gör så här" in message
    return message.replace(str(folder), "")


def decimals(*amounts: str) -> list[Decimal]:
    return [Decimal(one) for one in amounts]


def remarks(invoice: EInvoice) -> list[str]:
    return [one.what.sv for one in invoice.remarks]


def with_line_periods(first: str, second: str) -> str:
    text = NO_SPECIFIC_PERIODS
    for number, period in ((1, first), (2, second)):
        if period:
            start, end = period.split("/")
            element = (
                f"<cac:InvoicePeriod><cbc:StartDate>{start}</cbc:StartDate>"
                f"<cbc:EndDate>{end}</cbc:EndDate></cac:InvoicePeriod>"
            )
            text = text.replace(f"<!-- period {number} -->", element)
    return text


def test_a_peppol_invoice(tmp_path: Path) -> None:
    invoice = read(tmp_path, UBL.replace(" <!-- attachments -->\n", ATTACHMENT))
    assert invoice.kind == "faktura"
    assert (invoice.supplier.name, invoice.supplier.number) == ("Exempel IT AB", "5560160680")
    assert invoice.supplier.shown == "556016-0680"
    assert invoice.number == "884512"
    assert (invoice.issued, invoice.due) == (date(2026, 6, 30), date(2026, 7, 30))
    assert invoice.period == Period(date(2026, 6, 1), date(2026, 6, 30))
    assert invoice.currency == "SEK"
    totals = invoice.totals
    assert [totals.net, totals.vat, totals.total] == decimals("40000", "10000", "50000")
    assert [totals.payable, totals.adjustments] == decimals("50000", "-1000")
    assert [
        (one.id, one.text, one.quantity, one.net, one.accounting_cost) for one in invoice.lines
    ] == [
        ("1", "Driftplattform", Decimal(1), Decimal(30000), "5420"),
        ("2", "Support", Decimal(11), Decimal(11000), ""),
    ]
    references = invoice.references
    assert (references.buyer, references.order, references.project) == ("ekonom1", "O-1", "103")
    assert (references.contract, references.accounting_cost) == ("AVT-7", "2610")
    assert (invoice.bankgiro, invoice.plusgiro) == (("9912346",), ())
    (attachment,) = invoice.attachments
    assert (attachment.name, attachment.mime) == ("tidrapport.pdf", "application/pdf")
    assert (attachment.content, attachment.ending) == (PDF, "pdf")
    assert not invoice.remarks


def test_a_peppol_credit_note_is_negative(tmp_path: Path) -> None:
    invoice = read(tmp_path, CREDIT_NOTE)
    assert invoice.kind == "kreditfaktura"
    totals = invoice.totals
    assert [totals.net, totals.vat, totals.total] == decimals("-40000", "-10000", "-50000")
    assert [totals.payable, totals.adjustments] == decimals("-50000", "1000")
    assert [one.net for one in invoice.lines] == [-30000, -11000]
    assert invoice.references.preceding == ("884400",)
    assert invoice.references.project == "103"
    assert not invoice.remarks


def test_an_invoice_with_the_code_of_a_credit_note_is_one(tmp_path: Path) -> None:
    invoice = read(tmp_path, UBL.replace("Code>380<", "Code>381<"))
    assert invoice.kind == "kreditfaktura"
    assert invoice.totals.net == -40000


def test_a_credit_note_with_negative_amounts_is_told(tmp_path: Path) -> None:
    text = CREDIT_NOTE
    for amount in ("41000.00", "40000.00", "50000.00", "10000.00", "30000.00", "11000.00", "1000<"):
        text = text.replace(f">{amount}", f">-{amount}")
    invoice = read(tmp_path, text)
    assert invoice.totals.net == 40000
    assert any("ökar då kostnaden" in one for one in remarks(invoice))


def test_a_cii_credit_note(tmp_path: Path) -> None:
    invoice = read(tmp_path, CII)
    assert (invoice.kind, invoice.number) == ("kreditfaktura", "K-77")
    assert (invoice.issued, invoice.due) == (date(2026, 7, 2), date(2026, 8, 1))
    assert (invoice.supplier.name, invoice.supplier.number) == ("Exempel AB", "5560160680")
    assert invoice.period == Period(date(2026, 1, 1), date(2026, 12, 31))
    totals = invoice.totals
    assert (totals.net, totals.vat) == (Decimal("-510.00"), Decimal("-127.50"))
    assert (totals.total, totals.payable) == (Decimal("-637.50"), Decimal("-538.00"))
    assert (totals.prepaid, totals.rounding) == (Decimal("-100.00"), Decimal("-0.50"))
    assert totals.adjustments == Decimal("-9.75")
    (line,) = invoice.lines
    assert (line.text, line.quantity, line.net) == ("Lagring", Decimal(2), Decimal("-500.25"))
    assert line.accounting_cost == "5420"
    references = invoice.references
    assert (references.buyer, references.order, references.project) == ("ekonom1", "O-2", "104")
    assert (references.contract, references.accounting_cost) == ("AVT-8", "2610")
    assert references.preceding == ("884300",)
    assert (invoice.bankgiro, invoice.plusgiro) == ((), ("4321-0",))
    assert [(one.name, one.content) for one in invoice.attachments] == [("x.csv", b"a;b")]
    assert not invoice.remarks


def test_an_allowance_in_cii_lowers_the_amount(tmp_path: Path) -> None:
    text = CII.replace("<ram:TypeCode>381", "<ram:TypeCode>380").replace(">true<", ">false<")
    invoice = read(tmp_path, text.replace(">510.00<", ">490.50<"))
    assert invoice.totals.adjustments == Decimal("-9.75")
    assert not any("Rader, avdrag" in one for one in remarks(invoice))


def test_several_svefakturor_in_one_envelope(tmp_path: Path) -> None:
    content = envelope(svefaktura("F2"), svefaktura("K3", "381"))
    file = read_invoices(write_invoice(tmp_path, content))
    first, second = file.invoices
    assert [(one.kind, one.number) for one in file.invoices] == [
        ("faktura", "F2"),
        ("kreditfaktura", "K3"),
    ]
    assert (first.supplier.name, first.supplier.number) == ("Exempel Å AB", "5560160680")
    assert (first.currency, first.due) == ("SEK", date(2026, 4, 30))
    assert first.period == Period(date(2026, 1, 1), date(2026, 3, 31))
    totals = first.totals
    assert (totals.net, totals.vat) == (Decimal("79.68"), Decimal("19.92"))
    assert (totals.total, totals.rounding) == (Decimal("99.60"), Decimal("0.40"))
    assert totals.payable == 100
    assert (first.lines[0].text, first.lines[0].net) == ("Konferensavgift", Decimal("79.68"))
    assert (first.references.buyer, first.references.project) == ("ekonom1", "105")
    assert (first.bankgiro, first.plusgiro) == ((), ("12345",))
    assert second.totals.net == Decimal("-79.68")
    assert second.references.preceding == ("F1",)
    assert first.line < second.line
    assert not first.remarks
    assert not second.remarks


def test_a_peppol_invoice_in_an_envelope(tmp_path: Path) -> None:
    inner = UBL.partition("\n")[2]
    assert read(tmp_path, envelope(inner)).number == "884512"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-06-01/2026-06-30", "2026-06-01/2026-06-30", "2026-06-01/2026-06-30"),
        ("2026-06-01/2026-06-30", "2026-04-01/2026-04-30", "2026-04-01/2026-06-30"),
        ("2026-12-01/2027-01-31", "2026-12-01/2027-01-31", "2026-12-01/2027-01-31"),
        ("2026-12-01/2026-12-31", "2027-01-01/2027-01-31", None),
        ("2026-06-01/2026-06-30", "", None),
        ("", "", None),
    ],
)
def test_the_lines_periods(tmp_path: Path, first: str, second: str, expected: str | None) -> None:
    invoice = read(tmp_path, with_line_periods(first, second))
    assert (str(invoice.period) if invoice.period else None) == expected
    told = any("period" in one for one in remarks(invoice))
    assert told == (expected is None and bool(first))


def test_half_a_period_is_told_and_not_used(tmp_path: Path) -> None:
    invoice = read(tmp_path, UBL.replace("<cbc:EndDate>2026-06-30</cbc:EndDate>", ""))
    assert invoice.period is None
    assert any("används" in one for one in remarks(invoice))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (">30000.00", ">30000.01", "blir 40000.01, men beloppet utan moms är 40000.00"),
        (">10000.00", ">10000.10", "blir 50000.10, men totalen är 50000.00"),
        ("PayableAmount currencyID=\"SEK\">5", "PayableAmount currencyID=\"SEK\">6",
         "blir 50000.00, men beloppet att betala är 60000.00"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_told_and_left(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    invoice = read(tmp_path, UBL.replace(old, new))
    assert [one for one in remarks(invoice) if told in one] == remarks(invoice)
    assert invoice.totals.net == 40000


@pytest.mark.parametrize(
    ("legal", "vat", "number", "remark"),
    [
        ("5560160681", "SE556016068001", "5560160680", True),
        ("5560160681", "SE556016068101", "5560160681", True),
        ("556016-0680", "SE556016068001", "5560160680", False),
        ("165560160680", "SE556016068001", "5560160680", False),
    ],
)
def test_organisation_numbers(
    tmp_path: Path, legal: str, vat: str, number: str, remark: bool
) -> None:
    text = UBL.replace(">SE556016068001<", f">{vat}<").replace(">5560160680<", f">{legal}<")
    invoice = read(tmp_path, text)
    assert invoice.supplier.number == number
    assert any("kontrollsiffra" in one for one in remarks(invoice)) == remark


def test_a_number_of_another_country_is_no_swedish_one(tmp_path: Path) -> None:
    text = UBL.replace(">SE556016068001<", ">PL5560160680<").replace('"0007"', '"9945"')
    invoice = read(tmp_path, text)
    assert (invoice.supplier.number, invoice.supplier.is_swedish) == ("5560160680", False)
    assert remarks(invoice) == ["Leverantören har inget svenskt organisationsnummer i e-fakturan."]


def test_a_sole_traders_number_is_masked(tmp_path: Path) -> None:
    text = UBL.replace(">5560160680<", ">640823-3234<")
    supplier = read(tmp_path, text).supplier
    assert (supplier.number, supplier.shown, supplier.is_person) == (
        "6408233234",
        "640823-XXXX",
        True,
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (" <cbc:ID> 884512 </cbc:ID>\n", "", "faktura.xml:2: E-fakturan saknar fakturanummer"),
        (">2026-06-30</cbc:IssueDate", ">2026-06-31</cbc:IssueDate", "faktura.xml:6: ”2026-06-31”"),
        (">2026-06-30</cbc:IssueDate", "></cbc:IssueDate", "faktura.xml:2: E-fakturan saknar"),
        (">SEK</cbc:DocumentCurrencyCode", "></cbc:DocumentCurrencyCode", "saknar valuta"),
        (">40000.00", ">40 000,00", "”40 000,00” i TaxExclusiveAmount är inget tal"),
        (">40000.00", ">1e9", "”1e9” i TaxExclusiveAmount är inget tal"),
        (">40000.00", ">NaN", "”NaN” i TaxExclusiveAmount är inget tal"),
        ('SEK">40000.00', 'EUR">40000.00', "TaxExclusiveAmount är i EUR, men fakturan är i SEK"),
        ("LegalMonetaryTotal", "Other", "saknar summor"),
        ("AccountingSupplierParty", "Other", "saknar leverantör"),
        ("xsd:Invoice-2", "xsd:Order-2", "ingen e-faktura i ett känt format"),
        ("<Invoice ", "<!DOCTYPE Invoice><Invoice ", "DTD eller egna entiteter"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in UBL
    message = refused(tmp_path, UBL.replace(old, new))
    assert told in message
    assert message.startswith("/faktura.xml:")


def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    assert "yttersta elementet är Document" in refused(tmp_path, "<Document/>")
    assert "yttersta elementet är StandardBusinessDocument" in refused(tmp_path, envelope())


@pytest.mark.parametrize("content", ["=", "a", "%%%%", "QU\x85JD", "QUI=QUI="])
def test_an_attachment_that_is_no_base64_is_refused(tmp_path: Path, content: str) -> None:
    encoded = base64.b64encode(PDF).decode()
    text = UBL.replace(" <!-- attachments -->\n", ATTACHMENT.replace(encoded, content))
    assert "inte base64" in refused(tmp_path, text)


def test_an_attachment_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", len(PDF) // 2)
    text = UBL.replace(" <!-- attachments -->\n", ATTACHMENT)
    assert "större än" in refused(tmp_path, text)


def test_too_many_attachments_are_refused(tmp_path: Path) -> None:
    text = UBL.replace(" <!-- attachments -->\n", ATTACHMENT * (attachments.MOST + 1))
    assert "fler än 100 bilagor" in refused(tmp_path, text)


def test_attachments_with_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    twice = ATTACHMENT + ATTACHMENT.replace("tidrapport.pdf", "../TIDRAPPORT.PDF")
    invoice = read(tmp_path, UBL.replace(" <!-- attachments -->\n", twice))
    assert [one.name for one in invoice.attachments] == ["tidrapport.pdf", "TIDRAPPORT-2.PDF"]


def test_an_attachment_elsewhere_is_told(tmp_path: Path) -> None:
    encoded = ATTACHMENT[ATTACHMENT.index("  <cbc:Emb") : ATTACHMENT.index(" </cac:Att")]
    external = (
        "<cac:ExternalReference><cbc:URI>https://example.se/x</cbc:URI></cac:ExternalReference>"
    )
    text = UBL.replace(" <!-- attachments -->\n", ATTACHMENT.replace(encoded, external))
    invoice = read(tmp_path, text)
    assert not invoice.attachments
    assert remarks(invoice) == ["En bilaga ligger på en webbadress och hämtas inte."]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("rapport maj.pdf", "rapport-maj.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\x.exe", "x.exe"),
        ("..", "bilaga"),
        ("", "bilaga"),
        ("\0\x1b[31m.pdf", "31m.pdf"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        (".htaccess", "htaccess"),
        ("slut. ", "slut"),
        ("lön 640823-3234.pdf", "lön-640823-XXXX.pdf"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 98),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert attachments.safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "mime", "ending"),
    [
        ("a.pdf", "application/pdf", "pdf"),
        ("a", "application/pdf", "pdf"),
        ("a.exe", "application/octet-stream", "bin"),
        ("a.html", "text/html", "bin"),
    ],
)
def test_only_known_kinds_of_files_keep_their_ending(
    tmp_path: Path, name: str, mime: str, ending: str
) -> None:
    one = ATTACHMENT.replace("tidrapport.pdf", name).replace("application/pdf", mime)
    (attachment,) = read(tmp_path, UBL.replace(" <!-- attachments -->\n", one)).attachments
    assert attachment.ending == ending
