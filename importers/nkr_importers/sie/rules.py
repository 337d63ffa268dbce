"""What the standard asks of each kind of SIE file: records that must, and may not, be there."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from nkr_importers.sie.document import Kind

_FIRST_SIX = ("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#FNAMN")
_BALANCES = ("#RAR", "#KONTO", "#IB", "#UB", "#RES")
MANDATORY: dict[Kind, tuple[str, ...]] = {
    "1": (*_FIRST_SIX, *_BALANCES),
    "2": (*_FIRST_SIX, *_BALANCES, "#OMFATTN"),
    "3": (*_FIRST_SIX, *_BALANCES, "#OMFATTN"),
    "4E": (*_FIRST_SIX, *_BALANCES),
    "4I": _FIRST_SIX,
}
_NOT_IN_4I = frozenset({
    "#IB", "#UB", "#OIB", "#OUB", "#RES", "#PSALDO", "#PBUDGET", "#OMFATTN", "#BKOD",
})  # fmt: skip
_OBJECTS = frozenset({"#DIM", "#UNDERDIM", "#OBJEKT", "#OIB", "#OUB"})
FORBIDDEN: dict[Kind, frozenset[str]] = {
    "1": _OBJECTS | {"#PSALDO", "#PBUDGET", "#OMFATTN", "#VER"},
    "2": _OBJECTS | {"#VER"},
    "3": frozenset({"#VER"}),
    "4E": frozenset(),
    "4I": _NOT_IN_4I,
}

# The dimensions that need no #DIM, under the names that the standard gives them.
RESERVED = {
    "1": "Kostnadsställe",
    "2": "Kostnadsbärare",
    "6": "Projekt",
    "7": "Anställd",
    "8": "Kund",
    "9": "Leverantör",
    "10": "Faktura",
}

_GROUPS = (
    ("#FLAGGA",),
    (
        "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#PROSA", "#FTYP", "#FNR", "#ORGNR", "#BKOD",
        "#ADRESS", "#FNAMN", "#RAR", "#TAXAR", "#OMFATTN", "#KPTYP", "#VALUTA",
    ),
    ("#KONTO", "#KTYP", "#ENHET", "#SRU", "#DIM", "#UNDERDIM", "#OBJEKT"),
    ("#IB", "#UB", "#OIB", "#OUB", "#RES", "#PSALDO", "#PBUDGET", "#VER"),
)  # fmt: skip
# Which part of the file a record belongs to; the parts follow one another.
GROUP = {label: at for at, labels in enumerate(_GROUPS) for label in labels}


def kind_of(sie_type: int | None, name: str, labels: Collection[str]) -> Kind:
    """Tell the kind of a file from its #SIETYP, its suffix, and the records it has.

    #SIETYP is 4 for both 4E and 4I: the suffix decides, unless a file called .SI has all that a 4E
    file must have. Without either suffix, records that 4I may not have make it a 4E file.
    """
    if sie_type == 1:
        return "1"
    if sie_type == 2:
        return "2"
    if sie_type == 3:
        return "3"
    suffix = PurePath(name).suffix.lower()
    if suffix == ".si":
        return "4E" if {"#IB", "#UB", "#RES"} <= set(labels) else "4I"
    if suffix == ".se" or not _NOT_IN_4I.isdisjoint(labels):
        return "4E"
    return "4I"


def absent(kind: Kind, labels: Collection[str]) -> Iterator[tuple[str, Text]]:
    """Return the mandatory records that a file of this kind lacks, each with what to say."""
    for label in MANDATORY[kind]:
        if label not in labels:
            yield (
                label,
                Text(
                    f"posten saknas, men är obligatorisk i en fil av typ {kind}",
                    f"the record is missing, but a file of type {kind} must have it",
                ),
            )


def forbidden(kind: Kind, labels: Iterable[str]) -> Iterator[tuple[str, Text]]:
    """Return the records that a file of this kind may not have, each with what to say."""
    for label in labels:
        if label in FORBIDDEN[kind]:
            yield (
                label,
                Text(
                    f"posten får inte finnas i en fil av typ {kind}",
                    f"a file of type {kind} may not have the record",
                ),
            )
