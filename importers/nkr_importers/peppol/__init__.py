"""E-invoices: Peppol BIS Billing 3 (UBL), CII and Svefaktura 1.0, filed on their vouchers."""

from __future__ import annotations

from nkr_importers.peppol.importing import InvoiceImport, InvoiceRequest, import_invoices
from nkr_importers.peppol.listing import invoice_lines
from nkr_importers.peppol.reading import read_invoices

__all__ = ["InvoiceImport", "InvoiceRequest", "import_invoices", "invoice_lines", "read_invoices"]
