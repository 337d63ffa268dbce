"""What our pages may ask of the server that they run in. Under plain Fava there is no user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fava.context import g
from flask import current_app, has_request_context, request

from nkr_audit.serve import csrf, users
from nkr_audit.serve.books import USER_KEY, Books

if TYPE_CHECKING:
    from nkr_audit.serve.users import Right, User


def current_user() -> User | None:
    """Who asks; None under plain Fava, which knows nobody."""
    found: User | None = request.environ.get(USER_KEY) if has_request_context() else None
    return found


def current_book() -> str:
    """The name of the book that is asked for."""
    return str(getattr(g, "beancount_file_slug", None) or "")


def may(right: Right) -> bool:
    """Tell whether the asker has ``right`` in the book that is asked for.

    Also in templates: ``{% if nkr_may("record") %}``. Check it again when the form comes in.
    """
    return users.may(current_user(), right, current_book())


def csrf_token() -> str:
    """What each form must carry as ``csrf``, or a script's request as ``X-CSRF-Token``."""
    return str(request.environ.get(csrf.KEY, "")) if has_request_context() else ""


def refresh() -> None:
    """Show the book as it is now: to be called after each write."""
    books = current_app.config["LEDGERS"]
    if isinstance(books, Books):
        books.refresh(current_book())
        g.ledger = books[current_book()]
