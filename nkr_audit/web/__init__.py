"""Our pages in Fava: from the figure to the voucher to the document, for whoever audits a book.

The way of a request: ``extension`` (what Fava knows of us), ``reading`` (the book, read once for
each load), ``pages`` (what stands on each page, as values), ``templates`` (how that looks).
"""

from nkr_audit.web.extension import Granskning

__all__ = ["Granskning"]
