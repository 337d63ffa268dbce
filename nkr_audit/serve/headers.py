"""The headers on every answer: what a browser may do with it, and that it is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nkr_audit.serve.documents import SHOWN_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
)
# Fava's query editor makes style sheets by script as it goes; no other inline style is needed.
_STYLE: Final = (
    "style-src 'self'",
    "style-src-elem 'self' 'unsafe-inline'",
    "style-src-attr 'none'",
)
_PAGE: Final = "; ".join((*_BASE, *_STYLE, "frame-ancestors 'none'"))
# Our own pages need no more than our own style sheet.
_OWN: Final = "; ".join((*_BASE, "style-src 'self'", "frame-ancestors 'none'"))
_SHOWN: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_THERE: Final = frozenset({200, 304})
# Where it is told that the answer is the same for all, until the program is another one.
LASTING_KEY: Final = "nkr.lasting"
_OURS: Final = frozenset({
    "content-security-policy", "x-frame-options", "cache-control", "expires", "server",
    "strict-transport-security", *(name.lower() for name in _ALWAYS),
})  # fmt: skip


def secured(
    headers: list[tuple[str, str]],
    environ: Mapping[str, Any],
    status: int,
    *,
    secure: bool,
    own: bool,
) -> list[tuple[str, str]]:
    """Return ``headers`` with ours in place of any of the same name.

    ``secure`` is when browsers come by https; ``own`` when the answer is the gate's, not Fava's.
    Only what is there is kept by a browser: a refusal, or the way to the login, is not.
    """
    kept = [(name, value) for name, value in headers if name.lower() not in _OURS]
    kept += _ALWAYS.items()
    if environ.get(SHOWN_KEY):
        kept += [("Content-Security-Policy", _SHOWN), ("X-Frame-Options", "SAMEORIGIN")]
    else:
        kept += [
            ("Content-Security-Policy", _OWN if own else _PAGE),
            ("X-Frame-Options", "DENY"),
        ]
    path = str(environ.get("PATH_INFO", ""))
    lasting = path.startswith(("/static/", "/_nkr/")) or environ.get(LASTING_KEY)
    is_kept = lasting and status in _THERE
    kept.append(("Cache-Control", "private, max-age=3600" if is_kept else "no-store"))
    if secure:
        kept.append(("Strict-Transport-Security", "max-age=31536000"))
    return kept
