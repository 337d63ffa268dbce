"""What is said of how much is proved: never all of it while something is not."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.evidence import share_proved
from nkr_audit.money import ZERO
from nkr_audit.text import percent
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT, run, write
from tests.web.serving import Pages, with_pages

if TYPE_CHECKING:
    from pathlib import Path

AMOUNTS = st.decimals("0.01", "99999999.99", places=2)
# So little of the costs lacks an invoice that rounding would say 100,0 %.
LITTLE = HEAD + RECEIPT + COST + INVOICE + COST.replace("A42", "A43").replace("40000.00", "3.00")


@given(AMOUNTS, AMOUNTS)
def test_the_share_is_never_said_to_be_all_while_something_is_not_proved(
    costs: Decimal, lacking: Decimal
) -> None:
    share = share_proved(costs, lacking, is_all=False)
    assert share is not None
    assert ZERO <= share < 1
    assert "100" not in percent(share)


@given(AMOUNTS)
def test_all_is_said_when_all_is_proved(costs: Decimal) -> None:
    share = share_proved(costs, ZERO, is_all=True)
    assert share == 1
    assert percent(share) == "100,0\N{NO-BREAK SPACE}%"


def test_what_is_far_from_all_is_said_as_it_is() -> None:
    assert share_proved(Decimal(1000), Decimal(250), is_all=False) == Decimal("0.75")
    assert share_proved(Decimal(10_000), Decimal(4), is_all=False) == Decimal("0.999")
    assert share_proved(Decimal(10_000), Decimal(7), is_all=False) == Decimal("0.9993")
    assert share_proved(ZERO, ZERO, is_all=True) is None


def test_costs_without_evidence_that_add_up_to_nothing_are_not_proved_either() -> None:
    assert share_proved(Decimal(1000), ZERO, is_all=False) == Decimal("0.999")
    assert share_proved(Decimal(1000), Decimal(-50), is_all=False) == Decimal("0.999")


def test_every_report_says_the_same(tmp_path: Path) -> None:
    book = write(tmp_path / "main.beancount", LITTLE)
    write(tmp_path / "beslut.pdf", "%PDF-1.4\n")
    write(tmp_path / "underlag" / "A42.pdf", "%PDF-1.4\n")
    for command in ("settle", "status"):
        said = run(command, book).stdout
        line = next(one for one in said.splitlines() if "Styrkt med underlag" in one)
        assert line.split()[-2:] == ["99,9", "%"] or "99,9" in line
        assert "100,0" not in line
    (status,) = json.loads(run("status", book, "--json").stdout)["grants"]
    assert Decimal(status["proved_share"]) < 1
    sheet = tmp_path / "underlag.xlsx"
    assert run("report", "underlag", book, "--grant", "NKR2026", "-o", sheet).exit_code == 0
    cells = [
        cell.value
        for one in openpyxl.load_workbook(io.BytesIO(sheet.read_bytes()))
        for row in one.iter_rows()
        for cell in row
        if cell.number_format.endswith("%")
    ]
    assert cells
    assert min(float(str(value)) for value in cells) == 0.999
    pages = Pages(with_pages(book))
    assert "Styrkt med underlag 99,9" in pages.text("").replace("\N{NO-BREAK SPACE}", " ")
    assert "99,9" in pages.text("underlag")
