"""SE: settlement: the figure, and whether the liability in the books agrees with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.closing import closing_in_force
from nkr_audit.money import ZERO
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import TAG_CORRECTION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.book import Voucher

SE = Family("SE", Text("Avräkning", "Settlement"))


@SE.rule(
    101, "warning", Text("Bidraget är överskridet", "The grant is overspent"), "unused",
    about=Text(
        "Kostnaderna är högre än det utbetalda bidraget. Det är inget fel i sig, men skillnaden "
        "är regionens egen kostnad och blir aldrig en fordran på utbetalaren.",
        "The costs are above the grant received. That is no error in itself, but the difference "
        "is the region's own cost and never a claim on the payer.",
    ),
)  # fmt: skip
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
    about=Text(
        "Saldot på bidragets skuldkonton är inte utbetalt − intäktsfört − återbetalt. Något är "
        "bokfört på kontot utan rätt märke, eller hör inte dit.",
        "The balance of the grant's liability accounts is not received − recognised − repaid. "
        "Something is booked on them without its tag, or does not belong there.",
    ),
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
    about=Text(
        "Bidraget är avslutat (bokslut), men skulden är inte det oanvända som återstår att betala "
        "tillbaka. Efter bokslutet ska balansräkningen och avräkningen visa samma belopp.",
        "The grant is closed (bokslut), but the liability is not the unused money that remains to "
        "be repaid. After closing, the balance sheet and the settlement should show the same "
        "amount.",
    ),
)  # fmt: skip
def closed_liability_differs(subject: Subject) -> Iterator[Hit]:
    """After closing (bokslut), the liability is what is left to pay back.

    A region that is not asked to repay closes what is left by a rule of its own.

    As long as SE201 is silent this is so just when the income recognised is the year's costs, at
    most the grant; that needs no rule of its own.
    """
    for settlement in subject.settlements:
        grant = settlement.grant
        closing = closing_in_force(grant)
        difference = grant.liability - settlement.outstanding
        earned = min(settlement.costs, settlement.received)
        kept = not grant.liability and not settlement.repayment_expected  # closed by its own rule
        if closing and difference and not kept:
            yield Hit(
                Text(
                    f"Bidraget är avslutat, men skulden {kronor(grant.liability)} kr är inte det "
                    f"oanvända som återstår, {kronor(settlement.outstanding)} kr. Intäktsfört är "
                    f"{kronor(grant.recognised)} kr mot bidragsårets kostnader "
                    f"{kronor(earned)} kr.",
                    f"The grant is closed, but the liability of SEK "
                    f"{kronor(grant.liability, 'en')} is not the unused money that remains, SEK "
                    f"{kronor(settlement.outstanding, 'en')}. SEK {kronor(grant.recognised, 'en')} "
                    f"is recognised against costs of SEK {kronor(earned, 'en')}.",
                ),
                Text(
                    "för tillbaka det som flyttats från bidragets skuld",
                    "move back what was taken off the grant's liability",
                )
                if grant.recognised == earned
                else Text(
                    "intäktsför bidragsårets kostnader, varken mer eller mindre",
                    "recognise income for the grant year's costs, no more and no less",
                ),
                closing.place, grant=grant, amount=difference,
                deviation=closing.deviation,
            )  # fmt: skip


@SE.rule(
    301, "warning", Text("För lite återbetalat", "Repaid too little"), "unused",
    about=Text(
        "Bidragsåret är slut och en del av det oanvända är återbetald men inte allt, eller så har "
        "sista dagen för återbetalning gått ut. Det som återstår är fortfarande en skuld till "
        "utbetalaren. Belopp som utbetalaren inte fakturerar räknas inte.",
        "The grant year is over and some of the unused money was repaid but not all, or the last "
        "day of repayment has passed. What remains is still owed to the payer. Sums that the payer "
        "does not invoice are passed over.",
    ),
)  # fmt: skip
def repaid_too_little(subject: Subject) -> Iterator[Hit]:
    """Unused money remains after a repayment, or after the last day for it."""
    now = subject.book.last_date
    for settlement in subject.settlements:
        grant, programme = settlement.grant, settlement.grant.programme
        if programme is None or now is None or now <= programme.period.end:
            continue
        deadline = programme.repayment.deadline
        is_late = deadline is not None and now > deadline
        if settlement.outstanding <= (programme.repayment.floor or ZERO):
            continue
        if grant.repayments or is_late:
            last = grant.repayments[-1] if grant.repayments else None
            yield Hit(
                Text(
                    f"Av det oanvända {kronor(settlement.repayable)} kr är "
                    f"{kronor(settlement.repaid)} kr återbetalt"
                    + (f"; sista dagen var {deadline}." if is_late else "."),
                    f"Of the unused SEK {kronor(settlement.repayable, 'en')}, SEK "
                    f"{kronor(settlement.repaid, 'en')} is repaid"
                    + (f"; the last day was {deadline}." if is_late else "."),
                ),
                Text(
                    f"betala resten till {programme.repayment.payee}, eller rätta de kostnader som "
                    "ändrats efter återbetalningen",
                    f"pay the rest to {programme.repayment.payee}, or correct the costs that have "
                    "changed since the repayment",
                ),
                last.place if last else grant.place, grant=grant,
                voucher=last.voucher if last else None, amount=settlement.outstanding,
                deviation=last.deviation if last else grant.deviation,
            )  # fmt: skip


@SE.rule(
    302, "error", Text("För mycket återbetalat", "Repaid too much"), "unused",
    about=Text(
        "Mer är återbetalt än det oanvända. Då har regionen betalat tillbaka pengar som den hade "
        "rätt att behålla, eller så är kostnader bokförda på bidraget som utbetalaren underkänt.",
        "More was repaid than was unused. The region has then repaid money that it was entitled to "
        "keep, or costs are booked on the grant that the payer has disallowed.",
    ),
)  # fmt: skip
def repaid_too_much(subject: Subject) -> Iterator[Hit]:
    """More was repaid than there was unused."""
    for settlement in subject.settlements:
        grant = settlement.grant
        if grant.repayments and settlement.outstanding < ZERO:
            last = grant.repayments[-1]
            yield Hit(
                Text(
                    f"{kronor(settlement.repaid)} kr är återbetalt, men bara "
                    f"{kronor(settlement.repayable)} kr är oanvänt.",
                    f"SEK {kronor(settlement.repaid, 'en')} is repaid, but only "
                    f"SEK {kronor(settlement.repayable, 'en')} is unused.",
                ),
                Text(
                    "begär tillbaka skillnaden, eller boka om de underkända kostnaderna till "
                    "regionens egna medel",
                    "ask for the difference back, or move the disallowed costs to the region's own "
                    "money",
                ),
                last.place, grant=grant, voucher=last.voucher, amount=-settlement.outstanding,
                deviation=last.deviation,
            )  # fmt: skip


@SE.rule(
    303, "error", Text("För sent återbetalat", "Repaid too late"), "unused",
    about=Text(
        "Oanvänt bidrag är återbetalt efter programmets sista dag. Program där utbetalaren "
        "fakturerar har ingen sådan dag.",
        "Unused money was repaid after the programme's last day. Programmes where the payer sends "
        "an invoice have no such day.",
    ),
)  # fmt: skip
def repaid_late(subject: Subject) -> Iterator[Hit]:
    """A repayment is dated after the programme's last day for it."""
    for grant in subject.book.grants:
        deadline = grant.programme.repayment.deadline if grant.programme else None
        for repayment in grant.repayments:
            if grant.programme and deadline is not None and repayment.voucher.date > deadline:
                yield Hit(
                    Text(
                        f"Återbetalningen gjordes {repayment.voucher.date}, efter sista dagen "
                        f"{deadline}.",
                        f"The repayment was made on {repayment.voucher.date}, after the last day "
                        f"{deadline}.",
                    ),
                    Text(
                        "kontrollera dagen mot kontoutdraget; stämmer den, förklara förseningen "
                        "för utbetalaren",
                        "check the day against the bank statement; if right, explain the delay to "
                        "the payer",
                    ),
                    repayment.place, grant=grant, voucher=repayment.voucher,
                    amount=repayment.amount, deviation=repayment.deviation,
                    sources=grant.programme.repayment.clause.sources,
                )  # fmt: skip


