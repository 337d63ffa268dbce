"""What Fava knows of our pages: one extension, a page for each of its addresses."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib import resources
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast

from fava.ext import FavaExtensionBase
from flask import Response, abort, g, render_template, request
from markupsafe import Markup

from nkr_audit.errors import NkrError
from nkr_audit.serve.language import here
from nkr_audit.web import downloads, packages
from nkr_audit.web.forms.answering import endpoints
from nkr_audit.web.forms.shell import FormShell
from nkr_audit.web.pages import PAGES
from nkr_audit.web.reading import Reading, reading_of
from nkr_audit.web.view import ASKED, View, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from fava.core import FavaLedger

    from nkr_audit.web.shell import Shell

_STYLE: Final = "stil.css"


class Granskning(FavaExtensionBase):
    """The pages. Filters of Fava's do not touch them: they are of the whole book."""

    report_title = "Granskning"

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        super().__init__(ledger, config)
        self._lock = Lock()
        self._reading: Reading | NkrError | None = None
        for name in PAGES:
            self.endpoints[name, "GET"] = _call(Granskning.page)
        self.endpoints[_STYLE, "GET"] = _call(Granskning.style)
        self.endpoints["tabell", "GET"] = _call(Granskning.table)
        self.endpoints["rapport", "GET"] = _call(Granskning.report)
        self.endpoints["paket", "GET"] = _call(Granskning.package)
        self.endpoints.update(endpoints())

    def after_load_file(self) -> None:
        """Read the book anew. What is wrong with it is said on the pages, not raised here."""
        self._reading = None
        self.reading()

    def reading(self) -> Reading | NkrError:
        """The book as it was loaded, or why it cannot be read."""
        with self._lock:
            if self._reading is None:
                try:
                    self._reading = reading_of(self.ledger)
                except NkrError as error:
                    self._reading = error
            return self._reading

    def shell(self) -> Shell:
        """The page that is asked for, with what stands round it. For the template."""
        shell: Shell | None = getattr(g, "nkr_shell", None)
        if shell is None:
            name = (request.view_args or {}).get("endpoint", "oversikt")
            shell = FormShell.make(self.reading(), PAGES[name], self._asked(), here())
            g.nkr_shell = shell
        return shell

    def view(self) -> View:
        """What is asked for, when the book and its grant are there; otherwise there is no page."""
        reading = self.reading()
        asked = self._asked()
        grant = reading.grant(asked.get("bidrag", "")) if isinstance(reading, Reading) else None
        if grant is None or not isinstance(reading, Reading):
            abort(404)
        page = request.args.get("fran", "oversikt")
        return View(reading, grant, page, asked, here(), today())

    def page(self) -> tuple[str, int]:
        """A page of its own address."""
        shell = self.shell()
        template = self.jinja_env.get_template("Granskning.html")
        content = Markup(template.render(ledger=self.ledger, extension=self))  # noqa: S704
        whole = render_template("_layout.html", content=content, page_title=shell.title)
        return whole, HTTPStatus.OK if shell.found else HTTPStatus.NOT_FOUND

    def style(self) -> Response:
        """Our style sheet."""
        return Response(_asset(_STYLE), mimetype="text/css")

    def table(self) -> Response:
        """A table of a page, whole, as a file."""
        return downloads.table(self.view())

    def report(self) -> Response:
        """A report of the grant as a file."""
        return downloads.report(self.view())

    def package(self) -> Response:
        """The review package of the grant as a file."""
        return packages.package(self.view())

    def _asked(self) -> dict[str, str]:
        own = {name: value for name, value in request.args.items() if name in ASKED}
        pages = {name: one for name, one in request.args.items() if name.startswith("sida-")}
        return own | pages


def _call(method: Callable[[Granskning], Any]) -> Callable[[FavaExtensionBase], Any]:
    """An endpoint as Fava calls it: with one of its extensions, which is always ours."""
    return cast("Callable[[FavaExtensionBase], Any]", method)


@cache
def _asset(name: str) -> bytes:
    return resources.files("nkr_audit.web").joinpath("assets", name).read_bytes()
