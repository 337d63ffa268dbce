"""CC: what a register had: costs outside every grant, money passed on, direct and indirect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.rules.cost_centre import CC
from nkr_audit.rules.rule import Hit, Subject, fixme_hit, line_hit
from nkr_audit.text import Text
from nkr_audit.vocabulary import BENEFITS, FIXME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Grant, OwnCost

# What shows what money that was passed on was used for.
_SHOWS_USE = frozenset({"leverans", "insats", "fordelning"})


@CC.rule(
    107, "warning", Text("Registrets kostnad utanför bidraget", "Register's cost off the grant"),
    "own-code", "traceable",
    about=Text(
        "En kostnad för ett av bidragets register är bokförd utanför varje bidrags "
        "kostnadsställe, i bidragsåret. Den räknas då inte, och bidraget kan se mindre använt ut "
        "än det är. Regionen får betala själv: godta i så fall iakttagelsen.",
        "A cost of one of the grant's registers is booked outside every grant's cost centre, in "
        "the grant year. It is not counted, and the grant may seem less used than it is. The "
        "region may pay itself: if so, accept the finding.",
    ),
)  # fmt: skip
def outside_every_grant(subject: Subject) -> Iterator[Hit]:
    """A register of a grant had a cost that is booked under no grant.

    Nothing is said of what the grant may not pay for, of what another financier pays, nor of a
    voucher with a row on the grant too: whoever booked it has already told the two apart.
    """
    by_register: dict[str, list[Grant]] = {}
    for grant in subject.book.grants if subject.book.own_costs else ():
        for register in grant.registers:
            by_register.setdefault(register.name, []).append(grant)
    financed = {income.voucher for income in subject.book.external_income}
    for cost in subject.book.own_costs:
        grants = [grant for grant in by_register.get(cost.register, ()) if _may_pay(grant, cost)]
        if grants and cost.voucher not in financed:
            grant = grants[0]
            yield Hit(
                Text(
                    f"Kostnaden är för registret {cost.register} men bokförd på {cost.account}, "
                    f"utanför bidraget. Hör den till {grant.id}?",
                    f"The cost is for the register {cost.register} but booked on {cost.account}, "
                    f"off the grant. Does it belong to {grant.id}?",
                ),
                Text(
                    f"boka om den till {grant.id}, eller godta med avvikelse: ”CC107: regionens "
                    "egen kostnad” om regionen ska betala själv",
                    f"move it to {grant.id}, or accept it with avvikelse: “CC107: the region's own "
                    "cost” if the region is to pay itself",
                ),
                cost.place, grant=grant, voucher=cost.voucher, amount=cost.amount,
                deviation=cost.deviation,
            )  # fmt: skip


def _may_pay(grant: Grant, cost: OwnCost) -> bool:
    """Tell whether the grant could have paid a cost that it has no part in."""
    if grant.programme is None or cost.amount <= ZERO or grant.id in cost.voucher.grant_ids:
        return False
    permission = grant.programme.categories.get(cost.category or "")
    is_barred = permission is not None and permission.severity is not None
    return cost.voucher.date in grant.programme.period and not is_barred


@CC.rule(
    108, "warning", Text("Förmedlade medel utan redovisning", "Passed on and not accounted for"),
    "region-responsible", "evidence-not-proved",
    about=Text(
        "Medel har förts vidare till någon annan, men inget underlag visar vad de användes till. "
        "Regionen som rekvirerat ansvarar för användningen också av det den för vidare; en "
        "utbetalning visar bara att pengarna gick iväg.",
        "Money was passed on to someone else, but no document shows what it was used for. The "
        "region that asked for the grant answers for what it passes on too; a payment only shows "
        "that the money left.",
    ),
)  # fmt: skip
def passed_on_without_account(subject: Subject) -> Iterator[Hit]:
    """Money was passed on, and nothing shows what was done with it."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if (
                line.passed_on_to is not None
                and line.amount > ZERO
                and not (_SHOWS_USE & subject.evidence.kinds(line.voucher))
            ):
                yield line_hit(
                    grant, line,
                    Text(
                        f"Pengarna är förmedlade till {line.passed_on_to}, men inget underlag "
                        "visar vad de användes till.",
                        f"The money was passed on to {line.passed_on_to}, but no document shows "
                        "what it was used for.",
                    ),
                    Text(
                        f"begär in underlag från {line.passed_on_to} och lägg det på "
                        'verifikationen med typ: "leverans", "insats" eller "fordelning"',
                        f"ask {line.passed_on_to} for evidence and file it with the voucher with "
                        'typ: "leverans", "insats" or "fordelning"',
                    ),
                )  # fmt: skip


@CC.rule(
    109, "warning", Text("Okänd nytta", "Unknown benefit"), "report-back",
    about=Text(
        "nytta: är varken direkt eller indirekt. Återrapporteringen skiljer mellan det som "
        "registret tagit del av direkt och indirekt; ett felskrivet ord räknas som direkt.",
        "nytta: is neither direkt nor indirekt. The report tells what a register had directly "
        "from what it had indirectly; a misspelt word counts as direct.",
    ),
)  # fmt: skip
def benefit_unknown(subject: Subject) -> Iterator[Hit]:
    """A cost's benefit is neither direct nor indirect."""
    remedy = Text("skriv nytta: direkt eller indirekt", "write nytta: direkt or indirekt")
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if line.benefit == FIXME:
                yield fixme_hit(grant, line, "nytta", remedy)
            elif line.benefit is not None and line.benefit not in BENEFITS:
                yield line_hit(
                    grant, line,
                    Text(
                        f"Nyttan {line.benefit} är varken direkt eller indirekt, och räknas som "
                        "direkt.",
                        f"The benefit {line.benefit} is neither direkt nor indirekt, and counts "
                        "as direct.",
                    ),
                    remedy,
                )  # fmt: skip
