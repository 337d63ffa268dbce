"""VO: what is written can be read, balances exactly, and is in whole öre and kronor."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.books import (
    LIABILITY,
    PAYABLE,
    SOFTWARE,
    activity,
    assess_text,
    book,
    codes,
    cost,
    only,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, silent

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "2026-06-30 * "


def rows(*amounts: str, **given: str) -> str:
    """A sound grant with a voucher of software rows, the last against the supplier."""
    *debits, credit = amounts
    return book(
        sound_grant(),
        voucher(
            "A42", "2026-06-30", *(row(SOFTWARE, debit) for debit in debits), row(PAYABLE, credit),
            **given,
        ),
    )  # fmt: skip


def in_euro(money: str) -> str:
    """A sound grant with a voucher of 100 euro, the supplier's row as given."""
    return book(
        sound_grant(),
        voucher("A42", "2026-06-30", f"  {SOFTWARE}  100.00 {money}\n", f"  {PAYABLE}\n"),
    )


def deviating(avvikelse: str) -> str:
    return book(
        sound_grant(),
        cost("A42", "2026-06-30", "40000.00", kostnadsslag="drift-forvaltning").replace(
            f"{SOFTWARE}  40000.00 SEK\n",
            f'{SOFTWARE}  40000.00 SEK\n    avvikelse: "{avvikelse}"\n',
        ),
    )


