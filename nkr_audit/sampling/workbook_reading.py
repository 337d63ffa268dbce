"""Reading the working paper back: the sample that it is of, and the auditor's results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast, get_args

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import MOST_DIGITS, ZERO, has_more_than_ore, to_ore
from nkr_audit.sampling.cells import among, amount, money, text, whole
from nkr_audit.sampling.factors import CONFIDENCES
from nkr_audit.sampling.model import CREDITS, Estimate, Method, Part, Plan, Sample
from nkr_audit.sampling.population import Item, Unit
from nkr_audit.sampling.workbook import (
    BOUND,
    COLUMNS,
    ERROR,
    FACT_COLUMNS,
    FACTS,
    FIXED,
    FORMAT,
    OUTCOMES,
    PART_COLUMNS,
    PARTS,
    SAMPLE,
)
from nkr_audit.text import Text
from nkr_importers.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nkr_importers.tables import Cell, Table

_SHOWN: Final = 50
_DRAW = Text(
    "ange arbetspapperet som nkr review sample skrev, sparat som .xlsx; bara kolumnerna utfall,"
    " felbelopp och anteckning får ändras. Annars: dra urvalet på nytt med samma frö",
    "name the working paper that nkr review sample wrote, saved as .xlsx; only the columns utfall,"
    " felbelopp and anteckning may be changed. Otherwise draw the sample again with the same seed",
)


@dataclass(frozen=True, slots=True)
class Results:
    """A filled-in working paper. ``errors`` (SEK) has each item by its key; None: not examined."""

    sample: Sample
    errors: Mapping[str, Decimal | None]


def read_results(path: Path) -> Results:
    """Read a filled-in working paper.

    Raises NkrError when it is no working paper, has been changed elsewhere than in the results,
    or has results that are missing or cannot be.
    """
    try:
        values = {row[0]: row[1] for row in _rows(path, FACTS, FACT_COLUMNS)}
        rows = list(_rows(path, SAMPLE, COLUMNS))
        sample = _sample(values, list(_rows(path, PARTS, PART_COLUMNS)), rows)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise _changed(path) from error
    if sample.digest != values.get("kontrollsumma") or not _holds_together(sample):
        raise _changed(path)
    return Results(sample, _errors(path, sample))


def _rows(path: Path, sheet: str, columns: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    for _, cells in _numbered(_table(path, sheet, columns)):
        yield cells


def _table(path: Path, sheet: str, columns: tuple[str, ...]) -> Table:
    table = read_table(path, sheet=sheet)
    if table.is_text or table.columns != columns:
        raise NkrError(
            Text(
                f"Bladet {sheet} har inte arbetspapperets rubriker.",
                f"The sheet {sheet} has not the headings of the working paper.",
            ),
            remedy=_DRAW,
            place=path,
        )
    return table


def _numbered(table: Table) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for row in table.rows:
        yield row.line, row.cells


def _sample(
    values: Mapping[Cell, Cell], parts: list[tuple[Cell, ...]], rows: list[tuple[Cell, ...]]
) -> Sample:
    """Put the sample together again. Raises ValueError and such when something does not fit."""
    if values["format"] != FORMAT:
        raise ValueError(values["format"])
    plan = Plan(
        grant=text(values["bidrag"]),
        method=cast("Method", among(values["metod"], get_args(Method))),
        unit=cast("Unit", among(values["enhet"], get_args(Unit))),
        seed=int(text(values["frö"])),
        confidence=among(whole(values["konfidens"]), CONFIDENCES),
        size=whole(values["storlek"]),
        materiality=amount(values["väsentlighet"]),
        expected=amount(values["förväntat fel"]),
        bounds=_bounds(values),
        estimate=cast("Estimate", among(values["skattning"], get_args(Estimate))),
    )
    items: dict[Cell, list[Item]] = {row[0]: [] for row in parts}
    for row in rows:
        items[row[1]].append(_item(row))
    return Sample(
        plan=plan,
        parts=tuple(
            Part(text(row[0]), whole(row[1]), money(row[2]), tuple(items[row[0]])) for row in parts
        ),
        interval=amount(values["intervall"]),
        start=amount(values["start"]),
        population=text(values["population"]),
    )


def _bounds(values: Mapping[Cell, Cell]) -> tuple[Decimal, ...]:
    count = sum(isinstance(name, str) and name.startswith(f"{BOUND} ") for name in values)
    return tuple(money(values[f"{BOUND} {number}"]) for number in range(1, count + 1))


def _item(row: tuple[Cell, ...]) -> Item:
    key, _, voucher, day, account, words, booked = row[: len(FIXED)]
    if not isinstance(day, date):
        raise TypeError(day)
    return Item(
        key=text(key),
        voucher="" if voucher is None else text(voucher),
        day=day,
        account="" if account is None else text(account),
        text="" if words is None else text(words),
        amount=money(booked),
    )


def _holds_together(sample: Sample) -> bool:
    """Tell whether the figures can be of a sample, whoever computed the digest."""
    keys = [item.key for item in sample.items]
    if len(set(keys)) != len(keys) or not sample.parts or sample.parts[-1].name != CREDITS:
        return False
    is_mus = sample.plan.method == "mus"
    if is_mus != (sample.interval is not None and sample.interval > ZERO):
        return False
    *costs, credits_ = sample.parts
    return (
        credits_.is_whole
        and all(item.amount < ZERO for item in credits_.items)
        and all(item.amount > ZERO for part in costs for item in part.items)
        and all(len(part.items) <= part.count for part in costs)
        and all(part.drawn == part.amount if part.is_whole else True for part in sample.parts)
        and all(part.drawn <= part.amount and (is_mus or part.items) for part in costs)
    )


def _errors(path: Path, sample: Sample) -> dict[str, Decimal | None]:
    """The error of each item, or every cell that does not fit."""
    amounts = {item.key: item.amount for item in sample.items}
    errors: dict[str, Decimal | None] = {}
    faults: list[tuple[int, Text]] = []
    for line, cells in _numbered(_table(path, SAMPLE, COLUMNS)):
        key, part = str(cells[0]), cells[1]
        outcome, said = cells[len(FIXED)], cells[len(FIXED) + 1]
        fault = _fault(outcome, said, amounts[key], is_credit=part == CREDITS)
        if fault is not None:
            faults.append((line, fault))
        elif outcome is None:
            errors[key] = None
        else:
            errors[key] = to_ore(said) if isinstance(said, Decimal) else ZERO
    if faults:
        raise _refused(path, faults)
    return errors


def _fault(outcome: Cell, said: Cell, booked: Decimal, *, is_credit: bool) -> Text | None:
    """Return what is wrong with a result, None when nothing is."""
    if outcome is None and (said is not None or not is_credit):
        return Text("utfall saknas", "utfall is missing")
    if outcome is not None and outcome not in OUTCOMES:
        return Text("utfall ska vara godkänd eller fel", "utfall must be godkänd or fel")
    if outcome != ERROR:
        if said is None or said == 0:
            return None
        return Text("felbelopp, men utfallet är godkänd", "felbelopp, but utfall is godkänd")
    if not isinstance(said, Decimal) or said == 0:
        return Text("felbelopp saknas eller är inget tal", "felbelopp is missing or no number")
    if said.adjusted() >= MOST_DIGITS or has_more_than_ore(said):
        return Text("felbelopp har för många siffror", "felbelopp has too many digits")
    if said > booked and not is_credit:
        return Text("felbelopp är större än beloppet", "felbelopp is larger than the amount")
    return None


def _refused(path: Path, faults: list[tuple[int, Text]]) -> NkrError:
    shown, more = faults[:_SHOWN], len(faults) - _SHOWN
    sv = "".join(f"\n  {SAMPLE} rad {line}: {fault.sv}" for line, fault in shown)
    en = "".join(f"\n  {SAMPLE} row {line}: {fault.en}" for line, fault in shown)
    return NkrError(
        Text(
            f"{len(faults)} resultat kan inte användas:{sv}"
            + (f"\n  … och {more} till" if more > 0 else ""),
            f"{len(faults)} results cannot be used:{en}"
            + (f"\n  … and {more} more" if more > 0 else ""),
        ),
        remedy=Text(
            "fyll i godkänd eller fel för varje post, och beloppet vid fel",
            "fill in godkänd or fel for each item, and the amount of an error",
        ),
        place=Place(str(path), faults[0][0]),
    )


def _changed(path: Path) -> NkrError:
    return NkrError(
        Text(
            "Arbetspapperet har ändrats: uppgifterna om urvalet eller dess poster stämmer inte.",
            "The working paper has been changed: the facts of the sample or its items do not fit.",
        ),
        remedy=_DRAW,
        place=path,
    )
