"""What in the text of a ledger would crash Beancount's parser, or make it lie about places.

Looked for before Beancount sees the text, since afterwards it is too late.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from beancount.parser import lexer

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Beancount keeps the place of an entry under these keys, and lets the ledger write over them.
_PLACE_KEY = re.compile(rb"^[ \t\r]*(?:pushmeta[ \t\r]+)?(filename|lineno)[ \t\r]*:", re.MULTILINE)
# A divisor that may be zero, cheaply found; may also stand in a text, so it is looked at closer.
_DIVISOR = re.compile(rb"/[ \t\r]*(?:[-+(]|[0,.]+(?![0-9.,]))")


def refuse_unsafe_text(path: Path, text: bytes) -> None:
    """Raise NkrError when Beancount cannot be trusted to parse ``text``."""
    _refuse_encoding(path, text)
    place_key = _PLACE_KEY.search(text)
    if place_key is not None:
        key = place_key[1].decode()
        raise NkrError(
            Text(
                f"Raden skriver över {key}, som talar om var i boken en uppgift står.",
                f"The line writes over {key}, which tells where in the ledger something stands.",
            ),
            remedy=Text("ge uppgiften ett annat namn", "give the key another name"),
            place=Place(str(path), _line(text, place_key.start(1))),
        )
    if _DIVISOR.search(text):
        _refuse_zero_division(path, text)


def _refuse_encoding(path: Path, text: bytes) -> None:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NkrError(
            Text("Filen är inte UTF-8.", "The file is not UTF-8."),
            remedy=Text(
                "spara filen som UTF-8; å, ä och ö är i dag i en annan teckenkodning",
                "save the file as UTF-8; å, ä and ö are now in another encoding",
            ),
            place=Place(str(path), _line(text, error.start)),
        ) from error
    if text.startswith(_BYTE_ORDER_MARK):
        raise NkrError(
            Text(
                "Filen börjar med ett osynligt tecken (BOM), som Beancount inte kan läsa.",
                "The file begins with an invisible mark (BOM), which Beancount cannot read.",
            ),
            remedy=Text("spara filen som UTF-8 utan BOM", "save the file as UTF-8 without BOM"),
            place=Place(str(path), 1),
        )
    if b"\0" in text:
        raise NkrError(
            Text("Raden har ett nolltecken.", "The line has a null character."),
            remedy=Text("ta bort tecknet", "remove the character"),
            place=Place(str(path), _line(text, text.index(b"\0"))),
        )


def _refuse_zero_division(path: Path, text: bytes) -> None:
    """Division by zero ends the whole process in Beancount's parser, beyond any except."""
    previous = ""
    for kind, line, _, value in lexer.lex_iter(io.BytesIO(text)):
        if previous == "SLASH" and not (kind == "NUMBER" and value):
            raise NkrError(
                Text(
                    "Raden delar ett belopp med noll, eller med något annat än ett tal.",
                    "The line divides an amount by zero, or by something other than a number.",
                ),
                remedy=Text("skriv beloppet uträknat", "write the amount worked out"),
                place=Place(str(path), line),
            )
        previous = kind


def _line(text: bytes, position: int) -> int:
    return text.count(b"\n", 0, position) + 1
