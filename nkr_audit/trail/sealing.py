"""Sealing a log: a signed note of how long it is and what its root is, to be kept by others too.

A seal is no act on the book, so it has no record of its own: it covers the log as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_audit.trail.checkpoint import VerifierKey, signed
from nkr_audit.trail.commit import commit, finish
from nkr_audit.trail.git import IGNORED, commit_to_git
from nkr_audit.trail.lock import locked
from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import FOLDER
from nkr_audit.trail.record import Act
from nkr_audit.trail.verifier_keys import book_keys, read_small
from nkr_audit.trail.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from nkr_audit.trail.checkpoint import Checkpoint
    from nkr_audit.trail.places import Places
    from nkr_audit.trail.problem import Problem
    from nkr_audit.trail.signing_key import SigningKey
    from nkr_audit.trail.verifying import Verification

# What makes it wrong to seal: the log is not what was written. Altered files are another matter.
_OF_THE_LOG: Final = frozenset({"record", "order", "cut", "root", "signature", "history"})


@dataclass(frozen=True, slots=True)
class Seal:
    """What was sealed, and where it lies. ``others`` are problems with the files of the book.

    ``is_new`` tells that the log had no seal of this size by this key before; ``stamp`` is the file
    of the time stamp, when there is one.
    """

    checkpoint: Checkpoint
    note: str
    path: Path
    key: VerifierKey
    others: tuple[Problem, ...]
    is_new: bool
    stamp: Path | None


def seal(
    places: Places,
    key: SigningKey,
    *,
    new_key: bool = False,
    stamp: Callable[[bytes], bytes] | None = None,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Seal:
    """Seal the log as it is now. ``stamp`` asks a service for a time stamp of the note.

    ``new_key`` lets a key seal a log that another key has sealed before; both are then its keys.
    Raises NkrError when there is no log, when it is not sound, or when another key is there. What
    ``stamp`` raises stops it too: nothing is then written.
    """
    with locked(places):
        finish(places)
        log = read_log(places)
        if not log.records:
            raise _nothing_to_seal(places)
        keys = book_keys(places)
        if keys and key.verifier not in keys and not new_key:
            raise _another_key(places, keys)
        problems = verify_here(places, (), kept_notes(places), keys, told).problems
        _refuse_broken(places, problems)
        checkpoint = log.checkpoint()
        note = signed(checkpoint, key.name, key.private)
        path = seal_path(places, checkpoint.size, note, key.verifier)
        is_new = not path.exists()
        contents = {path: note.encode()}
        if stamp is not None and not path.with_suffix(".tsr").exists():
            contents[path.with_suffix(".tsr")] = stamp(note.encode())
        if key.verifier not in keys:
            lines = [one.text() for one in (*keys, key.verifier)]
            contents[places.key] = "".join(f"{line}\n" for line in lines).encode()
        if not places.git_ignore.exists():
            contents[places.git_ignore] = IGNORED
        commit(places, contents, b"")
        commit_to_git(places, (), Act("seal", key.name))
    answer = path.with_suffix(".tsr")
    return Seal(
        checkpoint, note, path, key.verifier, problems, is_new, answer if answer.exists() else None
    )


def verify_here(
    places: Places,
    book_files: Iterable[Path],
    notes: Sequence[tuple[str, str]],
    keys: Collection[VerifierKey],
    told: Callable[[int, int], None],
) -> Verification:
    """As ``verifying.verify``, but what cannot be read is an NkrError."""
    try:
        return verify(places, book_files, notes, keys, told)
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"En fil kan inte läsas: {why}.", f"A file cannot be read: {why}."),
            remedy=Text(
                "kontrollera filens rättigheter, och kör om",
                "check the permissions of the file, then run again",
            ),
            place=Path(error.filename) if isinstance(error.filename, str) else places.root,
        ) from error


def seal_path(places: Places, size: int, note: str, key: VerifierKey) -> Path:
    """Where the note lies: by the length of the log, and the key too when another has sealed it.

    A note that is there is never replaced by another.
    """
    path = places.checkpoints / f"{size}.txt"
    if path.exists() and path.read_bytes() != note.encode():
        return path.with_name(f"{size}-{key.id.hex()}.txt")
    return path


def kept_notes(places: Places) -> list[tuple[str, str]]:
    """The seals in the book's own folder, each with its path, shortest log first.

    One that cannot be read has no text, and is then no seal.
    """
    if not places.checkpoints.is_dir():
        return []
    found = sorted(places.checkpoints.glob("*.txt"), key=lambda path: (len(path.name), path.name))
    notes = []
    for path in found:
        try:
            notes.append((places.relative(path), read_small(path)))
        except NkrError:
            notes.append((f"{FOLDER}/{places.checkpoints.name}/{path.name}", ""))
    return notes


def _refuse_broken(places: Places, problems: Sequence[Problem]) -> None:
    for problem in problems:
        if problem.kind in _OF_THE_LOG:
            file = places.root / problem.path if problem.path else places.log
            raise NkrError(
                Text(
                    f"Loggen är inte hel, och förseglas inte: {problem.what.sv}",
                    f"The log is not whole, and is not sealed: {problem.what.en}",
                ),
                remedy=Text(
                    "kör nkr log verify, som visar allt som inte stämmer",
                    "run nkr log verify, which tells everything that is not right",
                ),
                place=Place(str(file), problem.line or 0),
            )


def _nothing_to_seal(places: Places) -> NkrError:
    return NkrError(
        Text(
            "Boken har ingen behandlingshistorik att försegla.",
            "The book has no processing log to seal.",
        ),
        remedy=Text(
            "den börjar vid första skrivningen; eller börja den med nkr log adopt --reason TEXT",
            "it begins at the first write; or begin it with nkr log adopt --reason TEXT",
        ),
        place=places.root,
    )


def _another_key(places: Places, keys: Sequence[VerifierKey]) -> NkrError:
    known = ", ".join(key.name for key in keys)
    return NkrError(
        Text(
            f"Boken är förseglad med en annan nyckel ({known}).",
            f"The book is sealed by another key ({known}).",
        ),
        remedy=Text(
            "försegla med den nyckeln; är den borta eller utbytt, lägg till --new-key och tala om "
            "det för dem som har förseglingarna",
            "seal with that key; when it is lost or replaced, add --new-key and tell those who "
            "have the seals",
        ),
        place=places.key,
    )
