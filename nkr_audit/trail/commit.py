"""Changing the files of a book and its log as one: all of it, or none, whatever kills the process.

1. Each new file lies complete on disk, in a folder of its own.
2. A note of what is to be done (``oavslutad.json``) takes its place: now it is decided.
3. The files take their places, the log gets its lines, and the note is removed.

Before step 2 nothing has changed. After it, whoever comes next finishes: every step of 3 can be
done once more. Only one process at a time may be here (``lock.locked``).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.disk import make_folder, move, sync_folder, write_end, write_new
from nkr_audit.trail.lock import locked
from nkr_audit.trail.pending import Move, Pending, damaged, read_pending
from nkr_audit.trail.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# How long somebody who may only read waits for a write to get done, in seconds.
PATIENCE: Final = 10.0
_PAUSE: Final = 0.05


def commit(places: Places, contents: Mapping[Path, bytes], lines: bytes) -> None:
    """Replace each file by its new contents and add ``lines`` to the log. Needs the lock.

    Raises NkrError when the system refuses: either nothing has changed, or the error says that
    the rest is done by the next command.
    """
    if places.pending.exists():
        raise _unfinished(places, Text("en tidigare skrivning är inte klar", "one before is not"))
    try:
        _decide(places, contents, lines)
    except OSError as error:
        if not places.pending.exists():
            with contextlib.suppress(OSError):
                _clear(places.staging)
            raise _refused(error, places.root) from error
    try:
        _finish(places)
    except OSError:
        # Decided already. Once more, in case that the system was only busy.
        finish(places)


def finish(places: Places) -> None:
    """Finish a write that was decided on and interrupted, if there is one. Needs the lock.

    Raises NkrError when the system refuses; the write is then still unfinished.
    """
    try:
        _finish(places)
    except OSError as error:
        why = _why(error)
        raise _unfinished(places, Text(why, why)) from error


def finish_interrupted(root: Path) -> None:
    """Finish what a process that died left, so that the book is read as it was decided.

    Raises NkrError when that cannot be done here.
    """
    places = Places(root)
    if not places.pending.exists():
        return
    if not os.access(places.folder, os.W_OK):
        _wait(places)
        return
    with locked(places):
        finish(places)


@contextlib.contextmanager
def held_still(root: Path) -> Iterator[None]:
    """Keep a book from being written, to read it. Raises NkrError when that is not let."""
    places = Places(root)
    with locked(places):
        finish(places)
        yield


def written_so_far(root: Path) -> tuple[bool, int]:
    """What tells that a book has not been written in between two looks, from its main folder.

    The note is looked for first: a write that ends between the two looks has made the log longer.
    """
    places = Places(root)
    pending = places.pending.exists()
    try:
        return pending, places.log.stat().st_size
    except FileNotFoundError:
        return pending, 0


def _decide(places: Places, contents: Mapping[Path, bytes], lines: bytes) -> None:
    """Steps 1 and 2. What could hinder step 3 is looked for here, while nothing is decided."""
    make_folder(places.staging)
    _clear(places.staging)
    log_size = places.log.stat().st_size if places.log.exists() else 0
    moves = []
    for number, (named, content) in enumerate(contents.items()):
        path = named.resolve()
        final = places.relative(path)
        make_folder(path.parent)
        _refuse_unwritable(path)
        # No two writes have the same names: the log grows with each.
        staged = places.staging / f"{log_size}-{number:06}"
        write_new(staged, content, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        moves.append(Move(places.relative(staged), final, hashlib.sha256(content).hexdigest()))
    note = places.staging / f"{log_size}-{places.pending.name}"
    write_new(note, Pending(tuple(moves), log_size, lines.decode()).encoded(), 0o644)
    sync_folder(places.staging)
    sync_folder(places.folder)
    sync_folder(places.root)
    note.replace(places.pending)
    sync_folder(places.folder)


def _finish(places: Places) -> None:
    if not places.pending.exists():
        return
    pending = read_pending(places)
    size = places.log.stat().st_size if places.log.exists() else 0
    lines = pending.lines.encode()
    if not pending.log_size <= size <= pending.log_size + len(lines):
        raise damaged(places, places.log)
    folders = {places.folder}
    for one in pending.moves:
        final = places.root / one.final
        _carry_out(places, one, final)
        folders |= _up_to(places.root, final.parent)
    for folder in sorted(folders):
        sync_folder(folder)
    write_end(places.log, pending.log_size, lines)
    sync_folder(places.folder)
    places.pending.unlink()
    sync_folder(places.folder)


def _carry_out(places: Places, one: Move, final: Path) -> None:
    """Let one file take its place, unless it has already."""
    temporary = places.root / one.temporary
    places.relative(final)  # again: what was moved before it may have been a link
    if temporary.is_file() and not temporary.is_symlink():
        make_folder(final.parent)
        move(temporary, final)
    elif not final.is_file() or _digest(final.read_bytes()) != one.sha256:
        raise damaged(places, final)


def _up_to(root: Path, folder: Path) -> set[Path]:
    """The folder and those above it in the book: each may be new."""
    found = {root, folder}
    while folder != root and folder != folder.parent:
        folder = folder.parent
        found.add(folder)
    return found


def _wait(places: Places) -> None:
    """Wait for the write to get done by somebody who may write."""
    until = time.monotonic() + PATIENCE
    while places.pending.exists():
        if time.monotonic() > until:
            raise _unfinished(
                places,
                Text("du får inte skriva i bokens mapp", "you may not write in the book's folder"),
            )
        time.sleep(_PAUSE)


def _clear(staging: Path) -> None:
    """Empty the folder of what is on its way in."""
    for left in staging.iterdir():
        left.unlink()


def _refuse_unwritable(path: Path) -> None:
    """Raise OSError for what would keep a file from its place later, when it is decided."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    for needed in (path, path.parent):
        if needed.exists() and not os.access(needed, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(needed))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _why(error: OSError) -> str:
    """What the system said, and of which file."""
    why = error.strerror or str(error)
    named = error.filename2 or error.filename
    return f"{why} ({Path(named).name})" if isinstance(named, str) else why


def _unfinished(places: Places, why: Text) -> NkrError:
    return NkrError(
        Text(
            f"En skrivning i boken är beslutad men inte klar: {why.sv}.",
            f"A write to the book is decided on but not finished: {why.en}.",
        ),
        remedy=Text(
            "kontrollera rättigheter, ledigt utrymme och att ingen har filen öppen; nästa "
            "nkr-kommando av någon som får skriva i boken gör klart den",
            "check permissions, free space and that nobody has the file open; the next nkr "
            "command by somebody who may write in the book finishes it",
        ),
        place=places.pending,
    )


def _refused(error: OSError, place: Path) -> NkrError:
    why = error.strerror or str(error)
    return NkrError(
        Text(
            f"Boken kunde inte skrivas: {why}. Inget är ändrat.",
            f"The book could not be written: {why}. Nothing has changed.",
        ),
        remedy=Text(
            "kontrollera rättigheter och ledigt utrymme, och kör om",
            "check permissions and free space, then run again",
        ),
        place=Path(error.filename) if isinstance(error.filename, str) else place,
    )
