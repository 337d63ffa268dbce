"""What a kind of report is made from: the book assessed, one grant of it, and the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.budget import Budgets
from nkr_audit.reports.document import Report
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from nkr_audit.assessment import Assessment, GrantAssessment
    from nkr_audit.book import Book
    from nkr_audit.contacts import Contacts
    from nkr_audit.journal import Journal
    from nkr_audit.reports.document import Section
    from nkr_audit.reports.system import SystemFacts


@dataclass(frozen=True, slots=True)
class Context:
    """All that a report is made from; a kind reads no file and no clock.

    ``grant`` is the grant that the report is about, one of ``assessed``. ``day`` is the day that
    the report is made for. ``log`` tells the processing log by its short root, empty when there is
    none. ``final`` tells that no draft is wanted; the command refuses one, not the kind.
    ``system`` is read only for the system documentation. ``budgets`` is empty when there is none.
    ``accounts`` are those asked for, by number or full name; empty: the kind's own choice.
    """

    book: Book
    assessed: Assessment
    grant: GrantAssessment
    journal: Journal
    contacts: Contacts
    day: date
    log: str
    version: str
    final: bool
    system: SystemFacts | None = None
    budgets: Budgets = field(default_factory=Budgets)
    accounts: tuple[str, ...] = ()

    def report(
        self,
        kind: str,
        title: Text,
        sections: Iterable[Section],
        *,
        draft: Iterable[Text] = (),
    ) -> Report:
        """Make the report of this grant: its head is filled from here. See ``Report``.

        The diarienummer stand on whatever is made of the grant, forms and books alike.
        """
        grant = self.grant.settlement.grant
        programme = grant.programme
        return Report(
            kind=kind,
            title=title,
            grant=grant.id,
            programme=programme.name if programme else Text(grant.programme_id, grant.programme_id),
            region=grant.region or "",
            period=programme.period if programme else None,
            cost_centre=grant.cost_centre or "",
            references=self.contacts.of_grant(grant.id).diary_numbers,
            day=self.day,
            sections=tuple(sections),
            draft=tuple(draft),
            log=self.log,
            version=self.version,
        )
