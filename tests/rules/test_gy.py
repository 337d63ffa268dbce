"""GY: a cost counts when it arose in the grant year, whenever it was booked or paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.books import (
    SALARY,
    SOFTWARE,
    Bare,
    accrual,
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

    from tests.books import Word

ROW = f"{SOFTWARE}  40000.00 SEK"
HEAD = "2026-06-30 * "


def about(avser: Word, *, day: str = "2026-06-30", amount: str = "40000.00") -> str:
    """A sound grant that paid ``amount`` for the period ``avser``."""
    return book(sound_grant(), cost("A42", day, amount, avser=avser))


def unreadable(avser: Word, why: str) -> Found:
    return Found(
        code="GY001", severity="error", voucher="A42", amount="40000.00", why=why,
        text=about(avser), at=HEAD,
    )  # fmt: skip


def outside(avser: Word, day: str, why: str) -> Found:
    return Found(
        code="GY101", severity="error", voucher="A42", amount="40000.00", why=why,
        text=about(avser, day=day), at=ROW,
    )  # fmt: skip


def partly(avser: str, why: str, amount: str = "40000.00") -> Found:
    return Found(
        code="GY102", severity="warning", voucher="A42", amount=amount, why=why,
        text=about(avser, amount=amount), at=f"{SOFTWARE}  {amount} SEK",
    )  # fmt: skip


# The invoice belongs to two accruals, for November and for December, neither on its own account.
TWO_ACCRUALS = (
    accrual("A80", "2026-12-31", "600.00", links="^B7", account=SALARY, avser="2026-11"),
    accrual("A81", "2026-12-31", "400.00", links="^B7", account=SALARY, avser="2026-12"),
)

FOUND = (
    unreadable("2026-13", "month 13"),
    unreadable("2026-00", "month 0"),
    unreadable("2026-02-30", "a day that does not exist"),
    unreadable("2026-12/2026-11", "ends before it starts"),
    unreadable("2026-06-02/2026-06-01", "ends the day before it starts"),
    unreadable("juni 2026", "in words"),
    unreadable("2026-6", "one digit"),
    unreadable("2026-06/", "half an interval"),
    unreadable("", "empty"),
    unreadable(Bare("2026-06"), "without quotes, which Beancount computes to 2020"),
    unreadable(Bare("2026"), "a number"),
    Found(
        code="GY001", severity="error", voucher="A42", amount="250.00", why="on a posting",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", row(SOFTWARE, "250.00", avser="2026-13")),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    outside("2025-12-31", "2026-06-30", "the day before the year"),
    outside("2027-01-01", "2026-06-30", "the day after the year"),
    outside(None, "2025-12-31", "dated the day before"),
    outside(None, "2027-01-01", "dated the day after"),
    partly("2026-12-31/2027-01-01", "one day on each side"),
    partly("2025-12-31/2026-01-01", "one day on each side of the first"),
    partly("2026-11-15/2027-02-14", "half a winter"),
    # 0.50 × 1/365 = 0.0013…: nothing to the öre, but a day of it is in the year
    partly("2025-01-02/2026-01-01", "a share that rounds to nothing", "0.50"),
    Found(
        code="GY103", severity="warning", voucher="B7", amount="900.00",
        text=book(sound_grant(), *TWO_ACCRUALS, cost("B7", "2027-01-20", "900.00")),
        at=f"{SOFTWARE}  900.00 SEK",
    ),
)  # fmt: skip

SILENT = (
    Silent(code="GY001", why="a date without quotes is a day", text=about(Bare("2026-06-15"))),
    Silent(code="GY001", why="the last of February in a leap year", text=about("2028-02-29")),
    Silent(
        code="GY001", why="the posting's period wins over one that cannot be read",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", avser="2026-13").replace(
                f"{ROW}\n", f'{ROW}\n    avser: "2026-06"\n'
            ),
        ),
    ),
    Silent(
        code="GY101", why="nothing was paid after the year",
        text=book(sound_grant(), cost("A42", "2027-01-01", "0.00")),
    ),
    Silent(code="GY101", why="the first day", text=about("2026-01-01", day="2027-01-31")),
    Silent(code="GY101", why="the last day", text=about("2026-12-31", day="2027-01-31")),
    Silent(code="GY101", why="dated the first day", text=about(None, day="2026-01-01")),
    Silent(code="GY101", why="dated the last day", text=about(None, day="2026-12-31")),
    Silent(
        code="GY101", why="a day of it is in the year, though its share rounds to nothing",
        text=about("2025-01-02/2026-01-01", amount="0.50"),
    ),
    Silent(code="GY102", why="just the year", text=about("2026")),
    Silent(code="GY102", why="wholly outside", text=about("2027-01")),
    Silent(
        code="GY103", why="it says its own period",
        text=book(
            sound_grant(), *TWO_ACCRUALS, cost("B7", "2027-01-20", "900.00", avser="2026-12")
        ),
    ),
    Silent(
        code="GY103", why="two accruals for one period",
        text=book(
            sound_grant(),
            accrual("A80", "2026-12-31", "600.00", links="^B7", avser="2026-12"),
            accrual("A81", "2026-12-31", "400.00", links="^B7", avser="2026-12"),
            cost("B7", "2027-01-20", "900.00"),
        ),
    ),
    Silent(
        code="GY103", why="only one of them on its account",
        text=book(
            sound_grant(), *TWO_ACCRUALS, cost("B7", "2027-01-20", "600.00"),
            accrual("A82", "2026-12-31", "500.00", links="^B7", avser="2026-10"),
        ),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize("avser", ["2026-13", "2026-02-30", Bare("2026-06")])
def test_a_period_that_cannot_be_read_leaves_the_cost_on_its_date(
    avser: Word, tmp_path: Path
) -> None:
    (grant,) = assess_text(tmp_path, about(avser)).grants

    assert grant.settlement.costs == Decimal("40000.00")


def test_the_message_shows_the_days_and_both_shares(tmp_path: Path) -> None:
    # 2026-11-15 to 2027-02-14: 16 + 31 = 47 days inside, 31 + 14 = 45 outside, 92 in all.
    # 9 200.00 × 47/92 = 4 700.00 inside; 4 500.00 outside.
    finding = only(assess_text(tmp_path, about("2026-11-15/2027-02-14", amount="9200.00")), "GY102")

    for part in ("47 av 92 dagar", "4\N{NO-BREAK SPACE}700,00", "4\N{NO-BREAK SPACE}500,00"):
        assert part in finding.message.sv
    for part in ("47 of 92 days", "4,700.00", "4,500.00"):
        assert part in finding.message.en


def test_one_bad_period_on_a_voucher_is_one_finding_however_many_rows(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost("A42", "2026-06-30", "1.00", row(SOFTWARE, "2.00"), avser="2026-13"),
    )

    assert codes(assess_text(tmp_path, text)).count("GY001") == 1
