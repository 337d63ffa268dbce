"""Writing files whole or not at all: temporary file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Replace each file by its new contents, in the order given.

    Every new file lies complete on disk before the first one takes its place, so that a full disk
    or a missing permission changes nothing. A reader sees each file before or after, never between;
    callers put the file that points to the others last. Folders are made when they are missing.

    Raises NkrError when the system refuses; the temporary files are then gone.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready.append((_beside(path, content), path))
        while ready:
            temporary, path = ready[0]
            temporary.replace(path)
            _sync_folder(path.parent)
            ready.pop(0)
    except OSError as error:
        raise NkrError(
            Text(f"Filen kunde inte skrivas: {error}", f"The file could not be written: {error}"),
            remedy=Text(
                "kontrollera rättigheter och ledigt utrymme, och kör om",
                "check permissions and free space, then run again",
            ),
            place=Path(error.filename) if error.filename else next(iter(contents)),
        ) from error
    finally:
        for temporary, _ in ready:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _beside(path: Path, content: bytes) -> Path:
    """Write ``content`` to a new temporary file in the folder of ``path``, with its permissions."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
