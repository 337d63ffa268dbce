"""PU: purpose: what each cost was for, and whether this money may be used for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.rules.rule import Family, Hit, Subject, fixme_hit, line_hit
from nkr_audit.settlement import sum_inside
from nkr_audit.text import Text, percent
from nkr_audit.vocabulary import FIXME, MONEY_REGION, MONEY_STATE, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.book import Activity, Grant
    from nkr_audit.programme import Permission

PU = Family("PU", Text("Ändamål", "Purpose"))

_MONEY = {
    MONEY_STATE: Text("statens medel", "the state's money"),
    MONEY_REGION: Text("regionernas medel", "the regions' money"),
}


@PU.rule(
    101, "error", Text("Ändamål saknas", "No purpose"), "purpose",
    about=Text(
        "Kostnaden säger inte vilket ändamål den hade. Bidraget får bara användas till vissa "
        "ändamål, så kostnaden är ifrågasatt tills det står.",
        "The cost does not say what it was for. The grant may only be used for certain purposes, "
        "so the cost is questioned until it does.",
    ),
)  # fmt: skip
def purpose_missing(subject: Subject) -> Iterator[Hit]:
    """A cost does not say what it was for, and counts as questioned until it does."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if line.purpose is None:
                yield line_hit(
                    grant, line,
                    Text(
                        "Det står inte vilket ändamål kostnaden hade.",
                        "It does not say what the cost was for.",
                    ),
                    Text(
                        f"skriv andamal: på raden ({_allowed(grant)})",
                        f"write andamal: on the line ({_allowed(grant)})",
                    ),
                )  # fmt: skip


@PU.rule(
    102, "error", Text("Okänt ändamål", "Unknown purpose"), "purpose",
    about=Text(
        "Kostnaden har ett ändamål som bidragsprogrammet inte känner till, oftast ett stavfel "
        "eller ett eget ord. Då går det inte att pröva om bidraget får användas till det.",
        "The cost has a purpose that the programme does not know, mostly a misspelling or a word "
        "of one's own. Nobody can then tell whether the grant may be used for it.",
    ),
)  # fmt: skip
def purpose_unknown(subject: Subject) -> Iterator[Hit]:
    """A cost has a purpose that the programme does not know."""
    for grant in subject.book.grants:
        known = {name for kind in _kinds(grant) for name in kind}
        choose = Text(f"välj bland {_allowed(grant)}", f"choose among {_allowed(grant)}")
        for line in grant.cost_lines if grant.programme else ():
            if line.purpose == FIXME:
                yield fixme_hit(grant, line, "andamal", choose)
            elif line.purpose is not None and line.purpose not in known:
                yield line_hit(
                    grant, line,
                    Text(
                        f"Ändamålet {line.purpose} finns inte i bidragsprogrammet.",
                        f"The purpose {line.purpose} is not in the programme.",
                    ),
                    choose,
                )  # fmt: skip


@PU.rule(
    103, "error", Text("Otillåtet ändamål", "Purpose not allowed"),
    about=Text(
        "Kostnaden har ett ändamål som de här medlen inte ska användas till. Statens och "
        "regionernas egna medel har olika ändamål, och villkoren är olika stränga olika år.",
        "The cost has a purpose that this money is not for. The state's and the regions' own "
        "money have different purposes, and the terms are differently strict in different years.",
    ),
)  # fmt: skip
def purpose_not_allowed(subject: Subject) -> Iterator[Hit]:
    """A cost has a purpose that this money may not be used for."""
    for grant in subject.book.grants:
        barred = {
            name: permission
            for name, permission in _permissions(grant).items()
            if permission.severity == "error"
        }
        money = _MONEY.get(grant.money, Text(grant.money, grant.money))
        for line in grant.cost_lines:
            permission = barred.get(line.purpose or "")
            if permission is not None:
                yield Hit(
                    Text(
                        f"Ändamålet {line.purpose} ska inte betalas med {money.sv}.",
                        f"The purpose {line.purpose} is not to be paid with {money.en}.",
                    ),
                    Text(
                        "boka om kostnaden till rätt medel, eller rätta andamal: om den var till "
                        "för något annat",
                        "move the cost to the right money, or correct andamal: if it was for "
                        "something else",
                    ),
                    line.place, grant=grant, voucher=line.voucher, amount=line.amount,
                    lines=(line,), deviation=line.deviation,
                    severity=permission.severity, sources=permission.clause.sources,
                )  # fmt: skip


