"""SE: the figure, and whether the liability in the books agrees with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.assessment import assess
from nkr_audit.programme import Clause
from tests.books import (
    BANK,
    INCOME,
    LIABILITY,
    PROGRAMMES,
    agreement,
    assess_text,
    book,
    cost,
    declare,
    event,
    only,
    read_in_memory,
    recognise,
    repayment,
    row,
    small_grant,
    voucher,
)
from tests.books import codes as found_codes
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = '2026-03-10 custom "nkr-bidrag"'
LIABILITY_2021 = "Skulder:NKR2021:2971-Förutbetalt-statsbidrag"
LIABILITY_2022 = "Skulder:NKR2022:2971-Förutbetalt-statsbidrag"
REPAYABLE_2021 = "Skulder:NKR2021:2491-Återbetalning"
REPAYABLE_2022 = "Skulder:NKR2022:2491-Återbetalning"
CLOSING = event("bokslut", "2027-01-31")


def spent(costs: str, *more: str, received: str = "10000.00") -> str:
    """A grant of ``received``, of which ``costs`` were used."""
    return book(small_grant(received), cost("A42", "2026-06-30", costs), *more)


def of_2021(*more: str) -> str:
    """The agreement of 2021, of which nothing was used; repaid by 2022-03-31."""
    return book(agreement(2021), *more)


def goes_on(day: str) -> str:
    """A voucher of the region's own, by which the book has come to ``day``."""
    rows = row("Kostnader:6570-Bankavgifter", "120.00"), row(BANK, "-120.00")
    return voucher("B1", day, *rows, text='"Bank" "Bankavgift"')


def repaid_2021(amount: str, day: str) -> str:
    return repayment(amount, day).replace(LIABILITY, LIABILITY_2021)


