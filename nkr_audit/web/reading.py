"""A book as the pages need it: read once for each load, with ways to find things quickly."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from nkr_audit.assessment import assess, questions_costs
from nkr_audit.evidence import Evidence
from nkr_audit.journal import read_journal
from nkr_audit.ledger import collector_held, load
from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import book_of
from nkr_audit.trail.chain import read_chain
from nkr_audit.trail.commit import written_so_far
from nkr_audit.trail.log import log_lines
from nkr_audit.trail.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_audit.assessment import Assessment, GrantAssessment
    from nkr_audit.book import CostLine, Document, Voucher
    from nkr_audit.finding import Finding
    from nkr_audit.journal import Journal, JournalVoucher
    from nkr_audit.ledger import Ledger
    from nkr_audit.trail.chain import Chain

T = TypeVar("T")
_UNCOUNTABLE = frozenset({"VO002", "VO003", "GY001"})


class Reading:
    """A loaded book: assessed, with its journal, log and indexes. It never changes."""

    def __init__(self, ledger: Ledger, assessment: Assessment, written: tuple[bool, int]) -> None:
        """Index what was found. ``written`` tells whether the book was written since."""
        self.ledger = ledger
        self.written = written
        self.assessment = assessment
        self.book = assessment.book
        self.journal: Journal = read_journal(ledger, self.book)
        self.places = Places(ledger.root.resolve())
        self.evidence = Evidence(self.book)
        self._made: dict[str, Any] = {}
        self._by_key: dict[str, JournalVoucher] = {}
        self._keys: dict[int, str] = {}
        self._index_vouchers()
        self._documents: dict[str, list[Document]] = defaultdict(list)
        for document in self.book.documents:
            for link in document.links:
                self._documents[link].append(document)
        self._findings: dict[int, list[Finding]] = defaultdict(list)
        for finding in assessment.findings:
            if finding.voucher is not None:
                self._findings[id(finding.voucher)].append(finding)

    def _index_vouchers(self) -> None:
        counted = Counter(one.voucher.number for one in self.journal.vouchers)
        for place, one in enumerate(self.journal.vouchers, start=1):
            number = one.voucher.number
            key = number if number and counted[number] == 1 else f"{number or ''}~{place}"
            self._by_key[key] = one
            self._keys[id(one.voucher)] = key

    def grant(self, grant_id: str) -> GrantAssessment | None:
        """The grant of that name, or the first when none is named; None when there is none."""
        grants = self.assessment.grants
        named = (one for one in grants if one.settlement.grant.id == grant_id)
        return next(named, grants[0] if grants and not grant_id else None)

    def key(self, voucher: Voucher) -> str:
        """What a voucher goes by in an address: its number, when it is the only one with it."""
        return self._keys.get(id(voucher), voucher.number or "")

    def voucher(self, key: str) -> JournalVoucher | None:
        """The voucher that goes by ``key``."""
        return self._by_key.get(key)

    def journal_voucher(self, voucher: Voucher) -> JournalVoucher | None:
        """The voucher with all its rows."""
        return self._by_key.get(self.key(voucher))

    def text(self, voucher: Voucher) -> str:
        """Payee and text of a voucher, as the journal has them."""
        one = self.journal_voucher(voucher)
        return one.text if one is not None else voucher.description

    def of_grant(self, grant_id: str) -> tuple[JournalVoucher, ...]:
        """The vouchers of a grant, with all their rows."""
        return self.once(f"journal {grant_id}", lambda: self.journal.of_grant(grant_id))

    def lines_of(self, voucher: Voucher, grant: GrantAssessment) -> list[CostLine]:
        """The cost lines of a grant that a voucher has."""

        def index() -> dict[int, list[CostLine]]:
            found: dict[int, list[CostLine]] = defaultdict(list)
            for line in grant.settlement.grant.cost_lines:
                found[id(line.voucher)].append(line)
            return found

        name = f"rader {grant.settlement.grant.id}"
        return self.once(name, index).get(id(voucher), [])

    def documents_of(self, voucher: Voucher) -> list[Document]:
        """The documents that prove a voucher: its own first, then those of what it rests on."""
        links = sorted(self.evidence.links_behind(voucher), key=lambda one: one != voucher.number)
        found = {one.path: one for link in links for one in self._documents.get(link, ())}
        return list(found.values())

    def findings_of(self, voucher: Voucher) -> list[Finding]:
        """The findings about a voucher."""
        return self._findings.get(id(voucher), [])

    def unproved(self, grant: GrantAssessment) -> frozenset[int]:
        """The cost lines that no evidence proves, by ``id``."""
        return self.once(
            f"unproved {grant.settlement.grant.id}",
            lambda: frozenset(
                id(line)
                for finding in grant.findings
                if finding.family == "EV" and questions_costs(finding)
                for line in finding.lines
            ),
        )

    def questioned(self, grant: GrantAssessment) -> frozenset[int]:
        """The cost lines that may be disallowed, by ``id``."""
        return self.once(
            f"questioned {grant.settlement.grant.id}",
            lambda: frozenset(
                id(line)
                for finding in grant.findings
                if questions_costs(finding)
                for line in finding.lines
            ),
        )

    def uncountable(self) -> Finding | None:
        """What makes the figures wrong as the book stands, as ``nkr settle`` refuses it."""
        grants = {one.settlement.grant.id for one in self.assessment.grants}
        for finding in self.assessment.findings:
            voucher = finding.voucher
            if (
                finding.code in _UNCOUNTABLE
                and finding.is_open_error
                and voucher is not None
                and not grants.isdisjoint(voucher.grant_ids)
            ):
                return finding
        return None

    def can_settle(self) -> bool:
        """Tell whether every entry was read, and the amounts and periods can be counted."""
        return self.uncountable() is None and not any(one.drops for one in self.book.faults)

    def chain(self) -> Chain:
        """The processing log, as it was when the book was first looked at."""
        return self.once("chain", lambda: read_chain(_lines(self.places)))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Make something the first time that it is asked for."""
        if name not in self._made:
            self._made[name] = make()
        return cast("T", self._made[name])

    def made(self, name: str) -> Any:
        """What was made by that name; None when nothing was yet."""
        return self._made.get(name)


def reading_of(fava_ledger: Any) -> Reading:
    """Read the book that Fava shows. Under ``nkr serve`` it is loaded and assessed already.

    Raises NkrError when it cannot be loaded, or names an unknown programme.
    """
    with collector_held():
        facts = getattr(fava_ledger, "facts", None)
        if facts is not None and facts.assessment is not None:
            return Reading(facts.ledger, facts.assessment, facts.written)
        path = Path(fava_ledger.beancount_file_path)
        written = written_so_far(path.resolve().parent)
        ledger = facts.ledger if facts is not None else load(path)
        assessment = assess(book_of(ledger, load_programmes(_own_programmes())))
        return Reading(ledger, assessment, written)


def _own_programmes() -> Path | None:
    folder = os.environ.get("NKR_PROGRAMMES")
    return Path(folder) if folder else None


def _lines(places: Places) -> list[bytes]:
    try:
        return log_lines(places)
    except OSError:
        return []
