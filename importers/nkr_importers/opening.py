"""What to say of a file that a person named and that cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path


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
