"""The coding workbook: what its sheets and columns are, and what a row says of the book."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.metadata import word
from nkr_audit.personal_number import mask
from nkr_audit.vocabulary import DOCUMENT_KINDS, FIXME
from nkr_importers.naming import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import Grant
    from nkr_importers.coding.lines import Line
    from nkr_importers.coding.values import Allowed

SHEET = "Kodning"
LISTS = "Listor"
# What the book says, and is not to be changed; then what is to be filled in.
FIXED = ("verifikation", "rad", "konto", "datum", "belopp", "text", "motpart", "faktura")
CODED = ("register", "nytta", "andamal", "kostnadsslag", "insats", "avser")
FILLED = (*CODED, "underlag", "typ")
COLUMNS = (*FIXED, *FILLED)
LONGEST = 2_000
_BEGINS_FORMULA = re.compile(r"'?[\s\u200b\ufeff]*[=+\-@＝＋－＠]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A cost row as the workbook has it: the fixed cells, and what the book says of the others."""

    line: Line
    fixed: tuple[str | int | date | Decimal, ...]
    says: dict[str, str]


def identity(grant: Grant) -> str:
    """What a workbook says of the book it is from, in a hidden cell of its header."""
    parts = ("nkr-audit kodning 1", grant.id, grant.programme_id, grant.region or "–")
    return " · ".join(printable(part) for part in parts)


def sheet_rows(lines: Iterable[Line]) -> tuple[tuple[SheetRow, ...], tuple[Line, ...]]:
    """The rows of a workbook, and those of vouchers that have no number of their own: nothing
    tells these apart.
    """
    chosen = tuple(lines)
    entries = {id(line.entry): line.voucher for line in chosen}
    numbers = Counter(entries.values())
    others = tuple(line for line in chosen if not line.voucher or numbers[line.voucher] > 1)
    return tuple(
        _row(line) for line in chosen if line.voucher and numbers[line.voucher] == 1
    ), others


def _row(line: Line) -> SheetRow:
    fixed = (
        safe(line.voucher),
        line.row,
        safe(f"{line.account} {line.cost.account_name}"),
        line.day,
        line.amount,
        safe(line.text),
        safe(mask(line.payee)),
        safe(word(line.entry.meta.get("faktura")) or ""),
    )
    says = {key: safe(said) for key in CODED if (said := line.book_says(key)) is not None}
    return SheetRow(line, fixed, says)


def lists(allowed: Allowed) -> dict[str, tuple[str, ...]]:
    """What may be chosen in each column that has a list; FIXME last, where it may stand."""
    chosen = {
        key: (*(safe(name) for name in allowed[key]), FIXME) for key in CODED if key in allowed
    }
    return {**chosen, "typ": tuple(sorted(DOCUMENT_KINDS))}


def safe(text: str) -> str:
    """A cell of text: one line, and nothing that a spreadsheet would take for a formula."""
    line = " ".join(printable(text).split())[:LONGEST]
    return f"'{line}" if _BEGINS_FORMULA.match(line) else line


def plain(cell: str) -> str:
    """What a cell says, without the apostrophe that kept it from being a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and _BEGINS_FORMULA.match(text) else text
