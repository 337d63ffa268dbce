"""Reading extracts: whatever the cells hold, vouchers balance or are faults."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkr_importers.model import Selection
from nkr_importers.tabular.layout import load_layout
from nkr_importers.tabular.reader import read_tabular

if TYPE_CHECKING:
    from pathlib import Path

SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
COLUMNS = (
    "VERTYP", "VERNR", "VERRAD", "VERDATUM", "REGDATUM", "KONTO_ID", "KST_ID", "UTFALL_V",
    "LEVID_ID", "HUVUDTEXT",
)  # fmt: skip
STRANGE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
CELLS = st.one_of(
    STRANGE,
    st.sampled_from(["A", "42", "2026-06-30", "1899-12-31", "5420", "2610", "10,00", "-10,00", ""]),
)
CENTRE = Selection(cost_centre="2610")


def extract(folder: Path, rows: list[list[str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([columns, *rows])
    path = folder / "uttag.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return path


@SHARED
@given(rows=st.lists(st.lists(CELLS, min_size=10, max_size=10), max_size=6))
def test_any_cells_give_balanced_vouchers_or_faults(tmp_path: Path, rows: list[list[str]]) -> None:
    source, _ = read_tabular(extract(tmp_path, rows), load_layout("raindance"), CENTRE)
    for voucher in source.vouchers:
        assert sum(row.amount for row in voucher.rows) == 0
    carrying = {index for index, row in enumerate(rows) if " ".join(row[6].split()) == "2610"}
    kept = [row for voucher in source.vouchers for row in voucher.rows]
    assert bool(carrying) == bool(source.vouchers or source.faults)
    assert source.row_count == sum(1 for row in rows if any(cell.strip() for cell in row))
    assert len(kept) <= source.row_count


@SHARED
@given(
    vouchers=st.lists(
        st.lists(st.integers(min_value=-(10**12), max_value=10**12), min_size=1, max_size=5),
        max_size=6,
    ),
    data=st.data(),
)
def test_every_ore_that_carries_the_code_is_kept_in_whatever_order(
    tmp_path: Path, vouchers: list[list[int]], data: st.DataObject
) -> None:
    rows = []
    for number, amounts in enumerate(vouchers, start=1):
        for place, amount in enumerate((*amounts, -sum(amounts)), start=1):
            last = place > len(amounts)
            account, code = ("2440", "") if last else ("5420", "2610")
            written = str(Decimal(amount) / 100).replace(".", ",")
            rows.append(
                ["A", str(number), str(place), "2026-06-30", "", account, code, written, "", ""]
            )
    shuffled = data.draw(st.permutations(rows))
    source, _ = read_tabular(extract(tmp_path, shuffled), load_layout("raindance"), CENTRE)
    assert not source.faults
    assert len(source.vouchers) == len(vouchers)
    kept = {
        voucher.number: sum(row.amount for row in voucher.rows if CENTRE.matches(row.objects))
        for voucher in source.vouchers
    }
    assert kept == {
        str(number): Decimal(sum(amounts)) / 100 for number, amounts in enumerate(vouchers, start=1)
    }


def test_faults_without_the_code_are_mentioned_and_stop_nothing(tmp_path: Path) -> None:
    rows = [["A", "", "", "2026-06-30", "", "5420", "9999", "1", "", ""] for _ in range(30)]
    source, _ = read_tabular(extract(tmp_path, rows), load_layout("raindance"), CENTRE)
    assert (source.faults, source.other_fault_count, len(source.other_faults)) == ((), 30, 20)
