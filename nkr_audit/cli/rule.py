"""``nkr rule``: the rules, the page of one, and where each term of the sources is checked."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, language, option, programmes, shared_options
from nkr_audit.coverage import load_coverage
from nkr_audit.errors import NkrError
from nkr_audit.reports.coverage_text import coverage_json, coverage_lines
from nkr_audit.reports.rule_page import rule_list, rule_page
from nkr_audit.rule_examples import load_examples
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command(
    "rule",
    cls=Command,
    text=Text(
        "Visa alla regler, eller sidan för regeln CODE: vad den hittar, varför, exempel, hur det "
        "rättas och hur det godtas.",
        "Show all rules, or the page of the rule CODE: what it finds, why, examples, how to mend "
        "it and how to accept it.",
    ),
)
@click.argument("code", metavar="[CODE]", required=False)
@option(
    "--coverage", is_flag=True,
    text=Text(
        "Visa var vart och ett av källornas krav prövas.",
        "Show where each term of the sources is checked.",
    ),
)  # fmt: skip
@option(
    "--json", "as_json", is_flag=True,
    text=Text("Skriv JSON (med --coverage).", "Print JSON (with --coverage)."),
)  # fmt: skip
@shared_options
def rule(code: str | None, *, coverage: bool, as_json: bool) -> None:
    """Print the rules, the page of one, or the coverage map."""
    if (as_json and not coverage) or (coverage and code):
        raise NkrError(
            Text(
                "--json hör ihop med --coverage, som visar alla krav.",
                "--json goes with --coverage, which shows all terms.",
            ),
            remedy=Text(
                "skriv nkr rule, nkr rule KOD eller nkr rule --coverage [--json]",
                "write nkr rule, nkr rule CODE or nkr rule --coverage [--json]",
            ),
        )
    if as_json:
        click.echo(
            json.dumps(coverage_json(load_coverage(), language()), ensure_ascii=False, indent=2)
        )
    else:
        for line in _lines(code, coverage=coverage):
            click.echo(line)


def _lines(code: str | None, *, coverage: bool) -> Iterable[str]:
    if coverage:
        return coverage_lines(load_coverage(), language())
    if code is None:
        return rule_list(FAMILIES, language())
    return _page(code.upper())


def _page(code: str) -> Iterable[str]:
    by_code = {rule.code: (rule, family) for family in FAMILIES for rule in family.rules}
    if code not in by_code:
        near = ", ".join(get_close_matches(code, by_code, n=5, cutoff=0.5))
        raise NkrError(
            Text(f"Det finns ingen regel {code}.", f"There is no rule {code}."),
            remedy=Text(
                f"menade du {near}? nkr rule visar alla" if near else "nkr rule visar alla",
                f"did you mean {near}? nkr rule shows all" if near else "nkr rule shows all",
            ),
        )
    rule, family = by_code[code]
    return rule_page(rule, family, programmes(), load_examples()[code], language())
