"""The pages: each makes a ``Page`` out of a ``View``, and knows nothing of HTML.

A page is a module of its own here, with a function ``build``, and one line in ``PAGES``. A page
that writes has the right that it needs; whoever does not have it does not see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_audit.web.pages import (
    deadlines,
    evidence,
    findings,
    history,
    overview,
    package,
    purposes,
    reports,
    settlement,
    trace,
    voucher,
    vouchers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.serve.users import Right
    from nkr_audit.web.model import Page
    from nkr_audit.web.view import View


@dataclass(frozen=True, slots=True)
class PageKind:
    """A page: its name in the address, its title in the menu, and what makes it.

    ``under`` is the page of the menu that a page without a place of its own belongs to.
    """

    name: str
    title: Text
    build: Callable[[View], Page]
    under: str = ""
    right: Right = "read"


# One line a page, in the order of the menu:
_PAGES = (
    PageKind("oversikt", Text("Översikt", "Overview"), overview.build),
    PageKind("avrakning", Text("Avräkning", "Settlement"), settlement.build),
    PageKind("iakttagelser", Text("Iakttagelser", "Findings"), findings.build),
    PageKind("andamal", Text("Register × ändamål", "Register × purpose"), purposes.build),
    PageKind("underlag", Text("Underlag", "Evidence"), evidence.build),
    PageKind("verifikationer", Text("Verifikationer", "Vouchers"), vouchers.build),
    PageKind("tidsfrister", Text("Tidsfrister", "Deadlines"), deadlines.build),
    PageKind("historik", Text("Behandlingshistorik", "Processing log"), history.build),
    PageKind("rapporter", Text("Rapporter", "Reports"), reports.build),
    PageKind("granskningspaket", Text("Granskningspaket", "Review package"), package.build),
    PageKind("rader", Text("Rader", "Lines"), trace.build, under="avrakning"),
    PageKind("verifikation", Text("Verifikation", "Voucher"), voucher.build, "verifikationer"),
)
PAGES: Mapping[str, PageKind] = MappingProxyType({page.name: page for page in _PAGES})
