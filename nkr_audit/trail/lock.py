"""One writer at a time. The system holds the lock, so that it is gone when the process is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.disk import make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.trail.places import Places

# How long a writer waits for another, in seconds.
PATIENCE: Final = 60.0


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Be the only writer of the book. Raises NkrError when another one does not get done."""
    try:
        make_folder(places.folder)
        _refuse_links(places)
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
    except (OSError, NotImplementedError) as error:  # the latter where no file can be locked
        why = getattr(error, "strerror", None) or str(error)
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


def _refuse_links(places: Places) -> None:
    """Refuse a log that leads elsewhere: writing in it would write outside of the book."""
    for path in (places.folder, *places.folder.iterdir()):
        if path.is_symlink():
            raise NkrError(
                Text(
                    "Behandlingshistoriken får inte bestå av länkar, och inget skrivs i boken.",
                    "The processing log may not be made of links, and nothing is written.",
                ),
                remedy=Text(
                    "ersätt länken med det som den leder till",
                    "put what the link leads to in its place",
                ),
                place=path,
            )
