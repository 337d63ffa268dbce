"""A page as ours are: shown to all, with a form for those who may record."""

from __future__ import annotations

from http import HTTPStatus

from fava.context import g
from fava.ext import FavaExtensionBase
from flask import Response, request

from nkr_audit.serve import seam


class SamplePages(FavaExtensionBase):
    """What the test asks for."""

    report_title = "Prov"

    def write(self) -> Response:
        """Add what was sent to the book, when that is allowed; an endpoint, see below."""
        if not seam.may("record"):
            return Response("nej", HTTPStatus.FORBIDDEN)
        with open(self.ledger.beancount_file_path, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(request.form["text"])
        seam.refresh()
        user = seam.current_user()
        assert user is not None
        count = sum(type(entry).__name__ == "Note" for entry in g.ledger.all_entries)
        return Response(f"{user.name} {seam.current_book()} {count}")

    write.endpoint_key = ("write", ["POST"])  # type: ignore[attr-defined]
