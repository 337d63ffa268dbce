"""CC: a register's costs outside every grant, money passed on, and the benefit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import pytest

from nkr_audit.assessment import assess
from tests.books import (
    PAYABLE,
    SOFTWARE,
    agreement,
    assess_text,
    book,
    codes,
    cost,
    only,
    read_in_memory,
    row,
    sound_grant,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.books import Words

OWN = "Kostnader:5420-Programvaror"
OWN_ROW = f"{OWN}  40000.00 SEK"
ROW = f"{SOFTWARE}  40000.00 SEK"


def own(day: str = "2026-06-30", amount: str = "40000.00", **given: Unpack[Words]) -> str:
    """A sound grant, and a cost of one of its registers booked outside it."""
    return book(sound_grant(), cost("A42", day, amount, account=OWN, evidence=(), **given))


def passed_on(*evidence: str, amount: str = "40000.00", to: str | None = "Region Skåne") -> str:
    """A sound grant of which money was passed on."""
    return book(
        sound_grant(),
        cost("A42", "2026-06-30", amount, evidence=("faktura", *evidence), formedlat_till=to),
    )


def bought(benefit: str | None) -> str:
    return book(sound_grant(), cost("A42", "2026-06-30", "40000.00", nytta=benefit))


def warned(code: str, text: str, why: str, at: str = ROW) -> Found:
    return Found(
        code=code, severity="warning", voucher="A42", amount="40000.00", why=why, text=text, at=at
    )


FOUND = (
    warned("CC107", own(), "in the year", OWN_ROW),
    warned("CC107", own("2026-01-01"), "the first day", OWN_ROW),
    warned("CC107", own("2026-12-31"), "the last day", OWN_ROW),
    warned("CC107", own(kostnadsslag=None), "not said what kind of cost", OWN_ROW),
    warned("CC108", passed_on(), "the invoice only"),
    warned("CC108", passed_on("avtal"), "an agreement shows no use"),
    warned("CC109", bought("dirket"), "misspelt"),
    warned("CC109", bought("Direkt"), "with a capital"),
)

SILENT = (
    Silent(code="CC107", why="the day before the year", text=own("2025-12-31")),
    Silent(code="CC107", why="the day after the year", text=own("2027-01-01")),
    Silent(code="CC107", why="a register of no grant", text=own(register="Luftvägsregistret")),
    Silent(code="CC107", why="no register", text=own(register=None)),
    Silent(code="CC107", why="a credit", text=own(amount="-40000.00")),
    Silent(code="CC107", why="nothing was paid", text=own(amount="0.00")),
    Silent(
        code="CC107", why="what the grant may not pay",
        text=own(kostnadsslag="drift-forvaltning"),
    ),
    Silent(
        code="CC107", why="its voucher has a row on the grant",
        text=book(sound_grant(), cost("A42", "2026-06-30", "1.00", row(OWN, "40000.00"))),
    ),
    Silent(
        code="CC107", why="another financier pays",
        text=book(
            sound_grant(),
            cost(
                "A42", "2026-06-30", "40000.00", account=OWN, evidence=(),
                against="Intäkter:3990-Ersättning", finansiar="myndighet",
            ),
        ),
    ),
    Silent(code="CC108", why="what it was used for", text=passed_on("fordelning")),
    Silent(code="CC108", why="what was delivered", text=passed_on("leverans")),
    Silent(code="CC108", why="what was done", text=passed_on("insats")),
    Silent(code="CC108", why="money that came back", text=passed_on(amount="-40000.00")),
    Silent(code="CC108", why="nothing was passed on", text=passed_on(amount="0.00")),
    Silent(code="CC108", why="not passed on", text=passed_on(to=None)),
    Silent(code="CC109", why="indirect", text=bought("indirekt")),
    Silent(code="CC109", why="not said", text=bought(None)),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_the_postings_recipient_wins_over_the_vouchers(tmp_path: Path) -> None:
    text = passed_on().replace(f"{ROW}\n", f'{ROW}\n    formedlat-till: "Region Dalarna"\n')

    assert "Region Dalarna" in only(assess_text(tmp_path, text), "CC108").message.sv


def test_money_passed_on_within_a_sound_voucher_is_asked_for_row_by_row(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost(
            "A42", "2026-06-30", "100.00", row(SOFTWARE, "50.00", formedlat_till="Region Skåne"),
            against=PAYABLE,
        ),
    )  # fmt: skip

    finding = only(assess_text(tmp_path, text), "CC108")

    assert str(finding.amount) == "50.00"


@pytest.mark.parametrize(("day", "grant"), [("2022-06-30", "NKR2022"), ("2026-06-30", "NKR2026")])
def test_a_cost_outside_is_told_of_the_grant_of_its_year(
    day: str, grant: str, tmp_path: Path
) -> None:
    text = book(sound_grant(), agreement(2022), cost("A42", day, "1.00", account=OWN, evidence=()))

    assert only(assess_text(tmp_path, text), "CC107").grant_id == grant


def test_nothing_is_known_of_what_an_unknown_programme_may_pay() -> None:
    text = own()

    assert "CC107" in codes(assess(read_in_memory(text)))
    assert "CC107" not in codes(assess(read_in_memory(text, programmes={})))


def test_nothing_of_it_is_questioned(tmp_path: Path) -> None:
    assessment = assess_text(tmp_path, passed_on())

    assert "CC108" in codes(assessment)
    assert not assessment.grants[0].questioned
