"""SIE files that others made, read in place: nothing fails, and counts and sums agree."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from nkr_importers.accounts import AccountMapping
from nkr_importers.booking import plan_import
from nkr_importers.existing import Existing
from nkr_importers.model import Selection
from nkr_importers.sie import read_sie
from nkr_importers.storing import check_text

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "sie"
FILES = sorted(CORPUS.glob("*")) if CORPUS.is_dir() else []
E_CONOMIC = CORPUS / "9_sie-gruppen-e-conomic.se"

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of SIE files is not here")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_and_every_row_counted(path: Path) -> None:
    text = path.read_bytes().decode("cp437")
    codes = {
        *re.findall(r'[{ \t]"?1"?[ \t]+"?([^"\s}]+)"?', text), *re.findall(r'1 "([^"]+)" "', text),
    }  # fmt: skip
    for code in sorted({*codes, "finns-inte"}):
        selection = Selection(code)
        source = read_sie(path, selection)
        assert source.voucher_count == len(re.findall(r"^\s*#VER\b", text, re.MULTILINE))
        assert source.row_count == len(re.findall(r"^\s*#TRANS\b", text, re.MULTILINE))
        kept = len(source.vouchers) + len(source.repeated) + len(source.faults)
        assert kept + source.skipped == source.voucher_count
        plan = plan_import(source, selection, Existing(), "NKR2010", AccountMapping())
        check_text(plan, Existing())


@pytest.mark.parametrize(
    ("dimension", "code", "vouchers"), [("1", "1", 3), ("6", "103", 1), ("6", "102", 3)]
)
def test_rows_and_sums_agree_with_the_text(dimension: str, code: str, vouchers: int) -> None:
    text = E_CONOMIC.read_bytes().decode("cp437")
    rows: defaultdict[str, list[Decimal]] = defaultdict(list)
    pattern = rf'^#TRANS (\d+) {{[^}}]*\b{dimension} "{code}"[^}}]*}} (-?[\d.]+)'
    for account, amount in re.findall(pattern, text, re.MULTILINE):
        rows[account].append(Decimal(amount))
    assert rows
    selection = Selection(code) if dimension == "1" else Selection(project=code)
    source = read_sie(E_CONOMIC, selection)
    plan = plan_import(source, selection, Existing(), "NKR2010", AccountMapping())
    assert len(plan.booked) == vouchers
    assert {
        one.account.rpartition(":")[2].partition("-")[0]: (one.rows, one.amount)
        for one in plan.sums
    } == {account: (len(amounts), sum(amounts)) for account, amounts in rows.items()}


def test_a_missing_brace_is_found_where_it_is() -> None:
    source = read_sie(E_CONOMIC, Selection("1"))
    assert [(fault.voucher, fault.line) for fault in source.other_faults] == [("19", 1459)]
    assert not source.faults


def test_costs_are_costs_though_the_file_calls_them_income() -> None:
    selection = Selection("1")
    source = read_sie(E_CONOMIC, selection)
    plan = plan_import(source, selection, Existing(), "NKR2010", AccountMapping())
    assert not plan.kinds_are_sound
    assert plan.costs == Decimal("444931.20")
