"""Books to code, and the command run on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.ledgers import HEAD, NAMES, RECEIPT, book, refused, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

IMPORTED = """\
; Inläst 2026-07-01, rör inte:  två  blanksteg

2026-06-30 * "Exempel IT AB" "Driftplattform; \\"juni\\"" ^A42  ; efter huvudet "
  verifikation: "A42"
  kalla: "export.se"
  Kostnader:NKR2026:5420-Programvaror     40000.00 SEK ; "öppet citat
  Kostnader:NKR2026:7210-Löner             5000.00 SEK
    nytta: "direkt"
  Skulder:2440-Leverantörsskulder        -45000.00 SEK

2026-07-01 * "Annan AB" "Orörd" ^A43
  verifikation: "A43"
  Kostnader:NKR2026:5420-Programvaror       100.00 SEK
  Skulder:2440-Leverantörsskulder
"""
COST_ROW = "  Kostnader:NKR2026:5420-Programvaror     40000.00 SEK"
PAY_ROW = "  Kostnader:NKR2026:7210-Löner             5000.00 SEK"
COST_OTHER = "  Kostnader:NKR2026:5420-Programvaror       100.00 SEK"
HEAD_ROW = '2026-06-30 * "Exempel IT AB"'


def imported(folder: Path, text: str = IMPORTED) -> Path:
    """A book with an import in a file of its own; returns that file."""
    book(folder, HEAD + RECEIPT + 'include "import/NKR2026-2026.beancount"\n')
    return write(folder / "import" / "NKR2026-2026.beancount", NAMES + text)


def coding(folder: Path, text: str) -> Path:
    """A coding file, as Excel saves it."""
    path = folder / "kod ning.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    return path


def code(folder: Path, text: str) -> str:
    """Code the book with such a file; returns what was said."""
    path = coding(folder, text)
    result = run("code", folder / "main.beancount", path, "--grant", "NKR2026")
    assert result.exit_code == 0, result.output
    return result.stdout


def refuse(folder: Path, text: str) -> str:
    """Code the book with a file that must be refused, with nothing written."""
    path = coding(folder, text)
    before = snapshot(folder)
    said = refused("code", folder / "main.beancount", path, "--grant", "NKR2026")
    assert snapshot(folder) == before
    return said


def added(before: str, after: str) -> dict[str, list[str]]:
    """The lines that were put in, by the line they follow; every other line must be as it was."""
    old, last = before.split("\n"), ""
    found: dict[str, list[str]] = {}
    for line in after.split("\n"):
        if old and line == old[0]:
            last = old.pop(0)
        else:
            found.setdefault(last, []).append(line)
    assert old == []
    return found


def counted(said: str) -> list[int]:
    """The vouchers coded, documents added and values already there that were told of."""
    return [int(number) for number in re.findall(r"\d+", said)]
