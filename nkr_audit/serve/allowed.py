"""What may be asked of Fava: a list, at the front of everything that Fava does with a request.

Fava's own writing routes are not on it, for anyone: what is written goes through our pages, which
write by ``nkr_audit.trail``. Nor are the routes that read files by name, run importers, redirect to
wherever the browser came from, or take minutes.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fava.context import g
from flask import Response, request

from nkr_audit.serve.books import USER_KEY
from nkr_audit.serve.csrf import has_token
from nkr_audit.serve.headers import LASTING_KEY
from nkr_audit.serve.language import here
from nkr_audit.serve.users import may, may_write
from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.serve.users import User

PAGES: Final = frozenset({
    "static", "index", "account", "report", "holdings_by", "help_page", "document", "statement",
    "download_query", "extension_report", "extension_endpoint", "extension_js_module",
})  # fmt: skip
DATA: Final = frozenset(
    f"json_api.get_{name}"
    for name in (
        "changed", "errors", "ledger_data", "query", "context", "journal_page", "events",
        "documents", "help", "commodities", "income_statement", "balance_sheet", "trial_balance",
        "account_report", "statistics",
    )
)  # fmt: skip
# Reports of Fava's that would only fail, or show the server's own paths.
HIDDEN_REPORTS: Final = frozenset({"editor", "import", "options"})
# What takes long in a large book.
HEAVY: Final = frozenset({
    "download_query", "extension_endpoint", "extension_report", "document", "statement",
    *(
        f"json_api.get_{name}"
        for name in (
            "query", "journal_page", "account_report", "documents", "context", "statistics",
            "balance_sheet", "income_statement", "trial_balance",
        )
    ),
})  # fmt: skip
# Our pages' style sheets: addresses of the extension's, but nothing is computed for them.
SHEETS: Final = frozenset({"stil.css", "formular.css"})
READING: Final = frozenset({"GET", "HEAD"})
# Where the gate leaves the session's own function that takes one from the bucket.
RATE_KEY: Final = "nkr.rate"

_NOT_HERE = Text("Det går inte att göra här.", "That cannot be done here.")
_NO_RIGHT = Text("Du har inte rätt att göra det.", "You have no right to do that.")
_STALE = Text(
    "Sidan är för gammal, eller kom från ett annat ställe. Ladda om den och försök igen.",
    "The page is too old, or came from elsewhere. Load it again and retry.",
)
_TOO_MANY = Text(
    "Så många förfrågningar på en gång tas inte emot. Vänta en stund.",
    "So many requests at once are not taken. Wait a while.",
)


def check() -> Response | None:
    """Answer what may not be asked, before Fava sees it; return None to let it through."""
    endpoint = request.endpoint
    if endpoint is None:
        return None  # Fava answers 404 or 405 by itself
    if endpoint == "static":
        return None if request.method in READING else refuse(_NOT_HERE, HTTPStatus.FORBIDDEN)
    user: User | None = request.environ.get(USER_KEY)
    book = getattr(g, "beancount_file_slug", None)
    if user is None or (book is not None and not may(user, "read", book)):
        return refuse(Text("Sidan finns inte.", "No such page."), HTTPStatus.NOT_FOUND)
    hidden = endpoint == "report" and (request.view_args or {}).get("report_name") in HIDDEN_REPORTS
    if hidden or endpoint not in PAGES | DATA:
        return refuse(_NOT_HERE, HTTPStatus.FORBIDDEN)
    if request.method not in READING:
        if endpoint != "extension_endpoint":
            return refuse(_NOT_HERE, HTTPStatus.FORBIDDEN)
        if not may_write(user, book or ""):
            return refuse(_NO_RIGHT, HTTPStatus.FORBIDDEN)
        if not has_token(request):
            return refuse(_STALE, HTTPStatus.FORBIDDEN)
    if endpoint == "extension_endpoint" and (request.view_args or {}).get("endpoint") in SHEETS:
        request.environ[LASTING_KEY] = True
        return None
    if endpoint in HEAVY and not request.environ[RATE_KEY]():
        answer = refuse(_TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = "10"
        return answer
    return None


def refuse(what: Text, status: HTTPStatus) -> Response:
    """An answer that says why not: JSON to Fava's own scripts, a page to everyone else."""
    from nkr_audit.serve import pages  # the pages know of the gate, which knows of this

    if request.blueprint == "json_api":
        answer = Response(pages.as_json(what.to(here())), status, mimetype="application/json")
    else:
        answer = Response(pages.message(what, here()), status, mimetype="text/html")
    return answer
