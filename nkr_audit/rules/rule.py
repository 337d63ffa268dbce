"""What a rule is: a code, a severity, the terms it rests on, and a small function."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.finding import Finding
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from nkr_audit.book import Book, CostLine, Deviation, Grant, Voucher
    from nkr_audit.errors import Place
    from nkr_audit.evidence import Evidence
    from nkr_audit.programme import Severity, Source
    from nkr_audit.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at: the book, the settlement of each grant, and the evidence there is."""

    book: Book
    settlements: tuple[Settlement, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule is broken.

    ``severity`` and ``sources`` are given only where they are other than the rule's own.
    ``deviation`` is what a person has accepted there. ``is_bypassed``: a person has marked that it
    is still to be put in order (``!`` or ``FIXME``), so it is a warning whatever the rule says.
    """

    what: Text
    remedy: Text
    place: Place
    grant: Grant | None = None
    grant_id: str | None = None
    voucher: Voucher | None = None
    amount: Decimal | None = None
    lines: tuple[CostLine, ...] = ()
    deviation: Deviation | None = None
    severity: Severity | None = None
    sources: tuple[Source, ...] = ()
    is_bypassed: bool = False


class Rule(NamedTuple):
    """A rule. ``terms`` name the programme's clauses that it rests on.

    ``about`` tells a person what it finds and why that matters.
    """

    code: str
    severity: Severity
    title: Text
    about: Text
    terms: tuple[str, ...]
    check: Callable[[Subject], Iterable[Hit]]

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Apply the rule. A programme's own severity goes before the rule's."""
        for hit in self.check(subject):
            programme = hit.grant.programme if hit.grant else None
            severity = hit.severity or self.severity
            if programme:
                severity = programme.severities.get(self.code, severity)
            if hit.is_bypassed:
                severity = "warning"
            accepted = hit.deviation is not None and self.code in hit.deviation.codes
            yield Finding(
                code=self.code,
                severity=severity,
                title=self.title,
                what=hit.what,
                remedy=hit.remedy,
                place=hit.place,
                sources=hit.sources or (programme.sources(*self.terms) if programme else ()),
                grant_id=hit.grant.id if hit.grant else hit.grant_id,
                voucher=hit.voucher,
                amount=hit.amount,
                lines=hit.lines,
                accepted=hit.deviation.reason if accepted and hit.deviation else None,
            )


@dataclass(frozen=True, slots=True)
class Family:
    """The rules of one subject, by two letters; modules add to it with ``rule``."""

    letters: str
    name: Text
    rules: list[Rule] = field(default_factory=list)

    def rule(
        self, number: int, severity: Severity, title: Text, *terms: str, about: Text | None = None
    ) -> Callable[[Callable[[Subject], Iterable[Hit]]], Callable[[Subject], Iterable[Hit]]]:
        """Make the decorated function the check of a rule of this family."""

        def add(
            check: Callable[[Subject], Iterable[Hit]],
        ) -> Callable[[Subject], Iterable[Hit]]:
            code = f"{self.letters}{number:03}"
            self.rules.append(Rule(code, severity, title, about or title, terms, check))
            return check

        return add

    def faults(
        self, number: int, severity: Severity, title: Text, about: Text | None = None
    ) -> None:
        """Add a rule whose hits were already seen when the book was made."""
        code = f"{self.letters}{number:03}"

        def check(subject: Subject) -> Iterator[Hit]:
            grants = {grant.id: grant for grant in subject.book.grants}
            for fault in subject.book.faults:
                if fault.code == code:
                    yield Hit(
                        fault.what, fault.remedy, fault.place,
                        grant=grants.get(fault.grant_id or ""), grant_id=fault.grant_id,
                        voucher=fault.voucher, amount=fault.amount, deviation=fault.deviation,
                    )  # fmt: skip

        self.rule(number, severity, title, about=about)(check)


def line_hit(grant: Grant, line: CostLine, what: Text, remedy: Text) -> Hit:
    """A hit on one cost line."""
    return Hit(
        what, remedy, line.place, grant=grant, voucher=line.voucher, amount=line.amount,
        lines=(line,), deviation=line.deviation,
    )  # fmt: skip


def fixme_hit(grant: Grant, line: CostLine, key: str, remedy: Text) -> Hit:
    """A hit on a cost line whose ``key`` says FIXME: known to be missing, so only a warning."""
    return Hit(
        Text(
            f"{key}: är inte ifyllt än, där står FIXME.",
            f"{key}: is still to be filled in; it says FIXME.",
        ),
        remedy, line.place, grant=grant, voucher=line.voucher, amount=line.amount,
        lines=(line,), deviation=line.deviation, is_bypassed=True,
    )  # fmt: skip
