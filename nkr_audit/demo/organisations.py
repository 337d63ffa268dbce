"""Made-up suppliers. Their organisation numbers pass the check digit but are not in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The first six digits lie far above the numbers that have been given to companies so far.
_SERIES: Final = "559990"


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier: its name, organisation number, and where its invoice numbers begin and step."""

    name: str
    number: str
    first_invoice: int
    step: int


def check_digit(digits: str) -> str:
    """The Luhn check digit that completes ``digits``."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def _supplier(name: str, serial: int, first_invoice: int, step: int) -> Supplier:
    digits = f"{_SERIES}{serial}"
    return Supplier(name, f"{_SERIES}-{serial}{check_digit(digits)}", first_invoice, step)


IT: Final = _supplier("Exempel IT AB", 101, 884500, 12)
PLATFORM: Final = _supplier("Exempel Registerplattform AB", 118, 20260031, 7)
SECURITY: Final = _supplier("Exempel Säkerhetsgranskning AB", 127, 5107, 3)
INTEGRATION: Final = _supplier("Exempel Integration AB", 134, 71220, 19)
STATISTICS: Final = _supplier("Exempel Statistik AB", 142, 3308, 5)
PRINT: Final = _supplier("Exempel Rapport & Form AB", 159, 41877, 23)
LAW: Final = _supplier("Exempel Juristbyrå AB", 163, 9016, 4)
TRAVEL: Final = _supplier("Exempel Resebyrå AB", 175, 660310, 41)
CONFERENCE: Final = _supplier("Exempel Konferens AB", 188, 12045, 17)
OFFICE: Final = _supplier("Exempel Kontorsservice AB", 196, 78011, 9)
TRAINING: Final = _supplier("Exempel Utbildning AB", 204, 2291, 6)
MANAGEMENT: Final = _supplier("Exempel Förvaltning AB", 213, 15530, 8)
RESEARCH: Final = _supplier("Exempel Forskningsstöd AB", 226, 6402, 2)

# The suppliers by the names that the data files call them.
SUPPLIERS: Final = {
    "it": IT,
    "plattform": PLATFORM,
    "sakerhet": SECURITY,
    "integration": INTEGRATION,
    "statistik": STATISTICS,
    "form": PRINT,
    "juridik": LAW,
    "resor": TRAVEL,
    "konferens": CONFERENCE,
    "kontor": OFFICE,
    "utbildning": TRAINING,
    "forvaltning": MANAGEMENT,
    "forskning": RESEARCH,
}
