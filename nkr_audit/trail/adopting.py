"""Adopting what was changed in a book outside the tool: read in full, and given a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.record import ADOPT, DISCOVERED, Act
from nkr_audit.trail.touched import touched_vouchers
from nkr_audit.trail.writing import discovered, writing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nkr_audit.trail.record import FileChange, Record


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was adopted. ``record`` is the record made of it; ``earlier`` those it gives a reason.

    ``begins`` tells that the book had no log before.
    """

    record: Record
    earlier: tuple[Record, ...]
    begins: bool


def adopt(main: Path, who: str, reason: str) -> Adoption | None:
    """Log what was changed outside the tool, with the reason, and that found earlier too.

    Documents are read again. None when there is nothing to adopt. Raises NkrError for an empty
    reason, and when the book or its log is broken.
    """
    said = " ".join(reason.split())
    if not any(one.isalnum() for one in said):
        raise NkrError(
            Text("Skälet är tomt.", "The reason is empty."),
            remedy=Text(
                "skriv vad som ändrades och varför, med --reason",
                "write what was changed and why, with --reason",
            ),
        )
    with writing(main) as writer:
        begins = not writer.log.records
        if begins:
            writer.write({}, Act(ADOPT, who, reason=said))
            return Adoption(writer.log.records[0], (), begins)
        changes = discovered(writer.places, writer.ledger, writer.log, documents=True)
        earlier = not_adopted(writer.log.records)
        if not changes and not earlier:
            return None
        concerned = {number for record in earlier for number in record.act.vouchers}
        concerned.update(touched_vouchers(writer.places, writer.ledger, changes))
        writer.adopt(Act(ADOPT, who, tuple(sorted(concerned)), said), changes)
        return Adoption(writer.log.records[-1], earlier, begins)


def not_adopted(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records of changes that were discovered, and that nobody has given a reason since."""
    found: list[Record] = []
    for record in records:
        if record.act.action == DISCOVERED:
            found.append(record)
        elif record.act.action == ADOPT:
            found.clear()
    return tuple(found)


def changed_files(adoption: Adoption) -> list[FileChange]:
    """The changes adopted: those found now, and those found before."""
    records = (*adoption.earlier, adoption.record)
    return [change for record in records for change in record.files]
