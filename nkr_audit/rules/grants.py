"""GR: the grant itself: how it is declared, requisitioned and paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import REQUISITION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.book import Grant
    from nkr_audit.settlement import Settlement
    from nkr_audit.text import Language

GR = Family("GR", Text("Bidrag och utbetalning", "Grant and receipt"))

GR.faults(1, "error", Text("Uppgiften kan inte läsas", "The declaration cannot be read"))


@GR.rule(101, "error", Text("Bidraget är inte upplagt", "The grant is not declared"))
def no_grant(subject: Subject) -> Iterator[Hit]:
    """The book declares no grant, or says something of a grant it does not declare."""
    for fault in subject.book.faults:
        if fault.code == "GR101":
            yield Hit(fault.what, fault.remedy, fault.place, grant_id=fault.grant_id)
    if not subject.book.grants:
        yield Hit(
            Text("Boken har inget bidrag.", "The book declares no grant."),
            Text(
                'lägg upp bidraget med custom "nkr-bidrag" "NKR2026" "sos-2026"',
                'declare the grant with custom "nkr-bidrag" "NKR2026" "sos-2026"',
            ),
            subject.book.place,
        )


GR.faults(102, "error", Text("Bidraget är upplagt två gånger", "The grant is declared twice"))


@GR.rule(103, "error", Text("Okänt bidragsprogram", "Unknown programme"))
def unknown_programme(subject: Subject) -> Iterator[Hit]:
    """The grant names a programme that nobody has described."""
    for grant in subject.book.grants:
        if grant.programme is None:
            yield _on_grant(
                grant,
                Text(
                    f"Bidragsprogrammet {grant.programme_id} är inte känt.",
                    f"The programme {grant.programme_id} is not known.",
                ),
                Text(
                    "rätta namnet, eller lägg till programmet med --programmes",
                    "correct the name, or add the programme with --programmes",
                ),
            )


@GR.rule(
    104, "error", Text("Regionen kan inte få bidraget", "The region may not receive it"),
    "recipients",
)  # fmt: skip
def region_not_listed(subject: Subject) -> Iterator[Hit]:
    """The region is missing, or not among those that the programme lists."""
    for grant in subject.book.grants:
        listed = grant.programme.regions if grant.programme else ()
        if grant.region is None:
            what = Text("Det står inte vilken region som har bidraget.", "No region is named.")
        elif listed and grant.region not in listed:
            what = Text(
                f"{grant.region} är inte en av de regioner som kan rekvirera bidraget.",
                f"{grant.region} is not one of the regions that may requisition the grant.",
            )
        else:
            continue
        names = ", ".join(listed)
        yield _on_grant(
            grant,
            what,
            Text(
                f"skriv region: med någon av {names}" if listed else "skriv region: på bidraget",
                f"write region: with one of {names}" if listed else "write region: on the grant",
            ),
        )


@GR.rule(
    105, "warning", Text("Beviljat belopp stämmer inte", "The granted amount does not add up"),
    "amount",
)  # fmt: skip
def granted_not_multiple(subject: Subject) -> Iterator[Hit]:
    """What was granted is not the number of registers times the sum for each."""
    for grant in subject.book.grants:
        ceiling = _ceiling(grant)
        if ceiling is None or (grant.granted is not None and grant.granted >= ceiling):
            continue
        if grant.granted is None:
            what = Text("Beviljat belopp saknas.", "The granted amount is missing.")
        else:
            what = Text(
                f"Beviljat belopp är lägre än {_registers(grant)} = {kronor(ceiling)} kr.",
                f"The granted amount is below {_registers(grant, 'en')} = {kronor(ceiling, 'en')}.",
            )
        yield _on_grant(
            grant, what,
            Text(
                "rätta beviljat: eller registerlistan efter beslutet och bilaga 1",
                "correct beviljat: or the list of registers by the decision and appendix 1",
            ),
            grant.granted,
        )  # fmt: skip


@GR.rule(
    106, "error", Text("Beviljat belopp är för högt", "The granted amount is too high"), "amount"
)
def granted_above_ceiling(subject: Subject) -> Iterator[Hit]:
    """What was granted is above the number of registers times the sum for each."""
    for grant in subject.book.grants:
        ceiling = _ceiling(grant)
        if ceiling is not None and grant.granted is not None and grant.granted > ceiling:
            yield _on_grant(grant, *_above("Beviljat belopp", "The granted amount", grant, ceiling))


@GR.rule(
    107, "warning", Text("Registrets belopp stämmer inte", "The register's amount is off"),
    "amount",
)  # fmt: skip
def register_amount_differs(subject: Subject) -> Iterator[Hit]:
    """A register is entered with another sum than the programme gives each."""
    for grant in subject.book.grants:
        allocation = grant.programme.allocation if grant.programme else None
        for register in grant.registers if allocation else ():
            if allocation and register.granted not in (None, allocation.per_register):
                yield Hit(
                    Text(
                        f"{register.name} är upplagt med ett annat belopp än "
                        f"{kronor(allocation.per_register)} kr per register.",
                        f"{register.name} is entered with another sum than "
                        f"SEK {kronor(allocation.per_register, 'en')} per register.",
                    ),
                    Text("rätta beloppet på raden", "correct the amount on the line"),
                    register.place, grant=grant, amount=register.granted,
                    deviation=grant.deviation,
                )  # fmt: skip


@GR.rule(201, "warning", Text("Rekvisition saknas", "No requisition"), "requisition-content")
def no_requisition(subject: Subject) -> Iterator[Hit]:
    """Money was received, but no requisition is on record."""
    for grant in subject.book.grants:
        if grant.receipts and not grant.events_of(REQUISITION):
            yield _on_grant(
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


@GR.rule(203, "error", Text("Rekvirerat belopp är för högt", "Too much requisitioned"), "amount")
def requisition_above_ceiling(subject: Subject) -> Iterator[Hit]:
    """More was requisitioned than the registers give."""
    for grant in subject.book.grants:
        ceiling = _ceiling(grant)
        for event in grant.events_of(REQUISITION):
            if ceiling is not None and event.amount is not None and event.amount > ceiling:
                what, remedy, _ = _above("Rekvirerat belopp", "The requisition", grant, ceiling)
                yield Hit(
                    what, remedy, event.place,
                    grant=grant, amount=event.amount, deviation=event.deviation,
                )  # fmt: skip


@GR.rule(
    204, "warning", Text("Rekvirerat belopp skiljer sig från beviljat", "Requisition ≠ grant"),
    "requisition-content", "amount",
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


@GR.rule(301, "warning", Text("Utbetalning saknas", "No receipt"), "single-payment")
def no_receipt(subject: Subject) -> Iterator[Hit]:
    """Costs are booked on a grant that has not been received."""
    for grant in subject.book.grants:
        if grant.cost_lines and not grant.receipts:
            yield _on_grant(
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


@GR.rule(302, "error", Text("Mer än en utbetalning", "More than one receipt"), "single-payment")
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


def _ceiling(grant: Grant) -> Decimal | None:
    """The most the grant can be: the number of its registers times the sum for each."""
    allocation = grant.programme.allocation if grant.programme else None
    if allocation is None:
        return None
    return allocation.per_register * len({register.name for register in grant.registers})


def _registers(grant: Grant, language: Language = "sv") -> str:
    """Write out what the ceiling is made of: ``2 register × 792 929,00 kr``."""
    allocation = grant.programme.allocation if grant.programme else None
    each = kronor(allocation.per_register if allocation else ZERO, language)
    count = len({register.name for register in grant.registers})
    return f"{count} register × {each} kr" if language == "sv" else f"{count} registers × {each}"


def _above(
    subject_sv: str, subject_en: str, grant: Grant, ceiling: Decimal
) -> tuple[Text, Text, Decimal | None]:
    return (
        Text(
            f"{subject_sv} är högre än {_registers(grant)} = {kronor(ceiling)} kr.",
            f"{subject_en} is above {_registers(grant, 'en')} = {kronor(ceiling, 'en')}.",
        ),
        Text(
            "lägg upp alla register som bidraget gäller enligt bilaga 1, eller rätta beloppet",
            "declare every register that the grant is for by appendix 1, or correct the amount",
        ),
        grant.granted,
    )


def _on_grant(grant: Grant, what: Text, remedy: Text, amount: Decimal | None = None) -> Hit:
    return Hit(what, remedy, grant.place, grant=grant, amount=amount, deviation=grant.deviation)
