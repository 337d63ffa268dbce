"""The forecast on the overview: that of ``nkr status``, while there is something to foresee."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nkr_audit.text import kronor
from nkr_audit.web import shell
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT, as_json, book
from tests.web.serving import Pages, amounts, with_pages

if TYPE_CHECKING:
    from pathlib import Path

SPEND = HEAD + RECEIPT + COST + INVOICE


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "today", lambda: date(2026, 9, 30))


def part(text: str) -> str:
    return text.partition("Prognos vid bidragsårets slut")[2].partition("Kostnader mot")[0]


def test_the_forecast_is_that_of_nkr_status(tmp_path: Path) -> None:
    main = book(tmp_path, SPEND)
    (told,) = as_json("status", main, "--date", "2026-09-30")["grants"]
    said = part(Pages(with_pages(main)).text(""))
    forecast = told["forecast"]
    assert amounts(said)[0] == kronor(Decimal(forecast["costs"]))
    assert kronor(Decimal(forecast["unused"])) in amounts(said)
    assert f"t.o.m. {forecast['basis']}" in said
    assert "Rak linje" in said


def test_a_grant_that_will_not_do_says_who_pays(tmp_path: Path) -> None:
    main = book(tmp_path, SPEND.replace("40000.00", "1500000.00"))
    assert "Bidraget räcker inte: regionen betalar resten." in part(
        Pages(with_pages(main)).text("")
    )


def test_a_year_that_is_booked_to_its_end_has_no_forecast(tmp_path: Path) -> None:
    later = COST.replace("A42", "B1").replace("2026-06-30", "2027-01-10")
    text = Pages(with_pages(book(tmp_path, SPEND + later))).text("")
    assert "Prognos" not in text
    assert "Läget" in text
