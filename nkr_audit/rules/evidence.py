"""EV: evidence: every krona is proved by a document, every activity by what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.closing import closing_in_force
from nkr_audit.deadlines import handed_in
from nkr_audit.evidence import ALLOCATION, DELIVERY, INVOICE, PAYSLIP, needed_for
from nkr_audit.money import ZERO
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from nkr_audit.book import Book, CostLine, Deviation, Grant, Voucher
    from nkr_audit.programme import Severity

EV = Family("EV", Text("Underlag", "Evidence"))

_ATTACH = Text(
    'lägg filen i underlag/ och skriv document … "underlag/…" ^{link} med typ: "{kind}"',
    'put the file in underlag/ and write document … "underlag/…" ^{link} with typ: "{kind}"',
)


def _needs(kinds: frozenset[str], attach: str, what: Text) -> Callable[[Subject], Iterable[Hit]]:
    """Make the check that finds vouchers whose costs need one of ``kinds`` and have none."""

    def check(subject: Subject) -> Iterator[Hit]:
        def lacks(line: CostLine) -> bool:
            return needed_for(line) == kinds and not (kinds & subject.evidence.kinds(line.voucher))

        yield from _by_voucher(subject, lacks, attach, what)

    return check


def _by_voucher(
    subject: Subject, lacks: Callable[[CostLine], bool], attach: str, what: Text
) -> Iterator[Hit]:
    """One hit for each voucher, and for each way its lines are accepted."""
    for grant in subject.book.grants:
        found: dict[tuple[Voucher, Deviation | None], list[CostLine]] = {}
        for line in grant.cost_lines:
            if subject.evidence.is_needed(line.voucher) and lacks(line):
                found.setdefault((line.voucher, line.deviation), []).append(line)
        for (voucher, deviation), lines in found.items():
            yield _hit(grant, voucher, deviation, tuple(lines), attach, what)


def _hit(
    grant: Grant, voucher: Voucher, deviation: Deviation | None,
    lines: tuple[CostLine, ...], attach: str, what: Text,
) -> Hit:  # fmt: skip
    link = voucher.number or "…"
    return Hit(
        what,
        Text(
            _ATTACH.sv.format(link=link, kind=attach), _ATTACH.en.format(link=link, kind=attach)
        ),
        lines[0].place if len(lines) == 1 else voucher.place,
        grant=grant, voucher=voucher, amount=sum((line.amount for line in lines), ZERO),
        lines=lines, deviation=deviation, is_bypassed=voucher.is_flagged,
    )  # fmt: skip


EV.rule(
    101, "error", Text("Faktura saknas", "Invoice missing"),
    "evidence-invoice", "evidence-not-proved",
    about=Text(
        "En kostnad som ska styrkas med faktura saknar en. Den som inte kan lämna underlag vid en "
        "fördjupad granskning kan bli återbetalningsskyldig för beloppet.",
        "A cost that an invoice should prove has none. Who cannot hand over evidence at an "
        "in-depth review may have to repay the amount.",
    ),
)(
    _needs(
        INVOICE, "faktura",
        Text("Kostnaden saknar faktura.", "The cost has no invoice."),
    )
)  # fmt: skip

EV.rule(
    102, "error", Text("Löneunderlag saknas", "Payroll evidence missing"),
    "evidence-payroll", "evidence-not-proved",
    about=Text(
        "En lön eller lönebikostnad har varken lönespecifikation eller anställningsavtal. Ett av "
        "dem räcker, men något av dem måste finnas.",
        "A salary or payroll overhead has neither payslip nor employment contract. One of them is "
        "enough, but one of them must be there.",
    ),
)(
    _needs(
        PAYSLIP, "lonespecifikation",
        Text(
            "Lönekostnaden saknar lönespecifikation och anställningsavtal; ett av dem behövs.",
            "The payroll cost has neither payslip nor employment contract; one is needed.",
        ),
    )
)  # fmt: skip

EV.rule(
    103, "error", Text("Fördelning saknas", "Allocation missing"),
    "evidence-invoice", "evidence-not-proved",
    about=Text(
        "En gemensam kostnad (overhead, eller köp från ett registercentrum) saknar både "
        "fördelningsunderlag och faktura. Då syns det inte hur beloppet har räknats fram.",
        "A shared cost (overhead, or bought from a register centre) has neither allocation basis "
        "nor invoice. Nobody can then see how the amount was arrived at.",
    ),
)(
    _needs(
        ALLOCATION, "fordelning",
        Text(
            "Kostnaden är fördelad inom regionen men saknar fördelningsunderlag och faktura; "
            "ett av dem behövs.",
            "The cost is allocated within the region but has neither allocation basis nor "
            "invoice; one is needed.",
        ),
    )
)  # fmt: skip


@EV.rule(
    104, "error", Text("Händelsen är inte styrkt", "The event is not proved"),
    "accrual-proof", "evidence-not-proved",
    about=Text(
        "En reserverad kostnad saknar underlag för att leveransen skedde. Villkoret är att både "
        "fakturan och händelsen kan styrkas, så fakturan ensam räcker inte.",
        "An accrued cost has nothing to show that the delivery took place. The terms ask that "
        "both the invoice and the event can be proved, so the invoice alone is not enough.",
    ),
)  # fmt: skip
def delivery_missing(subject: Subject) -> Iterator[Hit]:
    """An accrued cost is proved by the invoice, but nothing shows that the event took place."""

    def lacks(line: CostLine) -> bool:
        return subject.evidence.was_accrued(line.voucher) and not (
            DELIVERY & subject.evidence.kinds(line.voucher)
        )

    yield from _by_voucher(
        subject, lacks, "leverans",
        Text(
            "Kostnaden är reserverad, men inget underlag visar att leveransen skedde.",
            "The cost was accrued, but nothing shows that the delivery took place.",
        ),
    )  # fmt: skip


@EV.rule(
    105, "error", Text("Insatsen är inte styrkt", "The activity is not proved"),
    "evidence-activity", "evidence-not-proved",
    about=Text(
        "Inget underlag visar att insatsen har genomförts. Fakturor visar vad som betalats, inte "
        "vad som gjorts, så insatsens kostnader är ifrågasatta. Så länge bidragsåret pågår kan "
        "insatsen ännu bli gjord, och då är det en varning: tills boken har en verifikation efter "
        "årets sista dag, eller bidraget är avslutat eller redovisat.",
        "No document shows that the activity was carried out. Invoices show what was paid, not "
        "what was done, so the activity's costs are questioned. While the grant year is running "
        "the activity may still be carried out, and it is a warning: until the book has a voucher "
        "after the year's last day, or the grant is closed or reported.",
    ),
)  # fmt: skip
def activity_not_proved(subject: Subject) -> Iterator[Hit]:
    """An activity has no document that shows it was carried out, so its costs are questioned.

    One whose costs were all taken back has nothing to prove.
    """
    proved = {
        (document.grant_id, document.activity)
        for document in subject.book.documents
        if document.usable and document.kind == "insats"
    }
    for grant in subject.book.grants:
        severity: Severity | None = None if _is_over(grant, subject.book) else "warning"
        for activity in grant.activities:
            if (grant.id, activity.id) in proved:
                continue
            named = [line for line in grant.cost_lines if line.activity == activity.id]
            lines = tuple(line for line in named if subject.evidence.is_needed(line.voucher))
            if named and not lines:
                continue
            in_order = tuple(line for line in lines if not line.voucher.is_flagged)
            all_flagged = bool(lines) and not in_order
            lines = in_order or lines
            yield Hit(
                Text(
                    f"Inget underlag visar att insatsen {activity.id}, {activity.title}, "
                    "genomfördes.",
                    f"No document shows that the activity {activity.id}, {activity.title}, "
                    "was carried out.",
                ),
                Text(
                    f'lägg till ett document på ett konto under {grant.id} med typ: "insats" och '
                    f'insats: "{activity.id}"',
                    f'add a document on an account of {grant.id} with typ: "insats" and '
                    f'insats: "{activity.id}"',
                ),
                activity.place, grant=grant, lines=lines, deviation=activity.deviation,
                amount=sum((line.amount for line in lines), ZERO), severity=severity,
                is_bypassed=all_flagged,
            )  # fmt: skip


def _is_over(grant: Grant, book: Book) -> bool:
    """Tell whether the grant year is over as the book stands: what was to be done is done."""
    if grant.programme is None or closing_in_force(grant):
        return True
    if any(handed_in(grant, report) for report in grant.programme.reports):
        return True
    return book.last_date is not None and book.last_date > grant.programme.period.end


@EV.rule(
    106, "error", Text("Underlagets fil saknas", "The document's file is missing"),
    "review", "evidence-not-proved",
    about=Text(
        "Ett underlag är inlagt, men filen finns inte i bokens mapp. Ett underlag som inte går "
        "att öppna styrker ingenting.",
        "A document is entered, but its file is not in the book's folder. A document that cannot "
        "be opened proves nothing.",
    ),
)  # fmt: skip
def file_missing(subject: Subject) -> Iterator[Hit]:
    """A document is entered, but its file is not in the book's folder; it proves nothing."""
    grants = {grant.id: grant for grant in subject.book.grants}
    for document in subject.book.documents:
        if not document.usable:
            path = subject.book.within(document.path)
            yield Hit(
                Text(
                    f"Filen {path} finns inte i bokens mapp, så underlaget styrker ingenting.",
                    f"The file {path} is not in the ledger's folder, so it proves nothing.",
                ),
                Text(
                    "lägg filen på plats, eller rätta sökvägen",
                    "put the file in place, or correct the path",
                ),
                document.place, grant=grants.get(document.grant_id or ""),
                grant_id=document.grant_id, deviation=document.deviation,
            )  # fmt: skip
