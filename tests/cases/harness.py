"""Cases that an accountant can read: a book in a folder, and beside it what is found in it.

``tests/cases/<CODE>/<case>/book.beancount`` with ``expected.txt``. The name of a case begins with
``utloser`` (the rule finds something), ``utloser-inte`` (it does not) or ``grans`` (just on one
side of a boundary). Evidence is made on the spot, an empty file for each ``document`` line, but
for those that end with ``; saknas``. Programmes of the code's own stand in ``<CODE>/program/``.
A case may have a processing log, in ``behandlingshistorik/`` (``tests.cases.logs`` writes them).

``python -m tests.cases.harness [CODE …]`` writes ``expected.txt`` anew; read the difference.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.assessment import assess
from nkr_audit.errors import NkrError
from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import read_book
from nkr_audit.trail.places import FOLDER as LOG_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.finding import Finding

CASES = Path(__file__).parent
_DOCUMENT = re.compile(r'^\S+ document \S+ "([^"]+)"(?!.*; saknas)', re.MULTILINE)
_KIND = {"error": "fel", "warning": "varning"}


def cases() -> list[Path]:
    """Every case, by code and name."""
    return sorted(path.parent for path in CASES.glob("*/*/book.beancount"))


def found_in(case: Path, folder: Path) -> str:
    """Write out what is found in the book of a case, in ``folder``."""
    try:
        findings = findings_in(case, folder, book_of(case))
    except NkrError as error:
        return _stopped(error)
    lines = [line for finding in findings for line in _lines(finding, folder)]
    return "".join(f"{line}\n" for line in lines) or "Inga iakttagelser.\n"


def book_of(case: Path) -> str:
    """The book of a case."""
    return (case / "book.beancount").read_text(encoding="utf-8")


def findings_in(case: Path, folder: Path, text: str) -> tuple[Finding, ...]:
    """Assess ``text`` in ``folder``, as a book of ``case``."""
    book = folder / "book.beancount"
    book.write_text(text, encoding="utf-8")
    for name in _DOCUMENT.findall(text):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    if (case / LOG_FOLDER).is_dir():
        shutil.copytree(case / LOG_FOLDER, folder / LOG_FOLDER)
    own = case.parent / "program"
    return assess(read_book(book, load_programmes(own if own.is_dir() else None))).findings


def _stopped(error: NkrError) -> str:
    """Write out what stopped the whole check."""
    line = error.place.line if error.place else 0
    return (
        f"stopp rad {line}: {error.what.sv} Gör så här: {error.remedy.sv}.\n"
        f"    {error.what.en} To mend it: {error.remedy.en}.\n"
    )


def _lines(finding: Finding, folder: Path) -> Iterator[str]:
    kind = "godtagen" if finding.accepted is not None else _KIND[finding.severity]
    place = f" rad {finding.place.line}" if finding.place.line else ""
    message = finding.message
    yield f"{kind} {finding.code}{place}: {message.sv}".replace(f"{folder}/", "")
    yield f"    {message.en}".replace(f"{folder}/", "")


def main(codes: list[str]) -> None:
    """Write what is found now as what is expected."""
    for case in cases():
        if not codes or case.parent.name in codes:
            with tempfile.TemporaryDirectory() as folder:
                found = found_in(case, Path(folder))
            (case / "expected.txt").write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
