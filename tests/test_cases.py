"""Every case is found as expected, and every rule has its cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from nkr_audit.rules import FAMILIES
from tests.cases.harness import book_of, cases, found_in

if TYPE_CHECKING:
    from pathlib import Path

CODES = {rule.code for family in FAMILIES for rule in family.rules}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_is_found(case: Path, tmp_path: Path) -> None:
    found = found_in(case, tmp_path)

    assert found == (case / "expected.txt").read_text(encoding="utf-8")
    is_found = re.search(rf"\b{case.parent.name}\b", found) is not None
    if case.name.startswith("utloser-inte"):
        assert not is_found
    elif case.name.startswith("utloser"):
        assert is_found


def test_each_case_is_of_a_rule_and_named_for_what_it_shows() -> None:
    for case in cases():
        assert case.parent.name in CODES
        assert case.name.startswith(("utloser", "grans"))


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_rule_has_a_case_of_each_kind(code: str) -> None:
    names = {case.name for case in cases() if case.parent.name == code}

    assert {"utloser", "utloser-inte"} <= names
    assert [name for name in names if name.startswith("grans")]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_says_what_it_shows(case: Path) -> None:
    assert book_of(case).startswith("; Exempeldata. ")
