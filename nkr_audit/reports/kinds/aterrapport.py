"""Återrapport: the answers to the payer's questions, each with the figures behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Chart, Column, Field, Fields, Row, Series, Table
from nkr_audit.reports.kinds.form_answers import grant_of, notes_of
from nkr_audit.reports.kinds.form_blocks import form_of, label_of_field, not_answered, own_fields
from nkr_audit.reports.kinds.form_costs import (
    ACTIVITY,
    CATEGORY,
    NO_REGISTER,
    PURPOSE,
    REGISTER,
    activities,
    activity_of,
    category_of,
    lines_inside,
    payments_behind,
    purpose_of,
    register_of,
    shares,
    total,
    vouchers_behind,
)
from nkr_audit.reports.kinds.form_draft import why_draft, year_not_settled
from nkr_audit.reports.kinds.form_prose import paragraphs
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import FIXME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nkr_audit.programme import FormField
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Section

FORM: Final = "aterrapport"
_FIGURES: Final = Text("Siffrorna", "The figures")


def build(context: Context) -> Report:
    """Answer the questions in the form's order; the vouchers come last."""
    answers = own_fields(context, FORM)
    return context.report(
        FORM,
        Text("Återrapportering av statsbidraget", "Report back on the grant"),
        (
            *(section for field in form_of(context, FORM) for section in _answer(context, field)),
            payments_behind(context),
            vouchers_behind(context),
        ),
        draft=(
            *why_draft(context, answers),
            *not_answered(context, FORM, answers),
            *year_not_settled(context),
            *_unexplained(context),
        ),
    )


def _answer(context: Context, field: FormField) -> Iterator[Section]:
    """The figures under the form's own question, and what the accountant wrote beside them."""
    question, key = label_of_field(field), field.key or ""
    figures = _FIGURES_OF.get(key)
    if figures:
        yield from figures(context, question)
    written = notes_of(context).answers.get(key)
    said = Text("Kommentar", "Comment") if figures else question
    yield from paragraphs(f"svar-{key}", said, written)


def _of_registers(context: Context, question: Text) -> Iterator[Section]:
    """How much each register has had of the grant, directly and indirectly."""
    granted = {one.name: one.granted for one in grant_of(context).registers}
    costs = {one.register: one for one in context.grant.settlement.by_register}
    rows = []
    for name in dict.fromkeys((*granted, *costs)):
        cost = costs.get(name)
        direct, indirect = (cost.direct, cost.indirect) if cost else (ZERO, ZERO)
        rows.append(
            Row((name or NO_REGISTER, granted.get(name or ""), direct, indirect, direct + indirect))
        )
    amounts = (
        Column("beviljat", Text("Beviljat", "Granted"), "amount", total=True),
        Column("direkt", Text("Direkt", "Direct"), "amount", total=True),
        Column("indirekt", Text("Indirekt", "Indirect"), "amount", total=True),
        Column("summa", Text("Summa", "Total"), "amount", total=True),
    )
    yield Table("register-andel", question, (REGISTER, *amounts), tuple(rows), _above(context))
    yield _chart(context)


def _chart(context: Context) -> Chart:
    by_register = context.grant.settlement.by_register
    names = tuple(
        Text(one.register, one.register) if one.register else NO_REGISTER for one in by_register
    )
    said = [
        Text(
            f"{name.sv}: direkt {kronor(one.direct)} kr, indirekt {kronor(one.indirect)} kr",
            f"{name.en}: direct SEK {kronor(one.direct, 'en')}, "
            f"indirect SEK {kronor(one.indirect, 'en')}",
        )
        for name, one in zip(names, by_register, strict=True)
    ]
    return Chart(
        "diagram-register",
        Text("Direkt och indirekt per register", "Direct and indirect by register"),
        "bar",
        names,
        (
            Series(Text("direkt", "direct"), tuple(one.direct for one in by_register)),
            Series(Text("indirekt", "indirect"), tuple(one.indirect for one in by_register)),
        ),
        Text("; ".join(one.sv for one in said), "; ".join(one.en for one in said)),
    )


