"""A voucher corrected in a real browser, from its page to the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.serve.serving import serving
from tests.web.form_browsing import chromium, complaints, log_in

if TYPE_CHECKING:
    from pathlib import Path


def test_a_voucher_is_corrected_from_its_page_and_found_in_the_log(tmp_path: Path) -> None:
    with chromium() as browser, serving(tmp_path) as served:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        said = complaints(page)
        log_in(page, served, "ekonom1", "verifikation?nr=A42")
        page.get_by_role("link", name="Rätta", exact=True).click()
        assert page.get_by_label("Belopp utan moms, kronor").input_value() == "40000,00"
        page.get_by_role("button", name="Visa rättelsen").click()
        page.get_by_role("alert").get_by_role("link", name="Varför den rättas").click()
        focused = page.evaluate("document.activeElement.id")
        assert focused == "f-skal"
        page.keyboard.type("fel belopp på fakturan")
        page.get_by_label("Belopp utan moms, kronor").fill("41000")
        page.get_by_role("button", name="Visa rättelsen").click()
        page.get_by_text("ersätter den.").wait_for()
        page.get_by_role("button", name="Bokför rättelsen").click()
        page.get_by_text("Rättelsen är bokförd.").wait_for()
        page.get_by_role("rowheader", name="Rättas av").first.wait_for()
        page.get_by_role("link", name="Behandlingshistorik").click()
        page.get_by_text("fel belopp på fakturan").first.wait_for()
        assert said == []
