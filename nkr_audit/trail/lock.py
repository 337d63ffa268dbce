"""One writer at a time. The system holds the lock, so that it is gone when the process is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.trail.places import Places

# How long a writer waits for another, in seconds.
PATIENCE: Final = 60.0


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Be the only writer of the book. Raises NkrError when another one does not get done."""
    try:
        places.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(places.lock)
        lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        raise NkrError(
            Text(
                f"Någon annan skriver i boken sedan {PATIENCE:.0f} sekunder.",
                f"Somebody else has been writing in the book for {PATIENCE:.0f} seconds.",
            ),
            remedy=Text("vänta, och kör om", "wait, and run again"),
            place=places.lock,
        ) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise NkrError(
            Text(
                f"I bokens mapp går det inte att skriva: {why}.",
                f"It is not possible to write in the book's folder: {why}.",
            ),
            remedy=Text(
                "kontrollera att du får skriva i bokens mapp",
                "check that you may write in the folder of the book",
            ),
            place=places.folder,
        ) from error
    try:
        yield
    finally:
        lock.release()
