"""Costs coded in a real browser, from the list to the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.serve.serving import serving
from tests.web.form_browsing import chromium, complaints, log_in
from tests.web.test_code_form import BOOK

if TYPE_CHECKING:
    from pathlib import Path


def test_costs_are_narrowed_chosen_coded_and_found_in_the_log(tmp_path: Path) -> None:
    with chromium() as browser, serving(tmp_path, BOOK) as served:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        said = complaints(page)
        log_in(page, served, "ekonom1", "oversikt")
        page.get_by_role("link", name="Koda kostnader").click()
        page.get_by_label("Leverantör, text eller nummer").fill("exempel")
        page.get_by_role("button", name="Visa", exact=True).click()
        page.get_by_text("Kostnadsrader som inte är kodade (2)").wait_for()
        page.get_by_role("button", name="Visa vad det ger").click()
        page.get_by_role("alert").get_by_text("Ingen rad är vald.").wait_for()
        page.get_by_role("checkbox", name="Välj A43 rad 1").check()
        for label, value in (
            ("Register", "Swedeheart"), ("Kostnadsslag", "it-tjanster"), ("Ändamål", "it"),
        ):  # fmt: skip
            page.get_by_label(label, exact=True).select_option(value)
        page.get_by_label("Vad kodningen grundas på *").fill("enligt fakturan")
        page.get_by_role("button", name="Visa vad det ger").click()
        page.get_by_role("heading", name="Så här kodas").wait_for()
        page.get_by_role("button", name="Spara kodningen").click()
        page.get_by_text("Kodningen är sparad.").wait_for()
        page.get_by_text("Kostnadsrader som inte är kodade (1)").wait_for()
        assert page.get_by_role("checkbox", name="Välj A43 rad 1").count() == 0
        page.get_by_role("link", name="Behandlingshistorik").click()
        page.get_by_text("för hand: enligt fakturan").first.wait_for()
        assert said == []
