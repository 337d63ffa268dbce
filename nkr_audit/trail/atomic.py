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
    from collections.abc import Iterable, Mapping


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Replace each file by its new contents, in the order given: all of them, or none.

    Every new file lies complete on disk before the first one takes its place, so that a full disk
    or a missing permission changes nothing; should a later one still be refused its place, those
    before it are put back. A reader sees each file before or after, never between; callers put
    the file that points to the others last. Folders are made when they are missing. A link is
    followed, not replaced.

    Raises NkrError when the system refuses; the temporary files are then gone.
    """
    ready: dict[Path, Path] = {}
    former: dict[Path, Path] = {}
    replaced: list[Path] = []
    path = Path()
    try:
        for named, content in contents.items():
            path = named.resolve()
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = _beside(path, content)
            if path.exists():
                former[path] = _beside(path, path.read_bytes())
        for path, temporary in ready.items():
            temporary.replace(path)
            replaced.append(path)
            _sync_folder(path.parent)
    except OSError as error:
        _put_back(replaced, former)
        why = error.strerror or str(error)
        raise NkrError(
            Text(f"Filen kunde inte skrivas: {why}.", f"The file could not be written: {why}."),
            remedy=Text(
                "kontrollera rättigheter och ledigt utrymme, och kör om",
                "check permissions and free space, then run again",
            ),
            place=path,
        ) from error
    finally:
        for temporary in (*ready.values(), *former.values()):
            with contextlib.suppress(OSError):
                temporary.unlink()


def _put_back(replaced: Iterable[Path], former: Mapping[Path, Path]) -> None:
    """Undo what was done, as far as the system lets us."""
    for path in replaced:
        with contextlib.suppress(OSError):
            if path in former:
                former[path].replace(path)
            else:
                path.unlink()


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
