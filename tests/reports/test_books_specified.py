"""Balance accounts, accruals, lag, evidence and system documentation: sums tie, open ones show."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.money import ZERO
from nkr_audit.reports.document import Table
from nkr_audit.reports.kinds import (
    KINDS,
    balansspecifikation,
    efterslapning,
    reserveringar,
    systemdokumentation,
    underlag,
)
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text
from nkr_audit.trail.record import RECORD, Act
from nkr_audit.trail.writing import writing
from tests.books import (
    BANK,
    PAYABLE,
    Bare,
    accrual,
    assess_text,
    book,
    cost,
    release,
    row,
    sound_grant,
    voucher,
    write_ledger,
)
from tests.reports.contexts import (
    LEDGER,
    REGIONS,
    column,
    contexts,
    field,
    in_memory,
    table,
    totals,
    with_system,
)

if TYPE_CHECKING:
    from pathlib import Path

BOOKS = (
    "huvudbok", "grundbok", "kontoutdrag", "balansspecifikation", "reserveringar",
    "efterslapning", "underlag", "systemdokumentation",
)  # fmt: skip


def open_payables(*parts: str) -> list[tuple[str | None, Decimal]]:
    """What is open on the suppliers' account, by voucher."""
    found = table(balansspecifikation.build(in_memory(book(sound_grant(), *parts))), "oppna_poster")
    amounts = column(found, "belopp")
    return [
        (one.voucher, amount)
        for one, amount in zip(found.rows, amounts, strict=True)
        if one.values[0] == "2440" and isinstance(amount, Decimal)
    ]


def payment(number: str, day: str, amount: str, links: str = "") -> str:
    return voucher(number, day, row(PAYABLE, amount), row(BANK, f"-{amount}"), links=links)


@pytest.mark.parametrize("region", REGIONS)
def test_open_items_add_up_to_the_balance_of_each_account(region: str) -> None:
    for context in contexts(LEDGER / region / "main.beancount"):
        report = balansspecifikation.build(context)
        accounts, items = table(report, "balanskonton"), table(report, "oppna_poster")
        balances = {
            (*one.values[:3],): one.values[-1] for one in accounts.rows if one.values[-1] != ZERO
        }

        added: dict[tuple[object, ...], Decimal] = {}
        for one in items.rows:
            amount = one.values[6]
            if one.level == 0 and isinstance(amount, Decimal):
                added[one.values[:3]] = added.get(one.values[:3], ZERO) + amount
        assert added == balances
        liability = context.grant.settlement.grant.liability_by_account
        grant_id = context.grant.settlement.grant.id
        for number, amount in liability.items():
            assert {
                one.values[-1]
                for one in accounts.rows
                if (one.values[0], one.values[2]) == (number, grant_id)
            } == {-amount}


def test_what_was_paid_is_not_open() -> None:
    bought = (cost("A20", "2026-06-01", "100.00"), cost("A21", "2026-06-02", "30.00"))

    assert open_payables(*bought) == [("A20", Decimal("-100.00")), ("A21", Decimal("-30.00"))]
    assert open_payables(*bought, payment("B1", "2026-07-01", "30.00")) == [
        ("A20", Decimal("-100.00"))
    ]
    assert open_payables(*bought, payment("B1", "2026-07-01", "130.00")) == []


def test_what_is_linked_clears_before_equal_amounts_do() -> None:
    bought = (cost("A20", "2026-06-01", "30.00"), cost("A21", "2026-06-02", "30.00"))

    assert open_payables(*bought, payment("B1", "2026-07-01", "30.00", links="^A21")) == [
        ("A20", Decimal("-30.00"))
    ]


def test_a_part_payment_leaves_both_open() -> None:
    bought = cost("A20", "2026-06-01", "100.00")

    assert open_payables(bought, payment("B1", "2026-07-01", "40.00")) == [
        ("A20", Decimal("-100.00")),
        ("B1", Decimal("40.00")),
    ]


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(1, 4), st.sampled_from(("", "^L1", "^L2"))),
        max_size=10,
    )
)
def test_open_items_are_the_balance_whatever_is_paid(
    booked: list[tuple[bool, int, str]],
) -> None:
    parts, balance = [], ZERO
    for number, (bought, amount, links) in enumerate(booked):
        day = f"2026-06-{number + 1:02}"
        if bought:
            parts.append(cost(f"A{number + 20}", day, f"{amount}.00", links=links))
        else:
            parts.append(payment(f"A{number + 20}", day, f"{amount}.00", links))
        balance += -amount if bought else amount

    assert sum((amount for _, amount in open_payables(*parts)), ZERO) == balance


