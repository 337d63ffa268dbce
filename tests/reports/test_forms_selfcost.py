"""Självkostnad: the price of each service against what it cost, and each register's result."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Unpack

from nkr_audit.reports.kinds import sjalvkostnad
from tests.books import Bare, Words, book, row, sound_grant, voucher
from tests.reports.forms import cells, of_text, rows, table, total, why

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.reports.document import Report

SOLD = "Intäkter:3990-Sålda-tjänster"
BANK = "Tillgångar:Bank"


def sold(number: str, price: str, *more: str, self_cost: str | None, **given: Unpack[Words]) -> str:
    """A service sold to a company."""
    words: Words = {
        "finansiar": "industri",
        "form": "tjanst",
        "avtal": "2026-12",
        "register": "Swedeheart",
        "sjalvkostnad": Bare(f"{self_cost} SEK") if self_cost else None,
        "sjalvkostnad_delar": "lon overhead",
    }
    return voucher(
        number, "2026-09-01", row(SOLD, f"-{price}"), *more, row(BANK),
        text='"Exempel Läkemedel AB" "Uttag av aggregerad statistik"', **(words | given),
    )  # fmt: skip


def made(folder: Path, *vouchers: str) -> Report:
    return sjalvkostnad.build(of_text(folder, book(sound_grant(), *vouchers)))


def test_each_service_has_its_price_its_self_cost_and_the_difference(tmp_path: Path) -> None:
    report = made(
        tmp_path,
        sold("F1", "12000.00", self_cost="12000.00"),
        sold("F2", "15000.00", self_cost="12000.50"),
        sold("F3", "9000.00", self_cost="10000.00"),
    )
    assert cells(report, "tjanster", "resultat") == [
        Decimal("0.00"),
        Decimal("2999.50"),
        Decimal("-1000.00"),
    ]
    assert [str(one[0]) for one in cells(report, "tjanster", "utfall")] == [  # type: ignore[index]
        "självkostnad", "över självkostnaden", "under självkostnaden",
    ]  # fmt: skip
    assert total(report, "tjanster", "pris") == Decimal("36000.00")
    assert [one.voucher for one in rows(report, "tjanster")] == ["F1", "F2", "F3"]
    assert why(report) == ""


def test_every_register_has_a_result_of_its_own(tmp_path: Path) -> None:
    report = made(
        tmp_path,
        sold("F1", "12000.00", self_cost="10000.00"),
        sold("F2", "500.00", self_cost="700.00", register="Riksstroke"),
        sold("F3", "100.00", self_cost=None, form="bidrag", finansiar="myndighet"),
    )
    results = {
        str(one.values[0][0]): one.values[1:]  # type: ignore[index]
        for one in rows(report, "resultat-register")
    }
    assert results == {
        "Swedeheart": (
            Decimal("12000.00"),
            Decimal("10000.00"),
            Decimal("2000.00"),
            Decimal("100.00"),
        ),
        "Riksstroke": (Decimal("500.00"), Decimal("700.00"), Decimal("-200.00"), Decimal("0.00")),
    }
    assert total(report, "annan-finansiering") == Decimal("100.00")


def test_the_rows_of_a_voucher_with_one_self_cost_are_one_service(tmp_path: Path) -> None:
    report = made(tmp_path, sold("F1", "8000.00", row(SOLD, "-4000.00"), self_cost="12000.00"))
    (one,) = rows(report, "tjanster")
    assert one.values[6:9] == (Decimal("12000.00"), Decimal("12000.00"), Decimal("0.00"))


def test_what_may_not_be_part_of_it_is_told(tmp_path: Path) -> None:
    report = made(tmp_path, sold("F1", "1.00", self_cost="1.00", sjalvkostnad_delar="lon vinst"))
    said = {
        str(one.values[0][0]): (one.values[1][0], one.values[2])  # type: ignore[index]
        for one in rows(report, "delar")
    }
    assert said["Löner"] == ("ja", "F1")
    assert said["Räntor"] == ("ja", None)
    assert said["vinst"] == ("nej", "F1")
    assert "IN106" in why(report)
    assert [one.values[0] for one in table(report, "avvikelser").rows] == ["IN106"]


def test_without_a_self_cost_it_is_a_draft(tmp_path: Path) -> None:
    report = made(tmp_path, sold("F1", "1.00", self_cost=None))
    assert "Självkostnaden saknas för: F1." in why(report)
    assert cells(report, "tjanster", "resultat") == [None]


def test_a_book_without_services_says_so(tmp_path: Path) -> None:
    report = made(tmp_path)
    assert table(report, "tjanster").rows == ()
    assert table(report, "tjanster").empty.sv == "Inga tjänster är sålda."
    assert why(report) == ""
