"""IN103–106: the price of a service to a company, beside what it cost to carry out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO
from nkr_audit.rules.external_income import IN, income_hit, services_in
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.book import ExternalIncome, Grant
    from nkr_audit.programme import ExternalIncomeTerms


@IN.rule(
    103, "warning", Text("Priset är över självkostnaden", "Price above self-cost"),
    "industry-price", "self-cost",
    about=Text(
        "Ett företag har betalat mer för en tjänst än vad den kostat att utföra. Där programmet "
        "läser priset som självkostnad ska skillnaden förklaras eller betalas tillbaka.",
        "A company has paid more for a service than it cost to carry out. Where the programme "
        "reads the price as self-cost, the difference is to be explained or paid back.",
    ),
)  # fmt: skip
def above_self_cost(subject: Subject) -> Iterator[Hit]:
    """The price is above self-cost, under a programme that asks for self-cost."""
    for grant, income, terms, difference in _priced(subject):
        if difference > ZERO and terms.price == words.PRICE_SELF_COST:
            yield _price_hit(grant, income, difference)


@IN.rule(
    104, "warning", Text("Priset är under självkostnaden", "Price below self-cost"),
    "industry-price", "self-cost",
    about=Text(
        "Ett företag har betalat mindre för en tjänst än vad den kostat att utföra, så att "
        "regionen eller bidraget i praktiken betalar resten. Det gäller både där priset ska vara "
        "självkostnaden och där det ska vara affärsmässigt.",
        "A company has paid less for a service than it cost to carry out, so that the region or "
        "the grant in effect pays the rest. It holds both where the price is to be the self-cost "
        "and where it is to be a business price.",
    ),
)  # fmt: skip
def below_self_cost(subject: Subject) -> Iterator[Hit]:
    """The price does not cover the self-cost."""
    for grant, income, _, difference in _priced(subject):
        if difference < ZERO:
            yield _price_hit(grant, income, difference)


@IN.rule(
    105, "warning", Text("Självkostnaden saknas", "No self-cost"), "industry-price", "self-cost",
    about=Text(
        "En tjänst är såld till ett företag utan att boken säger vad den kostat att utföra. Då "
        "kan ingen se om priset är det rätta.",
        "A service was sold to a company, and the book does not say what it cost to carry out. "
        "Nobody can then see whether the price is right.",
    ),
)  # fmt: skip
def no_self_cost(subject: Subject) -> Iterator[Hit]:
    """A service to a company says nothing of its self-cost."""
    for grant, income, _ in services_in(subject):
        if income.financier in words.COMPANIES and income.self_cost is None:
            yield income_hit(
                grant, income,
                Text(
                    "Tjänstens självkostnad saknas eller kan inte läsas.",
                    "The self-cost of the service is missing or cannot be read.",
                ),
                Text(
                    "skriv sjalvkostnad: med beloppet enligt kalkylen, som 12000.00 SEK",
                    "write sjalvkostnad: with the amount worked out, as 12000.00 SEK",
                ),
            )  # fmt: skip


@IN.rule(
    106, "error", Text("Otillåtet i självkostnaden", "Not allowed in a self-cost"), "self-cost",
    about=Text(
        "Självkostnaden för en tjänst innehåller något som inte får ingå. Bara de kostnader som "
        "programmet räknar upp får tas med, till exempel löner, avskrivningar och overhead.",
        "The self-cost of a service holds something that may not be part of it. Only the costs "
        "that the programme lists may be included, such as salaries, depreciation and overhead.",
    ),
)  # fmt: skip
def foreign_element(subject: Subject) -> Iterator[Hit]:
    """The self-cost is made of more than the programme lists."""
    for grant, income, terms in services_in(subject):
        other = [element for element in income.elements if element not in terms.elements]
        if other:
            named, listed = ", ".join(other), ", ".join(terms.elements)
            unfilled = set(other) == {words.FIXME}
            yield income_hit(
                grant, income,
                Text(
                    "Det är inte ifyllt vad självkostnaden består av, där står FIXME.",
                    "What the self-cost is made of is still to be filled in; it says FIXME.",
                )
                if unfilled
                else Text(
                    f"Självkostnaden innehåller {named}, som inte får ingå.",
                    f"The self-cost includes {named}, which is not allowed.",
                ),
                Text(
                    f"räkna om självkostnaden och skriv sjalvkostnad-delar: med något av {listed}",
                    f"work it out again, and write sjalvkostnad-delar: with any of {listed}",
                ),
                is_bypassed=unfilled,
            )  # fmt: skip


def _priced(
    subject: Subject,
) -> Iterator[tuple[Grant, ExternalIncome, ExternalIncomeTerms, Decimal]]:
    """The services sold to companies, each with how much its price is above its self-cost.

    A service may be booked on several rows of a voucher, with one self-cost for them all.
    """
    rows = defaultdict(list)
    for grant, income, terms in services_in(subject):
        if income.financier in words.COMPANIES and income.self_cost is not None:
            rows[income.voucher, income.self_cost].append((grant, income, terms))
    for (_, self_cost), services in rows.items():
        grant, income, terms = services[0]
        amounts = [service.amount for _, service, _ in services]
        if set(amounts) != {self_cost}:
            yield grant, income, terms, sum(amounts, ZERO) - self_cost


def _price_hit(grant: Grant, income: ExternalIncome, difference: Decimal) -> Hit:
    is_above = difference > ZERO
    off, side = abs(difference), Text("över", "above") if is_above else Text("under", "below")
    return Hit(
        Text(
            f"Priset är {kronor(off)} kr {side.sv} självkostnaden.",
            f"The price is SEK {kronor(off, 'en')} {side.en} the self-cost.",
        ),
        Text(
            "stäm av mot kalkylen; reglera skillnaden med köparen, eller godta den med skäl",
            "check it against the calculation; settle the difference with the buyer, or accept it "
            "with a reason",
        ),
        income.place, grant=grant, voucher=income.voucher, amount=difference,
        deviation=income.deviation,
    )  # fmt: skip
