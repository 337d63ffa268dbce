"""The addresses of the forms: the right and the token are checked again for each of them."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from flask import Response, g, redirect, request

from nkr_audit.errors import NkrError
from nkr_audit.serve.allowed import refuse
from nkr_audit.serve.csrf import has_token
from nkr_audit.serve.language import here
from nkr_audit.serve.seam import may
from nkr_audit.text import Text
from nkr_audit.web.forms.asking import who
from nkr_audit.web.forms.shell import FORMS, RECEIVERS, FormShell
from nkr_audit.web.model import Link
from nkr_audit.web.view import View, today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.web.pages import PageKind

_STYLE: Final = "formular.css"
_ASKED: Final = ("bidrag", "nr", "konto", "sok", "sida", "alla")
_NO_RIGHT: Final = Text("Du har inte rätt att göra det.", "You have no right to do that.")
_STALE: Final = Text(
    "Sidan är för gammal, eller kom från ett annat ställe. Ladda om den och försök igen.",
    "The page is too old, or came from elsewhere. Load it again and retry.",
)


def endpoints() -> Mapping[tuple[str, str], Callable[[Any], Any]]:
    """What answers under the addresses of the forms, for Fava's list."""
    found: dict[tuple[str, str], Callable[[Any], Any]] = {(_STYLE, "GET"): _style}
    for name in FORMS:
        found[name, "GET"] = _show
        found[name, "POST"] = _receive
    return found


def _show(extension: Any) -> Any:
    """The form, for who has the right to it."""
    kind = _kind()
    why_not = _why_not(kind)
    if why_not is not None:
        return refuse(why_not, HTTPStatus.FORBIDDEN)
    g.nkr_shell = FormShell.make(extension.reading(), kind, _asked(), here())
    return extension.page()


def _receive(extension: Any) -> Any:
    """What was filled in: a page to look at, or, when something was written, the way on."""
    kind = _kind()
    why_not = _why_not(kind)
    if why_not is not None:
        return refuse(why_not, HTTPStatus.FORBIDDEN)
    if not has_token(request):
        return refuse(_STALE, HTTPStatus.FORBIDDEN)
    reading = extension.reading()
    grant = None if isinstance(reading, NkrError) else reading.grant(_asked().get("bidrag", ""))
    if grant is None:
        return _show(extension)
    view = View(reading, grant, kind.name, _asked(), here(), today())
    answer = RECEIVERS[kind.name](view)
    if isinstance(answer, Link):
        return redirect(view.url(answer), HTTPStatus.SEE_OTHER)
    g.nkr_shell = FormShell(kind, answer, view, here())
    whole, status = extension.page()
    wrong = any(
        getattr(part, "faulty", ()) or getattr(part, "general", None) for part in answer.parts
    )
    return whole, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else status


def _why_not(kind: PageKind) -> Text | None:
    """Why the asker may not use the form: no right, or a name that nobody can read in the log."""
    if not may(kind.right):
        return _NO_RIGHT
    try:
        who()
    except NkrError as error:
        return error.what
    return None


def _kind() -> PageKind:
    return FORMS[str((request.view_args or {}).get("endpoint"))]


def _asked() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if name in _ASKED}


def _style(_extension: Any) -> Response:
    return Response(_sheet(), mimetype="text/css")


@cache
def _sheet() -> bytes:
    return resources.files("nkr_audit.web").joinpath("assets", _STYLE).read_bytes()
