"""Payroll extracts of the tests: invented employments at Exempel AB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledgers import GRANT, NAMES, write

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNTS = """\
2026-01-01 open Kostnader:NKR2026:4010-Löner SEK
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Skulder:2790-Personal SEK
"""
MAPPING = """\
serie = "LON"
motkonto = "2790"
utan_kostnad = ["900"]

[kolumner]
anstallning = "Anstnr"
manad = "Period"
loneart = "Löneart"
belopp = "Belopp"

[[loneart]]
koder = ["110", "120"]
konto = "4010"
kostnadsslag = "lon"

[[loneart]]
koder = ["510"]
konto = "4510"
kostnadsslag = "lonebikostnader"

[[person]]
anstallning = "1042"
roll = "registerkoordinator"
[[person.andel]]
register = "Swedeheart"
procent = 40
fran = 2026-01-01
till = 2026-12-31
andamal = "statistik"
nytta = "direkt"
grund = "tidredovisning 2026"
godkand_av = "chef1"
[[person.andel]]
register = "Riksstroke"
procent = 33.33
fran = 2026-05-01
till = 2026-12-31
andamal = "it"
nytta = "indirekt"
grund = "tidredovisning 2026"
godkand_av = "chef1"
"""
EVIDENCE = """\
[[person.underlag]]
typ = "lonespecifikation"
fil = "underlag/lon-1042-{manad}.pdf"
[[person.underlag]]
typ = "anstallningsavtal"
fil = "underlag/avtal-1042.pdf"
"""
EXTRACT = """\
Anstnr;Namn;Period;Löneart;Belopp
1042;Namn Ett;2026-05;110;45 000,01
1042;Namn Ett;2026-05;120;-500,00
1042;Namn Ett;2026-05;510;14 139,00
1042;Namn Ett;2026-05;900;30 000,00
1042;Namn Ett;2026-04;110;45 000,00
2000;Namn Två;2026-05;110;50 000,00
"""


def book(folder: Path, text: str = "") -> Path:
    """A book with the grant and some accounts; returns its main file."""
    return write(folder / "bok" / "main.beancount", NAMES + ACCOUNTS + GRANT + text)


def mapping(folder: Path, text: str = MAPPING) -> Path:
    """A mapping in a file."""
    return write(folder / "loner.toml", text)


def extract(folder: Path, text: str = EXTRACT, name: str = "lön.csv") -> Path:
    """An extract in a file."""
    return write(folder / name, text)
