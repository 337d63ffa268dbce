"""The language of a request: what the browser asks for, else the server's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from nkr_audit.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.text import Language

# Where the gate leaves the language for those behind it.
KEY: Final = "nkr.language"


def chosen(environ: Mapping[str, Any], default: Language) -> Language:
    """The first of our languages that the browser asks for, else ``default``."""
    header = str(environ.get("HTTP_ACCEPT_LANGUAGE", ""))[:200]
    asked = parse_accept_header(header, LanguageAccept)
    for wanted in asked.values():
        for language in LANGUAGES:
            if wanted.lower().partition("-")[0] == language:
                return language
    return default


def here() -> Language:
    """The language of the request under way; Swedish outside of one."""
    found: Language = request.environ.get(KEY, "sv") if has_request_context() else "sv"
    return found
