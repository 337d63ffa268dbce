"""CC: costs on the right grant, cost centre, register and activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from tests.books import (
    SOFTWARE,
    activity,
    assess_text,
    book,
    cost,
    declare,
    document,
    only,
    receipt,
    row,
    sound_grant,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.books import Words

OTHER_GRANT = "Kostnader:NKR2025:5420-Programvaror"
OWN_MONEY = "Kostnader:5420-Programvaror"
ROW = f"{SOFTWARE}  40000.00 SEK"


def bought(**given: Unpack[Words]) -> str:
    """A sound grant that bought software for 40 000 kr."""
    return book(sound_grant(), cost("A42", "2026-06-30", "40000.00", **given))


FOUND = (
    Found(
        code="CC101", severity="error", voucher="A42", amount="40000.00", grant="NKR2025",
        text=book(sound_grant(), cost("A42", "2026-06-30", "40000.00", account=OTHER_GRANT)),
        at=f"{OTHER_GRANT}  40000.00 SEK",
    ),
    Found(
        code="CC101", severity="error", voucher="A18", amount="-500.00", grant="NKR2025",
        why="a receipt",
        text=book(
            sound_grant(),
            receipt("500.00", number="A18", account="Skulder:NKR2025:2971-Statsbidrag"),
        ),
        at="Skulder:NKR2025:2971-Statsbidrag",
    ),
    Found(
        code="CC102", severity="error", voucher="A42", amount="40000.00",
        text=bought(register="Swedehart"), at=ROW,
    ),
    Found(
        code="CC103", severity="warning", voucher="A42", amount="40000.00",
        text=bought(register=None), at=ROW,
    ),
    Found(
        code="CC104", severity="warning", voucher="A42", amount="40000.00",
        text=bought(insats="I9"), at=ROW,
    ),
    Found(
        code="CC105", severity="warning", text=book(declare(kostnadsstalle=None)),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="CC201", severity="warning", grant="NKR2026B",
        text=book(declare(), declare("NKR2026B")), at='custom "nkr-bidrag" "NKR2026B"',
    ),
    Found(
        code="CC106", severity="error", acceptable=False,
        text=book(
            sound_grant(), cost("A42", "2026-06-30", "40000.00", account="Kostnader:NKR2026")
        ),
        at="2020-01-01 open Kostnader:NKR2026",
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="CC101", why="the region's own money stands under no grant",
        text=book(sound_grant(), cost("A42", "2026-06-30", "40000.00", account=OWN_MONEY)),
    ),
    Silent(
        code="CC101", why="a region may group its own liabilities",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", against="Skulder:Inhemska:2440-Leverantörer"),
        ),
    ),
    Silent(
        code="CC106", why="the region's own account, no grant",
        text=book(sound_grant(), cost("A42", "2026-06-30", "40000.00", account=OWN_MONEY)),
    ),
    Silent(
        code="CC102", why="the posting's register wins over the voucher's",
        text=book(
            sound_grant(),
            cost(
                "A42", "2026-06-30", "40000.00", register=None,
            ).replace(f"{ROW}\n", f'{ROW}\n    register: "Swedeheart"\n').replace(
                '  nytta: "direkt"\n', '  nytta: "direkt"\n  register: "Swedehart"\n'
            ),
        ),
    ),
    Silent(code="CC103", why="said on the voucher", text=bought(register="Swedeheart")),
    Silent(
        code="CC104", why="declared",
        text=book(
            sound_grant(), activity(), document("I1", "insats", insats="I1"),
            cost("A42", "2026-06-30", "40000.00", insats="I1"),
        ),
    ),
    Silent(code="CC105", why="the code is a number", text=book(declare(kostnadsstalle="0"))),
    Silent(
        code="CC201", why="two codes", text=book(declare(), declare("NKR2", kostnadsstalle="261"))
    ),
    Silent(
        code="CC201", why="neither has one",
        text=book(declare(kostnadsstalle=None), declare("NKR2", kostnadsstalle=None)),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_each_row_answers_for_its_own_register(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost(
            "A42", "2026-06-30", "100.00", row(SOFTWARE, "200.00", register="Okänt"),
            register="Swedeheart",
        ),
    )  # fmt: skip

    finding = only(assess_text(tmp_path, text), "CC102")

    assert [str(line.amount) for line in finding.lines] == ["200.00"]


def test_a_grant_without_registers_has_none_to_choose_among(tmp_path: Path) -> None:
    text = book(declare(), receipt(), cost("A42", "2026-06-30", "1.00"))

    remedy = only(assess_text(tmp_path, text), "CC102").remedy

    assert remedy.sv.startswith("välj –, eller")
    assert remedy.en.startswith("choose –, or")
