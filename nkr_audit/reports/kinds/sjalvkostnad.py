"""Självkostnad: what services to companies cost and were sold for, and each register's result."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.form_answers import programme_of
from nkr_audit.reports.kinds.form_costs import (
    DATE,
    NO_REGISTER,
    REGISTER,
    TEXT,
    VOUCHER,
    documents_of,
)
from nkr_audit.reports.kinds.form_deviations import deviations
from nkr_audit.reports.kinds.form_draft import why_draft
from nkr_audit.reports.kinds.form_services import (
    ELEMENTS,
    FINANCIERS,
    FORMS,
    Service,
    incomes_of,
    said,
    services,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from nkr_audit.book import ExternalIncome
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

_FAMILIES: Final = frozenset({"IN"})
_PRICE: Final = Column("pris", Text("Pris", "Price"), "amount", total=True)
_SELF_COST: Final = Column("sjalvkostnad", Text("Självkostnad", "Self-cost"), "amount", total=True)
_RESULT: Final = Column("resultat", Text("Pris − självkostnad", "Price − self-cost"), "amount",
                        total=True)  # fmt: skip


def build(context: Context) -> Report:
    """Set the price of each service against its self-cost."""
    incomes = tuple(incomes_of(context))
    sold = services(income for income in incomes if income.form == words.FORM_SERVICE)
    other = [income for income in incomes if income.form != words.FORM_SERVICE]
    return context.report(
        "sjalvkostnad",
        Text("Självkostnad för tjänster till industrin", "Self-cost of services to the industry"),
        (
            _elements(context, sold),
            _services(context, sold),
            _results(sold, other),
            _others(context, other),
            deviations(context, _FAMILIES),
        ),
        draft=(*why_draft(context, {}, _FAMILIES), *_without_self_cost(sold)),
    )


def _elements(context: Context, sold: tuple[Service, ...]) -> Table:
    """What a self-cost may be made of, and in which services it is."""
    terms = programme_of(context).external_income
    allowed = terms.elements if terms else ()
    used: dict[str, dict[str, None]] = defaultdict(dict)
    for service in sold:
        for element in service.first.elements:
            used[element][service.first.voucher.number or "–"] = None
    return Table(
        "delar",
        Text("Vad en självkostnad får bestå av", "What a self-cost may be made of"),
        (
            Column("del", Text("Del", "Element")),
            Column("tillaten", Text("Får ingå", "Allowed")),
            Column("anvand", Text("Ingår i", "Part of")),
        ),
        tuple(
            Row((
                ELEMENTS.get(element, Text(element, element)),
                Text("ja", "yes") if element in allowed else Text("nej", "no"),
                ", ".join(used.get(element, ())) or None,
            ))
            for element in dict.fromkeys((*allowed, *used))
        ),
    )  # fmt: skip


def _services(context: Context, sold: tuple[Service, ...]) -> Table:
    """Each service with its price, its self-cost and what differs."""
    documents = documents_of(context)
    return Table(
        "tjanster",
        Text("Tjänster: pris mot självkostnad", "Services: price against self-cost"),
        (
            VOUCHER, DATE, TEXT, Column("kopare", Text("Köpare", "Buyer")),
            Column("avtal", Text("Avtal", "Agreement")), REGISTER, _PRICE, _SELF_COST, _RESULT,
            Column("utfall", Text("Utfall", "Outcome")),
        ),
        tuple(
            Row(
                (
                    one.first.voucher.number, one.first.voucher.date,
                    one.first.voucher.description, said(one.first.financier, FINANCIERS),
                    one.first.agreement, one.register, one.price, one.self_cost, one.result,
                    _outcome(one),
                ),
                voucher=one.first.voucher.number, document=documents(one.first.voucher),
            )
            for one in sold
        ),
        note=_pricesaid(context),
        empty=Text("Inga tjänster är sålda.", "No services were sold."),
    )  # fmt: skip


def _pricesaid(context: Context) -> Text | None:
    """How the programme prices services."""
    terms = programme_of(context).external_income
    if terms is None:
        return None
    if terms.price == words.PRICE_SELF_COST:
        return Text("Priset ska vara självkostnaden.", "The price should be the self-cost.")
    return Text(
        "Priset är affärsmässigt och får vara över självkostnaden.",
        "The price is a business price, and may be above the self-cost.",
    )


def _outcome(service: Service) -> Text:
    if service.result is None:
        return Text("självkostnaden saknas", "no self-cost")
    if not service.result:
        return Text("självkostnad", "self-cost")
    return (
        Text("över självkostnaden", "above self-cost")
        if service.result > ZERO
        else Text("under självkostnaden", "below self-cost")
    )


def _results(sold: tuple[Service, ...], other: Iterable[ExternalIncome]) -> Table:
    """The result of each register by itself: services, what they cost, and other financing."""
    sums: dict[Text, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for service in sold:
        if service.self_cost is not None:
            sums[service.register][0] += service.price
            sums[service.register][1] += service.self_cost
    for income in other:
        register = Text(income.register, income.register) if income.register else NO_REGISTER
        sums[register][2] += income.amount
    return Table(
        "resultat-register",
        Text("Resultat per register", "Result by register"),
        (
            REGISTER, _PRICE, _SELF_COST, _RESULT,
            Column("annan", Text("Annan finansiering", "Other financing"), "amount", total=True),
        ),
        tuple(
            Row((register, price, self_cost, price - self_cost, others))
            for register, (price, self_cost, others) in sorted(sums.items())
        ),
        note=Text(
            "Tjänster vars självkostnad saknas är inte med.",
            "Services without a self-cost are left out.",
        ),
    )  # fmt: skip


def _others(context: Context, other: Iterable[ExternalIncome]) -> Table:
    documents = documents_of(context)
    return Table(
        "annan-finansiering",
        Text("Annan extern finansiering", "Other external financing"),
        (
            VOUCHER, DATE, TEXT, Column("finansiar", Text("Finansiär", "Financier")),
            Column("form", Text("Form", "Form")), REGISTER,
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
        ),
        tuple(
            Row(
                (
                    one.voucher.number, one.voucher.date, one.voucher.description,
                    said(one.financier, FINANCIERS), said(one.form, FORMS), one.register,
                    one.amount,
                ),
                voucher=one.voucher.number, document=documents(one.voucher),
            )
            for one in other
        ),
        empty=Text("Ingen annan extern finansiering.", "No other external financing."),
    )  # fmt: skip


def _without_self_cost(sold: tuple[Service, ...]) -> Iterator[Text]:
    missing = [one.first.voucher.number or "–" for one in sold if one.self_cost is None]
    if missing:
        named = ", ".join(missing)
        yield Text(
            f"Självkostnaden saknas för: {named}.", f"The self-cost is missing for: {named}."
        )
