"""What a reviewer will miss: looked for before the package is sent, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from nkr_audit.assessment import questions_costs
from nkr_audit.deadlines import handed_in, own_reports
from nkr_audit.money import ZERO
from nkr_audit.review.requests import ITEMS
from nkr_audit.settlement import sum_inside
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import AGREEMENT, DECISION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from decimal import Decimal

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import Book, CostLine, Document, Grant
    from nkr_audit.finding import Finding
    from nkr_audit.review.requests import Request

# The rules that tell that something of an item is missing. EV106 and EV108 are of every document.
_BY_ITEM: Final = {
    "fakturor": frozenset({"EV101", "EV106", "EV108"}),
    "lon": frozenset({"EV102"}),
    "fordelning": frozenset({"EV103"}),
    "leverans": frozenset({"EV104"}),
    "insatser": frozenset({"EV105"}),
    "huvudbok": frozenset({"VO001", "VO002", "VO003", "VO004", "GY001", "SE201"}),
    "behandlingshistorik": frozenset({"TR101", "TR102", "TR103", "TR105"}),
}
_VAGUE: Final = "EV107"


class Missing(NamedTuple):
    """Something a reviewer will miss: of which item, on which voucher, and what (SEK, if any)."""

    item: str
    voucher: str | None
    amount: Decimal | None
    what: Text


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is missing, and what it may cost.

    ``at_risk`` is what may be disallowed (SEK inside the grant year), each cost once, and by
    register in ``by_register``; ``unproved`` the part of it that lacks evidence. ``vague`` are
    invoiced costs with a vague text, ``accruals`` those not yet resolved, ``questions`` requests
    that are not answered, and ``others`` the other errors that a reviewer will find.
    """

    missing: tuple[Missing, ...]
    vague: tuple[Missing, ...]
    accruals: tuple[Missing, ...]
    questions: tuple[Request, ...]
    others: tuple[Finding, ...]
    at_risk: Decimal
    unproved: Decimal
    by_register: tuple[tuple[str | None, Decimal], ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is missing; an unanswered request is not, it is why one looks."""
        return not (self.missing or self.vague or self.accruals or self.others)


def check_completeness(
    book: Book, assessed: GrantAssessment, requests: Sequence[Request]
) -> Completeness:
    """Look for what a reviewer of the grant will miss, and what is asked for besides."""
    grant = assessed.settlement.grant
    still_open = [one for one in assessed.findings if one.accepted is None]
    asked_for = {item for one in requests if one.delivered is None for item in one.items}
    missing = [
        gap
        for item in ITEMS
        if item in _BY_ITEM or item in asked_for
        for gap in gaps(item, book, assessed)
    ]
    told = {code for codes in _BY_ITEM.values() for code in codes} | {_VAGUE, "DL105"}
    others = [one for one in still_open if one.code not in told and one.is_open_error]
    return Completeness(
        missing=tuple(missing),
        vague=tuple(_of(one, "fakturor") for one in still_open if one.code == _VAGUE),
        accruals=tuple(_accruals(grant)),
        questions=tuple(one for one in requests if one.delivered is None),
        others=tuple(others),
        at_risk=assessed.questioned,
        unproved=assessed.unproved,
        by_register=tuple(_by_register(assessed.findings)),
    )


def gaps(
    item: str, book: Book, assessed: GrantAssessment, vouchers: Collection[str] = ()
) -> Iterator[Missing]:
    """What is missing of one item; ``vouchers``: only of these."""
    grant = assessed.settlement.grant
    codes = _BY_ITEM.get(item, frozenset())
    for finding in assessed.findings:
        number = finding.voucher_number
        asked_for = not vouchers or number is None or number in vouchers
        if finding.code in codes and finding.accepted is None and asked_for:
            yield _of(finding, item)
    if item == "behandlingshistorik" and book.trail is None:
        yield Missing(item, None, None, _NO_LOG)
    if item in {"avtal", "beslut"}:
        kind = {"avtal": AGREEMENT, "beslut": DECISION}[item]
        if not any(one.kind == kind and one.usable for one in _documents(book, grant)):
            yield Missing(item, None, None, _NO_DOCUMENT[item])
    if item == "redovisning":
        for report, _ in own_reports(grant):
            if handed_in(grant, report) is None:
                what = Text(
                    f"{report.label.sv} är inte lämnad.", f"{report.label.en} is not handed in."
                )
                yield Missing(item, None, None, what)


_NO_LOG: Final = Text("Boken har ingen behandlingshistorik.", "The book has no processing log.")
_NO_DOCUMENT: Final = {
    "avtal": Text("Inget avtal är inlagt som underlag.", "No agreement is among the documents."),
    "beslut": Text("Inget beslut är inlagt som underlag.", "No decision is among the documents."),
}


def _documents(book: Book, grant: Grant) -> Iterator[Document]:
    return (one for one in book.documents if one.grant_id in {None, grant.id})


def _of(finding: Finding, item: str) -> Missing:
    amount = sum_inside(finding.lines) if finding.lines else finding.amount
    return Missing(item, finding.voucher_number, amount, finding.what)


def _accruals(grant: Grant) -> Iterator[Missing]:
    for accrual in grant.accruals:
        if accrual.is_open:
            number = accrual.vouchers[0].number if accrual.vouchers else None
            what = Text(
                f"Reserveringen på {kronor(accrual.accrued)} kr är inte upplöst.",
                f"The accrual of SEK {kronor(accrual.accrued, 'en')} is not resolved.",
            )
            yield Missing("leverans", number, accrual.accrued, what)


def _by_register(findings: Iterable[Finding]) -> Iterator[tuple[str | None, Decimal]]:
    """What may be disallowed of each register, each cost line once."""
    lines: dict[int, CostLine] = {
        id(line): line for one in findings if questions_costs(one) for line in one.lines
    }
    sums: dict[str | None, Decimal] = {}
    for line in lines.values():
        sums[line.register] = sums.get(line.register, ZERO) + line.inside
    yield from sorted(sums.items(), key=lambda one: one[0] or "")
