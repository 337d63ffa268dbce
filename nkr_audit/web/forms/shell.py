"""The pages with the forms among them: in the menu, and as actions of a voucher."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flask import request

from nkr_audit.labels import label_of
from nkr_audit.recording.checks import LATER
from nkr_audit.reports.findings_text import headline
from nkr_audit.serve.seam import csrf_token, may
from nkr_audit.text import Text, kronor
from nkr_audit.web.forms import attach, attest, code, correct, cost
from nkr_audit.web.forms.asking import largest
from nkr_audit.web.forms.uncoded import is_uncoded
from nkr_audit.web.model import Link, Notice
from nkr_audit.web.pages import PageKind
from nkr_audit.web.shell import Shell
from nkr_audit.web.view import page_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from nkr_audit.errors import NkrError
    from nkr_audit.finding import Finding
    from nkr_audit.text import Language
    from nkr_audit.web.model import Page
    from nkr_audit.web.reading import Reading
    from nkr_audit.web.view import View

_KINDS = (
    PageKind("registrera", cost.TITLE, cost.build, right="record"),
    PageKind("koda", code.TITLE, code.build, right="record"),
    PageKind("attestera", attest.TITLE, attest.build, right="attest"),
    PageKind("bifoga", attach.TITLE, attach.build, "verifikationer", right="attach"),
    PageKind("ratta", correct.TITLE, correct.build, "verifikationer", right="record"),
)
FORMS: Mapping[str, PageKind] = MappingProxyType({one.name: one for one in _KINDS})
RECEIVERS: Mapping[str, Callable[[View], Page | Link]] = MappingProxyType({
    "registrera": cost.receive, "koda": code.receive, "attestera": attest.receive,
    "bifoga": attach.receive, "ratta": correct.receive,
})  # fmt: skip
# What is said on the page that a form leads on to.
_DONE: Final = {
    "bokford": Text("Kostnaden är bokförd.", "The cost is booked."),
    "kodad": Text("Kodningen är sparad.", "The coding is saved."),
    "rattad": Text(
        "Rättelsen är bokförd. Den står under Rättelser.",
        "The correction is booked. It stands under Corrections.",
    ),
    "attesterad": Text("Attesterat.", "Attested."),
    "bifogat": Text("Underlaget är bifogat.", "The document is attached."),
    "fanns": Text("Underlaget fanns redan. Inget är skrivet.", "It was there. Nothing is written."),
}
_KEYS: Final = {
    "faktura": Text("Fakturanummer", "Invoice number"),
    "motpart-orgnr": Text("Organisationsnummer", "Organisation number"),
    "avser": Text("Avser", "Period"),
    "kostnadsslag": Text("Kostnadsslag", "Cost category"),
    "andamal": Text("Ändamål", "Purpose"),
    "insats": Text("Insats", "Activity"),
    "register": Text("Register", "Register"),
    "nytta": Text("Nytta", "Benefit"),
    "rattar": Text("Rättar", "Corrects"),
    "kodad": Text("Kodad", "Coded"),
}
_VOUCHER: Final = "verifikation"


class FormShell(Shell):
    """A page as the template needs it, with the forms that the asker may use."""

    __slots__ = ()

    @classmethod
    def make(
        cls,
        reading: Reading | NkrError,
        kind: PageKind,
        asked: Mapping[str, str],
        language: Language,
    ) -> Shell:
        """Make the page, with what has just been done said first."""
        shell = super().make(reading, kind, asked, language)
        page, view = shell.page, shell.view
        done = _DONE.get(request.args.get("klart", ""))
        if done is not None and page.found:
            page = replace(page, parts=(Notice(done), *page.parts))
        if view is not None and kind.name == _VOUCHER:
            page = replace(page, actions=(*page.actions, *_actions(view)))
        return replace(shell, page=page)

    def menu(self) -> list[tuple[str, str, bool]]:
        """The pages and forms that the asker may see."""
        grant = {"bidrag": self.view.grant_id} if self.view is not None else {}
        own = [
            (self.say(one.title), page_url(one.name, grant), one.name == self.kind.name)
            for one in FORMS.values()
            if not one.under and may(one.right)
        ]
        return [*super().menu(), *own]

    def token(self) -> str:
        """What each form carries, so that no other site can send it."""
        return csrf_token()

    def largest(self) -> str:
        """How large a document may be, as people say it, rounded down."""
        most = largest()
        return f"{most >> 20} MiB" if most >= 1 << 20 else f"{most >> 10} KiB"

    def kronor(self, amount: Decimal) -> str:
        """An amount as it is read."""
        return kronor(amount, self.language)

    def key(self, name: str) -> str:
        """What a word of the vocabulary is called."""
        return self.say(_KEYS[name]) if name in _KEYS else name

    def name(self, value: str) -> str:
        """What a value of the vocabulary is called; any other is its own name."""
        return self.say(label_of(value))

    def is_later(self, finding: Finding) -> bool:
        """Tell whether a finding is of what is done afterwards: documents and attest."""
        return finding.code in LATER

    def headline(self, finding: Finding) -> str:
        """A finding in one line."""
        return headline(finding, self.language)


def _actions(view: View) -> list[tuple[Text, Link]]:
    """What the asker may do with the voucher that is shown."""
    one = view.reading.voucher(view.get("nr"))
    if one is None or one.voucher.number != view.get("nr"):
        return []
    asked, found = {"nr": view.get("nr")}, []
    if may("attach"):
        found.append((attach.TITLE, Link("bifoga", asked)))
    if may("attest") and attest.is_waiting(one.voucher):
        found.append((attest.TITLE, Link("attestera", asked)))
    if may("record") and is_uncoded(view, one.voucher):
        found.append((code.TITLE, Link("koda", asked)))
    if may("record") and correct.may_be_corrected(view.reading, one.voucher):
        found.append((correct.TITLE, Link("ratta", asked)))
    return found
