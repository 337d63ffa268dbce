"""Small SIE files and books that the tests of the importers are written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_importers.model import Selection
from nkr_importers.sie import read_sie

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from nkr_importers.model import SourceFile, SourceVoucher

CENTRE = Selection(cost_centre="2610")

HEAD = """\
#FLAGGA 0
#PROGRAM "Exempelekonomi" 1.0
#FORMAT PC8
#GEN 20260701
#SIETYP 4
#ORGNR 556000-0000
#FNAMN "Exempel AB"
#RAR 0 20260101 20261231
#DIM 1 "Kostnadsställe"
#OBJEKT 1 "2610" "Registercentrum"
#KONTO 2440 "Leverantörsskulder"
#KTYP 2440 S
#KONTO 5420 "Programvaror"
#KTYP 5420 K
#KONTO 7210 "Löner till tjänstemän"
#KTYP 7210 K
"""

INVOICE = """\
#VER "A" "42" 20260630 "Driftplattform juni" 20260702 "ekonom1"
{
#TRANS 5420 {"1" "2610" "6" "103"} 40000.00 20260630 "Två register" 2
#TRANS 2440 {} -40000.00
}
"""

MAIN = """\
option "name_assets" "Tillgångar"
option "name_liabilities" "Skulder"
option "name_equity" "EgetKapital"
option "name_income" "Intäkter"
option "name_expenses" "Kostnader"

2026-01-01 custom "nkr-bidrag" "NKR2026" "sos-2026"
  region: "Region Exempel"
  kostnadsstalle: "2610"
  beviljat: 1585858.00 SEK
"""


def write(folder: Path, text: str, encoding: str = "cp437") -> Path:
    """Write a SIE file with the endings that the ERPs use."""
    path = folder / "export.se"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return path


def read(
    folder: Path,
    body: str,
    *,
    selection: Selection = CENTRE,
    head: str = HEAD,
    known: Collection[str] = (),
) -> SourceFile:
    """Write a file and read it."""
    return read_sie(write(folder, head + body), selection, known)


def only(source: SourceFile) -> SourceVoucher:
    """Return the one voucher that was kept."""
    (voucher,) = source.vouchers
    return voucher


def line_of(text: str, part: str) -> int:
    """Return the line of the whole file on which ``part`` stands first."""
    return text[: text.index(part)].count("\n") + 1