@SE.rule(
    401, "error", Text("Bidraget är fört till ett annat bidrag", "Carried over to another grant"),
    "unused", "reclaim-period",
    about=Text(
        "En verifikation för över pengar från ett bidrags skuld till ett annats. Det som inte "
        "använts under bidragsåret ska tillbaka till utbetalaren och får inte föras med till ett "
        "nytt år eller ett annat bidrag. En rättelse av en felbokad utbetalning undantas.",
        "A voucher moves money from one grant's liability to another's. What was not used during "
        "the grant year goes back to the payer and may not be carried into a new year or another "
        "grant. The correction of a misplaced receipt is excepted.",
    ),
)  # fmt: skip
def carried_over(subject: Subject) -> Iterator[Hit]:
    """One voucher lowers the liability of one grant and raises that of another."""
    moved: dict[Voucher, dict[str, Decimal]] = {}
    for grant in subject.book.grants:
        for entry in grant.shared_liability:
            sums = moved.setdefault(entry.voucher, {})
            sums[grant.id] = sums.get(grant.id, ZERO) + entry.amount
    for grant in subject.book.grants:
        for entry in grant.shared_liability:
            sums, is_correction = moved[entry.voucher], TAG_CORRECTION in entry.voucher.tags
            to = ", ".join(sorted(name for name, amount in sums.items() if amount < ZERO))
            if entry.amount > ZERO and sums[grant.id] > ZERO and to and not is_correction:
                yield Hit(
                    Text(
                        f"Pengar förs från skulden på {grant.id} till {to}.",
                        f"Money is moved from the liability on {grant.id} to {to}.",
                    ),
                    Text(
                        "återställ med en ny verifikation, och betala tillbaka det oanvända till "
                        "utbetalaren",
                        "undo it with a new voucher, and repay the unused money to the payer",
                    ),
                    entry.place, grant=grant, voucher=entry.voucher, amount=entry.amount,
                    deviation=entry.deviation,
                )  # fmt: skip
