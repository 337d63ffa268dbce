"""Verifying a book against its log: the log itself, and every file that it tells of."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_audit.trail.chain import compare, read_chain
from nkr_audit.trail.checkpoint import Checkpoint, is_signed_by, parse_checkpoint
from nkr_audit.trail.log import ends_whole, log_lines, name_of
from nkr_audit.trail.merkle import root_of
from nkr_audit.trail.problem import Problem
from nkr_audit.trail.record import ADOPT, DISCOVERED
from nkr_audit.trail.versions import TEXT_FILES, first_difference, last_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from nkr_audit.trail.chain import Chain
    from nkr_audit.trail.checkpoint import VerifierKey
    from nkr_audit.trail.places import Places
    from nkr_audit.trail.record import Record

_HASHERS = 2


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it. ``state`` is the log as it stands; ``checkpoints`` how many agreed with it.

    ``files`` and ``size`` are how many files were read, and their bytes together; ``hashes`` what
    was found in each, by its path from the book's folder.
    """

    problems: tuple[Problem, ...]
    state: Checkpoint
    checkpoints: int
    files: int
    size: int
    hashes: Mapping[str, str]


def _say_nothing(_done: int, _total: int) -> None:
    pass


def verify(
    places: Places,
    book_files: Iterable[Path],
    notes: Sequence[tuple[str, str]],
    keys: Collection[VerifierKey],
    told: Callable[[int, int], None] = _say_nothing,
) -> Verification:
    """Verify the log in ``places``, and the files of the book against it.

    ``notes`` are checkpoints, each with the name of its file, signed by any of ``keys``. ``told``
    is given the progress: bytes read, and bytes in all. Raises OSError when a file cannot be read.
    """
    lines = log_lines(places)
    chain = read_chain(lines)
    name = name_of(lines[0]) if lines else ""
    if not ends_whole(places):
        chain.problems.append(_no_line_end(len(lines)))
    problems = list(chain.problems)
    # When the first record is not what it was, neither is the name that it gives the log.
    known = "" if any(problem.line == 1 for problem in problems) else name
    checkpoints, faults = _read_notes(notes, keys, known)
    problems += faults
    differing = compare(chain, checkpoints)
    problems += differing
    now = Checkpoint(name, len(lines), root_of(lines))
    if not chain.problems and not differing:
        problems += _head(places, now, chain)
    state, history = _files_by_log(chain.sound)
    problems += history
    wanted = sorted({*state, *(places.relative(path) for path in book_files)})
    sizes = _sizes(places, wanted)
    hashes = _hashes(places, sizes, told)
    for path in wanted:
        found = _file_problem(places, path, state.get(path), hashes.get(path))
        if found is not None:
            problems.append(found)
    problems += _not_adopted(chain.sound)
    return Verification(
        tuple(problems),
        now,
        len(checkpoints) - len(differing),
        len(sizes),
        sum(sizes.values()),
        hashes,
    )


def _read_notes(
    notes: Sequence[tuple[str, str]], keys: Collection[VerifierKey], origin: str
) -> tuple[list[tuple[str, Checkpoint]], list[Problem]]:
    checkpoints, problems = [], []
    for name, note in notes:
        what = None
        try:
            checkpoint = parse_checkpoint(note)
        except ValueError:
            what = Text("Filen är ingen försegling.", "The file is no checkpoint.")
        else:
            if origin and checkpoint.origin != origin:
                what = Text(
                    f"Förseglingen gäller en annan logg: {checkpoint.origin}, inte {origin}.",
                    f"The checkpoint is of another log: {checkpoint.origin}, not {origin}.",
                )
            elif not any(is_signed_by(note, key) for key in keys):
                what = Text(
                    "Förseglingen har ingen rätt underskrift av bokens nyckel.",
                    "The checkpoint has no right signature by the key of the book.",
                )
            else:
                checkpoints.append((name, checkpoint))
        if what is not None:
            problems.append(Problem("signature", None, what, name))
    return checkpoints, problems