FOUND = (
    Found(
        code="VO001", severity="error", grant=None, why="account not opened", acceptable=False,
        text=book(sound_grant(), cost("A42", "2026-06-30", "1.00"), unopened={PAYABLE}),
        at=HEAD,
    ),
    Found(
        code="VO001", severity="error", grant=None, why="a date that does not exist",
        text=book(sound_grant(), '2026-02-30 * "Exempel AB" "Resa"\n'), at="2026-02-30",
        acceptable=False,
    ),
    Found(
        code="VO002", severity="error", voucher="A42", amount="0.01", grant=None, why="one öre",
        text=rows("100.01", "-100.00"), at=HEAD,
    ),
    Found(
        code="VO002", severity="error", voucher="A42", amount="-0.01", grant=None,
        why="one öre the other way", text=rows("100.00", "-100.01"), at=HEAD,
    ),
    Found(
        code="VO002", severity="error", voucher="A42", amount="0.005", grant=None,
        why="half an öre, which Beancount lets pass", text=rows("100.005", "-100.00"), at=HEAD,
    ),
    Found(
        code="VO003", severity="error", voucher="A42", amount="100.005", grant="NKR2026",
        why="unbalanced by it", text=rows("100.005", "-100.00"), at=f"{SOFTWARE}  100.005 SEK",
    ),
    Found(
        code="VO003", severity="error", voucher="A42", amount="100.005", grant="NKR2026",
        why="the other row takes what is left",
        text=book(
            sound_grant(),
            voucher("A42", "2026-06-30", row(SOFTWARE, "100.005"), row(PAYABLE)),
        ),
        at=f"{SOFTWARE}  100.005 SEK",
    ),
    Found(
        code="VO004", severity="error", voucher="A42", grant="NKR2026", text=in_euro("EUR"),
        why="euro", at=f"{SOFTWARE}  100.00 EUR",
    ),
    Found(
        code="VO004", severity="error", voucher="A42", grant="NKR2026", why="euro at a price",
        text=in_euro("EUR @@ 1120.00 SEK"), at=f"{SOFTWARE}  100.00 EUR",
    ),
    Found(
        code="VO005", severity="error", voucher="A42", grant=None, why="no reason",
        text=deviating("EL101"), at=f"{SOFTWARE}  40000.00 SEK", acceptable=False,
    ),
    Found(
        code="VO005", severity="error", voucher="A42", grant=None, why="an empty reason",
        text=deviating("EL101: "), at=f"{SOFTWARE}  40000.00 SEK", acceptable=False,
    ),
    Found(
        code="VO005", severity="error", voucher="A42", grant=None, why="no code",
        text=deviating("godkänt av chefen"), at=f"{SOFTWARE}  40000.00 SEK", acceptable=False,
    ),
    Found(
        code="VO005", severity="error", voucher="A42", grant=None, why="on the voucher",
        text=book(sound_grant(), cost("A42", "2026-06-30", "1.00", avvikelse="EL101")), at=HEAD,
        acceptable=False,
    ),
    Found(
        code="VO005", severity="error", grant=None, why="on a declaration",
        text=book(sound_grant(), activity(avvikelse="EV105")), at='custom "nkr-insats"',
        acceptable=False,
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="VO001", why="every account opened",
        text=book(sound_grant(), cost("A42", "2026-06-30", "1.00")),
    ),
    Silent(code="VO002", why="three rows to zero", text=rows("33.33", "66.67", "-100.00")),
    Silent(code="VO003", why="zeros at the end are no decimals", text=rows("100.000", "-100.00")),
    Silent(code="VO003", why="whole kronor", text=rows("100", "-100")),
    Silent(code="VO004", why="the currency in the text only", text=rows("1.00", "-1.00")),
    Silent(code="VO005", why="a code and a reason", text=deviating("EL101: beslut 2026-03-01")),
    Silent(code="VO005", why="two codes", text=deviating("EL101, EV101: beslut 2026-03-01")),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_fine_amounts_that_add_up_to_whole_ore_are_still_found(tmp_path: Path) -> None:
    assessment = assess_text(tmp_path, rows("33.335", "66.665", "-100.00"))

    found_amounts = [item.amount for item in assessment.findings if item.code == "VO003"]
    assert found_amounts == [Decimal("33.335"), Decimal("66.665")]


def test_a_deviation_that_cannot_be_read_accepts_nothing(tmp_path: Path) -> None:
    assert only(assess_text(tmp_path, deviating("EL101")), "EL101").accepted is None


@pytest.mark.parametrize("code", ["EL102", "EV101"])
def test_a_deviation_accepts_only_the_codes_it_names(code: str, tmp_path: Path) -> None:
    finding = only(assess_text(tmp_path, deviating(f"{code}: beslut 2026-03-01")), "EL101")

    assert finding.accepted is None


def test_a_line_in_another_currency_is_in_no_figure(tmp_path: Path) -> None:
    assessment = assess_text(tmp_path, in_euro("EUR"))

    assert assessment.grants[0].settlement.costs == Decimal("0.00")
    assert [fault.drops for fault in assessment.book.faults] == [True]


def test_a_cost_worked_out_in_another_currency_is_known_to_be_lost(tmp_path: Path) -> None:
    rows = (f"  {PAYABLE}  -100.00 EUR\n", f"  {SOFTWARE}\n")

    assessment = assess_text(tmp_path, book(sound_grant(), voucher("A42", "2026-06-30", *rows)))

    assert [(fault.code, fault.drops) for fault in assessment.book.faults] == [("VO004", True)]


def test_a_price_in_another_currency_leaves_the_kronor_in_the_figure(tmp_path: Path) -> None:
    assessment = assess_text(tmp_path, in_euro("SEK @ 0.09 EUR"))

    assert assessment.grants[0].settlement.costs == Decimal("100.00")
    assert [(fault.code, fault.drops) for fault in assessment.book.faults] == [("VO004", False)]


def test_a_voucher_out_of_balance_is_found_wherever_it_is_booked(tmp_path: Path) -> None:
    text = book(
        voucher("A1", "2026-06-30", row("Tillgångar:Bank", "1.00"), row("Intäkter:Hyra", "-1.01")),
        voucher("A2", "2026-06-30", row("Tillgångar:Bank", "1.00"), row(LIABILITY, "-1.00")),
    )

    unbalanced = [item for item in assess_text(tmp_path, text).findings if item.code == "VO002"]
    assert [item.voucher_number for item in unbalanced] == ["A1"]
    assert codes(assess_text(tmp_path, text)).count("VO002") == 1
