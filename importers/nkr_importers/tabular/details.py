"""What the rows of an extract say besides amounts: supplier, invoice, and what is corrected."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_importers.tabular.values import SOLE_TRADER, organisation_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_importers.model import Details, SourceRow
    from nkr_importers.tabular.cells import TableRow
    from nkr_importers.tabular.fields import Fields

# Metadata that a voucher has when its rows agree, else each row: the key, and the field it is of.
_SINGLE = (
    ("faktura", "faktura"), ("motpart-orgnr", "orgnr"), ("leverantor-id", "leverantor_id"),
    ("dokument-id", "dokument_id"), ("rattar", "rattar"), ("ursprung", "ursprung"),
)  # fmt: skip
_VOUCHER_NUMBER = re.compile(
    r"(?:(?P<year>[12][0-9]{3})[-/ ])?(?P<series>[^0-9]*?)[-/. ]?(?P<number>[0-9]{1,20})"
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was left out of a voucher: the line, and why."""

    line: int
    what: Text


def details_of(
    row: TableRow, fields: Fields, year: str, identity: str, notes: list[Note]
) -> Iterator[tuple[str, str]]:
    """What a row says of its voucher, as metadata; what is left out is added to ``notes``."""
    for key, name in _SINGLE:
        text = fields.text(row, name)
        if not text:
            continue
        value: str | Text | None = text
        if name == "orgnr":
            value = organisation_number(text)
        elif name == "rattar":
            value = _corrected(text, fields, year, fields.numbered(row)[0], identity)
        elif name == "leverantor_id" and organisation_number(text) is SOLE_TRADER:
            value = SOLE_TRADER
        if isinstance(value, Text):
            shown = "" if value is SOLE_TRADER else f" ”{text[:40]}”"
            told = Text(
                f"{key}{shown} togs inte med: {value.sv}",
                f"{key}{shown} was left out: {value.en}",
            )
            notes.append(Note(row.line, told))
        elif value:
            yield key, value


def _corrected(text: str, fields: Fields, year: str, series: str, identity: str) -> str | Text:
    """The identity of the voucher that is corrected: of the same year and series if not told."""
    match = _VOUCHER_NUMBER.fullmatch(text)
    if match is None:
        return Text("är inget verifikationsnummer", "is no voucher number")
    found = fields.named(match["year"] or year, match["series"] or series, match["number"])
    if found == identity:
        return Text("är verifikationen själv", "is the voucher itself")
    return found


def shared_details(rows: Sequence[SourceRow]) -> tuple[Details, list[SourceRow]]:
    """Part what is the same on all rows that say it from what differs, which stays on its row."""
    values: dict[str, set[str]] = {}
    for row in rows:
        for key, value in row.details:
            values.setdefault(key, set()).add(value)
    shared = {key: next(iter(found)) for key, found in values.items() if len(found) == 1}
    kept = [
        replace(row, details=tuple(one for one in row.details if one[0] not in shared))
        for row in rows
    ]
    return tuple((key, shared[key]) for key, _ in _SINGLE if key in shared), kept
