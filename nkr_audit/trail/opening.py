"""Opening a book that is to be written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.ledger import Ledger


def open_book(path: Path) -> Ledger:
    """Load a book that is to be written in. Raises NkrError when something in it is broken."""
    book = load(path)
    if book.errors:
        first, more = book.errors[0], len(book.errors) - 1
        raise NkrError(
            Text(
                f"Boken har fel, och inget skrivs i den ({more} till): {first.message}",
                f"The book has errors, and nothing is written in it ({more} more): {first.message}",
            ),
            remedy=Text(
                "rätta boken (nkr check visar alla fel) och kör om",
                "correct the book (nkr check shows every error), then run again",
            ),
            place=first.place,
        )
    return book