def two_years(*rows: str, tags: str = "") -> str:
    """The agreements of two years, and a voucher on both."""
    return book(
        agreement(2021), agreement(2022, kostnadsstalle="2622"),
        voucher("B40", "2022-02-10", *rows, tags=tags),
    )  # fmt: skip


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
        code="SE202", severity="error", amount="-1000.01", why="more than 1 000 kept",
        text=spent("8999.99", recognise("10000.00"), CLOSING), at="2027-01-31 custom",
    ),
    Found(
        # at most 1 000 is left, but the liability is neither what is left nor closed
        code="SE202", severity="error", amount="500.00", why="what may be kept is not closed",
        text=spent("9500.00", recognise("9000.00"), CLOSING), at="2027-01-31 custom",
    ),
    Found(
        code="SE202", severity="error", amount="0.01", why="closed again",
        text=spent("3000.00", recognise("2999.99"), CLOSING, event("bokslut", "2027-02-28")),
        at="2027-02-28 custom",
    ),
    Found(
        code="SE301", severity="warning", voucher="B32", amount="2000.00", why="repaid twice",
        text=spent(
            "3000.00", repayment("4000.00"), repayment("1000.00", "2027-05-01", number="B32")
        ),
        at=f"{LIABILITY}  1000.00 SEK",
    ),
    Found(
        code="SE302", severity="error", voucher="B32", amount="1000.00", why="repaid twice",
        text=spent(
            "3000.00", repayment("6000.00"), repayment("2000.00", "2027-05-01", number="B32")
        ),
        at=f"{LIABILITY}  2000.00 SEK",
    ),
    Found(
        code="SE301", severity="warning", voucher="B31", amount="1000.01",
        why="an öre more than the payer lets be",
        text=spent("3000.00", repayment("5999.99")), at=f"{LIABILITY}  5999.99 SEK",
    ),
    Found(
        code="SE301", severity="warning", amount="500000.00", why="the last day has passed",
        text=of_2021(goes_on("2022-04-01")), at='2021-02-01 custom "nkr-bidrag"', grant="NKR2021",
    ),
    Found(
        code="SE301", severity="warning", voucher="B31", amount="0.01",
        why="an öre under an agreement", grant="NKR2021",
        text=of_2021(repaid_2021("499999.99", "2022-03-01")), at=f"{LIABILITY_2021}  499999.99 SEK",
    ),
    Found(
        code="SE302", severity="error", voucher="B31", amount="0.01", why="an öre too much",
        text=spent("3000.00", repayment("7000.01")), at=f"{LIABILITY}  7000.01 SEK",
    ),
    Found(
        code="SE302", severity="error", voucher="B31", amount="500.00", why="nothing was unused",
        text=spent("12000.00", repayment("500.00")), at=f"{LIABILITY}  500.00 SEK",
    ),
    Found(
        code="SE303", severity="error", voucher="B31", amount="500000.00", why="a day late",
        text=of_2021(repaid_2021("500000.00", "2022-04-01")), grant="NKR2021",
        at=f"{LIABILITY_2021}  500000.00 SEK",
    ),
    Found(
        code="SE401", severity="error", voucher="B40", amount="100.00", why="into a new year",
        text=two_years(row(LIABILITY_2021, "100.00"), row(LIABILITY_2022, "-100.00")),
        at=f"{LIABILITY_2021}  100.00 SEK", grant="NKR2021",
    ),
    Found(
        code="SE401", severity="error", voucher="B40", amount="100.00", why="by another account",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(BANK, "50.00"), row(LIABILITY_2022, "-150.00")
        ),
        at=f"{LIABILITY_2021}  100.00 SEK", grant="NKR2021",
    ),
    Found(
        code="SE401", severity="error", voucher="B40", amount="100.00", why="a row of nothing",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(REPAYABLE_2021, "0.00"),
            row(LIABILITY_2022, "-100.00"),
        ),
        at=f"{LIABILITY_2021}  100.00 SEK", grant="NKR2021",
    ),
    Found(
        code="SE301", severity="warning", amount="500000.00", grant="NKR2021",
        why="the grant before it is not over",
        text=book(
            declare("NKR2022", "skr-2022", day="2020-12-01"), agreement(2021),
            goes_on("2022-04-01"),
        ),
        at='2021-02-01 custom "nkr-bidrag"',
    ),
    Found(
        code="SE301", severity="warning", amount="500000.00", grant="NKR2022",
        why="the grant before it is repaid",
        text=book(
            agreement(2021), agreement(2022, kostnadsstalle="2622"),
            repaid_2021("500000.00", "2022-03-01"), goes_on("2023-04-01"),
        ),
        at='2022-02-01 custom "nkr-bidrag"',
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
        code="SE202", why="at most 1 000 left and kept: the region closes it by its own rule",
        text=spent("9000.00", recognise("10000.00"), CLOSING),
    ),
    Silent(code="SE301", why="to the öre", text=spent("3000.00", repayment("7000.00"))),
    Silent(
        code="SE301", why="what is left the payer lets be",
        text=spent("3000.00", repayment("6000.00")),
    ),
    Silent(
        code="SE301", why="the year is not over",
        text=spent("3000.00", repayment("100.00", "2026-09-01")),
    ),
    Silent(code="SE301", why="nothing is booked yet", text=book(declare())),
    Silent(
        code="SE301", why="the last day of the year",
        text=spent("3000.00", repayment("100.00", "2026-12-31")),
    ),
    Silent(
        code="SE301", why="the payer has not invoiced", text=spent("3000.00", goes_on("2027-12-31"))
    ),
    Silent(code="SE301", why="the last day itself", text=of_2021(goes_on("2022-03-31"))),
    Silent(code="SE302", why="to the öre", text=spent("3000.00", repayment("7000.00"))),
    Silent(code="SE302", why="overspent, nothing repaid", text=spent("12000.00")),
    Silent(
        code="SE303", why="on the last day",
        text=of_2021(repaid_2021("500000.00", "2022-03-31")),
    ),
    Silent(
        code="SE303", why="the payer invoices", text=spent("3000.00", repayment("7000.00"))
    ),
    Silent(
        code="SE401", why="one payment for both",
        text=two_years(
            row(BANK, "300.00"), row(LIABILITY_2021, "-100.00"), row(LIABILITY_2022, "-200.00"),
            tags="#utbetalning",
        ),
    ),
    Silent(
        code="SE401", why="moved within each grant",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(REPAYABLE_2021, "-100.00"),
            row(LIABILITY_2022, "70.00"), row(REPAYABLE_2022, "-70.00"),
        ),
    ),
    Silent(
        code="SE401", why="repaid, and moved within the other grant",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(BANK, "-100.00"),
            row(LIABILITY_2022, "70.00"), row(REPAYABLE_2022, "-70.00"),
        ),
    ),
    Silent(
        code="SE401", why="a row lowers what the voucher as a whole raises",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(REPAYABLE_2021, "-150.00"),
            row(LIABILITY_2022, "-50.00"), row(BANK, "100.00"),
        ),
    ),
    Silent(
        code="SE401", why="moved within one grant, paid in on the other",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(REPAYABLE_2021, "-100.00"),
            row(BANK, "70.00"), row(LIABILITY_2022, "-70.00"),
        ),
    ),
    Silent(
        code="SE401", why="the correction of a misplaced receipt",
        text=two_years(
            row(LIABILITY_2021, "100.00"), row(LIABILITY_2022, "-100.00"), tags="#rattelse"
        ),
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


def test_the_closing_tells_whether_income_or_liability_is_wrong(tmp_path: Path) -> None:
    """SE202 stands for both: as long as SE201 is silent they are one and the same."""
    income = spent("3000.00", recognise("2999.99"), CLOSING)
    taken = voucher("A91", "2026-12-31", row(LIABILITY, "50.00"), row(BANK, "-50.00"))
    liability = spent("3000.00", recognise("3000.00"), taken, CLOSING)

    wrong_income = only(assess_text(tmp_path, income), "SE202").message.en
    wrong_liability = only(assess_text(tmp_path, liability), "SE202").message.en

    assert "SEK 2,999.99 is recognised against costs of SEK 3,000.00" in wrong_income
    assert "recognise income" in wrong_income
    assert "move back" in wrong_liability


def test_an_unknown_programme_has_no_last_day() -> None:
    text = spent("3000.00", repayment("100.00"))

    assert "SE301" in found_codes(assess(read_in_memory(text)))
    assert "SE301" not in found_codes(assess(read_in_memory(text, programmes={})))


def test_the_last_day_rests_on_the_clause_of_the_repayment(tmp_path: Path) -> None:
    clause = Clause(PROGRAMMES["sos-2026"].sources("evidence-invoice"))
    programme = PROGRAMMES["skr-2021"]
    other = replace(programme, repayment=replace(programme.repayment, clause=clause))
    text = of_2021(repaid_2021("500000.00", "2022-04-01"))

    finding = only(assess_text(tmp_path, text, programmes={"skr-2021": other}), "SE303")

    assert finding.sources == clause.sources


def test_the_grants_that_money_is_moved_to_are_named_in_order(tmp_path: Path) -> None:
    to = {name: f"Skulder:{name}:2971-Förutbetalt-statsbidrag" for name in ("NKR-B", "NKR-A")}
    text = book(
        agreement(2021),
        *(declare(name, "skr-2022", kostnadsstalle=name, day="2022-02-01") for name in to),
        voucher(
            "B40", "2022-02-10", row(LIABILITY_2021, "100.00"),
            row(to["NKR-B"], "-60.00"), row(to["NKR-A"], "-40.00"),
        ),
    )  # fmt: skip

    assert "till NKR-A, NKR-B." in only(assess_text(tmp_path, text), "SE401").message.sv
