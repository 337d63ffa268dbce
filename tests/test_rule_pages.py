"""The pages in docs/regler are fresh, whole, and short enough to read."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from nkr_audit.rule_examples import load_examples
from nkr_audit.rules import FAMILIES
from tests.cases.pages import PAGES, excerpt, written

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.rules.rule import Rule

RULES = [rule for family in FAMILIES for rule in family.rules]
OPEN = "2026-01-01 open Tillgångar:Bank SEK\n"
NOTE = '2026-01-02 note Tillgångar:Bank "ett"\n  typ: "x"\n'


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    return written()


def test_what_is_written_is_what_make_rules_writes(pages: dict[Path, str]) -> None:
    stale = [path.name for path, text in pages.items() if _read(path) != text]

    assert stale == [], "run make rules"


def test_no_page_is_left_of_a_rule_that_is_gone(pages: dict[Path, str]) -> None:
    assert {path.name for path in PAGES.iterdir()} == {
        path.name for path in pages if path.parent == PAGES
    }


def test_no_page_names_a_folder_of_the_machine_it_was_made_on(pages: dict[Path, str]) -> None:
    named = [path.name for path, text in pages.items() if tempfile.gettempdir() in text]

    assert named == []


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_tells_what_it_finds_and_why(rule: Rule) -> None:
    assert rule.about != rule.title
    for text in rule.about:
        assert text.endswith(".")
        assert 40 < len(text) < 600


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_an_example_that_can_be_read_at_a_glance(rule: Rule) -> None:
    example = load_examples()[rule.code]

    assert 0 < len(example.found.ledger) <= 50
    assert 0 < len(example.silent.ledger) <= 50
    assert example.found.shows
    assert example.silent.shows


def test_an_excerpt_is_what_differs() -> None:
    assert excerpt(OPEN + NOTE, OPEN, 0) == tuple(NOTE.splitlines())
    assert excerpt(OPEN, OPEN + NOTE, 0) == ()


def test_an_excerpt_has_what_stands_there_once_too_often() -> None:
    assert excerpt(NOTE * 2, NOTE, 0) == tuple((NOTE * 2).splitlines())


def test_an_excerpt_has_what_the_finding_points_at() -> None:
    assert excerpt(OPEN + NOTE, OPEN + NOTE, 3) == tuple(NOTE.splitlines())


def test_an_excerpt_has_accounts_only_when_nothing_else_differs() -> None:
    assert excerpt(OPEN, "", 0) == (OPEN.rstrip(),)
