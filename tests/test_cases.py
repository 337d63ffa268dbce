"""Every case is found as expected, and every rule has its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nkr_audit.rules import FAMILIES
from tests.cases.harness import cases, found_in

if TYPE_CHECKING:
    from pathlib import Path

CODES = {rule.code for family in FAMILIES for rule in family.rules}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_is_found(case: Path, tmp_path: Path) -> None:
    found = found_in(case, tmp_path)

    assert found == (case / "expected.txt").read_text(encoding="utf-8")
    if case.name.startswith("utloser-inte"):
        assert f" {case.parent.name} " not in found
    elif case.name.startswith("utloser"):
        assert f" {case.parent.name} " in found.replace(":", " ")


def test_each_case_is_of_a_rule_and_named_for_what_it_shows() -> None:
    for case in cases():
        assert case.parent.name in CODES
        assert case.name.startswith(("utloser", "grans"))