def _above(context: Context) -> Text | None:
    """What is said where the costs are more than the grant that paid for them."""
    overspent = context.grant.settlement.overspent
    if not overspent:
        return None
    return Text(
        f"Kostnaderna är {kronor(overspent)} kr mer än det utbetalda bidraget. Det överskjutande "
        "är egen finansiering.",
        f"The costs are SEK {kronor(overspent, 'en')} above the grant received. What is above it "
        "is own financing.",
    )


def _by_registers(context: Context, question: Text) -> Iterator[Section]:
    """What each register's part was used for."""
    by = ((REGISTER, register_of), (CATEGORY, category_of), (ACTIVITY, activity_of(context)))
    yield shares("register-anvandning", question, lines_inside(context), by, _above(context))


def _used(context: Context, question: Text) -> Iterator[Section]:
    """How much of the grant was used: no more than was received."""
    settlement = context.grant.settlement
    yield Fields(
        "anvant",
        question,
        tuple(
            Field(key, label, amount, "amount")
            for key, label, amount in (
                ("anvant", Text("Använt av statsbidraget", "Used of the grant"),
                 min(settlement.costs, settlement.received)),
                ("utbetalt", Text("Utbetalt bidrag", "Grant received"), settlement.received),
                ("kostnader", Text("Kostnader i bidragsåret", "Costs in the grant year"),
                 settlement.costs),
                ("oanvant", Text("Oanvänt (bidrag − kostnader)", "Unused (grant − costs)"),
                 settlement.repayable),
                ("egen-finansiering", Text("Kostnader utöver bidraget, egen finansiering",
                                           "Costs above the grant, own financing"),
                 settlement.overspent),
                ("aterbetalt", Text("Återbetalt", "Repaid"), settlement.repaid),
            )
        ),
    )  # fmt: skip


def _by_region(context: Context, question: Text) -> Iterator[Section]:
    """What the region used the grant for, by purpose, category and activity."""
    lines = lines_inside(context)
    by = ((PURPOSE, purpose_of), (CATEGORY, category_of), (ACTIVITY, activity_of(context)))
    yield shares("region-anvandning", question, lines, by, _above(context))
    yield shares("andamal", Text("Per ändamål", "By purpose"), lines, ((PURPOSE, purpose_of),))
    yield shares(
        "kostnadsslag", Text("Per kostnadsslag", "By category"), lines, ((CATEGORY, category_of),)
    )


def _furthering(context: Context, question: Text) -> Iterator[Section]:
    """How each activity furthers the purpose."""
    table = activities(context)
    yield Table("framjande", question, table.columns, table.rows)


_FIGURES_OF: Final[Mapping[str, Callable[[Context, Text], Iterator[Section]]]] = {
    "register-andel": _of_registers,
    "register-anvandning": _by_registers,
    "anvant": _used,
    "region-anvandning": _by_region,
    "framjande": _furthering,
}


def _unexplained(context: Context) -> Iterator[Text]:
    """What the questions ask of each cost, and that the book does not say."""
    lines = lines_inside(context)
    silent = [
        one.id
        for one in grant_of(context).activities
        if one.furthers in {None, FIXME} and any(line.activity == one.id for line in lines)
    ]
    if silent:
        named = ", ".join(silent)
        yield Text(
            f"Insatsen säger inte hur den främjar syftet (framjar): {named}.",
            f"The activity does not say how it furthers the purpose (framjar): {named}.",
        )
    known = {one.id for one in grant_of(context).activities}
    for of, missing in (
        (Text("insats", "activity"), [line for line in lines if line.activity not in known]),
        (Text("register", "register"), [line for line in lines if not line.register]),
        (Text("ändamål", "purpose"), [line for line in lines if not line.purpose]),
        (Text("kostnadsslag", "category"), [line for line in lines if not line.category]),
    ):
        if missing:
            amount = total(missing)
            yield Text(
                f"Kostnader på {kronor(amount)} kr saknar {of.sv} (nkr code).",
                f"Costs of SEK {kronor(amount, 'en')} have no {of.en} (nkr code).",
            )
