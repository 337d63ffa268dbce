"""EL: eligibility: what the grant may not pay for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.rules.rule import Family, Hit, Subject, fixme_hit, line_hit
from nkr_audit.text import Text
from nkr_audit.vocabulary import CATEGORIES, FIXME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

EL = Family("EL", Text("Stödberättigad kostnad", "Eligible cost"))

_MOVE = Text(
    "boka om till regionens egna medel, eller godta med avvikelse: ”{code}: skäl”",
    "move it to the region's own money, or accept it with avvikelse: “{code}: reason”",
)
NAMED = {
    "drift-forvaltning": "EL101",
    "forskning": "EL102",
    "individuell-bedomning": "EL103",
    "egen-anvandning": "EL104",
}


def _ineligible(
    code: str, names: Callable[[str], bool], what: Text
) -> Callable[[Subject], Iterable[Hit]]:
    """Make the check that finds costs of the categories that ``names`` picks out."""
    remedy = Text(_MOVE.sv.format(code=code), _MOVE.en.format(code=code))

    def check(subject: Subject) -> Iterator[Hit]:
        for grant in subject.book.grants:
            categories = grant.programme.categories if grant.programme else {}
            barred = {
                name: permission
                for name, permission in categories.items()
                if permission.severity is not None and names(name)
            }
            for line in grant.cost_lines:
                permission = barred.get(line.category or "")
                if permission is not None:
                    yield Hit(
                        Text(
                            what.sv.format(category=line.category),
                            what.en.format(category=line.category),
                        ),
                        remedy, line.place, grant=grant, voucher=line.voucher,
                        amount=line.amount, lines=(line,), deviation=line.deviation,
                        severity=permission.severity, sources=permission.clause.sources,
                    )  # fmt: skip

    return check


def _add(number: int, category: str, title: Text, what: Text, about: Text) -> None:
    code = f"EL{number}"
    EL.rule(number, "error", title, about=about)(_ineligible(code, category.__eq__, what))


_add(
    101, "drift-forvaltning",
    Text("Drift och förvaltning ersätts inte", "Operations are not covered"),
    Text(
        "Drift och förvaltning av registret hör till ordinarie verksamhet och ersätts inte av "
        "bidraget.",
        "Operating and managing the register is ordinary business and is not covered by the grant.",
    ),
    about=Text(
        "Kostnaden har kostnadsslaget drift-forvaltning: löpande drift och förvaltning av ett "
        "register. Det räknas som ordinarie verksamhet, som bidraget inte ersätter. Att hålla den "
        "gemensamma infrastrukturen i gång är något annat (it-tjanster, forvaltningstjanster).",
        "The cost has the category drift-forvaltning: running operation and administration of a "
        "register. It counts as ordinary business, which the grant does not cover. Keeping the "
        "shared infrastructure up is another thing (it-tjanster, forvaltningstjanster).",
    ),
)  # fmt: skip
_add(
    102, "forskning",
    Text("Forskning ersätts inte", "Research is not covered"),
    Text(
        "Genomförande av forskning ersätts inte av bidraget. Att tillgängliggöra uppgifter för "
        "forskning är ett ändamål, inte ett kostnadsslag.",
        "Carrying out research is not covered by the grant. Making data available for research is "
        "a purpose, not a cost category.",
    ),
    about=Text(
        "Kostnaden har kostnadsslaget forskning. Att genomföra forskning, eller samla in "
        "uppgifter för den, ersätts inte. Att göra registrens uppgifter tillgängliga för forskare "
        "är däremot ett tillåtet ändamål.",
        "The cost has the category forskning. Carrying out research, or collecting data for it, "
        "is not covered. Making the registers' data available to researchers is an allowed "
        "purpose.",
    ),
)  # fmt: skip
_add(
    103, "individuell-bedomning",
    Text("Individuell bedömning ersätts inte", "Individual care is not covered"),
    Text(
        "Funktioner för individuella bedömningar och åtgärder i vården ersätts inte av bidraget.",
        "Functions for individual assessments and measures in care are not covered by the grant.",
    ),
    about=Text(
        "Kostnaden har kostnadsslaget individuell-bedomning: funktioner i registret för "
        "bedömningar och åtgärder som gäller en enskild patient. De hör till vården, inte till "
        "kvalitetsregistret.",
        "The cost has the category individuell-bedomning: functions of the register for "
        "assessments and measures that concern a single patient. They belong to care, not to the "
        "quality register.",
    ),
)  # fmt: skip
_add(
    104, "egen-anvandning",
    Text("Egen användning ersätts inte", "Own use is not covered"),
    Text(
        "Användningen av registret i den egna verksamheten betalar regionen själv.",
        "The region itself pays for using the register in its own care.",
    ),
    about=Text(
        "Kostnaden har kostnadsslaget egen-anvandning, till exempel personalens tid för att "
        "registrera i den egna kliniken. Det betalar regionen själv.",
        "The cost has the category egen-anvandning, such as staff time for registering at the "
        "region's own clinic. The region pays that itself.",
    ),
)  # fmt: skip
EL.rule(
    105, "error", Text("Kostnadsslaget ersätts inte", "The category is not covered"),
    about=Text(
        "Kostnaden har ett kostnadsslag som bidragsprogrammet säger inte ersätts, utöver dem som "
        "har en egen kod (EL101–EL104). De medföljande programmen har inget sådant; en region kan "
        "ange det i ett eget program.",
        "The cost has a category that the programme says is not covered, beside those with a code "
        "of their own (EL101–EL104). The programmes that ship have none; a region may state one "
        "in a programme of its own.",
    ),
)(
    _ineligible(
        "EL105", lambda name: name not in NAMED,
        Text(
            "Kostnadsslaget {category} ersätts inte av bidraget.",
            "The cost category {category} is not covered by the grant.",
        ),
    )
)  # fmt: skip


@EL.rule(
    201, "warning", Text("Kostnadsslag saknas", "No cost category"), "traceable",
    about=Text(
        "Kostnaden har inget kostnadsslag. Då går det inte att se om den är av ett slag som inte "
        "ersätts, och den kommer inte med rätt i redovisningen.",
        "The cost has no category. Nobody can then see whether it is of a kind that is not "
        "covered, and it does not come out right in the report.",
    ),
)  # fmt: skip
def category_missing(subject: Subject) -> Iterator[Hit]:
    """A cost has no category, so that an ineligible one could hide."""
    for grant in subject.book.grants:
        for line in grant.cost_lines:
            if line.category is None:
                yield line_hit(
                    grant, line,
                    Text("Kostnaden har inget kostnadsslag.", "The cost has no category."),
                    Text(
                        f"skriv kostnadsslag: på raden, eller ge konto {line.account_number} ett "
                        "kostnadsslag i kontoplan.toml före importen",
                        f"write kostnadsslag: on the line, or give account {line.account_number} "
                        "a category in kontoplan.toml before importing",
                    ),
                )  # fmt: skip


@EL.rule(
    202, "error", Text("Okänt kostnadsslag", "Unknown cost category"), "traceable",
    about=Text(
        "Kostnaden har ett kostnadsslag som bidragsprogrammet inte känner till, oftast ett "
        "stavfel. Då prövas den inte mot vad bidraget får användas till.",
        "The cost has a category that the programme does not know, mostly a misspelling. It is "
        "then not checked against what the grant may be used for.",
    ),
)  # fmt: skip
def category_unknown(subject: Subject) -> Iterator[Hit]:
    """A cost has a category that the programme does not know."""
    for grant in subject.book.grants:
        if grant.programme is None:
            continue
        known = grant.programme.categories
        allowed = [name for name, permission in known.items() if permission.severity is None]
        choose = Text(f"välj bland {', '.join(allowed)}", f"choose among {', '.join(allowed)}")
        for line in grant.cost_lines:
            if line.category == FIXME:
                yield fixme_hit(grant, line, "kostnadsslag", choose)
            elif line.category is not None and line.category not in known:
                elsewhere = line.category in CATEGORIES
                yield line_hit(
                    grant, line,
                    Text(
                        f"Kostnadsslaget {line.category} finns inte"
                        + (" i bidragsprogrammet." if elsewhere else "."),
                        f"The cost category {line.category} does not exist"
                        + (" in the programme." if elsewhere else "."),
                    ),
                    choose,
                )  # fmt: skip


@EL.rule(
    301, "error", Text("Moms på bidraget", "VAT on the grant"), "vat",
    about=Text(
        "Ett momskonto är bokfört på bidraget. Regionen får tillbaka momsen, så kostnaden är "
        "beloppet utan moms, och med momsen skulle bidraget betala för något som regionen inte "
        "bär.",
        "A VAT account is booked on the grant. The region recovers VAT, so the cost is the amount "
        "without it, and with it the grant would pay for something that the region does not bear.",
    ),
)  # fmt: skip
def vat_on_grant(subject: Subject) -> Iterator[Hit]:
    """A VAT account stands under the grant; regions recover VAT, so a cost is net of it."""
    for grant in subject.book.grants:
        for entry in grant.vat:
            yield Hit(
                Text(
                    f"Momskontot {entry.account.rpartition(':')[2]} är bokfört på bidraget. "
                    "Regionen får tillbaka momsen, så kostnaden är beloppet utan moms.",
                    f"The VAT account {entry.account.rpartition(':')[2]} is booked on the grant. "
                    "The region recovers VAT, so the cost is the amount without it.",
                ),
                Text(
                    "boka om momsen till regionens momskonto utanför bidraget",
                    "move the VAT to the region's VAT account outside the grant",
                ),
                entry.place, grant=grant, voucher=entry.voucher, amount=entry.amount,
                lines=(entry.cost_line,) if entry.cost_line else (), deviation=entry.deviation,
            )  # fmt: skip
