"""The page of a rule: what it finds, why, an example, how to mend it, how to accept it."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from nkr_audit.rules.eligibility import NAMED
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nkr_audit.programme import Clause, Permission, Programme, Severity
    from nkr_audit.rule_examples import Example, RuleExample
    from nkr_audit.rules.rule import Family, Rule
    from nkr_audit.text import Language

SEVERITY = {"error": Text("fel", "error"), "warning": Text("varning", "warning")}
# The purposes that these rules find are those that a programme gives the severity.
_BY_PURPOSE: Final[Mapping[str, Severity]] = {"PU103": "error", "PU105": "warning"}
_PAGE = 100
_WHERE = {
    "row": Text(
        "på raden, eller på verifikationen när det gäller alla dess rader",
        "on the posting, or on the voucher when it holds for all its rows",
    ),
    "voucher": Text("på verifikationen", "on the voucher"),
    "declaration": Text("på den rad som iakttagelsen pekar på", "on the line it points to"),
    "grant": Text("på bidraget (nkr-bidrag)", "on the grant (nkr-bidrag)"),
}


def rule_list(families: Iterable[Family], language: Language) -> Iterator[str]:
    """Write out every rule on a line, by family, and how to read more."""
    count = 0
    for family in families:
        yield f"{family.letters}  {family.name.to(language)}"
        for rule in _in_order(family):
            count += 1
            severity = SEVERITY[rule.severity].to(language)
            yield f"  {rule.code}  {severity:<8} {rule.title.to(language)}"
        yield ""
    yield Text(
        f"{count} regler. ”nkr rule KOD” visar en regels sida.",
        f"{count} rules. “nkr rule CODE” shows the page of one.",
    ).to(language)


def rule_page(
    rule: Rule,
    family: Family,
    programmes: Mapping[str, Programme],
    example: RuleExample,
    language: Language,
) -> Iterator[str]:
    """Write out the page of one rule, as Markdown that also reads well as it stands."""
    yield f"# {rule.code} {rule.title.to(language)}"
    yield ""
    yield from _paragraph(_standing(rule, family, programmes).to(language))
    yield from _paragraph(rule.about.to(language))
    yield from _heading(Text("Varför", "Why"), language)
    yield from _why(rule, programmes, language)
    yield from _heading(Text("Exempel som ger iakttagelsen", "An example that gives it"), language)
    yield from _ledger(example.found, language)
    yield from _paragraph(
        Text(
            f"Då säger nkr check: {example.what.sv}", f"nkr check then says: {example.what.en}"
        ).to(language)
    )
    yield from _heading(
        Text("Exempel som inte ger den", "An example that does not give it"), language
    )
    yield from _ledger(example.silent, language)
    yield from _heading(Text("Så rättar du", "How to mend it"), language)
    remedy = example.remedy.to(language)
    yield from _paragraph(f"{remedy[0].upper()}{remedy[1:]}.")
    yield from _heading(Text("Så godtar du", "How to accept it"), language)
    yield from wrap(_acceptance(rule, example).to(language), _PAGE, break_on_hyphens=False)


def rule_index(families: Iterable[Family]) -> Iterator[str]:
    """Write out the index of the pages: every rule in a table of its family."""
    yield "# Reglerna"
    yield ""
    yield "En sida per regel: vad den hittar, varför, exempel, hur det rättas och hur det godtas."
    yield "Samma sidor visas med `nkr rule KOD`. De skrivs av `make rules`, ur reglerna, programmen"
    yield "och fallen i `tests/cases`; ändra där och inte här."
    for family in families:
        yield ""
        yield f"## {family.letters} {family.name.sv}"
        yield ""
        yield "| kod | allvar | iakttagelse |"
        yield "|---|---|---|"
        for rule in _in_order(family):
            severity = SEVERITY[rule.severity].sv
            yield f"| [{rule.code}]({rule.code}.md) | {severity} | {rule.title.sv} |"


def _in_order(family: Family) -> list[Rule]:
    return sorted(family.rules, key=lambda rule: rule.code)


def _standing(rule: Rule, family: Family, programmes: Mapping[str, Programme]) -> Text:
    """Say how grave it is, and in which programmes it is graver or milder."""
    default = SEVERITY[rule.severity]
    others: dict[Text, list[str]] = {}
    for programme in programmes.values():
        severities = _severities(rule, programme)
        if severities - {rule.severity}:
            words = [SEVERITY[severity] for severity in sorted(severities)]
            said = Text(
                " eller ".join(word.sv for word in words), " or ".join(word.en for word in words)
            )
            others.setdefault(said, []).append(programme.id)
    exceptions = [
        Text(f"{said.sv} i {', '.join(ids)}", f"{said.en} in {', '.join(ids)}")
        for said, ids in others.items()
    ]
    return Text(
        "; ".join([default.sv.capitalize(), *(each.sv for each in exceptions)])
        + f". Familj: {family.letters}, {family.name.sv.lower()}.",
        "; ".join([default.en.capitalize(), *(each.en for each in exceptions)])
        + f". Family: {family.letters}, {family.name.en.lower()}.",
    )


def _severities(rule: Rule, programme: Programme) -> set[Severity]:
    if rule.code in programme.severities:
        return {programme.severities[rule.code]}
    named = {barred.severity for barred in _barred(rule, programme) if barred.severity}
    return named or {rule.severity}


def _barred(rule: Rule, programme: Programme) -> list[Permission]:
    """The purposes or categories of a programme that are what this rule finds."""
    if rule.code in _BY_PURPOSE:
        return [
            permission
            for kind in programme.purposes.values()
            for permission in kind.values()
            if permission.severity == _BY_PURPOSE[rule.code]
        ]
    return [
        permission
        for name, permission in programme.categories.items()
        if permission.severity is not None and NAMED.get(name) == rule.code
    ]


def _why(rule: Rule, programmes: Mapping[str, Programme], language: Language) -> Iterator[str]:
    """The quotations behind the rule, each once with the programmes that have it."""
    quotes: dict[tuple[str, str], list[str]] = {}
    readings: dict[str, list[str]] = {}
    for programme in programmes.values():
        for clause in _clauses(rule, programme):
            for source in clause.sources:
                title = programme.documents[source.document].to(language)
                _note(quotes.setdefault((source.quote, title), []), programme.id)
            if clause.interpretation is not None:
                _note(readings.setdefault(clause.interpretation.to(language), []), programme.id)
    if not quotes:
        yield from _paragraph(
            Text(
                "Regeln vilar inte på ett villkor i något av programmen, utan på att boken ska gå "
                "att läsa och räkna på.",
                "The rule rests on no term of the programmes, but on the book being such that it "
                "can be read and counted.",
            ).to(language)
        )
    for (quote, title), ids in quotes.items():
        if any(quote in longer and quote != longer for longer, other in quotes if other == title):
            continue  # said within another quotation of the same document
        yield from _quoted(f"”{quote}”")
        yield ">"
        yield from _quoted(f"{title} ({', '.join(ids)})")
        yield ""
    label = Text("Så läses det", "How it is read").to(language)
    for reading, ids in readings.items():
        yield from _paragraph(f"{label} ({', '.join(ids)}): {reading}")


def _note(ids: list[str], programme_id: str) -> None:
    if programme_id not in ids:
        ids.append(programme_id)


def _clauses(rule: Rule, programme: Programme) -> Iterator[Clause]:
    for term in rule.terms:
        if term in programme.terms:
            yield programme.terms[term]
    for permission in _barred(rule, programme):
        yield permission.clause


def _ledger(example: Example, language: Language) -> Iterator[str]:
    if language == "sv":  # the cases are in Swedish
        yield from _paragraph(example.shows)
    if example.ledger:
        yield "```beancount"
        yield from example.ledger
        yield "```"
        yield ""


def _acceptance(rule: Rule, example: RuleExample) -> Text:
    if example.accept is None:
        return Text(
            "Iakttagelsen kan inte godtas. Den försvinner när boken är rättad.",
            "It cannot be accepted. It goes away when the book is mended.",
        )
    where = _WHERE[example.accept]
    return Text(
        f'Skriv `avvikelse: "{rule.code}: skälet"` {where.sv}. Iakttagelsen står då kvar som '
        "godtagen, med skälet, och räknas inte längre som öppen.",
        f'Write `avvikelse: "{rule.code}: the reason"` {where.en}. The finding then stays as '
        "accepted, with the reason, and no longer counts as open.",
    )


def _heading(text: Text, language: Language) -> Sequence[str]:
    return (f"## {text.to(language)}", "")


def _paragraph(text: str) -> Iterator[str]:
    yield from wrap(text, _PAGE, break_on_hyphens=False, break_long_words=False)
    yield ""


def _quoted(text: str) -> list[str]:
    return wrap(
        text, _PAGE, initial_indent="> ", subsequent_indent="> ", break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip
