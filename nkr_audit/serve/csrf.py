"""Whatever changes something must carry a token that only our own pages know."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

FIELD: Final = "csrf"
HEADER: Final = "X-CSRF-Token"
# Where the gate leaves the session's token for those behind it.
KEY: Final = "nkr.csrf"


def has_token(request: Request) -> bool:
    """Tell whether the request carries its session's token and came from a page of ours."""
    expected = request.environ.get(KEY)
    given = request.headers.get(HEADER) or request.form.get(FIELD) or ""
    return bool(expected) and same(given, str(expected)) and from_here(request)


def same(given: str, expected: str) -> bool:
    """Compare two tokens in a time that tells nothing of where they differ."""
    return hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass")
    )


def from_here(request: Request) -> bool:
    """Tell whether the browser, as far as it says, sent the request from a page of this server."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.environ.get("HTTP_HOST")
