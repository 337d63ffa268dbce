"""The coverage map: every checkable rule of the sources has its place, and each place is there."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkr_audit.coverage import Placement, load_coverage
from nkr_audit.programme import Clause, Programme
from nkr_audit.reports.kinds import KINDS
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text
from tests.books import PROGRAMMES
from tests.cases.harness import cases
from tests.ledgers import FAULTY, book, run

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = Path(__file__).resolve().parents[2] / "shared" / "design" / "rules.csv"
COVERAGE = load_coverage()
RULE_BY_CODE = {rule.code: rule for family in FAMILIES for rule in family.rules}
CODES = sorted({code for placement in COVERAGE for code in placement.codes})
FIELDS = sorted({field for placement in COVERAGE for field in placement.programme})
by_id = pytest.mark.parametrize("placement", COVERAGE, ids=lambda placement: placement.id)


@pytest.fixture(scope="module")
def rules() -> dict[str, str]:
    """The quotation of every checkable rule, by number."""
    if not RULES.is_file():
        pytest.skip("../shared/design/rules.csv is not there")
    with RULES.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["quote"] for row in csv.DictReader(file)}


def values_at(field: str) -> list[Any]:
    """What stands at ``field`` (``sos-2026:amounts.ram.kronor``) and on the way there."""
    programme_id, _, path = field.partition(":")
    programme = PROGRAMMES[programme_id]
    first, *rest = path.split(".")
    value = _of_programme(programme, first)
    found = [value]
    for part in rest:
        value = _part(value, part)
        found.append(value)
    assert value not in (None, (), {})
    return found


def _of_programme(programme: Programme, name: str) -> Any:
    if name == "amounts":
        return {amount.name: amount for amount in programme.all_amounts()}
    if name == "reports":
        return {report.name: report for report in programme.reports}
    if name == "forms":
        forms = {field.form for field in programme.form_fields}
        return {form: [f for f in programme.form_fields if f.form == form] for form in forms}
    return getattr(programme, name)


def _part(value: Any, part: str) -> Any:
    if is_dataclass(value):
        assert part in {field.name for field in fields(value)}
        return getattr(value, part)
    return value[part]


def quotes_at(field: str) -> Iterator[str]:
    """The quotations behind what stands at ``field``."""
    if field.endswith((":period", ":regions")):
        field += "_clause"
    for value in values_at(field):
        for each in value if isinstance(value, list) else [value]:
            clause = each if isinstance(each, Clause) else getattr(each, "clause", None)
            if clause is not None:
                yield from (source.quote for source in clause.sources)


def test_it_is_exactly_the_rules_r001_to_r156() -> None:
    assert [placement.id for placement in COVERAGE] == [f"R{n:03}" for n in range(1, 157)]


def test_they_are_those_of_the_design(rules: dict[str, str]) -> None:
    assert [placement.id for placement in COVERAGE] == list(rules)


@by_id
def test_each_has_a_place_or_a_reason(placement: Placement) -> None:
    assert placement.is_placed


def test_a_quotation_alone_is_no_place() -> None:
    quoted = Placement("R001", (), ("sos-2026:terms.instructions",), (), None)
    why = Text("Det syns inte.", "It does not show.")

    assert not quoted.is_placed
    assert Placement("R001", (), quoted.programme, (), why).is_placed
    assert Placement("R001", (), ("sos-2026:period",), (), None).is_placed


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_a_rule_that_has_its_cases(code: str) -> None:
    assert code in RULE_BY_CODE
    assert {"utloser", "utloser-inte"} <= {c.name for c in cases() if c.parent.name == code}


@pytest.mark.parametrize("field", FIELDS)
def test_each_programme_field_is_there(field: str) -> None:
    assert values_at(field)


@by_id
def test_the_place_has_the_rules_own_words(placement: Placement, rules: dict[str, str]) -> None:
    said = _plain(rules[placement.id])

    quotes = [_plain(quote) for field in placement.programme for quote in quotes_at(field)]

    assert [quote for quote in quotes if said in quote or quote in said]


def _plain(quote: str) -> str:
    return re.sub(r"\s+", " ", quote).strip(" .,")


def test_each_report_field_is_printed(tmp_path: Path) -> None:
    ledger = book(tmp_path, FAULTY)
    printed = {
        "settle": json.loads(run("settle", book(tmp_path / "sound"), "--json").stdout)["grants"][0],
        "check": json.loads(run("check", ledger, "--json").stdout),
    }

    for field in sorted({field for placement in COVERAGE for field in placement.report}):
        command, _, path = field.partition(": ")
        if command == "report":
            assert path in KINDS
            continue
        value = printed[command]
        for part in path.split("."):
            value = value[0] if isinstance(value, list) else value
            assert part in value, field
            value = value[part]


def test_it_is_printed_as_a_table_with_a_closing_count() -> None:
    swedish = run("rule", "--coverage").stdout
    english = run("--lang", "en", "rule", "--coverage").stdout

    for placement in COVERAGE:
        assert f"\n{placement.id} " in swedish
        assert f"\n{placement.id} " in english
    assert "156 av 156 placerade" in swedish.splitlines()[-1]
    assert "156 of 156 placed" in english.splitlines()[-1]
    assert max(len(line) for line in swedish.splitlines()) <= 110


def test_it_is_printed_as_json() -> None:
    printed = json.loads(run("rule", "--coverage", "--json").stdout)

    assert (printed["placed"], printed["total"]) == (156, 156)
    assert printed["rules"][12] == {
        "id": "R013", "codes": ["GR202"], "programme": ["sos-2026:requisition.closes"],
        "report": [], "reason": None,
    }  # fmt: skip
    assert printed["rules"][16]["reason"].startswith("Att anvisningarna är lästa")
