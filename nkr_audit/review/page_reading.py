"""What opens in a browser in a package: pages that run nothing and fetch nothing."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from nkr_audit.review.markup import SAFE_HEAD
from nkr_audit.review.package import UnreadableError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.review.package import Package

DOCUMENT_FOLDERS: Final = ("data/underlag/", "data/personuppgifter/")
_PAGES: Final = frozenset(
    {".htm", ".html", ".mht", ".mhtml", ".shtml", ".svg", ".xht", ".xhtml", ".xml", ".xsl"}
)
_LARGEST: Final = 64 << 20
_TAGS: Final = re.compile(
    rb"<\s*(?:script|iframe|object|embed|base|form|meta[^>]*refresh|\?xml-stylesheet)\b"
    rb"|<\s*link[^>]*//",
    re.IGNORECASE,
)
# What a page may do besides, when it does not begin by forbidding it.
_ATTRIBUTES: Final = re.compile(
    rb"javascript:|[\s\"'/]on[a-z]+\s*=|"
    rb"(?:src|srcset|action|data|poster)\s*=\s*[\"']?\s*(?:[a-z]+:)?//",
    re.IGNORECASE,
)


def check_pages(package: Package) -> Iterator[Text]:
    """Note in the package which of its pages are not safe to open.

    What is evidence is as the region got it, so of those it is only told.
    """
    for name in package.files:
        if PurePosixPath(name.casefold()).suffix not in _PAGES:
            continue
        try:
            page = package.content(name, _LARGEST).replace(b"\0", b"")  # also of UTF-16
        except UnreadableError:
            package.fault("content", name, _TOO_LARGE)
            continue
        match = _TAGS.search(page)
        if match is None and not page.startswith(SAFE_HEAD):
            match = _ATTRIBUTES.search(page)
        if match is None:
            continue
        if name.startswith(DOCUMENT_FOLDERS):
            yield Text(
                f"{name} kan köra eller hämta något när den öppnas i en webbläsare.",
                f"{name} may run or fetch something when it is opened in a browser.",
            )
        else:
            package.fault("content", name, _ACTIVE, page.count(b"\n", 0, match.start()) + 1)


_ACTIVE: Final = Text(
    "Sidan vill köra något eller hämta något från nätet. Öppna den inte.",
    "The page would run something or fetch something from the net. Do not open it.",
)
_TOO_LARGE: Final = Text(
    "Sidan kan inte läsas, eller är för stor för att prövas. Öppna den inte.",
    "The page cannot be read, or is too large to be checked. Do not open it.",
)
