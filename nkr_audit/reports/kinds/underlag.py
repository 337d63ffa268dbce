"""Underlag: how much of the costs evidence proves, and what is missing, ready to send."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from nkr_audit.assessment import QUESTIONING, questions_costs
from nkr_audit.evidence import share_proved
from nkr_audit.labels import label_of
from nkr_audit.personal_number import mask
from nkr_audit.reports.document import Column, Field, Fields, Row, Table
from nkr_audit.reports.kinds.books_common import DATE, VOUCHER, why_draft
from nkr_audit.rules import FAMILIES
from nkr_audit.settlement import sum_inside
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import CostLine
    from nkr_audit.finding import Finding
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

_EVIDENCE: Final = "EV"
# What to send, by the rule that misses it; for the others the rule's own title says it.
_WANTED: Final = {
    "EV101": Text("Faktura", "Invoice"),
    "EV102": Text("Lönespecifikation eller anställningsavtal", "Payslip or employment contract"),
    "EV103": Text("Fördelningsunderlag eller faktura", "Allocation basis or invoice"),
    "EV104": Text("Bevis på leveransen", "Proof of the delivery"),
    "EV105": Text("Bevis på att insatsen genomfördes", "Proof that the activity was carried out"),
}
_NOBODY: Final = Text("inte angivet", "not said")
_COSTS: Final = Column("kostnader", Text("Kostnader", "Costs"), "amount", total=True)
_PROVED: Final = Column("styrkt", Text("Styrkt", "Proved"), "amount", total=True)
_UNPROVED: Final = Column("ostyrkt", Text("Inte styrkt", "Not proved"), "amount", total=True)
_SHARE: Final = Column("andel", Text("Andel styrkt", "Share proved"), "share")


def build(context: Context) -> Report:
    """Make the evidence coverage of the grant, and the list of what is missing."""
    grant = context.grant
    lines = grant.settlement.grant.cost_lines
    unproved = frozenset(
        id(line)
        for finding in grant.findings
        if finding.family == _EVIDENCE and questions_costs(finding)
        for line in finding.lines
    )
    settlement = grant.settlement
    registers = [one.register for one in settlement.by_register]
    categories = [one.name for one in settlement.by_category]
    return context.report(
        "underlag",
        Text("Styrkt med underlag", "Proved by evidence"),
        (
            _summary(grant),
            _coverage(
                "per_register", Text("Per register", "By register"), Text("Register", "Register"),
                _groups(lines, registers, lambda line: line.register), unproved, _as_it_is,
            ),
            _coverage(
                "per_kostnadsslag", Text("Per kostnadsslag", "By category"),
                Text("Kostnadsslag", "Category"),
                _groups(lines, categories, lambda line: line.category), unproved, label_of,
            ),
            _by_family(grant),
            _missing(grant.findings),
        ),
        draft=why_draft(context),
    )  # fmt: skip


def _summary(grant: GrantAssessment) -> Fields:
    costs = grant.settlement.costs
    return Fields(
        "sammanfattning",
        Text("Sammanfattning", "Summary"),
        (
            Field(
                "kostnader",
                Text("Kostnader i bidragsåret", "Costs in the grant year"),
                costs,
                "amount",
            ),
            Field(
                "styrkt",
                Text("Styrkt med underlag", "Proved by evidence"),
                costs - grant.unproved,
                "amount",
            ),
            Field("ostyrkt", Text("Inte styrkt", "Not proved"), grant.unproved, "amount"),
            Field("andel", Text("Andel styrkt", "Share proved"), grant.proved_share, "share"),
        ),
    )


def _groups(
    lines: Iterable[CostLine],
    order: Sequence[str | None],
    name_of: Callable[[CostLine], str | None],
) -> list[tuple[str | None, list[CostLine]]]:
    """The lines by name, in the order of the settlement."""
    found: dict[str | None, list[CostLine]] = defaultdict(list)
    for line in lines:
        found[name_of(line)].append(line)
    return [(name, found[name]) for name in order]


def _coverage(
    key: str,
    title: Text,
    name: Text,
    groups: Iterable[tuple[str | None, list[CostLine]]],
    unproved: frozenset[int],
    label: Callable[[str | None], Text],
) -> Table:
    rows = []
    for one, lines in groups:
        costs = sum_inside(lines)
        open_ones = [line for line in lines if id(line) in unproved]
        lacking = sum_inside(open_ones)
        share = share_proved(costs, lacking, is_all=not any(line.inside for line in open_ones))
        rows.append(Row((label(one), costs, costs - lacking, lacking, share)))
    columns = (Column("namn", name), _COSTS, _PROVED, _UNPROVED, _SHARE)
    return Table(key, title, columns, tuple(rows))


def _as_it_is(name: str | None) -> Text:
    return Text(name, name) if name else label_of(None)


def _by_family(grant: GrantAssessment) -> Table:
    """What each family of rules questions; a line that two of them question is in both."""
    costs = grant.settlement.costs
    rows = []
    for family in FAMILIES:
        if family.letters not in QUESTIONING:
            continue
        findings = [
            finding
            for finding in grant.findings
            if finding.family == family.letters and questions_costs(finding)
        ]
        lines = [line for finding in findings for line in finding.lines]
        questioned = sum_inside(lines)
        rows.append(
            Row((
                f"{family.letters}",
                family.name,
                len(findings),
                questioned,
                share_proved(costs, questioned, is_all=not any(line.inside for line in lines)),
            ))
        )  # fmt: skip
    return Table(
        "per_regelfamilj",
        Text("Per regelfamilj", "By family of rules"),
        (
            Column("familj", Text("Familj", "Family")),
            Column("namn", Text("Vad den gäller", "What it concerns")),
            Column("fel", Text("Öppna fel", "Open errors"), "count", total=True),
            Column("ifragasatt", Text("Ifrågasatt", "Questioned"), "amount"),
            Column("andel", Text("Andel i ordning", "Share in order"), "share"),
        ),
        tuple(rows),
        note=Text(
            "En kostnad som två familjer ifrågasätter står i båda; därför summeras inte beloppen.",
            "A cost that two families question is in both; so the amounts have no total.",
        ),
    )


def _missing(findings: Iterable[Finding]) -> Table:
    lacking = [
        finding for finding in findings if finding.family == _EVIDENCE and finding.accepted is None
    ]
    return Table(
        "saknas",
        Text("Underlag som saknas", "Evidence that is missing"),
        (
            VOUCHER,
            DATE,
            Column("leverantor", Text("Leverantör", "Supplier")),
            Column("fakturanummer", Text("Fakturanummer", "Invoice number")),
            Column("belopp", Text("Belopp", "Amount"), "amount"),
            Column("i_bidragsaret", Text("I bidragsåret", "In the grant year"), "amount"),
            Column("saknas", Text("Det som saknas", "What is missing")),
            Column("fraga", Text("Fråga", "Ask")),
            Column("kod", Text("Kod", "Code")),
            Column("vad", Text("Iakttagelse", "Finding")),
        ),
        tuple(_missing_row(finding) for finding in lacking),
        note=Text(
            "Personnummer är dolda. Fråga i första hand den som attesterade.",
            "Personal numbers are hidden. Ask whoever attested the voucher first.",
        ),
        empty=Text("Inget underlag saknas.", "No evidence is missing."),
    )


def _missing_row(finding: Finding) -> Row:
    voucher = finding.voucher
    ask = (voucher.attested_by or voucher.registered_by) if voucher else None
    return Row(
        (
            voucher.number if voucher else None,
            voucher.date if voucher else None,
            mask(voucher.payee) if voucher else None,
            voucher.invoice if voucher else None,
            finding.amount,
            sum_inside(finding.lines) if finding.lines else None,
            _WANTED.get(finding.code, finding.title),
            ask or _NOBODY,
            finding.code,
            Text(mask(finding.what.sv), mask(finding.what.en)),
        ),
        voucher=voucher.number if voucher else None,
    )
