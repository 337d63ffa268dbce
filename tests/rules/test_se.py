"""SE: the figure, and whether the liability in the books agrees with it."""

from __future__ import annotations

from tests.books import (
    BANK,
    INCOME,
    LIABILITY,
    book,
    cost,
    event,
    recognise,
    repayment,
    row,
    small_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

DECLARED = '2026-03-10 custom "nkr-bidrag"'
CLOSING = event("bokslut", "2027-01-31")


def spent(costs: str, *more: str, received: str = "10000.00") -> str:
    """A grant of ``received``, of which ``costs`` were used."""
    return book(small_grant(received), cost("A42", "2026-06-30", costs), *more)


FOUND = (
    Found(
        code="SE101", severity="warning", amount="0.01", why="an öre too much",
        text=spent("10000.01"), at=DECLARED,
    ),
    Found(
        # 10 000.00 received, 3 000.00 taken off the liability without a tag
        code="SE201", severity="error", amount="-3000.00", why="income without its tag",
        text=spent(
            "3000.00",
            voucher("A90", "2026-12-31", row(LIABILITY, "3000.00"), row(INCOME, "-3000.00")),
        ),
        at=DECLARED,
    ),
    Found(
        code="SE201", severity="error", amount="0.01", why="an öre from elsewhere",
        text=spent("1.00", voucher("A18", "2026-05-21", row(BANK, "0.01"), row(LIABILITY))),
        at=DECLARED,
    ),
    Found(
        # the liability is 10 000.00 − 2 999.99 = 7 000.01, unused 10 000.00 − 3 000.00 = 7 000.00
        code="SE202", severity="error", amount="0.01", why="an öre too little recognised",
        text=spent("3000.00", recognise("2999.99"), CLOSING), at="2027-01-31 custom",
    ),
    Found(
        # 7 000.00 unused, 6 000.00 repaid: 1 000.00 is left, and the liability says 4 000.00
        code="SE202", severity="error", amount="3000.00", why="nothing recognised",
        text=spent("3000.00", repayment("6000.00"), CLOSING), at="2027-01-31 custom",
    ),
)  # fmt: skip

SILENT = (
    Silent(code="SE101", why="used to the öre", text=spent("10000.00")),
    Silent(
        code="SE101", why="not yet received",
        text=book(
            small_grant("10000.00").replace("#utbetalning", ""), cost("A1", "2026-06-30", "9")
        ),
    ),
    Silent(code="SE201", why="income recognised", text=spent("3000.00", recognise("3000.00"))),
    Silent(
        code="SE201", why="recognised and repaid",
        text=spent("3000.00", recognise("3000.00"), repayment("7000.00")),
    ),
    Silent(code="SE202", why="not yet closed", text=spent("3000.00")),
    Silent(
        code="SE202", why="closed, the costs recognised",
        text=spent("3000.00", recognise("3000.00"), CLOSING),
    ),
    Silent(
        code="SE202", why="closed and repaid",
        text=spent("3000.00", recognise("3000.00"), repayment("7000.00"), CLOSING),
    ),
    Silent(
        code="SE202", why="overspent: what is above the grant is the region's own, no claim",
        text=spent("12000.00", recognise("10000.00"), CLOSING),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)
