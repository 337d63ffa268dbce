"""CC: the grant's own cost centre: costs on the right grant, register and activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Family, Hit, Subject, fixme_hit, line_hit
from nkr_audit.text import Text
from nkr_audit.vocabulary import FIXME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Grant

CC = Family("CC", Text("Kostnadsställe och register", "Cost centre and register"))


@CC.rule(
    101, "error", Text("Bokfört på ett bidrag som inte finns", "Booked on an undeclared grant"),
    about=Text(
        "En kostnad, en intäkt eller en utbetalning är bokförd under ett bidrag som inte är "
        "upplagt i boken. Beloppet kommer inte med i någon avräkning, ofta för att bidragets namn "
        "är felskrivet.",
        "A cost, an income or a receipt is booked under a grant that the book does not declare. "
        "The amount is in no settlement, mostly because the grant's name is misspelt.",
    ),
)  # fmt: skip
def undeclared_grant(subject: Subject) -> Iterator[Hit]:
    """An account has the form ``Rot:Bidrag:konto``, but no such grant is declared."""
    for stray in subject.book.strays:
        grant_id = stray.account.split(":")[1]
        yield Hit(
            Text(
                f"{stray.account} hör till bidraget {grant_id}, som inte är upplagt i boken, "
                "så beloppet kommer inte med i någon avräkning.",
                f"{stray.account} belongs to the grant {grant_id}, which the book does not "
                "declare, so the amount is in no settlement.",
            ),
            Text(
                f"lägg upp bidraget {grant_id}, eller boka om till rätt bidrag",
                f"declare the grant {grant_id}, or move the posting to the right grant",
            ),
            stray.place, grant_id=grant_id, voucher=stray.voucher,
            amount=stray.amount, deviation=stray.deviation,
        )  # fmt: skip


@CC.rule(
    102, "error", Text("Registret hör inte till bidraget", "Not a register of the grant"),
    "register-scope", "region-responsible",
    about=Text(
        "Kostnaden är bokförd på ett register som inte ingår i bidraget. Bidraget får bara "
        "användas för de register som det fördelades för.",
        "The cost is booked on a register that the grant is not for. The grant may only be used "
        "for the registers it was shared out to.",
    ),
)  # fmt: skip
def foreign_register(subject: Subject) -> Iterator[Hit]:
    """A cost names a register that is not declared for the grant."""
    for grant in subject.book.grants:
        names = {register.name for register in grant.registers}
        for line in grant.cost_lines:
            if line.register == FIXME:
                yield fixme_hit(
                    grant, line, "register",
                    Text(f"välj {_or(names, 'eller')}", f"choose {_or(names, 'or')}"),
                )  # fmt: skip
            elif line.register is not None and line.register not in names:
                yield line_hit(
                    grant, line,
                    Text(
                        f"Registret {line.register} hör inte till {grant.id}.",
                        f"The register {line.register} does not belong to {grant.id}.",
                    ),
                    Text(
                        f"välj {_or(names, 'eller')}, eller boka om kostnaden till regionens egna "
                        "medel",
                        f"choose {_or(names, 'or')}, or move the cost to the region's own money",
                    ),
                )  # fmt: skip


@CC.rule(
    103, "warning", Text("Register saknas", "No register"), "region-responsible",
    about=Text(
        "Kostnaden säger inte vilket register som fått del av den. Återrapporteringen frågar hur "
        "mycket vart och ett av registren tagit del av, direkt eller indirekt.",
        "The cost does not say which register had it. The report asks how much each register "
        "benefited, directly or indirectly.",
    ),
)  # fmt: skip
def register_missing(subject: Subject) -> Iterator[Hit]:
    """A cost does not say which register had it."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if line.register is None:
                yield line_hit(
                    grant, line,
                    Text(
                        "Det står inte vilket register som fått del av kostnaden.",
                        "It does not say which register had the cost.",
                    ),
                    Text(
                        "skriv register: på raden, och nytta: direkt eller indirekt",
                        "write register: on the line, and nytta: direkt or indirekt",
                    ),
                )  # fmt: skip


