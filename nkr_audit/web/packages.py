"""The review package as a download: built when it is asked for, in a place of its own, not kept.

It is the very package that ``nkr review build`` makes, byte for byte. One is built at a time, and
only of a size that is soon done; the command is there for larger ones.
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from flask import Response, request

from nkr_audit.contacts_file import contacts_beside
from nkr_audit.errors import NkrError
from nkr_audit.reports.system import read_system
from nkr_audit.review.building import build
from nkr_audit.review.contents import Opened, gather
from nkr_audit.serve import seam
from nkr_audit.serve.allowed import refuse
from nkr_audit.serve.csrf import from_here
from nkr_audit.serve.documents import VIEWED_KEY
from nkr_audit.serve.limits import Rate
from nkr_audit.text import Text
from nkr_audit.web.view import make_context, safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from nkr_audit.review.building import Built
    from nkr_audit.review.contents import Contents
    from nkr_audit.web.view import View

# A package of so many vouchers is built in less than half a minute, of which most is its PDFs.
MOST_VOUCHERS: Final = 1500
MOST_BYTES: Final = 1 << 30
# Why payslips and contracts are left out, as it is said in the package.
WITHHELD: Final = "lämnas på begäran"

_PIECE: Final = 1 << 16
_building = Lock()
_often = Rate(6)

_BUSY = Text(
    "Ett annat paket byggs just nu. Vänta en stund och försök igen.",
    "Another package is being built. Wait a while and retry.",
)
_TOO_LARGE = Text(
    "Bidraget är för stort för att hämtas här. Bygg paketet med nkr review build.",
    "The grant is too large to be had here. Build the package by nkr review build.",
)
_UNCOUNTABLE = Text(
    "Boken kan inte avräknas, och ger då inget paket.",
    "The book cannot be settled, and gives no package then.",
)
_ELSEWHERE = Text(
    "Paketet hämtas från sidan Granskningspaket.",
    "The package is had from the page Review package.",
)


def contents_of(view: View, withheld: str = "") -> Contents | None:
    """What the package of the grant will hold; None when it is too large to be had here."""
    if len(view.reading.of_grant(view.grant_id)) > MOST_VOUCHERS:
        return None
    return gather(_opened(view), (), withheld)


def size_of(contents: Contents) -> int:
    """How many bytes of documents there are to copy."""
    return sum(path.stat().st_size for path in contents.files().values() if path.is_file())


def checksum_of(view: View, withheld: str) -> str | None:
    """What the package is known by, once it was built of the book as it is now."""
    found: str | None = view.reading.made(_name(view, withheld))
    return found


def command(view: View) -> str:
    """The command that builds the same package."""
    path = view.reading.ledger.path.resolve()
    book, grant = f"{path.parent.name}/{path.name}", view.grant_id
    words = ("nkr", "review", "build", book, "--grant", grant, "-o", f"granskning-{grant}.zip")
    return shlex.join(words)


def package(view: View) -> Response:
    """The package as a file, or why there is none."""
    if not from_here(request):
        return refuse(_ELSEWHERE, HTTPStatus.FORBIDDEN)
    if not view.reading.can_settle():
        return refuse(_UNCOUNTABLE, HTTPStatus.CONFLICT)
    withheld = WITHHELD if request.args.get("utan") else ""
    user = seam.current_user()
    if not _building.acquire(blocking=False):
        return _later()
    try:
        contents = contents_of(view, withheld)
        if contents is None or size_of(contents) > MOST_BYTES:
            return refuse(_TOO_LARGE, HTTPStatus.CONFLICT)
        if user is not None and not _often.take(user.name):
            return _later()
        return _built(view, contents, withheld)
    except NkrError as error:
        # Without its place: where the book lies on the server is not for a page to tell.
        said = Text(
            f"{error.what.sv} Gör så här: {error.remedy.sv}.",
            f"{error.what.en} To mend it: {error.remedy.en}.",
        )
        return refuse(said, HTTPStatus.CONFLICT)
    finally:
        _building.release()


def _opened(view: View) -> Opened:
    reading = view.reading
    ledger = reading.ledger
    # In Swedish whoever asks: the same book gives the same package.
    context = make_context(reading, view.grant, contacts_beside(ledger.path), "sv")
    system = reading.once("system", lambda: read_system(ledger))
    return Opened(
        replace(context, system=system),
        ledger.root,
        ledger.entries,
        ledger.options,
        reading.written,
    )


def _built(view: View, contents: Contents, withheld: str) -> Response:
    folder = Path(tempfile.mkdtemp(prefix="nkr-paket-"))
    try:
        grant = view.grant.settlement.grant
        known = {grant.programme_id: grant.programme} if grant.programme else {}
        built = build(contents, folder / "paket.zip", known)
        file = built.path.open("rb")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    view.reading.once(_name(view, withheld), lambda: built.checksum)
    # Where that can be done, nothing lies on the disk by its name while it is sent.
    shutil.rmtree(folder, ignore_errors=True)
    return _sent(view, built, file, folder, withheld)


def _sent(view: View, built: Built, file: IO[bytes], folder: Path, withheld: str) -> Response:
    left_out = "-utan-personuppgifter" if withheld else ""
    name = f"granskning-{safe_name(view.grant_id)}{left_out}"
    request.environ[VIEWED_KEY] = f"{name}.zip {built.checksum}"

    def pieces() -> Iterator[bytes]:
        while piece := file.read(_PIECE):
            yield piece

    def close() -> None:
        file.close()
        shutil.rmtree(folder, ignore_errors=True)

    answer = Response(pieces(), content_type="application/zip")
    answer.content_length = file.seek(0, 2)
    file.seek(0)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer.call_on_close(close)
    return answer


def _later() -> Response:
    answer = refuse(_BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = "30"
    return answer


def _name(view: View, withheld: str) -> str:
    return f"paket {view.grant_id} {withheld}"
