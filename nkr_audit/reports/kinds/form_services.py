"""External income on the forms: services sold with their self-cost, and what else was received."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.money import ZERO
from nkr_audit.reports.kinds.form_answers import grant_of, programme_of
from nkr_audit.reports.kinds.form_costs import NO_REGISTER
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from nkr_audit.book import ExternalIncome, Voucher
    from nkr_audit.reports.context import Context

ELEMENTS: Final = {
    "lon": Text("Löner", "Salaries"),
    "ranta": Text("Räntor", "Interest"),
    "avskrivning": Text("Avskrivningar", "Depreciation"),
    "avtal": Text("Kostnader för att teckna avtal", "Costs of making agreements"),
    "overhead": Text("Overhead", "Overhead"),
    "infrastruktur": Text("Infrastruktur", "Infrastructure"),
    "utveckling": Text("Utveckling av registret", "Development of the register"),
}

FINANCIERS: Final = {
    "industri": Text("industri", "industry"),
    "foretag": Text("företag", "company"),
    "life-science": Text("life science-företag", "life science company"),
    "forening": Text("förening", "association"),
    "myndighet": Text("myndighet", "authority"),
    "kommun": Text("kommun", "municipality"),
    "statsbidrag": Text("statsbidrag", "government grant"),
    "regionmedel": Text("regionens medel", "the region's money"),
    "ovrigt": Text("övrigt", "other"),
}
FORMS: Final = {
    "tjanst": Text("tjänst", "service"),
    "sponsring": Text("sponsring", "sponsorship"),
    "donation": Text("donation", "donation"),
    "bidrag": Text("bidrag", "grant"),
}
_NOT_SAID: Final = Text("(ej angivet)", "(not said)")


@dataclass(frozen=True, slots=True)
class Service:
    """A service sold: the rows of one voucher with one self-cost, None when it is not said."""

    incomes: tuple[ExternalIncome, ...]
    price: Decimal
    self_cost: Decimal | None

    @property
    def first(self) -> ExternalIncome:
        """The row that tells who bought it, and under what agreement."""
        return self.incomes[0]

    @property
    def register(self) -> Text:
        """The register that carried it out; all of them when there are several."""
        names = dict.fromkeys(income.register for income in self.incomes if income.register)
        joined = ", ".join(names)
        return Text(joined, joined) if joined else NO_REGISTER

    @property
    def result(self) -> Decimal | None:
        """What the price is above the self-cost; None when that is not known."""
        return None if self.self_cost is None else self.price - self.self_cost


def services(incomes: Iterable[ExternalIncome]) -> tuple[Service, ...]:
    """Put rows together: those of one voucher with one self-cost are one service."""
    rows: dict[tuple[Voucher, Decimal | None], list[ExternalIncome]] = defaultdict(list)
    for income in incomes:
        rows[income.voucher, income.self_cost].append(income)
    return tuple(
        Service(tuple(together), sum((one.amount for one in together), ZERO), self_cost)
        for (_, self_cost), together in rows.items()
    )


def incomes_of(context: Context) -> Iterator[ExternalIncome]:
    """The income of the grant: booked under it, or of one of its registers in its year.

    Income that names no register belongs to the only grant of the book.
    """
    grant, period = grant_of(context), programme_of(context).period
    registers = {register.name for register in grant.registers}
    for income in context.book.external_income:
        if income.grant_id is not None:
            belongs = income.grant_id == grant.id
        elif income.register is None:
            belongs = len(context.book.grants) == 1
        else:
            belongs = income.register in registers and income.voucher.date in period
        if belongs:
            yield income


def said(word: str | None, known: Mapping[str, Text]) -> Text:
    """A word of the ledger as people say it."""
    return known.get(word, Text(word, word)) if word else _NOT_SAID
