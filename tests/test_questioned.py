"""What is questioned: costs with an open error of EL, EV, CC or PU, each line once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.books import (
    PROGRAMMES,
    SOFTWARE,
    activity,
    agreement,
    assess_text,
    book,
    cost,
    document,
    event,
    row,
    small_grant,
    sound_grant,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.assessment import GrantAssessment
    from tests.books import Words


def kr(text: str) -> Decimal:
    return Decimal(text)


def assessed(folder: Path, *parts: str) -> GrantAssessment:
    """A grant of 10 000.00 with what is in ``parts``."""
    (grant,) = assess_text(folder, book(small_grant("10000.00"), *parts)).grants
    return grant


def test_a_line_with_several_findings_is_questioned_once(tmp_path: Path) -> None:
    # EL101, PU101, EV101 and CC102 all on one line
    grant = assessed(
        tmp_path,
        cost("A1", "2026-06-30", "3000.00"),
        cost(
            "A2", "2026-06-30", "500.00", kostnadsslag="drift-forvaltning", andamal=None,
            register="Okänt", evidence=(),
        ),
    )  # fmt: skip

    errors = [item.code for item in grant.findings if item.is_open_error]
    assert {"EL101", "PU101", "EV101", "CC102"} <= set(errors)
    assert grant.questioned == kr("500.00")
    # 10 000.00 − (3 500.00 − 500.00)
    assert grant.unused_if_disallowed == kr("7000.00")
    assert grant.settlement.unused == kr("6500.00")


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("EL101", {"kostnadsslag": "drift-forvaltning"}),
        ("EL202", {"kostnadsslag": "okänt"}),
        ("PU101", {"andamal": None}),
        ("PU103", {"andamal": "anvandning"}),
        ("CC102", {"register": "Okänt"}),
    ],
)
def test_each_error_of_the_four_families_questions_until_it_is_accepted(
    code: str, given: Words, tmp_path: Path
) -> None:
    def with_deviation(avvikelse: str | None) -> Decimal:
        both: Words = {**given, "avvikelse": avvikelse}
        line = cost("A1", "2026-06-30", "500.00", **both)
        return assessed(tmp_path, line).questioned

    assert with_deviation(None) == kr("500.00")
    assert with_deviation(f"{code}: beslut 2026-03-01") == 0
    assert with_deviation("EL999: beslut 2026-03-01") == kr("500.00")


def test_a_line_stays_questioned_while_any_of_its_errors_is_open(tmp_path: Path) -> None:
    def questioned(avvikelse: str) -> Decimal:
        line = cost(
            "A1", "2026-06-30", "500.00", kostnadsslag="forskning", andamal=None,
            avvikelse=avvikelse,
        )  # fmt: skip
        return assessed(tmp_path, line).questioned

    assert questioned("EL102: beslut 2026-03-01") == kr("500.00")
    assert questioned("EL102, PU101: beslut 2026-03-01") == 0


def test_a_missing_document_questions_the_whole_voucher(tmp_path: Path) -> None:
    grant = assessed(
        tmp_path, cost("A1", "2026-06-30", "300.00", row(SOFTWARE, "200.00"), evidence=())
    )

    assert (grant.questioned, grant.unproved) == (kr("500.00"), kr("500.00"))
    assert grant.proved_share == 0


def test_an_activity_without_proof_questions_its_costs(tmp_path: Path) -> None:
    lines = (cost("A1", "2026-06-30", "300.00", insats="I1"), cost("A2", "2026-06-30", "200.00"))
    proof = document("I1", "insats", insats="I1")
    closed = event("bokslut", "2027-02-12")

    assert assessed(tmp_path, activity(), *lines, closed).questioned == kr("300.00")
    assert assessed(tmp_path, activity(), *lines, closed, proof).questioned == 0
    assert assessed(tmp_path, activity(), *lines).questioned == 0  # the year is running


def test_warnings_and_errors_of_other_families_question_nothing(tmp_path: Path) -> None:
    grant = assessed(
        tmp_path,
        cost("A1", "2026-06-30", "300.00", register=None),  # CC103, a warning
        cost("A2", "2026-06-30", "200.00", kostnadsslag=None),  # EL201, a warning
        cost("A3", "2026-06-30", "100.00", avser="2026-13"),  # GY001, an error
        cost("A4", "2027-06-30", "50.00"),  # GY101, an error
    )

    assert {(item.code, item.severity) for item in grant.findings} >= {
        ("CC103", "warning"), ("EL201", "warning"), ("GY001", "error"), ("GY101", "error"),
    }  # fmt: skip
    assert grant.questioned == 0
    assert grant.unused_if_disallowed == grant.settlement.unused


def test_other_families_question_nothing_even_where_a_programme_makes_them_grave(
    tmp_path: Path,
) -> None:
    strict = replace(PROGRAMMES["sos-2026"], severities={"GY102": "error"})
    text = book(sound_grant(), cost("A42", "2026-12-31", "9200.00", avser="2026-11-15/2027-02-14"))

    assessment = assess_text(tmp_path, text, programmes={"sos-2026": strict})

    assert [(item.code, item.is_open_error) for item in assessment.findings] == [("GY102", True)]
    assert assessment.grants[0].questioned == 0


def test_only_the_share_inside_the_year_is_questioned(tmp_path: Path) -> None:
    # 9 200.00 × 47/92 = 4 700.00
    grant = assessed(
        tmp_path, cost("A1", "2026-12-31", "9200.00", avser="2026-11-15/2027-02-14", andamal=None)
    )

    assert grant.questioned == kr("4700.00")
    assert grant.unused_if_disallowed == kr("10000.00")


def test_a_questioned_credit_lowers_what_is_questioned(tmp_path: Path) -> None:
    grant = assessed(
        tmp_path,
        cost("A1", "2026-06-30", "500.00", andamal=None),
        cost("A2", "2026-07-31", "-120.00", andamal=None),
    )

    assert grant.questioned == kr("380.00")


def test_each_grant_is_questioned_for_its_own_costs(tmp_path: Path) -> None:
    other = "Kostnader:NKR2022:5420-Programvaror"
    text = book(
        sound_grant(),
        agreement(2022),
        cost("A1", "2026-06-30", "500.00", andamal=None),
        cost("A2", "2022-06-30", "30.00", andamal=None, account=other),
    )

    grants = {
        item.settlement.grant.id: item.questioned for item in assess_text(tmp_path, text).grants
    }

    assert grants == {"NKR2026": kr("500.00"), "NKR2022": kr("30.00")}
