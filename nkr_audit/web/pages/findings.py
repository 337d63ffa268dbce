"""Iakttagelser: what the rules have to say, with the words that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.reports.document import Column
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text
from nkr_audit.web.model import Choice, Form, Line, Listing, Page
from nkr_audit.web.pages.common import UNSAID, to_voucher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_audit.finding import Finding
    from nkr_audit.web.view import View

_ALL: Final = Text("Alla", "All")
_SEVERITIES: Final = {
    "fel": Text("Öppna fel", "Open errors"),
    "varning": Text("Öppna varningar", "Open warnings"),
    "godtagen": Text("Godtagna", "Accepted"),
}
_ONE: Final = {
    "fel": Text("Fel", "Error"),
    "varning": Text("Varning", "Warning"),
    "godtagen": Text("Godtagen", "Accepted"),
}


def build(view: View) -> Page:
    """The findings of the grant, and those of the book as a whole, as the form narrows them."""
    own = findings_of(view)
    found = [one for one in own if _is_asked_for(view, one)]
    counted = {name: sum(state_of(one) == name for one in own) for name in _SEVERITIES}
    return Page(
        Text("Iakttagelser", "Findings"),
        (_form(view, own), listing(view, found)),
        Text(
            f"{counted['fel']} öppna fel, {counted['varning']} öppna varningar, "
            f"{counted['godtagen']} godtagna.",
            f"{counted['fel']} open errors, {counted['varning']} open warnings, "
            f"{counted['godtagen']} accepted.",
        ),
    )


def findings_of(view: View) -> list[Finding]:
    """The findings of the grant, and those that are of no grant."""
    return [
        one
        for one in view.reading.assessment.findings
        if one.grant_id is None or one.grant_id == view.grant_id
    ]


def state_of(finding: Finding) -> str:
    """What a finding counts as: an open error, an open warning, or accepted."""
    if finding.accepted is not None:
        return "godtagen"
    return "fel" if finding.severity == "error" else "varning"


def _is_asked_for(view: View, finding: Finding) -> bool:
    family, state, register = view.get("familj"), view.get("allvar"), view.get("register")
    return (
        (not family or finding.family == family)
        and (not state or state_of(finding) == state)
        and (
            not register
            or any((line.register or UNSAID) == register for line in finding.lines)
        )
    )  # fmt: skip


def _form(view: View, own: Sequence[Finding]) -> Form:
    there = {one.family for one in own}
    families = [(one.letters, Text(f"{one.letters} {one.name.sv}", f"{one.letters} {one.name.en}"))
                for one in FAMILIES if one.letters in there]  # fmt: skip
    registers = sorted({line.register for one in own for line in one.lines if line.register})
    return Form(
        "iakttagelser",
        Text("Visa", "Show"),
        (
            Choice("allvar", Text("Allvar", "Severity"),
                   (("", _ALL), *_SEVERITIES.items()), view.get("allvar")),
            Choice("familj", Text("Regelfamilj", "Family of rules"),
                   (("", _ALL), *families), view.get("familj")),
            Choice("register", Text("Register", "Register"),
                   (("", _ALL), *((name, Text(name, name)) for name in registers)),
                   view.get("register")),
        ),
    )  # fmt: skip


def listing(view: View, found: Sequence[Finding]) -> Listing:
    """Findings as a table, with their places and sources folded away."""
    return Listing(
        "iakttagelser",
        Text("Iakttagelser", "Findings"),
        (
            Column("allvar", Text("Allvar", "Severity")),
            Column("kod", Text("Kod", "Code")),
            Column("verifikation", Text("Verifikation", "Voucher")),
            Column("belopp", Text("Belopp", "Amount"), "amount"),
            Column("vad", Text("Iakttagelse", "Finding")),
            Column("gor", Text("Åtgärd, eller skäl", "What to do, or reason")),
            Column("underlag", Text("Underlag", "Documents"), "count"),
            Column("stalle", Text("Ställe i boken", "Place in the book")),
            Column("kalla", Text("Källa", "Source")),
        ),
        found,
        lambda one: _line(view, one),
        empty=Text("Inga iakttagelser.", "No findings."),
        folded=frozenset({"stalle", "kalla"}),
    )


def _line(view: View, one: Finding) -> Line:
    reading, voucher = view.reading, one.voucher
    documents = reading.documents_of(voucher) if voucher is not None else []
    doing = one.remedy
    if one.accepted is not None:
        doing = Text(f"Godtagen: {one.accepted}", f"Accepted: {one.accepted}")
    ways = {}
    if voucher is not None:
        ways["verifikation"] = to_voucher(reading, voucher)
        ways["underlag"] = to_voucher(reading, voucher, "underlag")
    return Line(
        (
            _ONE[state_of(one)],
            one.code,
            (voucher.number or str(voucher.date)) if voucher else None,
            one.amount,
            Text(f"{one.title.sv}. {one.what.sv}", f"{one.title.en}. {one.what.en}"),
            doing,
            len(documents) if voucher is not None else None,
            place_of(view, one),
            quotations(one),
        ),
        ways,
        voucher=one.voucher_number,
    )


def place_of(view: View, finding: Finding) -> str:
    """Where a finding stands, from the book's folder: a reader needs no more of the path."""
    root = f"{view.reading.ledger.root}/"
    return str(finding.place).removeprefix(root)


def quotations(finding: Finding) -> str:
    """The words that a finding rests on, each with its document."""
    return " ".join(f"”{one.quote}” ({one.document})" for one in finding.sources)
