"""GR: how the grant was requisitioned, and how it was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.deadlines import OMBUD_TERM
from nkr_audit.rules.grants import GR, above_ceiling, ceiling_of, on_grant
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import OMBUD, REQUISITION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.settlement import Settlement


@GR.rule(
    201, "warning", Text("Rekvisition saknas", "No requisition"), "requisition-content",
    about=Text(
        "Bidraget är utbetalt, men rekvisitionen finns inte i boken. Utan den går det inte att se "
        "att pengarna begärdes i tid och med rätt belopp.",
        "The grant is paid, but the requisition is not in the book. Without it nobody can see "
        "that the money was asked for in time and with the right amount.",
    ),
)  # fmt: skip
def no_requisition(subject: Subject) -> Iterator[Hit]:
    """Money was received, but no requisition is on record."""
    for grant in subject.book.grants:
        if grant.receipts and not grant.events_of(REQUISITION):
            yield on_grant(
                grant,
                Text(
                    "Bidraget är utbetalt men rekvisitionen finns inte i boken.",
                    "The grant is paid, but the requisition is not in the book.",
                ),
                Text(
                    f'lägg till custom "nkr-handelse" "{grant.id}" "rekvisition" med belopp:',
                    f'add custom "nkr-handelse" "{grant.id}" "rekvisition" with belopp:',
                ),
            )


@GR.rule(
    202, "error", Text("Rekvisition utanför tiden", "Requisition out of time"),
    "requisition-window", "lapse",
    about=Text(
        "Rekvisitionen är gjord innan tiden för den öppnade eller efter sista dagen. Enligt "
        "överenskommelserna 2021 och 2022 förfaller rätten till bidrag när rekvisitionen kommer "
        "för sent.",
        "The requisition was made before the window opened or after the last day. By the "
        "agreements of 2021 and 2022 the right to the grant lapses when the requisition is late.",
    ),
)  # fmt: skip
def requisition_out_of_time(subject: Subject) -> Iterator[Hit]:
    """The requisition was made before the window opened or after it closed."""
    for grant in subject.book.grants:
        window = grant.programme.requisition if grant.programme else None
        if window is None:
            continue
        opens = window.opens
        span = Text(
            f"{opens}–{window.closes}" if opens else f"t.o.m. {window.closes}",
            f"{opens} to {window.closes}" if opens else f"until {window.closes}",
        )
        for event in grant.events_of(REQUISITION):
            if event.date > window.closes or (opens is not None and event.date < opens):
                lost = window.lapses and event.date > window.closes
                yield Hit(
                    Text(
                        f"Rekvisitionen {event.date} ligger utanför rekvisitionstiden {span.sv}."
                        + (" Rätten till bidraget har förfallit." if lost else ""),
                        f"The requisition of {event.date} is outside the window {span.en}."
                        + (" The right to the grant has lapsed." if lost else ""),
                    ),
                    Text(
                        "kontrollera datumet mot kvittensen; stämmer det, tala med utbetalaren",
                        "check the date against the receipt; if right, talk to the payer",
                    ),
                    event.place, grant=grant, amount=event.amount, deviation=event.deviation,
                    sources=window.clause.sources,
                )  # fmt: skip


@GR.rule(
    203, "error", Text("Rekvirerat belopp är för högt", "Too much requisitioned"), "amount",
    about=Text(
        "Det rekvirerade beloppet är högre än antalet register gånger beloppet per register. Det "
        "som rekvirerats för mycket ska tillbaka.",
        "The amount requisitioned is above the number of registers times the amount for each. "
        "What was requisitioned in excess is to be returned.",
    ),
)  # fmt: skip
def requisition_above_ceiling(subject: Subject) -> Iterator[Hit]:
    """More was requisitioned than the registers give."""
    for grant in subject.book.grants:
        ceiling = ceiling_of(grant)
        for event in grant.events_of(REQUISITION):
            if ceiling is not None and event.amount is not None and event.amount > ceiling:
                what, remedy, _ = above_ceiling(
                    "Rekvirerat belopp", "The requisition", grant, ceiling
                )
                yield Hit(
                    what, remedy, event.place,
                    grant=grant, amount=event.amount, deviation=event.deviation,
                )  # fmt: skip


@GR.rule(
    204, "warning", Text("Rekvirerat belopp skiljer sig från beviljat", "Requisition ≠ grant"),
    "requisition-content", "amount",
    about=Text(
        "Rekvisitionen saknar belopp, eller har ett annat belopp än det beviljade. Rekvisition, "
        "beslut och utbetalning ska säga samma sak.",
        "The requisition has no amount, or another than what was granted. Requisition, decision "
        "and receipt should say the same.",
    ),
)  # fmt: skip
def requisition_differs(subject: Subject) -> Iterator[Hit]:
    """The requisition has no amount, or another than what was granted."""
    for grant in subject.book.grants:
        for event in grant.events_of(REQUISITION):
            if event.amount is None:
                what = Text("Rekvisitionen saknar belopp.", "The requisition has no amount.")
            elif grant.granted is not None and event.amount != grant.granted:
                what = Text(
                    f"Rekvisitionen är inte på det beviljade beloppet {kronor(grant.granted)} kr.",
                    f"The requisition is not for the SEK {kronor(grant.granted, 'en')} granted.",
                )
            else:
                continue
            yield Hit(
                what,
                Text("rätta belopp: eller beviljat:", "correct belopp: or beviljat:"),
                event.place, grant=grant, amount=event.amount, deviation=event.deviation,
            )  # fmt: skip


@GR.rule(
    205, "warning", Text("Ombud saknas", "No ombud"), OMBUD_TERM,
    about=Text(
        "Rekvisitionen är gjord utan att boken visar att regionen dessförinnan utsett ett ombud. "
        "Den som ska rekvirera i e-tjänsten måste ha ett ombud.",
        "The requisition was made, but the book does not show that the region had appointed an "
        "ombud (agent) by then. One is needed to requisition in the e-service.",
    ),
)  # fmt: skip
def no_ombud(subject: Subject) -> Iterator[Hit]:
    """The programme demands an ombud, and none was appointed when the grant was asked for."""
    for grant in subject.book.grants:
        asked = grant.events_of(REQUISITION)
        if not asked or not grant.programme or OMBUD_TERM not in grant.programme.terms:
            continue
        appointed = min((event.date for event in grant.events_of(OMBUD)), default=None)
        first = asked[0]
        if appointed is not None and appointed <= first.date:
            continue
        yield Hit(
            Text(
                f"Ombudet utsågs {appointed}, efter rekvisitionen {first.date}." if appointed
                else f"Rekvisitionen gjordes {first.date}, men inget ombud är utsett.",
                f"The ombud was appointed on {appointed}, after the requisition of {first.date}."
                if appointed
                else f"The requisition was made on {first.date}, but no ombud is appointed.",
            ),
            Text(
                f'lägg till custom "nkr-handelse" "{grant.id}" "ombud" med dagen då ombudet utsågs',
                f'add custom "nkr-handelse" "{grant.id}" "ombud" with the day of the appointment',
            ),
            first.place, grant=grant, amount=first.amount, deviation=first.deviation,
        )  # fmt: skip


@GR.rule(
    301, "warning", Text("Utbetalning saknas", "No receipt"), "single-payment",
    about=Text(
        "Kostnader är bokförda på bidraget, men ingen utbetalning. Antingen har pengarna inte "
        "kommit, eller så är de bokförda utan märket #utbetalning, och då blir oanvänt fel.",
        "Costs are booked on the grant, but no receipt. Either the money has not come, or it is "
        "booked without the tag #utbetalning, and then the unused figure is wrong.",
    ),
)  # fmt: skip
def no_receipt(subject: Subject) -> Iterator[Hit]:
    """Costs are booked on a grant that has not been received."""
    for grant in subject.book.grants:
        if grant.cost_lines and not grant.receipts:
            yield on_grant(
                grant,
                Text(
                    "Kostnader är bokförda men ingen utbetalning av bidraget.",
                    "Costs are booked, but no receipt of the grant.",
                ),
                Text(
                    f"bokför utbetalningen mot Skulder:{grant.id} och märk den #utbetalning",
                    f"book the receipt on the liability of {grant.id} and tag it #utbetalning",
                ),
            )


@GR.rule(
    302, "error", Text("Mer än en utbetalning", "More than one receipt"), "single-payment",
    about=Text(
        "Bidraget betalas ut vid ett tillfälle. En utbetalning till på samma bidrag är oftast "
        "pengar från något annat, eller samma utbetalning bokförd två gånger.",
        "The grant is paid once. A further receipt on the same grant is mostly money from "
        "elsewhere, or the same receipt booked twice.",
    ),
)  # fmt: skip
def second_receipt(subject: Subject) -> Iterator[Hit]:
    """The grant is paid once; every further payment is found here."""
    for grant in subject.book.grants:
        first = grant.receipts[0].voucher if grant.receipts else None
        for receipt in grant.receipts:
            if first is not None and receipt.voucher is not first:
                yield Hit(
                    Text(
                        "Bidraget betalas ut en gång, men detta är en utbetalning till efter "
                        f"{first.number or first.date}.",
                        "The grant is paid once, but this is a further payment after "
                        f"{first.number or first.date}.",
                    ),
                    Text(
                        "boka om den till rätt bidrag, eller slå ihop den med den första om "
                        "pengarna kom på en gång",
                        "move it to the right grant, or join it with the first if the money "
                        "came at once",
                    ),
                    receipt.place, grant=grant, voucher=receipt.voucher,
                    amount=-receipt.amount, deviation=receipt.deviation,
                )  # fmt: skip


@GR.rule(
    303, "error", Text("Utbetalt är inte det rekvirerade", "Receipt differs from requisition"),
    "single-payment",
    about=Text(
        "Det utbetalda är inte det belopp som rekvirerades. Oanvänt räknas från det utbetalda, så "
        "skillnaden måste kunna förklaras.",
        "What was received is not what was requisitioned. The unused figure starts from what was "
        "received, so the difference must be explained.",
    ),
)  # fmt: skip
def receipt_differs(subject: Subject) -> Iterator[Hit]:
    """What was received is not what was requisitioned."""
    for settlement in subject.settlements:
        asked = _requisitioned(settlement)
        if asked is None or not settlement.received or settlement.received == asked:
            continue
        receipt = settlement.grant.receipts[0]
        yield Hit(
            Text(
                f"Utbetalt {kronor(settlement.received)} kr är inte det rekvirerade "
                f"{kronor(asked)} kr.",
                f"SEK {kronor(settlement.received, 'en')} received is not the "
                f"SEK {kronor(asked, 'en')} requisitioned.",
            ),
            Text(
                "stäm av mot kontoutdraget och utbetalarens besked, och rätta det som är fel",
                "check the bank statement and the payer's notice, and correct what is wrong",
            ),
            receipt.place, grant=settlement.grant, voucher=receipt.voucher,
            amount=settlement.received - asked, deviation=receipt.deviation,
        )  # fmt: skip


def _requisitioned(settlement: Settlement) -> Decimal | None:
    """The amount of the latest requisition, since a later one replaces an earlier."""
    amounts = [event.amount for event in settlement.grant.events_of(REQUISITION)]
    return amounts[-1] if amounts else None
