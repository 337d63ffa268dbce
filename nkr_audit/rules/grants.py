"""GR: the grant itself: how it is declared, and what was granted.

How it was requisitioned and paid stands in ``requisition``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import DECISION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.book import Grant
    from nkr_audit.text import Language

GR = Family("GR", Text("Bidrag och utbetalning", "Grant and receipt"))

_DECISION_TERMS = ("allocation-list", "decision-letter")

GR.faults(
    1, "error", Text("Uppgiften kan inte läsas", "The declaration cannot be read"),
    about=Text(
        "En rad som börjar med nkr- (bidrag, register, insats eller händelse) saknar något eller "
        "är fel skriven, till exempel ett belopp i text. Det som inte kan läsas räknas inte med, "
        "så raden måste rättas innan man kan lita på resten.",
        "A line that begins with nkr- (grant, register, activity or event) lacks something or is "
        "miswritten, such as an amount as text. What cannot be read is not counted, so the line "
        "must be mended before the rest can be relied on.",
    ),
)  # fmt: skip


@GR.rule(
    101, "error", Text("Bidraget är inte upplagt", "The grant is not declared"),
    about=Text(
        "Boken har inget bidrag, eller säger något om ett bidrag som inte är upplagt. Utan bidrag "
        "finns varken villkor att pröva mot eller något att avräkna.",
        "The book declares no grant, or says something of a grant that is not declared. Without a "
        "grant there are no terms to check against and nothing to settle.",
    ),
)  # fmt: skip
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


GR.faults(
    102, "error", Text("Bidraget är upplagt två gånger", "The grant is declared twice"),
    about=Text(
        "Samma bidrag är upplagt två gånger. Bara den första raden gäller, så det som står på den "
        "andra påverkar ingen siffra.",
        "The same grant is declared twice. Only the first line counts, so what stands on the "
        "second changes no figure.",
    ),
)  # fmt: skip


@GR.rule(
    103, "error", Text("Okänt bidragsprogram", "Unknown programme"),
    about=Text(
        "Bidraget hänvisar till ett bidragsprogram som ingen programfil beskriver. Då vet "
        "verktyget inte vilket bidragsår, vilka ändamål eller vilka belopp som gäller, och nkr "
        "check och nkr settle stannar.",
        "The grant names a programme that no programme file describes. The tool then knows "
        "neither the grant year, nor the purposes, nor the amounts, and nkr check and nkr settle "
        "stop.",
    ),
)  # fmt: skip
def unknown_programme(subject: Subject) -> Iterator[Hit]:
    """The grant names a programme that nobody has described."""
    for grant in subject.book.grants:
        if grant.programme is None:
            yield on_grant(
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
    about=Text(
        "Regionen är inte angiven, eller är inte en av dem som programmet räknar upp som möjliga "
        "mottagare. Den som inte står på listan kan inte rekvirera bidraget.",
        "No region is named, or it is not one of those that the programme lists as recipients. A "
        "region that is not listed cannot requisition the grant.",
    ),
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
        yield on_grant(
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
    about=Text(
        "Beviljat belopp saknas, eller är lägre än antalet register gånger beloppet per register. "
        "Det kan vara rätt, men tyder oftast på att registerlistan eller beloppet är fel "
        "inskrivet.",
        "The granted amount is missing, or below the number of registers times the amount for "
        "each. It may be right, but mostly the list of registers or the amount is entered "
        "wrongly.",
    ),
)  # fmt: skip
def granted_not_multiple(subject: Subject) -> Iterator[Hit]:
    """What was granted is not the number of registers times the sum for each."""
    for grant in subject.book.grants:
        ceiling = ceiling_of(grant)
        if ceiling is None or (grant.granted is not None and grant.granted >= ceiling):
            continue
        if grant.granted is None:
            what = Text("Beviljat belopp saknas.", "The granted amount is missing.")
        else:
            what = Text(
                f"Beviljat belopp är lägre än {_registers(grant)} = {kronor(ceiling)} kr.",
                f"The granted amount is below {_registers(grant, 'en')} = {kronor(ceiling, 'en')}.",
            )
        yield on_grant(
            grant, what,
            Text(
                "rätta beviljat: eller registerlistan efter beslutet och bilaga 1",
                "correct beviljat: or the list of registers by the decision and appendix 1",
            ),
            grant.granted,
        )  # fmt: skip


@GR.rule(
    106, "error", Text("Beviljat belopp är för högt", "The granted amount is too high"), "amount",
    about=Text(
        "Beviljat belopp är högre än antalet register gånger beloppet per register. Mer än så kan "
        "en region inte få, så antingen saknas ett register eller så är beloppet fel.",
        "The granted amount is above the number of registers times the amount for each. A region "
        "cannot get more, so either a register is missing or the amount is wrong.",
    ),
)  # fmt: skip
def granted_above_ceiling(subject: Subject) -> Iterator[Hit]:
    """What was granted is above the number of registers times the sum for each."""
    for grant in subject.book.grants:
        ceiling = ceiling_of(grant)
        if ceiling is not None and grant.granted is not None and grant.granted > ceiling:
            yield on_grant(
                grant, *above_ceiling("Beviljat belopp", "The granted amount", grant, ceiling)
            )


@GR.rule(
    107, "warning", Text("Registrets belopp stämmer inte", "The register's amount is off"),
    "amount",
    about=Text(
        "Ett register är upplagt med ett annat belopp än det som programmet ger varje register. "
        "Fördelningen mellan registren blir då en annan än beslutets.",
        "A register is entered with another amount than the programme gives each. The split "
        "between the registers is then another than the decision's.",
    ),
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


@GR.rule(
    108, "warning", Text("Registret är upplagt två gånger", "The register is declared twice"),
    "allocation-list", "amount",
    about=Text(
        "Samma register står två gånger på bidraget, eller på två bidrag av samma slags medel ur "
        "samma program. Ett register ger rätt till sitt belopp en gång, så det ena ska bort.",
        "The same register stands twice on the grant, or on two grants of the same money from the "
        "same programme. A register gives its sum once, so one of them must go.",
    ),
)  # fmt: skip
def register_twice(subject: Subject) -> Iterator[Hit]:
    """A register is declared twice, in one grant or in two of the same programme and money."""
    first: dict[tuple[str, str, str], Grant] = {}
    for grant in subject.book.grants:
        for register in grant.registers:
            key = (grant.programme_id, grant.money, register.name.casefold())
            if key not in first:
                first[key] = grant
                continue
            yield Hit(
                Text(
                    f"{register.name} är redan upplagt på {first[key].id}.",
                    f"{register.name} is already declared on {first[key].id}.",
                ),
                Text(
                    "ta bort den rad som inte stämmer med bilaga 1 eller beslutet",
                    "remove the line that does not agree with appendix 1 or the decision",
                ),
                register.place, grant=grant, amount=register.granted, deviation=grant.deviation,
            )  # fmt: skip


@GR.rule(
    109, "warning", Text("Beslutet är inte inlagt", "The decision is not filed"),
    *_DECISION_TERMS,
    about=Text(
        "Bidraget är utbetalt, men fördelningslistan (bilaga 1) eller beslutsbrevet finns inte i "
        "boken. Det är handlingen som visar vilka register, vilket belopp och vilka villkor "
        "bidraget gäller, och utan den kan ingen pröva resten.",
        "The grant is paid, but the allocation list (appendix 1) or the decision letter is not in "
        "the book. That document shows which registers, what sum and what terms the grant is for, "
        "and without it nobody can check the rest.",
    ),
)  # fmt: skip
def decision_not_filed(subject: Subject) -> Iterator[Hit]:
    """A grant was paid under a programme with a decision, but no decision is filed on it."""
    filed = {
        document.grant_id
        for document in subject.book.documents
        if document.usable and document.kind == DECISION
    }
    for grant in subject.book.grants:
        demanded = grant.programme and not grant.programme.terms.keys().isdisjoint(_DECISION_TERMS)
        is_filed = grant.id in filed or any(
            DECISION in subject.evidence.kinds(receipt.voucher) for receipt in grant.receipts
        )
        if demanded and grant.receipts and not is_filed:
            yield on_grant(
                grant,
                Text(
                    "Bidraget är utbetalt, men varken fördelningslistan eller beslutet är inlagt.",
                    "The grant is paid, but neither the allocation list nor the decision is filed.",
                ),
                Text(
                    f'lägg till ett document med typ: "beslut" på ett konto under {grant.id}',
                    f'add a document with typ: "beslut" on an account of {grant.id}',
                ),
            )


def ceiling_of(grant: Grant) -> Decimal | None:
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


def above_ceiling(
    subject_sv: str, subject_en: str, grant: Grant, ceiling: Decimal
) -> tuple[Text, Text, Decimal | None]:
    """What to say of an amount above the ceiling: what is wrong, the remedy, what was granted."""
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


def on_grant(grant: Grant, what: Text, remedy: Text, amount: Decimal | None = None) -> Hit:
    """A hit on the grant's own declaration."""
    return Hit(what, remedy, grant.place, grant=grant, amount=amount, deviation=grant.deviation)
