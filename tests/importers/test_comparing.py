"""Whether the book already has a voucher of the file: as booked, corrected, moved, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from beancount.parser import parser

from nkr_audit.book_files import root_names
from nkr_importers.accounts import AccountMapping
from nkr_importers.booking import plan_import
from nkr_importers.existing import DEFAULT_ROOTS, existing_state

from .helpers import CENTRE, read

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_importers.plan import ImportPlan

OPTIONS = {f"name_{key}": name for key, name in DEFAULT_ROOTS.items()}


def voucher(number: str, *rows: str, corrects: str = "") -> str:
    """A voucher of the book; rows are account and amount."""
    head = f'2026-06-30 * "x" ^{number}\n  verifikation: "{number}"\n'
    head += f'  rattar: "{corrects}"\n' if corrects else ""
    return head + "".join(f"  {row} SEK\n" for row in rows)


def compared(folder: Path, book: str, *rows: str) -> ImportPlan:
    """Plan the import of A1 with such rows, into a book that has such vouchers."""
    entries, errors, _ = parser.parse_string(root_names(OPTIONS) + book)
    assert not errors
    body = '#VER A 1 20260630 "x"\n{\n' + "".join(f"#TRANS {row}\n" for row in rows) + "}\n"
    source = read(folder, body)
    assert len(source.vouchers) == 1
    existing = existing_state(entries, OPTIONS, "NKR2026")
    return plan_import(source, CENTRE, existing, "NKR2026", AccountMapping())


COST, OTHER_COST = "Kostnader:NKR2026:5420-Program", "Kostnader:NKR2026:5460-Annat"
DEBT, OWN_DEBT = "Skulder:2440-Lev", "Skulder:NKR2026:2440-Lev"
TAX, OWN_TAX = "Skulder:2710-Skatt", "Skulder:NKR2026:2710-Skatt"
BANK, OWN_BANK = "Tillgångar:1930-Bank", "Tillgångar:NKR2026:1930-Bank"
PAY = "Kostnader:NKR2026:7210-Lön"
LIABILITY = "Skulder:NKR2026:2971-Bidrag"

HUNDRED = voucher("2026-A1", f"{COST} 100.00", f"{DEBT} -100.00")
INVOICE_101 = ("5420 {1 2610} 101", "2440 {} -101")
ONE_MORE = (f"{COST} 1.00", f"{DEBT} -1.00")
REVERSED = (f"{COST} -100.00", f"{DEBT} 100.00")
ANEW = (f"{COST} 101.00", f"{DEBT} -101.00")
PAYROLL = ("7210 {1 2610} 100", "2710 {1 2610} -30", "1930 {1 2610} -70")
RECEIPT = ("1930 {} 500", "2971 {1 2610} -500")


@pytest.mark.parametrize(
    "book",
    [
        HUNDRED + voucher("R1", *ONE_MORE, corrects="2026-A1"),
        voucher("R1", *ONE_MORE, corrects="2026-A1") + HUNDRED,
        HUNDRED
        + voucher("R1", *ONE_MORE, corrects="2026-A1").replace('  verifikation: "R1"\n', ""),
        HUNDRED
        + voucher("R1", *REVERSED, corrects="2026-A1")
        + voucher("R2", *ANEW, corrects="2026-A1"),
        HUNDRED
        + voucher("R1", *REVERSED, corrects="2026-A1")
        + voucher("R2", *ANEW, corrects="R1"),
        # In a ring, and against itself: each counts once.
        voucher("2026-A1", f"{COST} 100.00", f"{DEBT} -100.00", corrects="R1")
        + voucher("R1", *ONE_MORE, corrects="2026-A1"),
        voucher("2026-A1", f"{COST} 101.00", f"{DEBT} -101.00", corrects="2026-A1"),
        # Two of the same number, one correcting the other's correction.
        HUNDRED
        + voucher("R1", *REVERSED, corrects="2026-A1")
        + voucher("R1", *ANEW, corrects="R1"),
    ],
)
def test_a_corrected_voucher_is_already_there(tmp_path: Path, book: str) -> None:
    assert compared(tmp_path, book, *INVOICE_101).already


@pytest.mark.parametrize(
    "book",
    [
        HUNDRED,
        HUNDRED + voucher("R1", *ONE_MORE),
        HUNDRED + voucher("R1", *ONE_MORE, corrects="2026-A2"),
        HUNDRED + voucher("R1", *REVERSED, corrects="2026-A1"),
        HUNDRED + voucher("R1", f"{OTHER_COST} 1.00", f"{DEBT} -1.00", corrects="2026-A1"),
        voucher("2026-A1", f"{OTHER_COST} 101.00", f"{DEBT} -101.00"),
        voucher("2026-A1", f"{COST} 101.00", f"{OWN_DEBT} -101.00"),
        voucher("2026-A1", f"{COST} 101.00"),
    ],
)
def test_another_cost_or_debt_is_a_change(tmp_path: Path, book: str) -> None:
    plan = compared(tmp_path, book, *INVOICE_101)
    assert plan.changed
    assert not plan.already


def test_a_voucher_that_was_corrected_in_the_book_alone_is_already_there(tmp_path: Path) -> None:
    book = HUNDRED + voucher("R1", *ONE_MORE, corrects="2026-A1")
    assert compared(tmp_path, book, "5420 {1 2610} 100", "2440 {} -100").already


@pytest.mark.parametrize(
    ("rows", "is_there"),
    [
        ((f"{PAY} 100.00", f"{OWN_TAX} -30.00", f"{OWN_BANK} -70.00"), True),
        ((f"{PAY} 100.00", f"{TAX} -30.00", f"{BANK} -70.00"), True),
        ((f"{PAY} 100.00", f"{OWN_TAX} -30.00", f"{BANK} -70.00"), True),
        ((f"{PAY} 100.00", f"{OWN_TAX} -10.00", f"{TAX} -20.00", f"{BANK} -70.00"), True),
        ((f"{PAY} 100.00", f"{TAX} -40.00", f"{BANK} -60.00"), False),
        ((f"{PAY} 100.00", f"{OWN_TAX} -40.00", f"{TAX} 10.00", f"{BANK} -70.00"), False),
        ((f"{PAY} 100.00", f"{TAX} -100.00"), False),
        ((f"{PAY} 99.00", f"{TAX} -29.00", f"{BANK} -70.00"), False),
        (("Kostnader:7210-Lön 100.00", f"{TAX} -30.00", f"{BANK} -70.00"), False),
    ],
)
def test_balance_accounts_may_be_moved_off_the_grant(
    tmp_path: Path, rows: tuple[str, ...], is_there: bool
) -> None:
    plan = compared(tmp_path, voucher("2026-A1", *rows), *PAYROLL)
    assert bool(plan.already) is is_there
    assert bool(plan.changed) is not is_there


@pytest.mark.parametrize(
    ("rows", "is_there"),
    [
        (("Tillgångar:Bank 500.00", f"{LIABILITY} -500.00"), True),
        (("Tillgångar:Bank 400.00", f"{BANK} 100.00", f"{LIABILITY} -500.00"), True),
        (("Tillgångar:Bank 400.00", f"{LIABILITY} -400.00"), False),
        (("Tillgångar:Bank 500.00", "Skulder:NKR2026:2972-Annat -500.00"), False),
    ],
)
def test_a_receipt_booked_by_hand_is_known_by_its_number(
    tmp_path: Path, rows: tuple[str, ...], is_there: bool
) -> None:
    plan = compared(tmp_path, voucher("2026-A1", *rows), *RECEIPT)
    assert bool(plan.already) is is_there
    assert bool(plan.changed) is not is_there
    assert not plan.booked
