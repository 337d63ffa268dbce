"""No rule without a book that breaks it and a book that only comes near."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from nkr_audit.assessment import QUESTIONING, assess
from nkr_audit.reading import read_book
from nkr_audit.rules import FAMILIES
from tests.books import (
    PROGRAMMES,
    activity,
    assess_text,
    book,
    cost,
    declare,
    document,
    recognise,
    sound_grant,
    write_ledger,
)
from tests.rules import (
    test_accrued_costs,
    test_cc,
    test_dl,
    test_documents,
    test_double_funding,
    test_el,
    test_ev,
    test_gr,
    test_gy,
    test_in,
    test_pd,
    test_pu,
    test_register_costs,
    test_se,
    test_tr,
    test_vo,
    test_vo_registration,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rules.case import Found

MODULES = (
    test_gr,
    test_cc,
    test_gy,
    test_el,
    test_pu,
    test_ev,
    test_se,
    test_vo,
    test_vo_registration,
    test_pd,
    test_in,
    test_dl,
    test_accrued_costs,
    test_documents,
    test_double_funding,
    test_register_costs,
)
# What is no cost of a grant, so that nothing can be disallowed.
OFF_THE_GRANT = frozenset({"CC101", "CC107", "EL301 input VAT"})
CODES = [rule.code for family in FAMILIES for rule in family.rules]


@pytest.mark.parametrize("code", CODES)
def test_it_is_found_in_one_book_and_not_in_another(code: str) -> None:
    broken = {case.code for module in MODULES for case in module.FOUND}
    near = {case.code for module in MODULES for case in module.SILENT}

    assert code in broken.union(test_gr.BY_HAND, test_double_funding.BY_HAND, test_tr.BY_HAND)
    assert code in near.union(test_tr.BY_HAND)


@pytest.mark.parametrize("case", [case for module in MODULES for case in module.FOUND], ids=str)
def test_a_grant_that_is_in_order_hides_nothing_in_the_next(case: Found, tmp_path: Path) -> None:
    before = declare("NKR2019", "skr-2022", kostnadsstalle="1900", day="2019-01-01")

    assert case.finding(tmp_path, case.text + before).grant_id == case.grant


@pytest.mark.parametrize("case", [case for module in MODULES for case in module.FOUND], ids=str)
def test_an_unknown_programme_stops_no_rule(case: Found, tmp_path: Path) -> None:
    book_read = read_book(write_ledger(tmp_path, case.text, missing=case.missing), PROGRAMMES)
    unknown = tuple(replace(grant, programme=None) for grant in book_read.grants)

    assessment = assess(replace(book_read, grants=unknown))

    assert all(grant.settlement.repayment_expected is None for grant in assessment.grants)


@pytest.mark.parametrize(
    "case",
    [
        case
        for module in MODULES
        for case in module.FOUND
        if case.code[:2] in QUESTIONING and case.amount
    ],
    ids=str,
)
def test_what_may_be_disallowed_is_the_lines_that_make_the_amount(
    case: Found, tmp_path: Path
) -> None:
    finding = case.finding(tmp_path)

    lines = sum(line.amount for line in finding.lines)
    is_off = not OFF_THE_GRANT.isdisjoint((case.code, str(case)))
    assert lines == (0 if is_off else finding.amount)


def test_codes_are_two_letters_and_three_digits_and_each_used_once() -> None:
    assert [code for code in CODES if not re.fullmatch(r"[A-Z]{2}\d{3}", code)] == []
    assert [code for code, count in Counter(CODES).items() if count > 1] == []


def test_a_family_has_the_letters_of_its_rules() -> None:
    for family in FAMILIES:
        assert {rule.code[:2] for rule in family.rules} == {family.letters}


def test_a_sound_book_gives_no_finding(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        activity(),
        document("I1", "insats", insats="I1"),
        cost("A42", "2026-06-30", "40000.00", insats="I1", avser="2026-06"),
        cost("A43", "2026-07-31", "-1200.50", insats="I1", register="Riksstroke"),
        recognise("38799.50"),
    )

    assert assess_text(tmp_path, text).findings == ()
