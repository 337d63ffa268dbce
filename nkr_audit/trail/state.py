"""What the processing log says of a book when it is read: for the rules, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from nkr_audit.book import GoneFile, TrailState
from nkr_audit.errors import NkrError, Place
from nkr_audit.trail.chain import read_chain
from nkr_audit.trail.checkpoint import parse_checkpoint
from nkr_audit.trail.commit import written_so_far
from nkr_audit.trail.log import log_lines
from nkr_audit.trail.places import Places
from nkr_audit.trail.problem import Problem
from nkr_audit.trail.record import ACCRUE, CLOSE, CORRECT, IMPORT, RECORD, RELEASE
from nkr_audit.trail.sealing import kept_notes, verify_here
from nkr_audit.trail.verifier_keys import book_keys
from nkr_audit.trail.writing import book_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from nkr_audit.ledger import Ledger
    from nkr_audit.trail.record import Record
    from nkr_audit.trail.verifying import Verification

# The acts that put vouchers in a book.
_BOOKING: Final = frozenset({RECORD, CORRECT, ACCRUE, RELEASE, CLOSE, IMPORT})
_MOST_READINGS: Final = 5


class Trail(NamedTuple):
    """The state of the trail, and the hash of each file that was read, by its path."""

    state: TrailState
    hashes: Mapping[str, str]


def trail_of(ledger: Ledger, places: Places) -> Trail:
    """Verify a loaded book against its log. What cannot be read is a problem, not an error."""
    notes = kept_notes(places)
    try:
        verification = _verified(ledger, places, notes)
    except NkrError as error:
        return Trail(_unread(places, error), {})
    records = read_chain(log_lines(places)).sound
    return Trail(
        TrailState(
            log=Place(str(Places(ledger.root).log)),
            problems=verification.problems,
            record_days=tuple(record.time.date() for record in records),
            sealed=_sealed(notes, verification.problems),
            gone=_gone(records, verification.problems),
            vouchers=_booked(records),
        ),
        {str(ledger.root / path): found for path, found in verification.hashes.items()},
    )


def _verified(ledger: Ledger, places: Places, notes: Sequence[tuple[str, str]]) -> Verification:
    """Verify; once more when somebody wrote meanwhile, since files and log then differed."""
    for _ in range(_MOST_READINGS):
        before = written_so_far(places.root)
        verification = verify_here(
            places, book_files(ledger), notes, book_keys(places), lambda _done, _total: None
        )
        if not verification.problems or written_so_far(places.root) == before:
            break
    return verification


def _unread(places: Places, error: NkrError) -> TrailState:
    place = error.place
    path = places.log if place is None else place.file
    problem = Problem("root", None, error.what)
    return TrailState(Place(str(path)), (problem,), (), 0, (), {})


def _sealed(notes: Iterable[tuple[str, str]], problems: Iterable[Problem]) -> int:
    """How many records the longest sound checkpoint covers."""
    faulty = {problem.path for problem in problems if problem.kind == "signature"}
    return max(
        (parse_checkpoint(note).size for name, note in notes if name not in faulty), default=0
    )


def _gone(records: Iterable[Record], problems: Iterable[Problem]) -> tuple[GoneFile, ...]:
    missing = {problem.path: None for problem in problems if problem.kind == "missing"}
    last: dict[str, GoneFile] = {}
    for record in records if missing else ():
        for change in record.files:
            if change.path in missing:
                last[change.path] = GoneFile(change.path, record.time.date(), record.act.vouchers)
    return tuple(last[path] for path in missing if path in last)


def _booked(records: Iterable[Record]) -> Mapping[str, date]:
    return {
        number: record.time.date()
        for record in records
        if record.act.action in _BOOKING
        for number in record.act.vouchers
    }