@CC.rule(
    104, "warning", Text("Insatsen är inte upplagd", "The activity is not declared"),
    "evidence-activity",
    about=Text(
        "Kostnaden hänvisar till en insats som inte är upplagd, oftast för att namnet är "
        "felskrivet. Då går den inte att knyta till det underlag som visar vad som gjordes.",
        "The cost names an activity that is not declared, mostly because it is misspelt. It can "
        "then not be tied to the evidence of what was done.",
    ),
)  # fmt: skip
def undeclared_activity(subject: Subject) -> Iterator[Hit]:
    """A cost names an activity that is not declared for the grant."""
    for grant in subject.book.grants:
        known = {activity.id for activity in grant.activities}
        for line in grant.cost_lines:
            if line.activity == FIXME:
                yield fixme_hit(
                    grant, line, "insats",
                    Text("skriv insatsens namn, som I1", "write the activity's name, as I1"),
                )  # fmt: skip
            elif line.activity is not None and line.activity not in known:
                yield line_hit(
                    grant, line,
                    Text(
                        f"Insatsen {line.activity} är inte upplagd för {grant.id}.",
                        f"The activity {line.activity} is not declared for {grant.id}.",
                    ),
                    Text(
                        f'lägg upp den med custom "nkr-insats" "{grant.id}" "{line.activity}", '
                        "eller rätta namnet",
                        f'declare it with custom "nkr-insats" "{grant.id}" "{line.activity}", '
                        "or correct the name",
                    ),
                )  # fmt: skip


@CC.rule(
    105, "warning", Text("Kostnadsställe saknas", "No cost centre"), "own-code",
    about=Text(
        "Bidraget saknar eget kostnadsställe, egen projektkod eller motsvarande i "
        "ekonomisystemet. Då går bidragets kostnader inte att skilja från regionens andra i ett "
        "utdrag ur huvudboken.",
        "The grant has no cost centre, project code or the like of its own in the ERP. Its costs "
        "can then not be told from the region's others in an extract of the general ledger.",
    ),
)  # fmt: skip
def no_cost_centre(subject: Subject) -> Iterator[Hit]:
    """The grant has no cost centre of its own in the ERP."""
    for grant in subject.book.grants:
        if grant.cost_centre is None:
            yield _on_grant(
                grant,
                Text("Bidraget har inget eget kostnadsställe.", "The grant has no cost centre."),
                Text(
                    "skriv kostnadsstalle: med koden i ekonomisystemet",
                    "write kostnadsstalle: with its code in the ERP",
                ),
            )


CC.faults(
    106, "error", Text("Kontot saknar nummer", "The account has no number"),
    about=Text(
        "Ett konto slutar med bidragets namn, utan kontonummer. Det som bokförs där räknas inte, "
        "varken som kostnad eller som skuld.",
        "An account ends with the grant's name and has no number. What is booked on it is not "
        "counted, neither as a cost nor as a liability.",
    ),
)  # fmt: skip


@CC.rule(
    201, "warning", Text("Två bidrag delar kostnadsställe", "Two grants share a cost centre"),
    "own-code", "traceable",
    about=Text(
        "Två bidrag har samma kostnadsställe. Deras kostnader går då inte att hålla isär, och "
        "samma kostnad kan komma med i båda redovisningarna.",
        "Two grants have the same cost centre. Their costs can then not be told apart, and one "
        "cost can end up in both reports.",
    ),
)  # fmt: skip
def shared_cost_centre(subject: Subject) -> Iterator[Hit]:
    """Two grants have the same cost centre, so that their costs cannot be told apart."""
    first: dict[str, Grant] = {}
    for grant in subject.book.grants:
        if grant.cost_centre is None:
            continue
        other = first.setdefault(grant.cost_centre, grant)
        if other is not grant:
            yield _on_grant(
                grant,
                Text(
                    f"{grant.id} och {other.id} har samma kostnadsställe, {grant.cost_centre}.",
                    f"{grant.id} and {other.id} have the same cost centre, {grant.cost_centre}.",
                ),
                Text(
                    "ge varje bidrag ett eget kostnadsställe",
                    "give each grant a cost centre of its own",
                ),
            )


def _on_grant(grant: Grant, what: Text, remedy: Text) -> Hit:
    return Hit(what, remedy, grant.place, grant=grant, deviation=grant.deviation)


def _or(names: set[str], word: str) -> str:
    return f" {word} ".join(sorted(names)) if names else "–"
