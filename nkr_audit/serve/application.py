"""Fava's application, fitted out by us: our books, our list, our documents, our Swedish."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fava.application import create_app, url_for
from fava.core.filters import FilterError
from fava.helpers import FavaAPIError
from flask import g, request
from jinja2 import BaseLoader
from werkzeug.exceptions import HTTPException

from nkr_audit.serve import allowed, csrf, documents, pages, seam
from nkr_audit.serve.answers import keep_answers
from nkr_audit.serve.books import USER_KEY
from nkr_audit.serve.language import here
from nkr_audit.serve.locale import FOLDER
from nkr_audit.serve.users import ROLE_NAMES
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response
    from jinja2 import Environment

    from nkr_audit.serve.books import Books
    from nkr_audit.serve.settings import Settings

_FAILED = Text("Det blev fel i servern.", "There was an error in the server.")
_REFUSED = Text("Det går inte att göra här.", "That cannot be done here.")
_SAID = {
    HTTPStatus.NOT_FOUND: Text("Sidan finns inte.", "No such page."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: pages.TOO_LARGE,
}
_HEAD = '<link rel="stylesheet" href="/_nkr/fava.css"><script src="/_nkr/fava.js"></script>'


def make_application(books: Books, settings: Settings) -> Flask:
    """Make the application that stands behind the gate."""
    app = create_app([])
    app.config["LEDGERS"] = books
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.body
    app.config["MAX_FORM_MEMORY_SIZE"] = 1024 * 1024
    app.config["MAX_FORM_PARTS"] = 200
    app.before_request_funcs.setdefault(None, []).insert(0, allowed.check)
    app.view_functions["document"] = documents.document
    app.view_functions["statement"] = documents.statement
    app.after_request(_mark_up)
    keep_answers(app)
    app.add_template_global(seam.may, "nkr_may")
    app.add_template_global(seam.current_user, "nkr_user")
    app.add_template_global(seam.csrf_token, "csrf_token")
    app.add_template_global(_url_for, "url_for")
    _speak_our_swedish(app)
    _escape_everything(app)
    _answer_errors(app)
    return app


def _url_for(endpoint: str, **values: str) -> str:
    """An address, as Fava makes it; a journal asks for those of its few accounts for each row."""
    if endpoint != "account":
        return url_for(endpoint, **values)
    made: dict[str, str] | None = getattr(g, "nkr_accounts", None)
    if made is None:
        made = g.nkr_accounts = {}
    key = "\0".join((*values, *values.values()))
    if key not in made:
        made[key] = url_for(endpoint, **values)
    return made[key]


def _speak_our_swedish(app: Flask) -> None:
    babel = app.extensions["babel"]
    babel.translation_directories.append(str(FOLDER))
    babel.locale_selector = here


class _Escaping(BaseLoader):
    """Fava's templates, with the escaping of texts that one of them turns off left on."""

    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, name, fresh = self._inner.get_source(environment, template)
        return source.replace("{% autoescape false %}", "{% autoescape true %}"), name, fresh


def _escape_everything(app: Flask) -> None:
    if app.jinja_loader is not None:
        app.jinja_loader = _Escaping(app.jinja_loader)


def _mark_up(response: Response) -> Response:
    """Put our style sheet, script and who is logged in into each whole page of Fava's."""
    user = request.environ.get(USER_KEY)
    if response.mimetype != "text/html" or response.is_streamed or user is None:
        return response
    text = response.get_data(as_text=True)
    if "</head>" not in text or "/static/app.js" not in text:
        return response
    role = ROLE_NAMES[user.role(seam.current_book()) or "granskare"]
    token = request.environ[csrf.KEY]
    bar = pages.account_bar(user.name, role, token, here())
    text = text.replace("<html>", f'<html lang="{here()}">', 1)
    text = text.replace("</head>", f"{_HEAD}</head>", 1)
    head, body, tail = text.rpartition("</body>")
    response.set_data(f"{head}{bar}{body}{tail}")
    return response


def _answer_errors(app: Flask) -> None:
    """Answer errors by pages of ours, the same for all; a traceback is nobody's business."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        code = HTTPStatus(error.code or 500)
        if code.value >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return allowed.refuse(_FAILED, code)
        if code.value < HTTPStatus.BAD_REQUEST:
            return app.make_response(error.get_response())
        return allowed.refuse(_SAID.get(code, _REFUSED), code)

    @app.errorhandler(FilterError)
    def bad_filter(error: FilterError) -> Response:
        return allowed.refuse(Text(error.message, error.message), HTTPStatus.BAD_REQUEST)

    @app.errorhandler(FavaAPIError)
    def bad_question(error: FavaAPIError) -> Response:
        status = getattr(error, "status", HTTPStatus.BAD_REQUEST)
        return allowed.refuse(Text(error.message, error.message), status)

    def log_exception(exc_info: Any) -> None:
        """One line for the one who runs the server: what kind, and where in the code."""
        last = exc_info[2]
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        kind = exc_info[0].__name__
        print(f"{moment} {kind} {where} {request.path}", file=sys.stderr)  # noqa: T201

    app.log_exception = log_exception  # type: ignore[method-assign]
    logging.getLogger("fava").setLevel(logging.CRITICAL)