@pytest.mark.parametrize("region", REGIONS)
def test_accruals_tie_to_the_costs_that_they_are_part_of(region: str) -> None:
    for context in contexts(LEDGER / region / "main.beancount"):
        report = reserveringar.build(context)
        sums = totals(table(report, "reserveringar"))
        behind = totals(table(report, "verifikationer"))
        accruals = context.grant.settlement.grant.accruals

        assert field(report, "sammanfattning", "antal").value == len(accruals)
        assert field(report, "sammanfattning", "oppna").value == sum(
            one.is_open for one in accruals
        )
        assert field(report, "sammanfattning", "kostnad").value == behind["inom"]
        assert behind["inom"] == sum((line.inside for one in accruals for line in one.lines), ZERO)
        for name, key in (("accrued", "reserverat"), ("released", "upplost"), ("actual", "utfall")):
            assert sums[key] == sum((getattr(one, name) for one in accruals), ZERO)


def test_an_accrual_is_open_until_it_is_released() -> None:
    accrued = accrual("R1", "2026-12-31", "500.00")
    released = release("U1", "2027-01-02", "-500.00", links="^R1")
    billed = cost("A30", "2027-01-20", "520.00", links="^R1", avser="2026")

    def state(*parts: str) -> tuple[object, ...]:
        found = table(reserveringar.build(in_memory(book(sound_grant(), *parts))), "reserveringar")
        (one,) = found.rows
        return one.values[4:]

    opened, settled = Text("öppen", "open"), Text("avslutad", "settled")
    five, twenty = Decimal("500.00"), Decimal("20.00")
    assert state(accrued) == (five, ZERO, ZERO, ZERO, opened)
    assert state(accrued, released, billed) == (five, -five, Decimal("520.00"), twenty, settled)


@pytest.mark.parametrize("region", REGIONS)
def test_the_lag_report_has_every_voucher_and_every_krona_once(region: str) -> None:
    for context in contexts(LEDGER / region / "main.beancount"):
        settlement = context.grant.settlement
        sums = totals(table(efterslapning.build(context), "fordelning"))

        assert sums["antal"] == len(context.journal.of_grant(settlement.grant.id))
        assert sums["kostnader"] == settlement.booked


@pytest.mark.parametrize(
    ("registered", "place"),
    [
        ("2026-05-31", 0), ("2026-06-01", 1), ("2026-06-02", 2), ("2026-06-08", 2),
        ("2026-06-09", 3), ("2026-07-01", 3), ("2026-07-02", 4), ("2026-07-31", 4),
        ("2026-08-01", 5), (None, 6),
    ],
)  # fmt: skip
def test_a_voucher_is_in_the_class_of_its_days(registered: str | None, place: int) -> None:
    word = Bare(registered) if registered else None
    made = cost("A20", "2026-06-01", "77.00", registrerad=word)
    found = table(efterslapning.build(in_memory(book(sound_grant(), made))), "fordelning")

    assert [at for at, cost_of in enumerate(column(found, "kostnader")) if cost_of] == [place]


def test_the_longest_lags_come_first_with_what_explains_them() -> None:
    late = cost("A20", "2026-01-10", "1.00", registrerad=Bare("2026-03-10"))
    later = cost(
        "A21", "2026-01-10", "-1.00", registrerad=Bare("2026-06-10"), rattar="A20",
        tags="#rattelse",
    )  # fmt: skip
    found = table(efterslapning.build(in_memory(book(sound_grant(), late, later))), "langst")

    assert column(found, "dagar") == [151, 59]
    assert column(found, "slag") == [Text("rättelse", "correction"), None]


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_proved_ties_to_the_settlement(region: str) -> None:
    for context in contexts(LEDGER / region / "main.beancount"):
        report = underlag.build(context)
        grant = context.grant
        assert field(report, "sammanfattning", "kostnader").value == grant.settlement.costs
        assert field(report, "sammanfattning", "ostyrkt").value == grant.unproved
        for key in ("per_register", "per_kostnadsslag"):
            sums = totals(table(report, key))
            assert sums["kostnader"] == grant.settlement.costs
            assert sums["ostyrkt"] == grant.unproved
            assert sums["styrkt"] == grant.settlement.costs - grant.unproved
        by_register = column(table(report, "per_register"), "kostnader")
        assert by_register == [one.direct + one.indirect for one in grant.settlement.by_register]
        by_family = {one.values[0]: one.values[3] for one in table(report, "per_regelfamilj").rows}
        assert by_family["EV"] == grant.unproved


