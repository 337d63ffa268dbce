"""Budget against outcome: by category and register, with a forecast to the end of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.budget import FILE_NAME
from nkr_audit.forecast import METHOD, basis_of, forecast, share_gone
from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Field, Fields, Prose, Row, Table
from nkr_audit.reports.kinds.books_common import total, why_draft
from nkr_audit.reports.kinds.charts import cost_by_purpose, cost_by_register, spend_over_time
from nkr_audit.reports.kinds.form_costs import NO_REGISTER, vouchers_behind
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from nkr_audit.book import CostLine
    from nkr_audit.budget import Budgets, GrantBudget
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Section

_BUDGET: Final = Column("budget", Text("Budget", "Budget"), "amount", total=True)
_OUTCOME: Final = Column("utfall", Text("Utfall", "Outcome"), "amount", total=True)
_SHARE: Final = Column("andel", Text("Andel av budget", "Share of budget"), "share")
_FORECAST: Final = Column("prognos", Text("Prognos helår", "Forecast, year"), "amount", total=True)
_LEFT: Final = Column(
    "avvikelse", Text("Budget − prognos", "Budget − forecast"), "amount", total=True
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One category or register: its budget, None when it has none, outcome and forecast."""

    label: Text
    budget: Decimal | None
    outcome: Decimal
    forecast: Decimal


def build(context: Context, budgets: Budgets | None = None) -> Report:
    """Make the report; without a budget it has the outcome only, and says so."""
    found = (budgets or context.budgets).of_grant(context.grant.settlement.grant.id)
    charts = (spend_over_time(context), cost_by_purpose(context), cost_by_register(context))
    sections: tuple[Section, ...] = (
        _summary(context, found),
        _table("kostnadsslag", Text("Kostnadsslag", "Cost category"),
               _by_category(context, found.by_category if found else None),
               None if found and found.by_category else _no_budget(context)),
        _table("register", Text("Register", "Register"),
               _by_register(context, found.by_register if found else None),
               _other_sum(found) if found and found.by_register else _no_budget(context)),
        *(chart for chart in charts if chart is not None),
        Prose("metod", Text("Så är prognosen gjord", "How the forecast is made"),
              (METHOD, _basis_said(context))),
        vouchers_behind(context),
    )  # fmt: skip
    return context.report(
        "budget",
        Text("Budget mot utfall", "Budget against outcome"),
        sections,
        draft=why_draft(context),
    )


def _summary(context: Context, budget: GrantBudget | None) -> Fields:
    settlement = context.grant.settlement
    programme = settlement.grant.programme
    planned = total(budget.by_category.values()) if budget else None
    expected = _forecast(context, settlement.grant.cost_lines)
    return Fields(
        "sammanfattning",
        Text("Sammanfattning", "Summary"),
        (
            Field("utbetalt", Text("Utbetalt bidrag", "Grant received"), settlement.received,
                  "amount"),
            Field("budget", Text("Budget", "Budget"),
                  _no_budget(context) if planned is None else planned,
                  "text" if planned is None else "amount"),
            Field("utfall", Text("Kostnader i bidragsåret", "Costs in the grant year"),
                  settlement.costs, "amount"),
            Field("ar", Text("Del av året som gått", "Share of the year gone"),
                  share_gone(programme.period, context.day) if programme else None, "share"),
            Field("prognos", Text("Prognos helår", "Forecast, whole year"), expected, "amount"),
            Field("oanvant-prognos", Text("Oanvänt vid årets slut enligt prognosen",
                                          "Unused at year end by the forecast"),
                  settlement.received - expected, "amount"),
        ),
    )  # fmt: skip


def _table(key: str, title: Text, parts: Sequence[_Part], note: Text | None) -> Table:
    """The parts, with their budget when any has one."""
    has_budget = any(part.budget is not None for part in parts)
    columns = (_BUDGET, _OUTCOME, _SHARE, _FORECAST, _LEFT) if has_budget else (_OUTCOME, _FORECAST)
    return Table(
        key,
        Text(f"Per {title.sv.lower()}", f"By {title.en.lower()}"),
        (Column(key, title), *columns),
        tuple(_row(part, has_budget=has_budget) for part in parts),
        note=note,
    )


def _other_sum(budget: GrantBudget) -> Text | None:
    """What is said when the registers' budget is not the same sum as that of the categories."""
    registers, categories = total(budget.by_register.values()), total(budget.by_category.values())
    if registers == categories:
        return None
    return Text(
        f"Registrens budget är tillsammans {kronor(registers)} kr, kostnadsslagens "
        f"{kronor(categories)} kr.",
        f"The registers' budget is SEK {kronor(registers, 'en')} together, that of the categories "
        f"SEK {kronor(categories, 'en')}.",
    )


def _row(part: _Part, *, has_budget: bool) -> Row:
    if not has_budget:
        return Row((part.label, part.outcome, part.forecast))
    planned = part.budget or ZERO
    return Row((
        part.label, planned, part.outcome, part.outcome / planned if planned else None,
        part.forecast, planned - part.forecast,
    ))  # fmt: skip


def _by_category(context: Context, budget: Mapping[str, Decimal] | None) -> list[_Part]:
    return _parts(context, budget, lambda line: line.category, label_of)


def _by_register(context: Context, budget: Mapping[str, Decimal] | None) -> list[_Part]:
    def label(name: str | None) -> Text:
        return Text(name, name) if name else NO_REGISTER

    return _parts(context, budget, lambda line: line.register, label)


def _parts(
    context: Context,
    budget: Mapping[str, Decimal] | None,
    name_of: Callable[[CostLine], str | None],
    label: Callable[[str | None], Text],
) -> list[_Part]:
    """A part for each name that has a budget or a cost: by name, what has none last."""
    lines: dict[str | None, list[CostLine]] = {name: [] for name in budget or {}}
    for line in context.grant.settlement.grant.cost_lines:
        lines.setdefault(name_of(line), []).append(line)
    return [
        _Part(
            label(name),
            (budget or {}).get(name) if name else None,
            total(line.inside for line in lines[name]),
            _forecast(context, lines[name]),
        )
        for name in sorted(lines, key=lambda name: (name is None, name or ""))
    ]


def _forecast(context: Context, lines: Iterable[CostLine]) -> Decimal:
    """What the lines will have cost at year end; what they have, when the year is not known."""
    programme = context.grant.settlement.grant.programme
    if programme is None:
        return total(line.inside for line in lines)
    basis = basis_of(context.day, context.book.last_date)
    return forecast(lines, programme.period, basis).total


def _basis_said(context: Context) -> Text:
    basis = basis_of(context.day, context.book.last_date)
    return Text(
        f"Prognosen utgår från det som är bokfört t.o.m. {basis}. En engångskostnad räknas som om "
        "den kommer igen; läs den med omdöme, mest i början av året.",
        f"The forecast rests on what is booked until {basis}. A cost that comes once is counted as "
        "if it came again; read it with judgement, most of all early in the year.",
    )


def _no_budget(context: Context) -> Text:
    grant_id = context.grant.settlement.grant.id
    return Text(
        f"Ingen budget för detta finns i {FILE_NAME} ([bidrag.{grant_id}]); bara utfallet visas.",
        f"There is no budget for this in {FILE_NAME} ([bidrag.{grant_id}]); only the outcome "
        "is shown.",
    )
