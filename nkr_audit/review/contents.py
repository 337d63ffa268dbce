"""What of a book belongs in the review package of one grant: its vouchers and their documents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nkr_audit.errors import NkrError
from nkr_audit.evidence import PAYSLIP, Evidence
from nkr_audit.journal import relative_path
from nkr_audit.review.names import Names
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from nkr_audit.book import CostLine, Document
    from nkr_audit.errors import Place
    from nkr_audit.finding import Finding
    from nkr_audit.journal import JournalRow, JournalVoucher
    from nkr_audit.reports.context import Context

_NO_FILE: Final = Text("Filen finns inte i bokens mapp.", "The file is not in the book's folder.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A book as it was opened for a package: what reports are made from, and its folder.

    ``entries`` and ``options`` are Beancount's own; ``written`` tells whether it is written since.
    """

    context: Context
    root: Path
    entries: Sequence[Any]
    options: Mapping[str, Any]
    written: tuple[bool, int]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the book that has to do with the grant.

    ``name`` is its place in the package, from ``data``; None when it is left out, and then
    ``left_out`` says why. ``vouchers`` are those it proves, by number.
    """

    document: Document
    name: str | None
    left_out: Text | None
    personal: bool
    vouchers: tuple[str, ...]

    @property
    def source(self) -> Path:
        """The file in the book's folder."""
        return Path(self.document.path)


@dataclass(frozen=True, slots=True)
class Contents:
    """The vouchers and documents of a package.

    ``sample`` are the vouchers that were asked for; empty: all of the grant. ``withheld`` is the
    reason that personal data are left out; empty: they are there.
    """

    opened: Opened
    vouchers: tuple[JournalVoucher, ...]
    papers: tuple[Paper, ...]
    by_voucher: Mapping[str, tuple[Paper, ...]]
    sample: tuple[str, ...]
    withheld: str
    _lines: Mapping[tuple[int, Place, str, Decimal], CostLine]

    def cost_line(self, one: JournalVoucher, row: JournalRow) -> CostLine | None:
        """The cost line of the grant that was booked on a row; None when it is no cost of it."""
        return self._lines.get((id(one.voucher), row.place, row.account.number, row.amount))

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the grant; of a sample, those on its vouchers and on none."""
        own = {id(one.voucher) for one in self.vouchers}
        return tuple(
            finding
            for finding in self.opened.context.grant.findings
            if not self.sample or finding.voucher is None or id(finding.voucher) in own
        )

    def files(self) -> dict[str, Path]:
        """The documents to copy: each file once, by its name in the package, names in order."""
        found = {paper.name: paper.source for paper in self.papers if paper.name is not None}
        return {name: found[name] for name in sorted(found)}


def gather(opened: Opened, sample: Collection[str] = (), withheld: str = "") -> Contents:
    """Choose what belongs in the package. Raises NkrError when a voucher asked for is not there."""
    grant = opened.context.grant.settlement.grant
    vouchers = opened.context.journal.of_grant(grant.id)
    if sample:
        vouchers = _sampled(vouchers, sample, grant.id, grant.place)
    papers = _papers(opened, vouchers, withheld, whole=not sample)
    by_voucher: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        for number in paper.vouchers:
            by_voucher[number].append(paper)
    return Contents(
        opened,
        vouchers,
        papers,
        {number: tuple(found) for number, found in by_voucher.items()},
        tuple(sorted(sample)),
        withheld,
        {
            (id(line.voucher), line.place, line.account_number, line.amount): line
            for line in grant.cost_lines
        },
    )


def _sampled(
    vouchers: Sequence[JournalVoucher], sample: Collection[str], grant: str, place: Place
) -> tuple[JournalVoucher, ...]:
    unknown = sorted(set(sample).difference(one.voucher.number or "" for one in vouchers))
    if unknown:
        listed = ", ".join(unknown)
        raise NkrError(
            Text(
                f"Bidraget {grant} har ingen verifikation {listed}.",
                f"The grant {grant} has no voucher {listed}.",
            ),
            remedy=Text(
                "skriv numren som i boken, med kommatecken emellan: 2026-A1,2026-A2",
                "write the numbers as in the book, with commas between: 2026-A1,2026-A2",
            ),
            place=place,
        )
    return tuple(one for one in vouchers if one.voucher.number in sample)


def _papers(
    opened: Opened, vouchers: Sequence[JournalVoucher], withheld: str, *, whole: bool
) -> tuple[Paper, ...]:
    """The documents of the vouchers and, when the package is whole, all others of the grant."""
    book = opened.context.book
    grant = opened.context.grant.settlement.grant
    numbers = _numbers_by_link(opened, vouchers)
    activities = {row.activity for one in vouchers for row in one.rows if row.activity}
    chosen: list[tuple[Document, tuple[str, ...]]] = []
    for document in book.documents:
        proved = sorted({number for link in document.links for number in numbers.get(link, ())})
        of_activity = document.activity in activities and not document.links
        if proved or (document.grant_id == grant.id and (whole or of_activity)):
            chosen.append((document, tuple(proved)))
    return _named(opened, chosen, withheld)


def _named(
    opened: Opened, chosen: Sequence[tuple[Document, tuple[str, ...]]], withheld: str
) -> tuple[Paper, ...]:
    """Give each document its place in the package, or the reason that it has none."""
    personal = {document.path for document, _ in chosen if document.kind in PAYSLIP}
    names, named = Names(), dict[str, str]()
    found = []
    for document, proved in sorted(chosen, key=lambda one: (one[0].path, one[0].place)):
        path, is_personal = document.path, document.path in personal
        why = None if document.usable else _NO_FILE
        if why is None and is_personal and withheld:
            why = Text(f"Personuppgifter: {withheld}", f"Personal data: {withheld}")
        if why is None and path not in named:
            relative = relative_path(path, str(opened.root))
            named[path] = names.name(relative, personal=is_personal)
        name = named[path] if why is None else None
        found.append(Paper(document, name, why, is_personal, proved))
    return tuple(found)


def _numbers_by_link(
    opened: Opened, vouchers: Iterable[JournalVoucher]
) -> Mapping[str, tuple[str, ...]]:
    """Which vouchers the documents that carry a link prove."""
    evidence = Evidence(opened.context.book)
    found: dict[str, list[str]] = defaultdict(list)
    for one in vouchers:
        for link in evidence.links_behind(one.voucher):
            found[link].append(label(one))
    return {link: tuple(numbers) for link, numbers in found.items()}


def label(one: JournalVoucher) -> str:
    """What to call a voucher: its number; one without is called by its date and line."""
    voucher = one.voucher
    return voucher.number or f"{voucher.date}-rad-{voucher.place.line}"
