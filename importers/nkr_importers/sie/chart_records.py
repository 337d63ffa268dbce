"""The records of the chart: accounts, dimensions and objects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_importers.sie.document import Account, Dimension, SieObject
from nkr_importers.sie.fields import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_importers.sie.gathered import Gathered, Record

KINDS = frozenset("TSKI")


def _account(record: Record, gathered: Gathered) -> None:
    number, name = record.account(1), record.text(2)
    if len(record.fields) < 3:
        raise FieldError(Text("kontots namn saknas", "the account has no name"))
    known = gathered.accounts.get(number)
    if known is None:
        gathered.accounts[number] = Account(number, name, line=record.line)
    elif known.name is None:
        gathered.accounts[number] = replace(known, name=name)
    else:
        gathered.repeated(record, same=known.name == name)


def _known(record: Record, gathered: Gathered) -> Account:
    """Return the account that a record is about; the standard has its #KONTO come first."""
    number = record.account(1)
    known = gathered.accounts.get(number)
    if known is None:
        gathered.notes.remark(
            record.line, record.label,
            Text(
                f"konto {number} har ingen #KONTO före sig",
                f"account {number} has no #KONTO before this",
            ),
        )  # fmt: skip
        known = gathered.accounts[number] = Account(number, None, line=record.line)
    return known


def _kind(record: Record, gathered: Gathered) -> None:
    kind = record.required(2).upper()
    if kind not in KINDS:
        raise FieldError(
            Text(f"”{kind[:40]}” är ingen kontotyp (T, S, K, I)",
                 f"”{kind[:40]}” is no kind of account (T, S, K, I)")
        )  # fmt: skip
    known = _known(record, gathered)
    if known.kind is None:
        gathered.accounts[known.number] = replace(known, kind=kind)
    else:
        gathered.repeated(record, same=known.kind == kind)


def _unit(record: Record, gathered: Gathered) -> None:
    unit = record.text(2)
    known = _known(record, gathered)
    if known.unit is None:
        gathered.accounts[known.number] = replace(known, unit=unit)
    else:
        gathered.repeated(record, same=known.unit == unit)


def _sru(record: Record, gathered: Gathered) -> None:
    code = record.required(2)
    codes = gathered.sru.setdefault(_known(record, gathered).number, {})
    if code in codes:
        gathered.repeated(record, same=True)
    codes[code] = None


def _dimension(record: Record, gathered: Gathered) -> None:
    parent = record.dimension(3) if record.label == "#UNDERDIM" else None
    made = Dimension(record.dimension(1), record.text(2), parent, record.line)
    gathered.keep(gathered.dimensions, made.number, made, record)


def _object(record: Record, gathered: Gathered) -> None:
    made = SieObject(record.dimension(1), record.required(2), record.text(3), record.line)
    gathered.keep(gathered.objects, (made.dimension, made.code), made, record)


# For each label: how many fields it has with the label itself, and how it is read.
CHART_RECORDS: dict[str, tuple[int, Callable[[Record, Gathered], None]]] = {
    "#KONTO": (3, _account),
    "#KTYP": (3, _kind),
    "#ENHET": (3, _unit),
    "#SRU": (3, _sru),
    "#DIM": (3, _dimension),
    "#UNDERDIM": (4, _dimension),
    "#OBJEKT": (4, _object),
}
