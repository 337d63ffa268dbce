"""Särredovisning: the state's money by what it was for, kept apart from other money."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Field, Fields, Row, Table
from nkr_audit.reports.kinds.form_answers import contact_answers, grant_of
from nkr_audit.reports.kinds.form_costs import (
    AMOUNT,
    CATEGORY,
    PURPOSE,
    REGISTER,
    category_of,
    lines_inside,
    payments_behind,
    purpose_of,
    register_of,
    shares,
    sum_row,
    vouchers_behind,
)
from nkr_audit.reports.kinds.form_draft import why_draft, year_not_settled
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

# What the agreements ask to have accounted for separately, each of its purposes.
AREAS: Final[Mapping[Text, tuple[str, ...]]] = {
    Text("Infrastruktur (it, statistik och juridik)", "Infrastructure (IT, statistics and law)"): (
        "it", "statistik", "juridik",
    ),
    Text("Tillgängliggörande för klinisk forskning",
         "Making data available for clinical research"): ("forskning-tillgangliggorande",),
    Text("Samarbete med life science-sektorn", "Life science co-operation"): ("life-science",),
}  # fmt: skip
OTHER: Final = Text("Övriga ändamål", "Other purposes")
_ANSWERED: Final = ("mottagare", "organisationsnummer", "kontaktperson", "telefon", "e-post")


def build(context: Context) -> Report:
    """Account for the state's costs separately."""
    known = contact_answers(context)
    answers = {key: known[key] for key in _ANSWERED}
    return context.report(
        "sarredovisning",
        Text("Särredovisning av statliga medel", "Separate account of the state's money"),
        (
            figures(context),
            by_area(context),
            by_register(context),
            shares(
                "register-kostnadsslag",
                Text("Per register och kostnadsslag", "By register and category"),
                lines_inside(context),
                ((REGISTER, register_of), (CATEGORY, category_of)),
            ),
            payments_behind(context),
            vouchers_behind(context),
        ),
        draft=(*why_draft(context, answers), *year_not_settled(context), *not_the_states(context)),
    )


def figures(context: Context) -> Fields:
    """The figure of the settlement, as the tables below add up to it."""
    settlement = context.grant.settlement
    return Fields(
        "belopp",
        Text("Bidraget och kostnaderna", "The grant and the costs"),
        (
            Field("erhallet", Text("Utbetalt bidrag", "Grant received"), settlement.received,
                  "amount"),
            Field("summa-kostnader", Text("Summa kostnader", "Total costs"), settlement.costs,
                  "amount"),
            Field("ej-forbrukat", Text("Medel som inte har förbrukats", "Money not used"),
                  settlement.repayable, "amount"),
            Field("egen-finansiering", Text("Kostnader utöver bidraget, egen finansiering",
                                            "Costs above the grant, own financing"),
                  settlement.overspent, "amount"),
            Field("aterbetalt", Text("Återbetalt", "Repaid"), settlement.repaid, "amount"),
        ),
    )  # fmt: skip


def by_area(context: Context) -> Table:
    """The costs by area and purpose, with a sum for each area; an area without costs shows 0."""
    sums: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for line in lines_inside(context):
        sums[line.purpose or None] += line.inside
    rows: list[Row] = []
    for area, purposes in AREAS.items():
        amounts = [(purpose, sums.pop(purpose, ZERO)) for purpose in purposes]
        rows += (Row((area, label_of(purpose), amount)) for purpose, amount in amounts)
        if len(purposes) > 1:
            rows.append(sum_row(area, sum((amount for _, amount in amounts), ZERO), 2))
    order = sorted(sums, key=lambda purpose: (purpose is None, purpose or ""))
    rows += (Row((OTHER, label_of(purpose), sums[purpose])) for purpose in order)
    return Table(
        "omraden",
        Text("Statliga kostnader per område", "The state's costs by area"),
        (Column("omrade", Text("Område", "Area")), PURPOSE, AMOUNT),
        tuple(rows),
        note=Text(
            "Tillgänglighet och statlig uppföljning står under övriga ändamål.",
            "Availability and government follow-up stand under other purposes.",
        ),
    )


def by_register(context: Context) -> Table:
    """The costs by register and purpose."""
    return shares(
        "register-andamal",
        Text("Per register och ändamål", "By register and purpose"),
        lines_inside(context),
        ((REGISTER, register_of), (PURPOSE, purpose_of)),
    )


def not_the_states(context: Context) -> Iterator[Text]:
    """Yield that the grant is not the state's money, when it is not."""
    if grant_of(context).money != words.MONEY_STATE:
        yield Text(
            "Bidraget är regionernas medel (medel), men särredovisningen gäller statens.",
            "The grant is the regions' money (medel), but the separate account is of the state's.",
        )
