"""Files to download: a table of a page, or a report, as ``nkr report`` writes it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, abort, request

from nkr_audit.contacts_file import contacts_beside
from nkr_audit.errors import NkrError
from nkr_audit.reports.formats import SUFFIXES, write_report
from nkr_audit.reports.formats.sie_file import sie_files
from nkr_audit.reports.kinds import KINDS
from nkr_audit.reports.system import read_system
from nkr_audit.web.pages import PAGES
from nkr_audit.web.pages.reports import SIE
from nkr_audit.web.view import make_context, safe_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.reports.context import Context
    from nkr_audit.reports.kinds import Kind
    from nkr_audit.web.view import View

TABLE_FORMATS: Final = ("xlsx", "csv")
_TYPES: Final = {
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".se": "application/octet-stream",
    ".zip": "application/zip",
}


def table(view: View) -> Response:
    """The table that is asked for, with every row and column of it."""
    kind, form = PAGES.get(view.page), request.args.get("format", "")
    listing = kind.build(view).listing(request.args.get("tabell", "")) if kind else None
    if listing is None or kind is None or form not in TABLE_FORMATS:
        abort(404)
    report = view.context().report(kind.name, listing.title, (listing.table(),))
    files = write_report(report, f".{form}", view.language)
    # The first file is the table; the other ones say what it is about, as the other formats do.
    return _file(f"{view.grant_id}-{listing.key}", f".{form}", files[f".{form}"])


def report(view: View) -> Response:
    """The report that is asked for, in the format that is asked for."""
    kind, suffix = KINDS.get(request.args.get("typ", "")), request.args.get("format", "")
    if kind is None or suffix not in (*SUFFIXES, SIE) or (suffix == SIE and not kind.books):
        abort(404)
    try:
        files = _files(kind, suffix, _context(view, kind), view)
    except NkrError as error:
        # Without its place: where the book lies on the server is not for a page to tell.
        said = f"{error.what.to(view.language)}\n{error.remedy.to(view.language)}\n"
        return Response(said, HTTPStatus.CONFLICT, mimetype="text/plain")
    name = f"{view.grant_id}-{kind.name}"
    if len(files) == 1:
        return _file(name, suffix, files[suffix])
    return _file(name, ".zip", _packed(name, files))


def _context(view: View, kind: Kind) -> Context:
    reading = view.reading
    contacts = contacts_beside(reading.ledger.path)
    context = make_context(reading, view.grant, contacts, view.language)
    return replace(context, system=read_system(reading.ledger)) if kind.system else context


def _files(kind: Kind, suffix: str, context: Context, view: View) -> Mapping[str, bytes]:
    if suffix == SIE:
        return sie_files(context)
    return write_report(kind.build(context), suffix, view.language)


def _packed(name: str, files: Mapping[str, bytes]) -> bytes:
    """Several files as one, the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}{ending}"), content)
    return packed.getvalue()


def _file(name: str, suffix: str, content: bytes) -> Response:
    answer = Response(content, content_type=_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe_name(name)}{suffix}"'
    return answer