@PU.rule(
    104, "error", Text("Okända medel", "Unknown money"), "purpose",
    about=Text(
        "Bidraget säger sig vara av ett slags medel som programmet inte delar ut. Då finns inga "
        "ändamål att pröva mot, och alla bidragets kostnader är ifrågasatta.",
        "The grant says it is of a kind of money that the programme does not hand out. There are "
        "then no purposes to check against, and all costs of the grant are questioned.",
    ),
)  # fmt: skip
def money_unknown(subject: Subject) -> Iterator[Hit]:
    """The grant says it is of a kind of money that the programme does not hand out."""
    for grant in subject.book.grants:
        if grant.programme is not None and grant.money not in grant.programme.purposes:
            kinds = ", ".join(grant.programme.purposes)
            yield Hit(
                Text(
                    f"Bidragsprogrammet har inga medel som heter {grant.money}.",
                    f"The programme has no money called {grant.money}.",
                ),
                Text(f"skriv medel: med {kinds}", f"write medel: with {kinds}"),
                grant.place, grant=grant, lines=grant.cost_lines, deviation=grant.deviation,
            )  # fmt: skip


@PU.rule(
    105, "warning", Text("Mest till annat än huvudändamålet", "Mostly for another purpose"),
    "purpose",
    about=Text(
        "Mer än hälften av kostnaderna har ändamål som medlen inte främst är till för. "
        "Överenskommelsen 2021 säger ”främst”, vilket inte utesluter en enskild kostnad, så "
        "kostnaderna räknas ihop och andelen visas.",
        "More than half of the costs are for purposes that the money is not mainly for. The "
        "agreement of 2021 says “mainly”, which excludes no single cost, so the costs are added "
        "up and their share is shown.",
    ),
)  # fmt: skip
def mostly_other_purposes(subject: Subject) -> Iterator[Hit]:
    """More than half of the costs have purposes that the programme only warns of."""
    for settlement in subject.settlements:
        grant = settlement.grant
        discouraged = {
            name: permission
            for name, permission in _permissions(grant).items()
            if permission.severity == "warning"
        }
        lines = tuple(line for line in grant.cost_lines if line.purpose in discouraged)
        amount = sum_inside(lines)
        if lines and settlement.costs > ZERO and amount * 2 > settlement.costs:
            used = sorted({line.purpose for line in lines if line.purpose is not None})
            share, names = amount / settlement.costs, ", ".join(used)
            money = _MONEY.get(grant.money, Text(grant.money, grant.money))
            yield Hit(
                Text(
                    f"{percent(share)} av kostnaderna är till ändamål som {money.sv} inte främst "
                    f"är till för: {names}.",
                    f"{percent(share, 'en')} of the costs are for purposes that {money.en} is not "
                    f"mainly for: {names}.",
                ),
                Text(
                    "boka om kostnader till rätt medel, eller förklara andelen i redovisningen och "
                    "godta med avvikelse: på bidraget",
                    "move costs to the right money, or explain the share in the report and accept "
                    "it with avvikelse: on the grant",
                ),
                grant.place, grant=grant, amount=amount, lines=lines, deviation=grant.deviation,
                sources=discouraged[used[0]].clause.sources,
            )  # fmt: skip


