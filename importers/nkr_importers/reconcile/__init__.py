"""Reconciling: the vouchers of the ERP's files against those of the book, both ways."""

from nkr_importers.reconcile.core import reconcile
from nkr_importers.reconcile.model import BookVoucher, Reconciliation, Span
from nkr_importers.reconcile.reading import ReconcileRequest, reconcile_files

__all__ = [
    "BookVoucher",
    "ReconcileRequest",
    "Reconciliation",
    "Span",
    "reconcile",
    "reconcile_files",
]  # fmt: skip
