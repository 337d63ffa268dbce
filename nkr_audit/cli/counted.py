"""What commands that count have in common: which grant, and whether its figure can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.assessment import Assessment, GrantAssessment
    from nkr_audit.book import Book
    from nkr_audit.errors import Place

_UNCOUNTABLE = frozenset({"VO002", "VO003", "GY001"})


def refuse_incomplete(book: Book) -> None:
    """A figure out of a book with unread entries would be wrong without showing it."""
    lost = [fault for fault in book.faults if fault.drops]
    if lost:
        raise _not_settled(lost[0].what, lost[0].place, len(lost) - 1)


def refuse_uncountable(assessment: Assessment) -> None:
    """Nor can a voucher be counted that does not balance, or whose amount or period is unclear."""
    grants = {assessed.settlement.grant.id for assessed in assessment.grants}
    wrong = [
        finding
        for finding in assessment.findings
        if finding.code in _UNCOUNTABLE
        and finding.is_open_error
        and finding.voucher is not None
        and not grants.isdisjoint(finding.voucher.grant_ids)
    ]
    if wrong:
        raise _not_settled(wrong[0].what, wrong[0].place, len(wrong) - 1)


def _not_settled(what: Text, place: Place, more: int) -> NkrError:
    return NkrError(
        Text(
            f"Boken kan inte avräknas. {what.sv}"
            + (f" ({more} fel till, se nkr check)" if more else ""),
            f"The book cannot be settled. {what.en}"
            + (f" ({more} more errors, see nkr check)" if more else ""),
        ),
        remedy=Text("rätta raden och kör om", "correct the line and run again"),
        place=place,
    )


def chosen_grants(assessment: Assessment, grant_id: str | None) -> list[GrantAssessment]:
    """The grant asked for, or all. Raises NkrError when the book has none of that name."""
    chosen = [
        assessed
        for assessed in assessment.grants
        if grant_id is None or assessed.settlement.grant.id == grant_id
    ]
    if grant_id is not None and not chosen:
        known = ", ".join(assessed.settlement.grant.id for assessed in assessment.grants) or "–"
        raise NkrError(
            Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}."),
            remedy=Text(f"välj bland {known}", f"choose among {known}"),
            place=assessment.book.place,
        )
    return chosen


def one_grant(assessment: Assessment, grant_id: str | None) -> GrantAssessment:
    """The grant asked for, or the only one. Raises NkrError when that is none."""
    known = {assessed.settlement.grant.id: assessed for assessed in assessment.grants}
    if grant_id is None and len(known) == 1:
        return next(iter(known.values()))
    if grant_id in known:
        return known[grant_id]
    listed = ", ".join(known) or "–"
    if grant_id is not None:
        what = Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}.")
    elif known:
        what = Text("Boken har flera bidrag.", "The book has several grants.")
    else:
        what = Text("Boken har inget bidrag.", "The book has no grant.")
    raise NkrError(
        what,
        remedy=Text(f"välj med --grant bland {listed}", f"choose by --grant among {listed}"),
        place=assessment.book.place,
    )
