"""EL: what the grant may not pay for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from nkr_audit.vocabulary import CATEGORIES
from tests.books import (
    PROGRAMMES,
    SOFTWARE,
    agreement,
    assess_text,
    book,
    codes,
    cost,
    only,
    row,
    sound_grant,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.programme import Programme

ROW = f"{SOFTWARE}  40000.00 SEK"
VAT = "Tillgångar:NKR2026:2641-Ingående-moms"
VAT_COST = "Kostnader:NKR2026:5699-Ej-lyft-moms"
INELIGIBLE = {
    "drift-forvaltning": "EL101",
    "forskning": "EL102",
    "individuell-bedomning": "EL103",
    "egen-anvandning": "EL104",
}


def spent_on(category: str | None) -> str:
    """A sound grant that paid 40 000 kr of one category."""
    return book(sound_grant(), cost("A42", "2026-06-30", "40000.00", kostnadsslag=category))


def without_travel() -> dict[str, Programme]:
    """The programmes, the grant of 2026 refusing travel."""
    sos = PROGRAMMES["sos-2026"]
    travel = replace(sos.categories["resor"], severity="warning")
    barred = replace(sos, categories={**sos.categories, "resor": travel})
    return {**PROGRAMMES, "sos-2026": barred}


FOUND = (
    *(
        Found(
            code=code, severity="error", voucher="A42", amount="40000.00",
            text=spent_on(category), at=ROW,
        )
        for category, code in INELIGIBLE.items()
    ),
    Found(
        code="EL101", severity="error", voucher="A42", amount="-40000.00", why="a credit",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "-40000.00", kostnadsslag="drift-forvaltning"),
        ),
        at=f"{SOFTWARE}  -40000.00 SEK",
    ),
    Found(
        code="EL101", severity="error", voucher="A42", amount="500.00", why="one row of two",
        text=book(
            sound_grant(),
            cost(
                "A42", "2026-06-30", "40000.00",
                row(SOFTWARE, "500.00", kostnadsslag="drift-forvaltning"),
            ),
        ),
        at=f"{SOFTWARE}  500.00 SEK",
    ),
    Found(
        code="EL105", severity="warning", voucher="A42", amount="40000.00",
        text=spent_on("resor"), at=ROW, programmes=without_travel(),
    ),
    Found(
        code="EL201", severity="warning", voucher="A42", amount="40000.00", text=spent_on(None),
        at=ROW,
    ),
    Found(
        code="EL202", severity="error", voucher="A42", amount="40000.00",
        text=spent_on("it-tjänster"), at=ROW,
    ),
    Found(
        code="EL301", severity="error", voucher="A42", amount="10000.00", why="input VAT",
        text=book(sound_grant(), cost("A42", "2026-06-30", "40000.00", row(VAT, "10000.00"))),
        at=f"{VAT}  10000.00 SEK",
    ),
    Found(
        code="EL301", severity="error", voucher="A42", amount="10000.00", why="VAT as a cost",
        text=book(sound_grant(), cost("A42", "2026-06-30", "40000.00", row(VAT_COST, "10000.00"))),
        at=f"{VAT_COST}  10000.00 SEK",
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="EL101", why="the posting's category wins over the voucher's",
        text=spent_on("drift-forvaltning").replace(
            f"{ROW}\n", f'{ROW}\n    kostnadsslag: "it-tjanster"\n'
        ),
    ),
    Silent(
        code="EL102", why="making data available for research is a purpose, and allowed",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", andamal="forskning-tillgangliggorande"),
        ),
    ),
    Silent(code="EL103", why="pay", text=spent_on("lon")),
    Silent(code="EL104", why="not the category, the purpose, says so", text=book(
        sound_grant(), cost("A42", "2026-06-30", "40000.00", andamal="anvandning"),
    )),
    Silent(code="EL105", why="travel, as the grant of 2026 has it", text=spent_on("resor")),
    Silent(code="EL105", why="a category with a rule of its own", text=spent_on("forskning")),
    Silent(
        code="EL201", why="said on the posting",
        text=spent_on(None).replace(f"{ROW}\n", f'{ROW}\n    kostnadsslag: "lon"\n'),
    ),
    Silent(code="EL202", why="ineligible, but known", text=spent_on("egen-anvandning")),
    Silent(code="EL202", why="missing", text=spent_on(None)),
    Silent(
        code="EL301", why="moms inside another word",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", account="Kostnader:NKR2026:6550-Programomsorg"),
        ),
    ),
    Silent(
        code="EL301", why="the region's own VAT account",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", row("Tillgångar:2641-Moms", "10000.00")),
        ),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_every_category_is_allowed_or_barred_alike_in_all_programmes(
    category: str, tmp_path: Path
) -> None:
    text = book(
        sound_grant(),
        agreement(2021),
        cost("A42", "2026-06-30", "1.00", kostnadsslag=category),
        cost(
            "A43", "2021-06-30", "1.00", kostnadsslag=category,
            account="Kostnader:NKR2021:5420-Programvaror",
        ),
    )  # fmt: skip

    eligibility = [code for code in codes(assess_text(tmp_path, text)) if code.startswith("EL")]

    assert eligibility == ([INELIGIBLE[category]] * 2 if category in INELIGIBLE else [])


def test_a_category_of_another_programme_is_said_to_be_missing_in_this_one(tmp_path: Path) -> None:
    sos = PROGRAMMES["sos-2026"]
    others = {name: item for name, item in sos.categories.items() if name != "resor"}
    without = {"sos-2026": replace(sos, categories=others)}

    here = only(assess_text(tmp_path, spent_on("resor"), programmes=without), "EL202").what
    nowhere = only(assess_text(tmp_path, spent_on("tåg"), programmes=without), "EL202").what

    assert here.sv == "Kostnadsslaget resor finns inte i bidragsprogrammet."
    assert here.en == "The cost category resor does not exist in the programme."
    assert nowhere.sv == "Kostnadsslaget tåg finns inte."
    assert nowhere.en == "The cost category tåg does not exist."
