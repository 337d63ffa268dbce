"""``nkr rule``: every rule listed, and the page of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nkr_audit.reports.rule_page import rule_page
from nkr_audit.rule_examples import load_examples
from nkr_audit.rules import FAMILIES
from tests.books import PROGRAMMES
from tests.ledgers import refused, run

RULES = [rule for family in FAMILIES for rule in family.rules]


def test_every_rule_is_listed_by_family() -> None:
    swedish = run("rule").stdout
    english = run("--lang", "en", "rule").stdout

    for family in FAMILIES:
        assert f"{family.letters}  {family.name.sv}\n" in swedish
        assert f"{family.letters}  {family.name.en}\n" in english
    for rule in RULES:
        kind = ("fel", "error") if rule.severity == "error" else ("varning", "warning")
        assert f"  {rule.code}  {kind[0]:<8} {rule.title.sv}\n" in swedish
        assert f"  {rule.code}  {kind[1]:<8} {rule.title.en}\n" in english
    assert f"{len(RULES)} regler." in swedish


def test_the_page_has_all_that_a_person_needs() -> None:
    page = run("rule", "EL101").stdout

    for part in (
        "# EL101 Drift och förvaltning ersätts inte",
        "Fel. Familj: EL, stödberättigad kostnad.",
        "Drift och förvaltning av kvalitetsregister betraktas som del av ordinarie verksamhet",
        "2021-06-01 (skr-2021, skr-2022, sos-2026)",
        "Så läses det (sos-2026): ",
        'kostnadsslag: "drift-forvaltning"',
        'kostnadsslag: "forvaltningstjanster"',
        "Boka om till regionens egna medel",
        'avvikelse: "EL101: skälet"',
    ):
        assert part in page


def test_the_page_in_english() -> None:
    page = run("--lang", "en", "rule", "EL101").stdout

    assert "# EL101 Operations are not covered" in page
    assert 'kostnadsslag: "drift-forvaltning"' in page
    assert "## How to mend it" in page
    assert "Kostnaden är löpande drift" not in page


def test_a_code_in_small_letters_is_the_same() -> None:
    assert run("rule", "el101").stdout == run("rule", "EL101").stdout


def test_a_programmes_own_severity_is_told() -> None:
    family = next(family for family in FAMILIES if family.letters == "GY")
    rule = next(rule for rule in family.rules if rule.code == "GY102")
    strict = {
        **PROGRAMMES,
        "sos-2026": replace(PROGRAMMES["sos-2026"], severities={"GY102": "error"}),
    }

    page = [
        "\n".join(rule_page(rule, family, programmes, load_examples()["GY102"], "sv"))
        for programmes in (PROGRAMMES, strict)
    ]

    assert "\nVarning. Familj: " in page[0]
    assert "\nVarning; fel i sos-2026. Familj: " in page[1]


def test_a_purpose_is_barred_in_some_programmes_and_only_counted_in_others() -> None:
    barred, counted = run("rule", "PU103").stdout, run("rule", "PU105").stdout

    assert "Så läses det (skr-2022): Avsnitt 3.3" in barred
    assert "Så läses det (skr-2021): " not in barred
    assert "Så läses det (skr-2021): Statens medel ska ”främst”" in counted


@pytest.mark.parametrize("code", ["GR001", "GR103", "VO001"])
def test_what_cannot_be_accepted_says_so(code: str) -> None:
    page = run("rule", code).stdout

    assert "Iakttagelsen kan inte godtas." in page
    assert "avvikelse:" not in page


def test_a_rule_without_a_term_says_what_it_rests_on() -> None:
    assert "Regeln vilar inte på ett villkor" in run("rule", "CC106").stdout


@pytest.mark.parametrize(("code", "near"), [("EL110", "EL102"), ("GR2O2", "GR202")])
def test_an_unknown_code_is_refused_with_near_matches(code: str, near: str) -> None:
    said = refused("rule", code)

    assert f"Det finns ingen regel {code}." in said
    assert near in said


def test_a_code_like_no_other_is_refused() -> None:
    assert "nkr rule visar alla" in refused("rule", "drift")


@pytest.mark.parametrize("words", [["--json"], ["EL101", "--json"], ["EL101", "--coverage"]])
def test_what_does_not_go_together_is_refused(words: list[str]) -> None:
    assert "--coverage" in refused("rule", *words)
