"""No personal identity numbers in the books: what looks like one stops the import."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.personal_number import mask, masked_numbers
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

# Also with a wrong control digit: a misspelt number points a person out all the same. The day of a
# samordningsnummer is 60 more.
_LOOKS_LIKE_ONE = re.compile(
    r"(?<!\d)(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"[-+_ ]?\d{4}(?!\d)"
)


def looks_personal(text: str) -> bool:
    """Tell whether the text has what looks like a personnummer or samordningsnummer."""
    return bool(masked_numbers(text)) or _LOOKS_LIKE_ONE.search(text) is not None


def without_personal(text: str) -> str:
    """The text with all that looks personal left out, also with a wrong control digit."""
    return _LOOKS_LIKE_ONE.sub("…", mask(text))


def refuse_personal(text: str, place: Place) -> None:
    """Raise NkrError when the text looks personal. The message never has the number."""
    if looks_personal(text):
        raise NkrError(
            Text(
                "Raden har något som ser ut som ett personnummer. Boken lämnas ut vid granskning "
                "och får inte ha några.",
                "The row has what looks like a personal identity number. The book is handed over "
                "in a review and may hold none.",
            ),
            remedy=Text(
                "använd anställningsnummer eller roll; inget är skrivet",
                "use employee numbers or roles; nothing is written",
            ),
            place=place,
        )


def refuse_personal_lines(path: Path, text: str) -> None:
    """Raise NkrError at the first line of a file that looks personal."""
    for number, line in enumerate(text.split("\n"), start=1):
        refuse_personal(line, Place(str(path), number))
