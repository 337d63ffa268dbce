"""Parsing the files of a ledger, each once, as they stand between two writes."""

from __future__ import annotations

import glob
import io
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beancount.parser import parser

from nkr_audit.errors import NkrError, Place
from nkr_audit.ledger_code import Parsed, is_under, line_of, refuse_absurd, refuse_code
from nkr_audit.ledger_text import refuse_unsafe_text
from nkr_audit.text import Text
from nkr_audit.trail.commit import finish_interrupted, held_still, written_so_far

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_READINGS: Final = 5


def parse_undisturbed(main: Path) -> list[Parsed]:
    """Parse the book as it was between two writes; what a dead process left is finished first.

    Writers are kept out only when they never leave it alone for as long as it takes to read it.
    """
    for _ in range(_MOST_READINGS):
        finish_interrupted(main.parent)
        before = written_so_far(main.parent)
        try:
            parsed = _parse_all(main)
        except NkrError:
            if written_so_far(main.parent) == before:
                raise
            continue
        if written_so_far(main.parent) == before:
            return parsed
    if not os.access(main.parent, os.W_OK):
        raise NkrError(
            Text(
                "Boken ändras hela tiden medan den läses.",
                "The book is changed all the time while it is read.",
            ),
            remedy=Text("kör om när importen är klar", "run again when the import is done"),
            place=main,
        )
    with held_still(main.parent):
        return _parse_all(main)


def _parse_all(main: Path) -> list[Parsed]:
    """Parse the main file and what it includes, each once, in the order Beancount would.

    A file reached by two names, through a link, is one file: its costs count once.
    """
    root = main.parent.resolve()
    parsed: list[Parsed] = []
    seen: set[Path] = set()
    waiting = [main]
    while waiting:
        path = waiting.pop(0)
        real = path.resolve()
        if real in seen:
            continue
        seen.add(real)
        part, text = _parse(path)
        refuse_code(part, text)
        refuse_absurd(part)
        parsed.append(part)
        for pattern in part.options["include"]:
            waiting.extend(_included(pattern, part, text, root))
    return parsed


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise NkrError(
                Text(
                    "Det finns ingen huvudbok här." if path.is_dir() else "Filen finns inte.",
                    "There is no ledger here." if path.is_dir() else "The file does not exist.",
                ),
                remedy=Text(
                    "ange bokens huvudfil, till exempel bok/main.beancount",
                    "name the main file of the book, for example book/main.beancount",
                ),
                place=path,
            )
        content = path.read_bytes()
    except OSError as error:
        raise NkrError(
            Text(f"Filen kan inte läsas: {error.strerror}", f"Cannot read it: {error.strerror}"),
            remedy=Text("kontrollera filens rättigheter", "check the permissions of the file"),
            place=path,
        ) from error
    refuse_unsafe_text(path, content)
    return content


def _parse(path: Path) -> tuple[Parsed, bytes]:
    text = _read(path)
    with beancount_trusted(path):
        entries, errors, options = parser.parse_file(io.BytesIO(text), report_filename=str(path))
    return Parsed(path, entries, errors, options), text


@contextmanager
def beancount_trusted(path: Path) -> Iterator[None]:
    """Turn whatever a strange ledger makes Beancount trip over into a message of ours."""
    try:
        yield
    except Exception as error:
        kind = type(error).__name__
        raise NkrError(
            Text(
                f"Beancount klarar inte av något i filen ({kind}).",
                f"Beancount cannot handle something in the file ({kind}).",
            ),
            remedy=Text(
                "se efter orimliga belopp, kostnader eller priser i det som ändrades sist",
                "look for absurd amounts, costs or prices in what was changed last",
            ),
            place=path,
        ) from error


def _included(pattern: str, part: Parsed, text: bytes, root: Path) -> list[Path]:
    """Expand one include; refuse what lies outside ``root``, also behind links."""
    search = os.path.normpath(part.path.parent / pattern)
    fixed = re.split(r"[*?\[]", search, maxsplit=1)[0]
    start = fixed if fixed == search else str(Path(fixed + "x").parent)
    outside = not is_under(Path(start), root)
    found = [] if outside else sorted(glob.glob(search, recursive=True))  # noqa: PTH207 (as Beancount expands it)
    matches = [match for match in found if not Path(match).is_dir()]
    outside = outside or not all(is_under(Path(match), root) for match in matches)
    place = Place(str(part.path), line_of(text, "include", pattern))
    if outside:
        raise NkrError(
            Text(
                f"Boken vill läsa in {pattern}, som ligger utanför bokens egen mapp.",
                f"The ledger would include {pattern}, which lies outside its own folder.",
            ),
            remedy=Text(
                "flytta in filen i bokens mapp, eller ta bort raden",
                "move the file into the ledger's folder, or remove the line",
            ),
            place=place,
        )
    if not matches:
        raise NkrError(
            Text(f"Filen {pattern} finns inte.", f"The file {pattern} does not exist."),
            remedy=Text(
                "rätta sökvägen på raden, eller ta bort den",
                "correct the path on the line, or remove it",
            ),
            place=place,
        )
    return [Path(match) for match in matches]
