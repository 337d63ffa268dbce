"""Changing the files of a book and its log as one: all of it, or none, whatever kills the process.

1. Each new file lies complete on disk, in a folder of its own.
2. A note of what is to be done (``oavslutad.json``) takes its place: now it is decided.
3. The files take their places, the log gets its lines, and the note is removed.

Before step 2 nothing has changed. After it, whoever comes next finishes: every step of 3 can be
done once more. Only one process at a time may be here (``lock.locked``).
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.lock import locked
from nkr_audit.trail.places import Places

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class _Pending:
    """What is decided: files to put in their places, and lines to add to the log.

    ``moves`` are (temporary, final) paths from the book's folder. ``log_size`` is how long the log
    was before.
    """

    moves: tuple[tuple[str, str], ...]
    log_size: int
    lines: str

    def encoded(self) -> bytes:
        content = {"moves": self.moves, "log_size": self.log_size, "lines": self.lines}
        return json.dumps(content, ensure_ascii=False).encode()


def commit(places: Places, contents: Mapping[Path, bytes], lines: bytes) -> None:
    """Replace each file by its new contents and add ``lines`` to the log. Needs the lock.

    Raises NkrError when the system refuses: either nothing has changed, or the error says that
    the rest is done by the next command.
    """
    try:
        _clear(places.staging)
        moves = []
        for number, (named, content) in enumerate(contents.items()):
            path = named.resolve()
            moves.append((_staged(places, number, path, content), places.relative(path)))
            path.parent.mkdir(parents=True, exist_ok=True)
        log_size = places.log.stat().st_size if places.log.exists() else 0
        pending = _Pending(tuple(moves), log_size, lines.decode())
        note = _staged(places, len(moves), places.pending, pending.encoded())
        _sync_folder(places.staging)
        (places.root / note).replace(places.pending)
        _sync_folder(places.folder)
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
        why = error.strerror or str(error)
        raise NkrError(
            Text(
                f"En skrivning i boken är beslutad men inte klar: {why}.",
                f"A write to the book is decided on but not finished: {why}.",
            ),
            remedy=Text(
                "kontrollera rättigheter och ledigt utrymme; nästa nkr-kommando gör klart den",
                "check permissions and free space; the next nkr command finishes it",
            ),
            place=places.pending,
        ) from error


def finish_interrupted(root: Path) -> None:
    """Finish what a process that died left, so that the book is read as it was decided."""
    places = Places(root)
    if places.pending.exists():
        with locked(places):
            finish(places)


def written_so_far(root: Path) -> tuple[bool, int]:
    """What tells that a book has not been written in between two looks, from its main folder."""
    places = Places(root)
    size = places.log.stat().st_size if places.log.exists() else 0
    return places.pending.exists(), size


def _finish(places: Places) -> None:
    if not places.pending.exists():
        return
    pending = _read(places)
    for temporary, final in pending.moves:
        if (places.root / temporary).exists():
            (places.root / temporary).replace(places.root / final)
    for folder in {(places.root / final).parent for _, final in pending.moves}:
        _sync_folder(folder)
    _append(places.log, pending.log_size, pending.lines.encode())
    _sync_folder(places.folder)
    places.pending.unlink()
    _sync_folder(places.folder)


def _read(places: Places) -> _Pending:
    """The note. It took its place whole, so one that cannot be read was made by somebody else."""
    try:
        content: Any = json.loads(places.pending.read_bytes())
        moves = tuple((str(one), str(other)) for one, other in content["moves"])
        for path in (path for move in moves for path in move):
            places.relative(places.root / path)
        return _Pending(moves, int(content["log_size"]), str(content["lines"]))
    except (ValueError, KeyError, TypeError, RecursionError, NkrError) as error:
        raise NkrError(
            Text(
                "Anteckningen om en oavslutad skrivning är skadad.",
                "The note of an unfinished write is damaged.",
            ),
            remedy=Text(
                "flytta undan filen och kör nkr log verify, som visar vad som inte stämmer",
                "move the file away and run nkr log verify, which tells what is not right",
            ),
            place=places.pending,
        ) from error


def _append(path: Path, size: int, lines: bytes) -> None:
    """Let the log be what it was, ``size`` bytes, and then the lines; done once or many times."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        os.lseek(handle, size, os.SEEK_SET)
        left = memoryview(lines)
        while left:
            left = left[os.write(handle, left) :]
        os.ftruncate(handle, size + len(lines))
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(staging: Path) -> None:
    """Have an empty folder for what is on its way in."""
    staging.mkdir(parents=True, exist_ok=True)
    for left in staging.iterdir():
        left.unlink()


def _staged(places: Places, number: int, path: Path, content: bytes) -> str:
    """Write the new contents of ``path``, with its permissions; return where, as the log does."""
    staged = places.staging / f"{number:06}"
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(staged, flags, mode)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    staged.chmod(mode)
    return places.relative(staged)


def _sync_folder(folder: Path) -> None:
    """Make renames durable, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
