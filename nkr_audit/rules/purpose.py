"""PU: purpose: what each cost was for, and whether this money may be used for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Family, Hit, Subject, line_hit
from nkr_audit.text import Text
from nkr_audit.vocabulary import MONEY_REGION, MONEY_STATE, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nkr_audit.book import Grant
    from nkr_audit.programme import Permission

PU = Family("PU", Text("Ändamål", "Purpose"))

_MONEY = {
    MONEY_STATE: Text("statens medel", "the state's money"),
    MONEY_REGION: Text("regionernas medel", "the regions' money"),
}


@PU.rule(101, "error", Text("Ändamål saknas", "No purpose"), "purpose")
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


@PU.rule(102, "error", Text("Okänt ändamål", "Unknown purpose"), "purpose")
def purpose_unknown(subject: Subject) -> Iterator[Hit]:
    """A cost has a purpose that the programme does not know."""
    for grant in subject.book.grants:
        known = {name for kind in _kinds(grant) for name in kind}
        for line in grant.cost_lines if grant.programme else ():
            if line.purpose is not None and line.purpose not in known:
                yield line_hit(
                    grant, line,
                    Text(
                        f"Ändamålet {line.purpose} finns inte i bidragsprogrammet.",
                        f"The purpose {line.purpose} is not in the programme.",
                    ),
                    Text(
                        f"välj bland {_allowed(grant)}", f"choose among {_allowed(grant)}"
                    ),
                )  # fmt: skip


@PU.rule(103, "error", Text("Otillåtet ändamål", "Purpose not allowed"))
def purpose_not_allowed(subject: Subject) -> Iterator[Hit]:
    """A cost has a purpose that this money may not be used for."""
    for grant in subject.book.grants:
        barred = {
            name: permission
            for name, permission in _permissions(grant).items()
            if permission.severity is not None
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


@PU.rule(104, "error", Text("Okända medel", "Unknown money"), "purpose")
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
