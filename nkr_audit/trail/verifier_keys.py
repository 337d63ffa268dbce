"""The open keys that seals are verified with: the book's own, and those that somebody gives."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_audit.trail.checkpoint import VerifierKey, parse_verifier_key

if TYPE_CHECKING:
    from nkr_audit.trail.places import Places

LARGEST: Final = 64 << 10


def book_keys(places: Places) -> tuple[VerifierKey, ...]:
    """The keys that the book's own file names, one a line; none when there is no such file.

    Raises NkrError when a line of it is no key.
    """
    return read_keys(places.key) if places.key.exists() else ()


def read_keys(path: Path) -> tuple[VerifierKey, ...]:
    """Read a file of verifier keys, one a line. Raises NkrError when it cannot be read."""
    found = []
    for number, line in enumerate(read_small(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(parse_verifier_key(line))
        except ValueError as error:
            raise NkrError(
                Text("Raden är ingen öppen nyckel.", "The line is no verifier key."),
                remedy=Text(
                    "hämta nyckeln från den som förseglar boken; den börjar med ett namn och ett +",
                    "get the key from whoever seals the book; it begins with a name and a +",
                ),
                place=Place(str(path), number),
            ) from error
    return tuple(found)


def given_keys(text: str) -> tuple[VerifierKey, ...]:
    """The key that ``text`` is, or those of the file that it names.

    Raises NkrError when it names none: nothing may be verified by no key.
    """
    try:
        return (parse_verifier_key(text),)
    except ValueError:
        found = read_keys(Path(text))
    if not found:
        raise NkrError(
            Text("Filen har ingen öppen nyckel i sig.", "There is no verifier key in the file."),
            remedy=Text(
                "ange nyckeln som regionen lämnat på annan väg",
                "give the key that the region has handed over in another way",
            ),
            place=Path(text),
        )
    return found


def read_small(path: Path) -> str:
    """Read a small text file. Raises NkrError when it is large, no file, or cannot be read."""
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Filen kan inte läsas: {why}.", f"The file cannot be read: {why}."),
            remedy=Text("kontrollera namn och rättigheter", "check its name and permissions"),
            place=path,
        ) from error
    if len(content) > LARGEST:
        raise NkrError(
            Text("Filen är för stor.", "The file is too large."),
            remedy=Text(
                "ange en försegling eller en öppen nyckel; de är några rader långa",
                "name a checkpoint or a verifier key; they are a few lines long",
            ),
            place=path,
        )
    return content.decode("utf-8", "replace")
