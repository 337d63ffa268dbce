"""Coding by hand: what a person says of some cost rows, all of them the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.metadata import word
from nkr_audit.text import Text
from nkr_audit.vocabulary import PERIOD
from nkr_importers.coding.by_rules import CODED_BY
from nkr_importers.coding.plan import CodingPlan
from nkr_importers.coding.values import value_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_importers.coding.lines import Line
    from nkr_importers.coding.values import Allowed


def told_apart(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The rows of vouchers that have a number of their own, and the others."""
    chosen = tuple(lines)
    numbers = Counter({id(line.entry): line.voucher for line in chosen}.values())
    own = {number for number, count in numbers.items() if number and count == 1}
    return (
        tuple(line for line in chosen if line.voucher in own),
        tuple(line for line in chosen if line.voucher not in own),
    )


def plan_by_hand(
    lines: Iterable[Line], values: Mapping[str, str], allowed: Allowed, coded_by: str
) -> CodingPlan:
    """Work out what ``values`` add to each of the rows. ``coded_by`` is who says so, and why.

    Raises NkrError when a value is none that the grant knows, when the book says otherwise of a
    row, and when the book says all of it already.
    """
    planned = CodingPlan()
    for line in lines:
        new = {}
        for key, value in values.items():
            if line.book_says(key) == value:
                planned.unchanged += 1
            else:
                _refuse(line, key, value, allowed)
                new[key] = value
        planned.left_empty += any(key not in new for key in line.missing)
        if new:
            planned.code(line, {**new, CODED_BY: _added(line, coded_by)})
    if not planned.changes:
        raise NkrError(
            Text("Boken säger redan allt det här.", "The book says all of this already."),
            remedy=Text("välj det som raderna saknar", "choose what the rows lack"),
        )
    return planned


def _added(line: Line, coded_by: str) -> str:
    """What coded the row, after what did so before."""
    before = word(line.posting.meta.get(CODED_BY))
    return f"{before}; {coded_by}" if before else coded_by


def _refuse(line: Line, key: str, value: str, allowed: Allowed) -> None:
    """Raise NkrError when the row cannot be given the value."""
    present = line.book_says(key)
    name = f"{line.voucher} {line.account}"
    if present is not None:
        raise NkrError(
            Text(
                f"{name}: boken säger redan {key} ”{present}”, inte ”{value}”.",
                f"{name}: the book says {key} “{present}” already, not “{value}”.",
            ),
            remedy=Text(
                "lämna det tomt eller välj bort raden; det som står i boken rättas med en rättelse",
                "leave it empty or leave out the row; what the book says is corrected by a "
                "correction",
            ),
            place=line.place,
        )
    if key == PERIOD and line.is_of_accrual:
        raise NkrError(
            Text(
                f"{name} hör till en reservering, som säger när kostnaden uppstod.",
                f"{name} belongs to an accrual, which says when the cost arose.",
            ),
            remedy=Text("lämna avser tomt", "leave the period empty"),
            place=line.place,
        )
    who = Text(f"{name} får", f"{name} is given")
    fault = value_fault(who, key, value, allowed, may_wait=False)
    if fault is not None:
        raise NkrError(fault.what, remedy=fault.remedy, place=line.place)
