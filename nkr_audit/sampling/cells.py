"""Cells of a working paper as values: each raises when it holds something else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from nkr_audit.money import MOST_DIGITS, has_more_than_ore, to_ore

if TYPE_CHECKING:
    from nkr_importers.tables import Cell


def among(value: Any, choices: tuple[Any, ...]) -> Any:
    """The value, which is to be one of these. Raises ValueError."""
    if value not in choices:
        raise ValueError(value)
    return value


def text(cell: Cell) -> str:
    """The text of a cell. Raises TypeError when it is none."""
    if not isinstance(cell, str):
        raise TypeError(cell)
    return cell


def whole(cell: Cell) -> int:
    """The whole number of a cell, nought or above. Raises TypeError or ValueError."""
    number = money(cell)
    if number != number.to_integral_value() or number < 0:
        raise ValueError(number)
    return int(number)


def money(cell: Cell) -> Decimal:
    """The amount of a cell, SEK. Raises TypeError or ValueError."""
    if not isinstance(cell, Decimal):
        raise TypeError(cell)
    if not cell.is_finite() or cell.adjusted() >= MOST_DIGITS or has_more_than_ore(cell):
        raise ValueError(cell)
    return to_ore(cell)


def amount(cell: Cell) -> Decimal | None:
    """The amount of a cell, None when it is empty. Raises TypeError or ValueError."""
    return None if cell is None else money(cell)