@PU.rule(
    201, "error", Text("Insatsens ändamål saknas eller är fel", "Activity without allowed purpose"),
    "purpose", "evidence-activity",
    about=Text(
        "Insatsen säger inte vilket ändamål den har, eller har ett som programmet inte känner till "
        "eller inte tillåter. Återrapporteringen frågar hur insatserna främjar bidragets syfte.",
        "The activity does not say what it is for, or has a purpose that the programme does not "
        "know or allow. The report asks how the activities further the purpose of the grant.",
    ),
)  # fmt: skip
def activity_purpose(subject: Subject) -> Iterator[Hit]:
    """An activity has no purpose, or one that the programme does not know or allow."""
    for grant in subject.book.grants:
        known = [permission for kind in _kinds(grant) for permission in kind.values()]
        allowed = {item.name for item in known if item.severity != "error"}
        for activity in grant.activities if grant.programme else ():
            purpose = activity.purpose
            if purpose not in allowed:
                yield Hit(
                    _activity_purpose_fault(activity, {item.name for item in known}),
                    Text(
                        f"skriv andamal: på insatsen ({_allowed(grant)})",
                        f"write andamal: on the activity ({_allowed(grant)})",
                    ),
                    activity.place, grant=grant, deviation=activity.deviation,
                    is_bypassed=purpose == FIXME,
                )  # fmt: skip


def _activity_purpose_fault(activity: Activity, known: set[str]) -> Text:
    name, purpose = activity.id, activity.purpose
    if purpose is None:
        return Text(
            f"Insatsen {name} säger inte vilket ändamål den har.",
            f"The activity {name} does not say what it is for.",
        )
    if purpose == FIXME:
        return Text(
            f"Ändamålet för insatsen {name} är inte ifyllt än, där står FIXME.",
            f"The purpose of the activity {name} is still to be filled in; it says FIXME.",
        )
    if purpose in known:
        return Text(
            f"Insatsen {name} har ändamålet {purpose}, som medlen inte får användas till.",
            f"The activity {name} has the purpose {purpose}, which this money is not for.",
        )
    return Text(
        f"Insatsen {name} har ändamålet {purpose}, som inte finns i bidragsprogrammet.",
        f"The activity {name} has the purpose {purpose}, which is not in the programme.",
    )


@PU.rule(
    202, "warning", Text("Det står inte hur insatsen främjar syftet", "No word on the benefit"),
    "region-responsible", "report-back",
    about=Text(
        "Insatsen säger inte hur den främjar bidragets syfte. Återrapporteringen frågar efter det "
        "för varje insats, och svaret är lättast att ge när insatsen läggs upp.",
        "The activity does not say how it furthers the purpose of the grant. The report asks for "
        "it, and the answer is easiest to give when the activity is entered.",
    ),
)  # fmt: skip
def activity_benefit_missing(subject: Subject) -> Iterator[Hit]:
    """An activity does not say how it furthers the purpose of the grant."""
    for grant in subject.book.grants:
        for activity in grant.activities:
            if activity.furthers in {None, FIXME}:
                yield Hit(
                    Text(
                        f"Insatsen {activity.id}, {activity.title}, säger inte hur den främjar "
                        "bidragets syfte.",
                        f"The activity {activity.id}, {activity.title}, does not say how it "
                        "furthers the purpose of the grant.",
                    ),
                    Text(
                        "skriv framjar: på insatsen, med en mening",
                        "write framjar: on the activity, in a sentence",
                    ),
                    activity.place, grant=grant, deviation=activity.deviation,
                )  # fmt: skip


def _permissions(grant: Grant) -> Mapping[str, Permission]:
    return grant.programme.purposes.get(grant.money, {}) if grant.programme else {}


def _kinds(grant: Grant) -> Iterable[Mapping[str, Permission]]:
    """The purposes of the grant's own money; of all the programme's money when that is unknown."""
    purposes = grant.programme.purposes if grant.programme else {}
    return [purposes[grant.money]] if grant.money in purposes else purposes.values()


def _allowed(grant: Grant) -> str:
    names = [
        name
        for kind in _kinds(grant)
        for name, permission in kind.items()
        if permission.severity is None
    ]
    return ", ".join(names or sorted(PURPOSES))
