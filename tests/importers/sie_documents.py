"""A whole example file, type 4E, in which everything agrees, for the tests of SIE documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_importers.sie.checksum import Checksum
from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.encoding import decoder_for

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.sie.document import SieDocument

HEAD_4E = """\
#FLAGGA 0
#PROGRAM "Exempelekonomi" 1.0
#FORMAT PC8
#GEN 20260701 "ekonom1"
#SIETYP 4
#PROSA "Exempel"
#PROSA "Påhittade uppgifter"
#FTYP AB
#FNR "E1"
#ORGNR 556000-0000 1 2
#BKOD 84111
#ADRESS "ekonom1" "Exempelgatan 1" "111 11 Exempelstad" "08-000 00"
#FNAMN "Exempel AB"
#RAR 0 20260101 20261231
#RAR -1 20250101 20251231
#TAXAR 2027
#OMFATTN 20260630
#KPTYP EUBAS97
#VALUTA SEK
#DIM 1 "Kostnadsställe"
#UNDERDIM 21 "Underställe" 1
#OBJEKT 1 "2610" "Registercentrum"
#OBJEKT 21 "A" "Avdelning å"
#KONTO 1930 "Bank"
#KTYP 1930 T
#KONTO 2440 "Leverantörsskulder"
#KTYP 2440 S
#KONTO 5420 "Programvaror"
#KTYP 5420 K
#ENHET 5420 "Styck"
#SRU 5420 7513
#SRU 5420 7514
"""

BALANCES = """\
#IB 0 1930 1000.00 2.5
#IB 0 2440 -1000
#IB -1 1930 900
#IB -1 2440 -900
#UB 0 1930 900
#UB 0 2440 -1300
#UB -1 1930 1000
#UB -1 2440 -1000
#RES 0 5420 400 3
#OIB 0 1930 {1 "2610"} 50
#OUB 0 1930 {1 "2610"} 50
#OUB -1 1930 {1 "2610"} 50
#OUB 0 5420 {1 "2610"} 400
#PSALDO 0 202606 5420 {} 400
#PSALDO 0 202606 5420 {1 "2610"} 400
#PBUDGET 0 202606 5420 {} 500
"""

VOUCHERS = """\
#VER "A" "42" 20260630 "Driftplattform juni" 20260702 "ekonom1"
{
#TRANS 5420 {1 "2610" 21 "A"} 400.00 20260630 "Två register" 2 "ekonom1"
#TRANS 2440 {} -400.00
}
#VER "B" "1" 20260630 "Betalning"
{
#BTRANS 1930 {} -90 20260702 "" "" "ekonom2"
#RTRANS 1930 {} -100 20260702 "" "" "ekonom2"
#TRANS 1930 {} -100 20260630
#TRANS 2440 {} 100.00
}
"""

WHOLE = HEAD_4E + BALANCES + VOUCHERS

WHOLE_4I = """\
#FLAGGA 0
#PROGRAM "Exempelekonomi" 1.0
#FORMAT PC8
#GEN 20260701
#SIETYP 4
#FNAMN "Exempel AB"
""" + VOUCHERS.replace('21 "A"', '6 "103"')


def summed(text: str, encoding: str = "cp437", add: int = 0) -> bytes:
    """Put a checksum over the bytes as they stand into a file: after its first line, and last."""
    first, rest = text.replace("\n", "\r\n").encode(encoding).split(b"\r\n", 1)
    total = Checksum(decoder_for("cp437"))
    for line in rest.splitlines():
        total.take(line)
    return first + b"\r\n#KSUMMA\r\n" + rest + b"#KSUMMA %d\r\n" % (total.value + add)


def save(folder: Path, text: str, name: str = "export.se", encoding: str = "cp437") -> Path:
    """Write a file with the line ends that the ERPs use."""
    path = folder / name
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return path


def document_of(
    folder: Path, text: str, name: str = "export.se", *, strict: bool = False
) -> SieDocument:
    """Write a file and read it as a document."""
    return read_document(save(folder, text, name), strict=strict)


def line_with(text: str, part: str) -> int:
    """Return the line on which ``part`` stands first."""
    return text[: text.index(part)].count("\n") + 1
