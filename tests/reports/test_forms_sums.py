"""The amounts of the forms tie to the settlement, to the öre, and lead to their vouchers."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Table
from nkr_audit.reports.kinds import aterrapport, redovisning, sarredovisning, slutrapport
from tests.books import book, cost, sound_grant
from tests.reports.forms import (
    AGREEMENTS,
    LEDGER,
    REGIONS,
    cells,
    contacts,
    example,
    fields,
    of_text,
    rows,
    table,
    total,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.reports.document import Report

ALL = REGIONS + AGREEMENTS


def sums(report: Report, key: str, *columns: str) -> dict[object, Decimal]:
    """The amounts of a table added up by some of its columns."""
    found: dict[object, Decimal] = defaultdict(lambda: ZERO)
    names = zip(*(cells(report, key, column) for column in columns), strict=True)
    for name, amount in zip(names, cells(report, key, "belopp"), strict=True):
        assert isinstance(amount, Decimal)
        found[name] += amount
    return dict(found)


@pytest.mark.parametrize(("region", "grant"), REGIONS)
def test_the_report_back_ties_to_the_settlement(region: str, grant: str) -> None:
    context = example(region, grant)
    settlement, report = context.grant.settlement, aterrapport.build(context)
    assert total(report, "register-andel", "direkt") == sum(
        (one.direct for one in settlement.by_register), ZERO
    )
    assert total(report, "register-andel", "summa") == settlement.costs
    for key in ("register-anvandning", "region-anvandning", "andamal", "kostnadsslag", "framjande",
                "verifikationer-kostnader"):  # fmt: skip
        assert total(report, key) == settlement.costs, key
    values = {key: field.value for key, field in fields(report).items()}
    assert values["anvant"] == min(settlement.costs, settlement.received)
    assert values["oanvant"] == max(ZERO, settlement.unused)
    assert values["egen-finansiering"] == settlement.overspent


@pytest.mark.parametrize(("region", "grant"), REGIONS)
def test_every_amount_of_the_report_back_is_in_the_vouchers_behind_it(
    region: str, grant: str
) -> None:
    report = aterrapport.build(example(region, grant))
    behind = "verifikationer-kostnader"
    for key, columns in (
        ("register-anvandning", ("register", "kostnadsslag", "insats")),
        ("region-anvandning", ("andamal", "kostnadsslag", "insats")),
    ):
        assert sums(report, key, *columns) == sums(report, behind, *columns)


@pytest.mark.parametrize(("region", "grant"), AGREEMENTS)
def test_the_economic_report_ties_to_the_settlement(
    tmp_path: Path, region: str, grant: str
) -> None:
    context = example(region, grant, contacts(tmp_path))
    settlement, report = context.grant.settlement, redovisning.build(context)
    values = {key: field.value for key, field in fields(report).items()}
    assert values["beviljat"] == settlement.grant.granted
    assert values["utbetalt"] == values["erhallet"] == settlement.received
    assert values["summa-kostnader"] == settlement.costs == total(report, "kostnadsposter")
    assert values["ej-forbrukat"] == settlement.received - settlement.costs
    assert total(report, "verifikationer-kostnader") == settlement.costs
    assert total(report, "verifikationer-bidrag") == settlement.received - settlement.repaid
    assert total(report, "insatser") == settlement.costs


@pytest.mark.parametrize(("region", "grant"), ALL)
def test_the_separate_account_has_every_krona_once(region: str, grant: str) -> None:
    context = example(region, grant)
    settlement = context.grant.settlement
    for report in (sarredovisning.build(context), slutrapport.build(context)):
        assert total(report, "omraden") == settlement.costs
        assert total(report, "register-andamal") == settlement.costs
        by_purpose = {share.name: share.amount for share in settlement.by_purpose}
        names = ("it", "statistik", "juridik")
        infrastructure = sum((by_purpose.get(name, ZERO) for name in names), ZERO)
        sums_of_areas = [row for row in table(report, "omraden").rows if row.level == 1]
        assert [row.values[-1] for row in sums_of_areas] == [infrastructure]
        research = rows(report, "omraden")[3]
        assert research.values[-1] == by_purpose.get("forskning-tillgangliggorande", ZERO)
        assert rows(report, "omraden")[4].values[-1] == by_purpose.get("life-science", ZERO)


@pytest.mark.parametrize(("region", "grant"), ALL)
def test_every_voucher_row_leads_to_its_voucher_and_its_document(region: str, grant: str) -> None:
    context = example(region, grant)
    report = sarredovisning.build(context)
    numbers = {voucher.number for voucher in context.book.vouchers}
    for key in ("verifikationer-kostnader", "verifikationer-bidrag"):
        assert all(row.voucher in numbers for row in rows(report, key))
    documents = [row.document for row in rows(report, "verifikationer-kostnader") if row.document]
    assert documents
    assert all((LEDGER / region / document).is_file() for document in documents)


@pytest.mark.parametrize(("region", "grant"), ALL)
def test_the_rows_of_every_table_fit_its_columns(region: str, grant: str) -> None:
    context = example(region, grant)
    kinds = [sarredovisning, slutrapport]
    kinds.append(redovisning if region == "skr" else aterrapport)
    for kind in kinds:
        for section in kind.build(context).sections:
            if isinstance(section, Table):
                assert {len(row.values) for row in section.rows} <= {len(section.columns)}


def test_an_accrual_and_its_outcome_are_one_item(tmp_path: Path) -> None:
    report = redovisning.build(example("skr", "NKR2021", contacts(tmp_path)))
    (item,) = (row for row in rows(report, "kostnadsposter") if "2021-B7" in str(row.values[0]))
    assert str(item.values[0]).startswith("2021-B7, ")
    assert item.values[-1] == Decimal("138600.00")  # what the invoice came to
    assert item.voucher == "2022-A1"


@pytest.mark.parametrize(
    ("threshold", "alone"), [("0", True), ("64500", True), ("64500.01", False)]
)
def test_the_threshold_decides_what_is_an_item_of_its_own(
    tmp_path: Path, threshold: str, alone: bool
) -> None:
    said = contacts(tmp_path, f"[bidrag.NKR2021]\nstorre-poster-fran = {threshold}\n")
    report = redovisning.build(example("skr", "NKR2021", said))
    assert ("2021-A1" in cells(report, "kostnadsposter", "verifikation")) == alone
    assert total(report, "kostnadsposter") == Decimal("1763580.00")


def test_overspending_is_own_financing_and_nothing_to_repay() -> None:
    report = aterrapport.build(example("stockholm", "NKR2026"))
    values = {key: field.value for key, field in fields(report).items()}
    assert values["anvant"] == values["utbetalt"] == Decimal("792929.00")
    assert values["oanvant"] == ZERO
    assert values["egen-finansiering"] == Decimal("8412.75")
    for key in ("register-andel", "register-anvandning", "region-anvandning"):
        note = table(report, key).note
        assert note is not None
        assert "8\xa0412,75 kr mer än det utbetalda bidraget" in note.sv
    assert table(aterrapport.build(example("uppsala", "NKR2026")), "register-andel").note is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**9), 10**9),
            st.sampled_from(["Swedeheart", "Riksstroke"]),
            st.sampled_from(["it", "statistik", "life-science"]),
            st.sampled_from(["lon", "it-tjanster"]),
            st.sampled_from(["2026", "2026-12/2027-01", "2027-01"]),
        ),
        max_size=8,
    )
)
def test_all_tables_add_up_whatever_is_booked(
    tmp_path: Path, costs: list[tuple[int, str, str, str, str]]
) -> None:
    vouchers = [
        cost(
            f"C{number}", "2026-07-01", str(Decimal(ore).scaleb(-2)), register=register,
            andamal=purpose, kostnadsslag=category, avser=avser, evidence=(),
        )
        for number, (ore, register, purpose, category, avser) in enumerate(costs, start=1)
    ]  # fmt: skip
    context = of_text(tmp_path, book(sound_grant(), *vouchers))
    wanted = context.grant.settlement.costs
    report = aterrapport.build(context)
    assert total(report, "register-andel", "summa") == wanted
    assert total(report, "register-anvandning") == wanted
    assert total(report, "region-anvandning") == wanted
    assert total(report, "verifikationer-kostnader") == wanted
    assert total(sarredovisning.build(context), "omraden") == wanted
