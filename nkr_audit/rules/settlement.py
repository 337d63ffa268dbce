"""SE: settlement: the figure, and whether the liability in the books agrees with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import CLOSING

if TYPE_CHECKING:
    from collections.abc import Iterator

SE = Family("SE", Text("Avräkning", "Settlement"))


@SE.rule(101, "warning", Text("Bidraget är överskridet", "The grant is overspent"), "unused")
def overspent(subject: Subject) -> Iterator[Hit]:
    """Costs are above what was received; the rest is the region's own money."""
    for settlement in subject.settlements:
        grant = settlement.grant
        if settlement.overspent and grant.receipts:
            yield Hit(
                Text(
                    f"Kostnaderna {kronor(settlement.costs)} kr är högre än bidraget "
                    f"{kronor(settlement.received)} kr. Skillnaden betalar regionen själv.",
                    f"The costs of SEK {kronor(settlement.costs, 'en')} are above the grant of "
                    f"SEK {kronor(settlement.received, 'en')}. The region pays the difference.",
                ),
                Text(
                    "boka om skillnaden till regionens egna medel, eller låt den stå som egen "
                    "finansiering",
                    "move the difference to the region's own money, or let it stand as own "
                    "financing",
                ),
                grant.place, grant=grant, amount=settlement.overspent, deviation=grant.deviation,
            )  # fmt: skip


@SE.rule(
    201, "error", Text("Skulden stämmer inte", "The liability does not reconcile"),
    "unused", "ledger-extract",
)  # fmt: skip
def liability_differs(subject: Subject) -> Iterator[Hit]:
    """The balance of ``Skulder:G:*`` is not received − recognised income − repaid."""
    for settlement in subject.settlements:
        grant = settlement.grant
        difference = grant.liability - settlement.liability_expected
        if difference:
            accounts = ", ".join(
                f"{number}: {kronor(balance)}"
                for number, balance in sorted(grant.liability_by_account.items())
            )
            yield Hit(
                Text(
                    f"Skulden på Skulder:{grant.id} är {kronor(grant.liability)} kr ({accounts}), "
                    f"men utbetalt − intäktsfört − återbetalt är "
                    f"{kronor(settlement.liability_expected)} kr.",
                    f"The liability on {grant.id} is SEK {kronor(grant.liability, 'en')} "
                    f"({accounts}), but received − recognised − repaid is "
                    f"SEK {kronor(settlement.liability_expected, 'en')}.",
                ),
                Text(
                    "märk verifikationerna #utbetalning, #intaktsforing eller #aterbetalning, "
                    "och för andra skulder från bidragets konton",
                    "tag the vouchers #utbetalning, #intaktsforing or #aterbetalning, and move "
                    "other liabilities off the grant's accounts",
                ),
                grant.place, grant=grant, amount=difference, deviation=grant.deviation,
            )  # fmt: skip


@SE.rule(
    202, "error", Text("Skulden är inte det oanvända", "The liability is not the unused money"),
    "unused",
)  # fmt: skip
def closed_liability_differs(subject: Subject) -> Iterator[Hit]:
    """After closing (bokslut), the liability is what is left to pay back."""
    for settlement in subject.settlements:
        grant = settlement.grant
        closings = grant.events_of(CLOSING)
        difference = grant.liability - settlement.outstanding
        if closings and difference:
            yield Hit(
                Text(
                    f"Bidraget är avslutat, men skulden {kronor(grant.liability)} kr är inte det "
                    f"oanvända som återstår, {kronor(settlement.outstanding)} kr.",
                    f"The grant is closed, but the liability of SEK "
                    f"{kronor(grant.liability, 'en')} is not the unused money that remains, SEK "
                    f"{kronor(settlement.outstanding, 'en')}.",
                ),
                Text(
                    "intäktsför bidragsårets kostnader, varken mer eller mindre",
                    "recognise income for the grant year's costs, no more and no less",
                ),
                closings[-1].place, grant=grant, amount=difference,
                deviation=closings[-1].deviation,
            )  # fmt: skip
