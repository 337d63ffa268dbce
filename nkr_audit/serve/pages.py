"""The gate's own pages: the login, and short messages. No scripts, and no style but one sheet."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.text import Language

ASSETS: Final = {
    "nkr.css": "text/css", "fava.css": "text/css", "fava.js": "text/javascript",
}  # fmt: skip

_TEXTS: Final = {
    "login": Text("Logga in", "Log in"),
    "logout": Text("Logga ut", "Log out"),
    "product": Text("Granskning av statsbidrag", "Audit of state grants"),
    "name": Text("Användarnamn", "User name"),
    "password": Text("Lösenord", "Password"),
    "wrong": Text("Inloggningen misslyckades", "The login failed"),
    "or": Text("eller", "or"),
    "by": Text("Logga in med", "Log in by"),
    "home": Text("Till startsidan", "To the start page"),
    "message": Text("Meddelande", "Message"),
}
WRONG: Final = Text(
    "Användarnamnet eller lösenordet är fel.", "The user name or the password is wrong."
)
TOO_LARGE: Final = Text(
    "Det som skickades är för stort. Gå tillbaka och välj en mindre fil.",
    "What was sent is too large. Go back and choose a smaller file.",
)


def login(
    language: Language, *, csrf: str, target: str, label: str | None, failed: Text | None
) -> str:
    """The login page. ``failed`` is why the last try did not succeed."""
    return _render(
        "login.html", language, csrf=csrf, target=target, label=label,
        failed=failed.to(language) if failed else None,
    )  # fmt: skip


def message(what: Text, language: Language) -> str:
    """A page that says one thing."""
    return _render("message.html", language, what=what.to(language))


def account_bar(name: str, role: Text, csrf: str, language: Language) -> str:
    """Who is logged in, with a button to log out: put into each of Fava's pages."""
    return _render("account.html", language, name=name, role=role.to(language), csrf=csrf)


def as_json(what: str) -> str:
    """What Fava's scripts take for an error."""
    return json.dumps({"error": what}, ensure_ascii=False)


@cache
def asset(name: str) -> bytes:
    """A file that is served as it is."""
    return resources.files("nkr_audit.serve").joinpath("assets", name).read_bytes()


def _render(template: str, language: Language, **values: Any) -> str:
    texts = {key: text.to(language) for key, text in _TEXTS.items()}
    return _templates().get_template(template).render(t=texts, language=language, **values)


@cache
def _templates() -> Environment:
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        loader=FunctionLoader(lambda name: asset(name).decode()),
    )  # fmt: skip