def test_what_is_missing_says_what_to_send_and_whom_to_ask(tmp_path: Path) -> None:
    lacking = cost("A20", "2026-06-01", "77.00", evidence=(), faktura="4711")
    path = write_ledger(tmp_path, book(sound_grant(), lacking))
    (context,) = contexts(path)
    (one,) = table(underlag.build(context), "saknas").rows

    assert one.voucher == "A20"
    assert one.values[2:8] == (
        "Exempel IT AB", "4711", Decimal("77.00"), Decimal("77.00"),
        Text("Faktura", "Invoice"), "chef1",
    )  # fmt: skip


def test_what_is_missing_hides_personal_numbers() -> None:
    lacking = cost("A20", "2026-06-01", "77.00", evidence=()).replace(
        "Exempel IT AB", "Anna 811228-9874"
    )
    (one,) = table(underlag.build(in_memory(book(sound_grant(), lacking))), "saknas").rows

    assert one.values[2] == "Anna 811228-XXXX"


def test_what_somebody_has_accepted_is_not_missing() -> None:
    lacking = cost("A20", "2026-06-01", "77.00", evidence=(), avvikelse="EV101: hos polisen")

    assert table(underlag.build(in_memory(book(sound_grant(), lacking))), "saknas").rows == ()


def test_the_system_documentation_has_every_rule_account_and_file() -> None:
    path = LEDGER / "skane" / "main.beancount"
    context = with_system(path)
    report = systemdokumentation.build(context)

    codes = [rule.code for family in FAMILIES for rule in family.rules]
    assert column(table(report, "regler"), "kod") == codes
    files = dict(
        zip(
            column(table(report, "filer"), "fil"), column(table(report, "filer"), "sha256"),
            strict=True,
        )
    )  # fmt: skip
    assert files["main.beancount"] == hashlib.sha256(path.read_bytes()).hexdigest()
    papers = {f"underlag/{one.name}" for one in (path.parent / "underlag").iterdir()}
    assert papers <= set(files)
    posted = totals(table(report, "kontoplan"))["poster"]
    assert posted == sum(len(one.rows) for one in context.journal.vouchers)


def test_the_system_documentation_tells_of_the_log_and_the_roles(tmp_path: Path) -> None:
    path = write_ledger(tmp_path, book(sound_grant()))
    with writing(path) as writer:
        writer.write({path: path.read_bytes() + b"; mer\n"}, Act(RECORD, "ekonom1"))
    (tmp_path / "roller.toml").write_text('[ekonom1]\nfar = ["registrera"]\n', encoding="utf-8")
    report = systemdokumentation.build(with_system(path))

    assert field(report, "behandlingshistorik", "poster").value == 2
    assert {one.values[0]: one.values[1] for one in table(report, "handlingar").rows} == {
        Text("loggen börjar", "log begins"): 1,
        Text("bokföring", "booking"): 1,
    }
    assert [one.values for one in table(report, "roller").rows] == [
        ("ekonom1", Text("registrera", "record"))
    ]


def test_the_system_documentation_tells_what_was_imported() -> None:
    imported = [
        cost(f"2026-A{number}", f"2026-06-0{number}", "10.00", kalla=source)
        for number, source in (
            (1, "huvudbok.SE rad 9 sha256:0123456789ab"),
            (2, "huvudbok.SE rad 12 sha256:0123456789ab"),
            (3, "fordelning.xlsx rad 2 sha256:0123456789ab"),
        )
    ]
    report = systemdokumentation.build(in_memory(book(sound_grant(), *imported)))

    assert [one.values[:3] for one in table(report, "integrationer").rows] == [
        (Text("tabell", "table"), "fordelning.xlsx", 1),
        (Text("SIE 4", "SIE 4"), "huvudbok.SE", 2),
    ]


def test_the_coverage_and_the_findings_say_the_same(tmp_path: Path) -> None:
    parts = (
        cost("A20", "2026-06-01", "77.00", evidence=()),
        cost("A21", "2026-06-01", "23.00"),
    )
    assessed = assess_text(tmp_path, book(sound_grant(), *parts)).grants[0]
    report = underlag.build(in_memory(book(sound_grant(), *parts)))

    assert field(report, "sammanfattning", "andel").value == assessed.proved_share
    assert field(report, "sammanfattning", "styrkt").value == Decimal("23.00")


@pytest.mark.parametrize("name", BOOKS)
def test_the_same_book_gives_the_same_report_and_every_row_fits_its_columns(name: str) -> None:
    path = LEDGER / "vastragotaland" / "main.beancount"
    first, second = (KINDS[name].build(with_system(path)) for _ in range(2))

    assert first == second
    assert first.kind == name
    keys = [one.key for one in first.sections]
    assert len(set(keys)) == len(keys)
    for one in first.sections:
        if isinstance(one, Table):
            assert {len(found.values) for found in one.rows} <= {len(one.columns)}
