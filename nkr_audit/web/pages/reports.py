"""Rapporter: every form, book and list of the grant, in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.reports.formats import SUFFIXES
from nkr_audit.reports.kinds import KINDS
from nkr_audit.text import Text
from nkr_audit.web.model import Downloads, Page

if TYPE_CHECKING:
    from nkr_audit.web.view import View

SIE = ".se"
# Forms of a programme's own: there is none where the programme has none.
_FORMS: Final = frozenset({"rekvisition", "redovisning", "aterrapport"})


def build(view: View) -> Page:
    """The kinds, each with its formats."""
    programme = view.grant.settlement.grant.programme
    kinds = tuple(
        (kind.name, kind.title, (*SUFFIXES, SIE) if kind.books else SUFFIXES)
        for kind in KINDS.values()
        if kind.name not in _FORMS or (programme is not None and programme.form(kind.name))
    )
    return Page(
        Text("Rapporter", "Reports"),
        (Downloads("rapporter", Text("Rapporter att hämta", "Reports to download"), kinds),),
        Text("Rapporterna gäller det valda bidraget och är desamma som nkr report skriver. En "
             "rapport som något fattas i är märkt utkast och säger vad som återstår.",
             "The reports are of the chosen grant, and the same as nkr report writes. A report "
             "that something is missing from is marked draft and says what remains."),
    )  # fmt: skip