def _head(places: Places, now: Checkpoint, chain: Chain) -> list[Problem]:
    """Compare the log with what the last write said of it: only that covers the last record."""
    path = places.relative(places.head)
    try:
        said = parse_checkpoint(places.head.read_text(encoding="utf-8", errors="replace"))
    except (ValueError, FileNotFoundError):
        if not now.size and not places.head.exists():
            return []
        what = Text(
            "Uppgiften om loggens längd saknas eller är skadad.",
            "What tells the length of the log is missing or damaged.",
        )
        return [Problem("root", None, what, path)]
    if said == now:
        return []
    if said.size > now.size:
        return compare(chain, [(path, said)])
    if said.size < now.size:
        what = Text(
            f"Loggen har {now.size - said.size} poster som inget kommando har skrivit.",
            f"The log has {now.size - said.size} records that no command has written.",
        )
        return [Problem("order", said.size + 1, what)]
    what = Text(
        f"Loggen är inte den som skrevs: den sista posten är ändrad, eller en tidigare med alla "
        f"efter den omräknade, eller {path}.",
        f"The log is not the one that was written: its last record is altered, or an earlier one "
        f"with all after it made to fit, or {path} is.",
    )
    return [Problem("record", now.size, what)]


def _no_line_end(number: int) -> Problem:
    return Problem(
        "record", number,
        Text("Posten saknar radslut.", "The record has no line end."),
    )  # fmt: skip


def _files_by_log(records: Iterable[Record]) -> tuple[dict[str, str], list[Problem]]:
    """The hash of each file by the log, and the records that say other of what was before."""
    state: dict[str, str] = {}
    problems = []
    for record in records:
        for change in record.files:
            if state.get(change.path) != change.before:
                what = Text(
                    f"Post {record.seq} bygger på en annan lydelse av filen än den som loggen "
                    "senast kände.",
                    f"Record {record.seq} builds on another wording of the file than the log "
                    "knew last.",
                )
                problems.append(Problem("history", None, what, change.path))
            if change.after is None:
                state.pop(change.path, None)
            else:
                state[change.path] = change.after
    return state, problems


def _sizes(places: Places, paths: Iterable[str]) -> dict[str, int]:
    """The size of each file that is there, of those that are files inside the book's folder."""
    root = places.root.resolve()
    files = {path: places.root / path for path in paths if "\0" not in path}
    return {
        path: file.stat().st_size
        for path, file in files.items()
        if file.is_file() and file.resolve().is_relative_to(root)
    }


def _hashes(
    places: Places, sizes: Mapping[str, int], told: Callable[[int, int], None]
) -> dict[str, str]:
    def digest(path: str) -> str:
        with (places.root / path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    hashes: dict[str, str] = {}
    done, total = 0, sum(sizes.values())
    with ThreadPoolExecutor(_HASHERS) as pool:
        for path, found in zip(sizes, pool.map(digest, sizes), strict=True):
            hashes[path] = found
            done += sizes[path]
            told(done, total)
    return hashes


def _file_problem(
    places: Places, path: str, logged: str | None, found: str | None
) -> Problem | None:
    if found == logged:
        return None
    if logged is None:
        what = Text(
            "Filen hör till boken men finns inte i loggen.",
            "The file is of the book but not in the log.",
        )
        return Problem("unlogged", None, what, path)
    if found is None:
        what = Text("Filen som loggen känner saknas.", "The file that the log knows is missing.")
        return Problem("missing", None, what, path)
    what = Text(
        "Filen är ändrad utanför verktyget sedan den senast loggades.",
        "The file was changed outside the tool since it was last logged.",
    )
    return Problem("altered", _changed_line(places, path, logged), what, path)


def _changed_line(places: Places, path: str, logged: str) -> int | None:
    """The first line that differs from the wording that the log knows, where that is kept."""
    file = places.root / path
    if file.suffix not in TEXT_FILES:
        return None
    before = last_wording(places, logged)
    text = file.read_bytes().decode("utf-8", "replace")
    return None if before is None or before == text else first_difference(before, text)


def _not_adopted(records: Sequence[Record]) -> list[Problem]:
    """Changes that were discovered and that nobody has given a reason for since."""
    open_ones: list[Record] = []
    for record in records:
        if record.act.action == DISCOVERED:
            open_ones.append(record)
        elif record.act.action == ADOPT:
            open_ones.clear()
    return [
        Problem(
            "discovered", None,
            Text(
                f"Ändrad utanför verktyget, upptäckt {record.time:%Y-%m-%d} (post {record.seq}), "
                "och ingen har angett skäl.",
                f"Changed outside the tool, discovered on {record.time:%Y-%m-%d} (record "
                f"{record.seq}), and nobody has given a reason.",
            ),
            change.path,
        )
        for record in open_ones
        for change in record.files
    ]  # fmt: skip
