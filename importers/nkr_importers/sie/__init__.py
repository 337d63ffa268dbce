"""SIE 4: a region's whole-year file to the vouchers with the grant's code, or to a document."""

from nkr_importers.sie.codes import codes_used
from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.format import SieFormat
from nkr_importers.sie.reader import read_sie
from nkr_importers.sie.reconciling import reconcile
from nkr_importers.sie.writing import write_document

__all__ = ["SieFormat", "codes_used", "read_document", "read_sie", "reconcile", "write_document"]
