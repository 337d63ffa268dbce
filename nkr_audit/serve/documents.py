"""A book's own documents, and no other files: as attachments, or shown when they are harmless."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fava.context import g
from fava.helpers import FavaAPIError
from flask import abort, request, send_file

if TYPE_CHECKING:
    from fava.core import FavaLedger
    from flask import Response

# Where the access log finds which document was looked at.
VIEWED_KEY: Final = "nkr.viewed"
# Where the headers find that the answer may stand in a frame of ours.
SHOWN_KEY: Final = "nkr.shown"

# What a browser shows without running anything in it, by how the file begins.
_SHOWN: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def document() -> Response:
    """Send the document named in the query. ``visa=1`` shows a PDF or a picture in its place."""
    return _send(request.args.get("filename", ""))


def statement() -> Response:
    """Send the document that an entry names in its metadata."""
    try:
        path = g.ledger.statement_path(
            request.args.get("entry_hash", ""), request.args.get("key", "")
        )
    except FavaAPIError:
        abort(404)
    return _send(path)


def _send(name: str) -> Response:
    path = _own(name, g.ledger)
    if path is None:
        abort(404)
    root = Path(g.ledger.beancount_file_path).parent.resolve()
    request.environ[VIEWED_KEY] = path.relative_to(root).as_posix()
    with path.open("rb") as file:
        start = file.read(16)
    kind = next((kind for mark, kind in _SHOWN.items() if start.startswith(mark)), None)
    shown = kind is not None and request.args.get("visa") == "1"
    if shown:
        request.environ[SHOWN_KEY] = True
    return send_file(
        path,
        mimetype=kind if shown else "application/octet-stream",
        as_attachment=not shown,
        download_name=Path(name).name,
        max_age=0,
    )


def _own(name: str, ledger: FavaLedger) -> Path | None:
    """The file, when the book has a document by exactly that name and it lies in its folder."""
    if "\0" in name or not any(
        name == each.filename for each in ledger.all_entries_by_type.Document
    ):
        return None
    path = Path(name).resolve()
    root = Path(ledger.beancount_file_path).parent.resolve()
    return path if path.is_relative_to(root) and path.is_file() else None
