"""The part of the book in a package: loaded on its own, refused when it would run anything.

The text files alone are copied to a private folder and read there: what a hostile package has put
beside them is never seen, and nothing is written in the package.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.assessment import assess
from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.reading import book_of
from nkr_audit.review.package import UnreadableError
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.errors import Place
    from nkr_audit.programme import Programme
    from nkr_audit.review.figure import Figure
    from nkr_audit.review.package import Package

FOLDER: Final = "data/bok/"
MAIN: Final = f"{FOLDER}main.beancount"
_LARGEST: Final = 256 << 20


def check_book(
    package: Package, programmes: Mapping[str, Programme], figure: Figure | None
) -> None:
    """Load the book of the package, and compare its figure with that of the tables."""
    names = [name for name in package.files if _is_text(name)]
    if MAIN not in names:
        what = Text("Bokens huvudfil saknas.", "The main file of the book is missing.")
        package.fault("book", MAIN, what)
        return
    if sum(package.files[name].size for name in names) > _LARGEST:
        package.fault("book", MAIN, Text("Boken är orimligt stor.", "The book is absurdly large."))
        return
    with tempfile.TemporaryDirectory(prefix="nkr-") as folder:
        root = Path(folder).resolve() / "bok"
        try:
            for name in names:
                target = root / name.removeprefix(FOLDER)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.content(name, _LARGEST))
        except UnreadableError:
            return  # said when it was hashed
        try:
            _check(package, root, programmes, figure)
        except NkrError as error:
            _fault(package, root, error.what, error.place)


def _check(
    package: Package, root: Path, programmes: Mapping[str, Programme], figure: Figure | None
) -> None:
    ledger = load(root / "main.beancount")
    for error in ledger.errors:
        if error.drops:
            what = Text(
                f"Boken kan inte läsas: {error.message}",
                f"The book cannot be read: {error.message}",
            )
            _fault(package, root, what, error.place)
            return
    if figure is None:
        return
    assessment = assess(book_of(ledger, programmes))
    for one in assessment.grants:
        settlement = one.settlement
        if settlement.grant.id != figure.grant:
            continue
        if (settlement.received, settlement.costs) != (figure.received, figure.costs):
            package.fault(
                "book",
                MAIN,
                Text(
                    f"Oanvänt är {kronor(settlement.unused)} enligt boken, men "
                    f"{kronor(figure.unused)} enligt tabellerna.",
                    f"Unused is {kronor(settlement.unused, 'en')} by the book, but "
                    f"{kronor(figure.unused, 'en')} by the tables.",
                ),
            )
        return
    what = Text(f"Boken har inget bidrag {figure.grant}.", f"The book has no grant {figure.grant}.")
    package.fault("book", MAIN, what)


def _fault(package: Package, root: Path, what: Text, place: Place | None) -> None:
    name, line = MAIN, 0
    if place is not None:
        line = place.line
        path = Path(place.file)
        if path.is_relative_to(root):
            name = f"{FOLDER}{path.relative_to(root).as_posix()}"
    here = f"{root}/"
    package.fault("book", name, Text(what.sv.replace(here, ""), what.en.replace(here, "")), line)


def _is_text(name: str) -> bool:
    return name.startswith(FOLDER) and name.endswith(".beancount")
