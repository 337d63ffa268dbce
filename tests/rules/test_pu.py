"""PU: what each cost was for, and whether this money may be used for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import pytest

from nkr_audit.vocabulary import PURPOSES
from tests.books import (
    SOFTWARE,
    activity,
    agreement,
    assess_text,
    book,
    codes,
    cost,
    decision,
    declared,
    document,
    only,
    receipt,
    sound_grant,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.programme import Severity
    from tests.books import Words

ROW = f"{SOFTWARE}  40000.00 SEK"
OF_THE_REGIONS = {"kunskapsutveckling", "innehallsutveckling", "anvandning"}


def spent_for(purpose: str | None) -> str:
    """The grant of 2026, 40 000 kr used for one purpose."""
    return book(sound_grant(), cost("A42", "2026-06-30", "40000.00", andamal=purpose))


def agreed(year: int, purpose: str, money: str | None = None) -> str:
    """The agreement of ``year``, 40 000 kr used for one purpose."""
    return book(
        agreement(year, medel=money),
        cost("A42", f"{year}-06-30", "40000.00", andamal=purpose, account=software(year)),
    )


def software(year: int) -> str:
    return f"Kostnader:NKR{year}:5420-Programvaror"


def mixed(year: int, first: str, other: str, money: str | None = None) -> str:
    """The agreement of ``year``: ``first`` kr for it, ``other`` kr for knowledge."""
    account = software(year)
    return book(
        agreement(year, medel=money),
        cost("A42", f"{year}-06-30", first, andamal="it", account=account),
        cost("A43", f"{year}-06-30", other, andamal="kunskapsutveckling", account=account),
    )


def for_activity(**given: Unpack[Words]) -> str:
    """The grant of 2026 with one activity."""
    return book(sound_grant(), activity(**given), document("I1", "insats", insats="I1"))


def mostly(year: int, text: str, amount: str, money: str = "stat") -> Found:
    return Found(
        code="PU105", severity="warning", grant=f"NKR{year}", amount=amount,
        why=f"{year} {money}", text=text, at=f'{year}-02-01 custom "nkr-bidrag"',
    )  # fmt: skip


def on_activity(code: str, severity: Severity, text: str, why: str) -> Found:
    return Found(
        code=code, severity=severity, text=text, why=why, at='2026-03-10 custom "nkr-insats"'
    )


FOUND = (
    Found(
        code="PU101", severity="error", voucher="A42", amount="40000.00", text=spent_for(None),
        at=ROW,
    ),
    Found(
        code="PU102", severity="error", voucher="A42", amount="40000.00",
        text=spent_for("IT och statistik"), at=ROW,
    ),
    Found(
        code="PU103", severity="error", voucher="A42", amount="40000.00",
        text=spent_for("kunskapsutveckling"), at=ROW,
    ),
    # 2021: the state's money “främst”, mainly, to infrastructure; from 2022 without “främst”.
    Found(
        code="PU103", severity="error", voucher="A42", amount="40000.00", grant="NKR2022",
        why="2022", text=agreed(2022, "kunskapsutveckling"), at=f"{software(2022)}  40000.00 SEK",
    ),
    mostly(2021, mixed(2021, "49.99", "50.00"), "50.00"),
    mostly(2021, agreed(2021, "it", "region"), "40000.00", "region"),
    mostly(2022, agreed(2022, "it", "region"), "40000.00", "region"),
    on_activity("PU201", "error", for_activity(andamal=None), "nothing said"),
    on_activity("PU201", "error", for_activity(andamal="datorer"), "unknown"),
    on_activity("PU201", "error", for_activity(andamal="anvandning"), "not for this money"),
    on_activity("PU202", "warning", for_activity(andamal="it", framjar=None), "nothing said"),
    on_activity("PU202", "warning", for_activity(framjar="FIXME"), "to be written"),
    Found(
        code="PU104", severity="error", text=book(declared(medel="kommun"), receipt()),
        at='2026-03-10 custom "nkr-bidrag"', why="no such money",
    ),
    Found(
        code="PU104", severity="error", text=book(declared(medel="region"), receipt()),
        at='2026-03-10 custom "nkr-bidrag"', why="the grant of 2026 is the state's only",
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="PU101", why="said on the posting",
        text=spent_for(None).replace(f"{ROW}\n", f'{ROW}\n    andamal: "it"\n'),
    ),
    Silent(code="PU102", why="known, though barred", text=spent_for("anvandning")),
    Silent(code="PU102", why="missing", text=spent_for(None)),
    Silent(
        code="PU103", why="the posting's purpose wins over the voucher's",
        text=spent_for("anvandning").replace(f"{ROW}\n", f'{ROW}\n    andamal: "it"\n'),
    ),
    Silent(
        code="PU103", why="the regions' money to what it is for",
        text=agreed(2021, "kunskapsutveckling", "region"),
    ),
    Silent(code="PU103", why="the state's money, said", text=agreed(2022, "it", "stat")),
    Silent(
        code="PU103", why="2021: mainly, so no single cost is denied",
        text=agreed(2021, "kunskapsutveckling"),
    ),
    Silent(code="PU105", why="just half", text=mixed(2021, "50.00", "50.00")),
    Silent(code="PU105", why="2022: each is an error", text=agreed(2022, "kunskapsutveckling")),
    Silent(code="PU105", why="no costs", text=book(agreement(2021))),
    Silent(
        code="PU105", why="as much was credited",
        text=mixed(2021, "-50.00", "50.00"),
    ),
    Silent(code="PU201", why="allowed", text=for_activity(andamal="statistik")),
    Silent(
        code="PU201", why="2021: discouraged, not denied",
        text=book(
            agreement(2021),
            activity(andamal="kunskapsutveckling").replace("NKR2026", "NKR2021"),
        ),
    ),
    Silent(code="PU202", why="said", text=for_activity(andamal="it", framjar="Säker drift.")),
    Silent(code="PU104", why="the agreements have both", text=agreed(2022, "it", "region")),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_the_grant_of_2026_is_for_the_states_purposes_only(purpose: str, tmp_path: Path) -> None:
    assert ("PU103" in codes(assess_text(tmp_path, spent_for(purpose)))) == (
        purpose in OF_THE_REGIONS
    )


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
@pytest.mark.parametrize("year", [2021, 2022])
def test_the_regions_money_is_mainly_for_the_regions_purposes(
    year: int, purpose: str, tmp_path: Path
) -> None:
    found = codes(assess_text(tmp_path, agreed(year, purpose, "region")))

    assert ("PU105" in found) == (purpose not in OF_THE_REGIONS)
    assert "PU103" not in found


def test_the_share_is_told_in_per_cent(tmp_path: Path) -> None:
    finding = only(assess_text(tmp_path, mixed(2021, "30.00", "70.00")), "PU105")

    assert "70,0\N{NO-BREAK SPACE}%" in finding.message.sv
    assert "70.0\N{NO-BREAK SPACE}%" in finding.message.en


def test_what_2021_counts_2022_denies(tmp_path: Path) -> None:
    found = {
        year: [item for item in codes(assess_text(tmp_path, mixed(year, "30.00", "70.00")))
               if item.startswith("PU")]
        for year in (2021, 2022)
    }  # fmt: skip

    assert found == {2021: ["PU105"], 2022: ["PU103"]}


def test_a_warning_about_the_purpose_questions_nothing_and_an_error_all(tmp_path: Path) -> None:
    questioned = {}
    for year in (2021, 2022):
        (grant,) = assess_text(tmp_path, agreed(year, "kunskapsutveckling")).grants
        questioned[year] = str(grant.questioned)

    assert questioned == {2021: "0.00", 2022: "40000.00"}


@pytest.mark.parametrize("purpose", [None, "kunskap"])
def test_unknown_money_still_leaves_words_to_choose_among(
    purpose: str | None, tmp_path: Path
) -> None:
    text = book(
        declared(medel="region"), receipt(), cost("A42", "2026-06-30", "1.00", andamal=purpose)
    )

    finding = only(assess_text(tmp_path, text), "PU101" if purpose is None else "PU102")

    for remedy in (finding.remedy.sv, finding.remedy.en):
        assert "it, statistik, tillganglighet" in remedy


def test_unknown_money_questions_every_cost_once_and_denies_no_purpose(tmp_path: Path) -> None:
    text = book(
        declared(medel="region"), receipt(), decision(), cost("A42", "2026-06-30", "40000.00")
    )

    assessment = assess_text(tmp_path, text)

    assert codes(assessment) == ["PU104"]
    assert str(assessment.grants[0].questioned) == "40000.00"
