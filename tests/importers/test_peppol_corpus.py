"""E-invoices that others made, read in place; each figure is as a person reads it in the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkr_audit.errors import NkrError
from nkr_importers.peppol import read_invoices

if TYPE_CHECKING:
    from nkr_importers.peppol.model import EInvoice

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "einvoice"
FOREIGN = "Leverantören har inget svenskt organisationsnummer i e-fakturan."

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of e-invoices is not here")


def read(name: str) -> EInvoice:
    (invoice,) = read_invoices(CORPUS / name).invoices
    return invoice


def sums(invoice: EInvoice) -> list[Decimal]:
    totals = invoice.totals
    return [totals.net, totals.vat, totals.total, totals.payable, totals.adjustments]


def decimals(*amounts: str) -> list[Decimal]:
    return [Decimal(one) for one in amounts]


def remarks(invoice: EInvoice) -> list[str]:
    return [one.what.sv for one in invoice.remarks]


def test_every_file_is_read() -> None:
    for path in sorted(CORPUS.glob("*.xml")):
        try:
            file = read_invoices(path)
        except NkrError as error:
            pytest.fail(error.describe("en"))
        assert file.invoices


def test_the_invoice_of_peppol() -> None:
    invoice = read("base-example.xml")
    assert (invoice.kind, invoice.number, invoice.currency) == ("faktura", "Snippet1", "EUR")
    assert (invoice.issued, invoice.due) == (date(2017, 11, 13), date(2017, 12, 1))
    assert (invoice.supplier.name, invoice.supplier.number) == (
        "SupplierOfficialName Ltd",
        "GB983294",
    )
    assert sums(invoice) == decimals("1325", "331.25", "1656.25", "1656.25", "25")
    assert [(one.id, one.text, one.quantity, one.net) for one in invoice.lines] == [
        ("1", "item name", Decimal(7), Decimal(2800)),
        ("2", "item name 2", Decimal(-3), Decimal(-1500)),
    ]
    assert [one.accounting_cost for one in invoice.lines] == ["Konteringsstreng", ""]
    assert (invoice.references.buyer, invoice.references.accounting_cost) == (
        "0150abc",
        "4025:123:4343",
    )
    assert invoice.period is None
    assert remarks(invoice) == [FOREIGN]


def test_the_credit_note_of_peppol() -> None:
    invoice = read("base-creditnote-correction.xml")
    assert (invoice.kind, invoice.issued, invoice.due) == (
        "kreditfaktura",
        date(2017, 11, 13),
        None,
    )
    assert sums(invoice) == decimals("-1325", "-331.25", "-1656.25", "-1656.25", "-25")
    assert [one.net for one in invoice.lines] == decimals("-2800", "1500")
    assert invoice.references.preceding == ("Snippet1",)
    assert remarks(invoice) == [FOREIGN]


def test_an_invoice_with_allowance_and_charge() -> None:
    invoice = read("Vat-category-S.xml")
    assert sums(invoice) == decimals("7000", "1550", "8550", "8550", "100")
    assert [one.net for one in invoice.lines] == decimals("4000", "2000", "900")
    assert [str(one.period) if one.period else None for one in invoice.lines] == [
        "2017-12-01/2017-12-05",
        None,
        None,
    ]
    assert invoice.period is None
    assert remarks(invoice) == [
        FOREIGN,
        "Bara 1 av 3 rader har en period, så fakturan får ingen.",
    ]


def test_the_invoice_in_cii() -> None:
    invoice = read("CII_example1.xml")
    assert (invoice.kind, invoice.number, invoice.currency) == ("faktura", "12115118", "EUR")
    assert (invoice.issued, invoice.due) == (date(2015, 1, 9), date(2015, 1, 9))
    assert (invoice.supplier.name, invoice.supplier.number) == ("De Koksmaat", "57151520")
    assert sums(invoice) == decimals("229.6", "20.73", "250.33", "250.33", "0")
    assert len(invoice.lines) == 20
    assert (invoice.lines[0].text, invoice.lines[0].net) == (
        "PATAT FRITES 10MM 10KG",
        Decimal("19.90"),
    )
    assert (invoice.lines[19].text, invoice.lines[19].net) == (
        "FRITUUR VET 10 KG RETOUR",
        Decimal("-109.98"),
    )
    assert remarks(invoice) == [FOREIGN]


def test_the_svefaktura() -> None:
    invoice = read("svefaktura-example.xml")
    assert (invoice.kind, invoice.number, invoice.currency) == ("faktura", "61016660", "SEK")
    assert (invoice.issued, invoice.due) == (date(2016, 8, 24), date(2016, 9, 28))
    assert (invoice.supplier.name, invoice.supplier.number) == (
        "Martin & Servera AB",
        "5562332451",
    )
    assert sums(invoice) == decimals("1892.82", "227.14", "2119.96", "2119.96", "0")
    assert [one.net for one in invoice.lines] == decimals(
        "298.15", "402.65", "85.48", "12.13", "132.55", "200.39", "371.28", "390.19"
    )
    assert invoice.lines[0].text == "EKO MELLANMJÖLK 6X1L KRAV ARA"
    assert (invoice.references.contract, invoice.references.order) == ("175612", "EDI REF. SAKNAS")
    assert invoice.bankgiro == ("58264631",)
    assert not invoice.remarks
