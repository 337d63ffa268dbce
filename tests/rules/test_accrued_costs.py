"""GY: accruals are dated in the year, about the year, released in full, and not left open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.books import (
    ACCRUED,
    BANK,
    PAYABLE,
    SALARY,
    SOFTWARE,
    accrual,
    assess_text,
    book,
    codes,
    cost,
    declare,
    event,
    only,
    release,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

LINK = "^A80"
ACCRUAL = accrual("A80", "2026-12-31", "40000.00", avser="2026-12")
LOWERED = cost(
    "A81", "2026-12-31", "-2000.00", tags="#rattelse", links=LINK, avser="2026-12", rattar="A80"
)
RELEASE = release("B1", "2027-01-01", "-40000.00", links=LINK)
REPORTED = event("aterrapport", "2027-04-01")


def with_grant(*parts: str) -> str:
    return book(sound_grant(), *parts)


def invoice(amount: str = "40000.00", avser: str | None = None, *more: str) -> str:
    return cost("B7", "2027-01-20", amount, *more, links=LINK, avser=avser)


def paid(day: str) -> str:
    """A payment, by which the book has come to ``day``."""
    return voucher("B9", day, row(PAYABLE, "1.00"), row(BANK, "-1.00"))


def at_report(*parts: str) -> str:
    return with_grant(ACCRUAL, *parts, REPORTED)


def still_open(text: str, why: str) -> Found:
    return Found(
        code="GY203", severity="warning", voucher="A80", amount="40000.00", why=why, text=text,
        at="2026-12-31 * ",
    )  # fmt: skip


FOUND = (
    Found(
        code="GY201", severity="error", voucher="A80", amount="40000.00", why="the day after",
        text=with_grant(accrual("A80", "2027-01-01", "40000.00", avser="2026-12")),
        at=f"{SOFTWARE}  40000.00 SEK",
    ),
    Found(
        code="GY201", severity="error", voucher="A80", amount="40000.00", why="the day before",
        text=with_grant(accrual("A80", "2025-12-31", "40000.00", avser="2026-01")),
        at=f"{SOFTWARE}  40000.00 SEK",
    ),
    Found(
        code="GY202", severity="warning", voucher="B1", amount="0.01", why="an öre too little",
        text=with_grant(ACCRUAL, release("B1", "2027-01-01", "-39999.99", links=LINK), invoice()),
        at="2027-01-01 * ",
    ),
    Found(
        code="GY202", severity="warning", voucher="B1", amount="-1.00", why="a krona too much",
        text=with_grant(ACCRUAL, release("B1", "2027-01-01", "-40001.00", links=LINK), invoice()),
        at="2027-01-01 * ",
    ),
    Found(
        code="GY202", severity="warning", voucher="B1", amount="-2000.00",
        why="released as it stood before its correction",
        text=with_grant(ACCRUAL, LOWERED, RELEASE, invoice("38000.00")), at="2027-01-01 * ",
    ),
    still_open(at_report(), "reported on"),
    still_open(with_grant(ACCRUAL, event("bokslut", "2027-02-15")), "closed"),
    still_open(with_grant(ACCRUAL, paid("2027-04-01")), "91 days after the year"),
    still_open(at_report(invoice()), "counted twice"),
    Found(
        code="GY204", severity="error", voucher="B1", amount="-40000.00",
        text=with_grant(ACCRUAL, release("B1", "2027-01-01", "-40000.00", links="^annat")),
        at=f"{SOFTWARE}  -40000.00 SEK",
    ),
    Found(
        code="GY205", severity="error", voucher="B7", amount="40000.00", why="the month before",
        text=with_grant(ACCRUAL, RELEASE, invoice(avser="2026-11")),
        at=f"{SOFTWARE}  40000.00 SEK",
    ),
    Found(
        code="GY205", severity="error", voucher="B7", amount="40000.00",
        why="an accrual that says nothing is for the year",
        text=with_grant(
            accrual("A80", "2026-12-31", "40000.00"), RELEASE, invoice(avser="2027-01")
        ),
        at=f"{SOFTWARE}  40000.00 SEK",
    ),
    still_open(
        book(
            declare("NKR2026B", kostnadsstalle="2611", day="2026-03-01"), sound_grant(), ACCRUAL,
            REPORTED,
        ),
        "the grant before it is not reported on",
    ),
    Found(
        code="GY205", severity="error", voucher="B7", amount="40000.00",
        why="after an accrual of the region's own",
        text=with_grant(
            accrual("A70", "2026-12-30", "50.00", account="Kostnader:5420-Programvaror"),
            cost("B6", "2027-01-20", "50.00", links="^A70"),
            ACCRUAL, RELEASE, invoice(avser="2026-11"),
        ),
        at=f"{SOFTWARE}  40000.00 SEK",
    ),
)  # fmt: skip

SILENT = (
    Silent(code="GY201", why="the last day", text=with_grant(ACCRUAL)),
    Silent(
        code="GY201", why="the first day",
        text=with_grant(accrual("A80", "2026-01-01", "40000.00")),
    ),
    Silent(
        code="GY202", why="the invoice differs, as it may",
        text=with_grant(ACCRUAL, RELEASE, invoice("39000.00")),
    ),
    Silent(
        code="GY202", why="released in two steps",
        text=with_grant(
            ACCRUAL,
            release("B1", "2027-01-01", "-15000.00", links=LINK),
            release("B2", "2027-01-02", "-25000.00", links=LINK),
            invoice(),
        ),
    ),
    Silent(
        code="GY202", why="released as it was corrected",
        text=with_grant(
            ACCRUAL, LOWERED, release("B1", "2027-01-01", "-38000.00", links=LINK),
            invoice("38000.00"),
        ),
    ),
    Silent(code="GY202", why="not released yet", text=with_grant(ACCRUAL)),
    Silent(code="GY203", why="released", text=at_report(RELEASE, invoice())),
    Silent(code="GY203", why="the year is not reported on", text=with_grant(ACCRUAL)),
    Silent(
        code="GY203", why="90 days after the year", text=with_grant(ACCRUAL, paid("2027-03-31"))
    ),
    Silent(
        code="GY203", why="the invoice was booked straight against the liability",
        text=at_report(
            voucher(
                "B7", "2027-01-20", row(ACCRUED, "40000.00"), row(PAYABLE, "-40000.00"), links=LINK
            )
        ),
    ),
    Silent(code="GY204", why="the accrual's link", text=with_grant(ACCRUAL, RELEASE, invoice())),
    Silent(
        code="GY205", why="a day in common",
        text=with_grant(ACCRUAL, RELEASE, invoice(avser="2026-11-15/2026-12-01")),
    ),
    Silent(
        code="GY205", why="it says nothing, and takes the accrual's period",
        text=with_grant(ACCRUAL, RELEASE, invoice()),
    ),
    Silent(
        code="GY205", why="one row of it is about the accrual",
        text=with_grant(
            ACCRUAL, RELEASE,
            invoice("30000.00", "2026-12", row(SOFTWARE, "10000.00", avser="2026-10")),
        ),
    ),
    Silent(
        code="GY205", why="a credit replaces no accrual",
        text=with_grant(
            ACCRUAL, RELEASE, invoice(),
            cost("B8", "2027-01-21", "-100.00", links=LINK, avser="2026-10"),
        ),
    ),
    Silent(
        code="GY205", why="any month of the year, when the accrual says nothing",
        text=with_grant(
            accrual("A80", "2026-12-31", "40000.00"), RELEASE, invoice(avser="2026-02")
        ),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_the_message_says_when_the_cost_counts_twice(tmp_path: Path) -> None:
    finding = only(assess_text(tmp_path, at_report(invoice())), "GY203")

    assert "två gånger" in finding.message.sv
    assert "twice" in finding.message.en


@pytest.mark.parametrize(("as_of", "is_found"), [("2027-03-31", False), ("2027-04-01", True)])
def test_a_report_after_the_day_is_not_seen(as_of: str, is_found: bool, tmp_path: Path) -> None:
    assessment = assess_text(tmp_path, at_report(), as_of=date.fromisoformat(as_of))

    assert ("GY203" in codes(assessment)) is is_found


def test_two_rows_of_one_accrual_are_one_finding(tmp_path: Path) -> None:
    text = with_grant(
        cost(
            "A80", "2027-01-05", "1.00", row(SALARY, "2.00"), tags="#reservering", avser="2026-12",
            evidence=("faktura", "leverans"),
        )
    )  # fmt: skip

    finding = only(assess_text(tmp_path, text), "GY201")

    assert str(finding.amount) == "3.00"
    assert [str(line.amount) for line in finding.lines] == ["1.00", "2.00"]


def test_all_that_was_accrued_is_named_in_order(tmp_path: Path) -> None:
    days = ("2026-12-04", "2026-12-02", "2026-12-05", "2026-12-03")
    rows = (row(SOFTWARE, "1.00", avser=day) for day in days)
    accrued = cost(
        "A80", "2026-12-31", "1.00", *rows, against=ACCRUED, tags="#reservering",
        avser="2026-12-01",
    )  # fmt: skip

    said = only(assess_text(tmp_path, with_grant(accrued, invoice(avser="2026-10"))), "GY205").what

    assert "avser 2026-12-01, 2026-12-02, 2026-12-03, 2026-12-04, 2026-12-05." in said.sv


def test_all_that_an_invoice_says_it_is_for_is_named_in_order(tmp_path: Path) -> None:
    days = ("2026-10-04", "2026-10-02", "2026-10-05", "2026-10-03")
    rows = (row(SOFTWARE, "1.00", avser=day) for day in days)
    text = with_grant(ACCRUAL, RELEASE, invoice("1.00", "2026-10-01", *rows))

    said = only(assess_text(tmp_path, text), "GY205").message.sv

    assert "avser 2026-10-01, 2026-10-02, 2026-10-03, 2026-10-04, 2026-10-05, men" in said


def test_another_grants_invoice_on_the_link_is_no_accrual_of_its_own(tmp_path: Path) -> None:
    text = with_grant(
        accrual("A80", "2026-12-31", "40000.00", account="Kostnader:5420-Programvaror"), invoice(),
        REPORTED,
    )  # fmt: skip

    assert not {"GY202", "GY203", "GY205"} & set(codes(assess_text(tmp_path, text)))
