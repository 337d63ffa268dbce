"""Opening what a person named: a book to write in, and what to say of a file that is not there."""

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


def unreadable(path: Path, error: OSError, remedy: Text) -> NkrError:
    """Return the error to raise. ``remedy`` says which file to name when there is none at all."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        what = Text("Filen finns inte.", "The file does not exist.")
    elif isinstance(error, IsADirectoryError):
        what = Text("Det här är en mapp och ingen fil.", "This is a folder and no file.")
    else:
        what = Text(f"Filen kan inte läsas: {error.strerror}", f"Cannot read it: {error.strerror}")
        remedy = Text("kontrollera filens rättigheter", "check the permissions of the file")
    return NkrError(what, remedy=remedy, place=path)
