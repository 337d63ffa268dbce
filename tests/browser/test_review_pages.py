"""The pages of a review package in a real browser: no network, no script, two clicks."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.browser.test_fava_import import BROWSER, FLAGS
from tests.review.packages import built, sealed_book


def test_from_an_amount_to_its_voucher_to_its_invoice_in_two_clicks(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    bag = built(sealed_book(tmp_path), tmp_path / "paket med å ä ö.zip")
    asked: list[str] = []
    complaints: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = browser.new_context(offline=True, java_script_enabled=False).new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto((bag / "data" / "index.html").as_uri())

        page.locator("#kostnader tbody tr").first.locator("td.amount a").click()
        voucher = page.locator("article:target")
        assert voucher.locator("h2").inner_text() == "2026-A1"
        document = voucher.locator("dd a").first
        led_to = urljoin(page.url, str(document.get_attribute("href")))

        # A page of the browser's own shows the PDF; that the file is the invoice is what counts.
        assert Path(unquote(urlsplit(led_to).path)) == bag / "data" / "underlag" / (
            "2026-A1-faktura.pdf"
        )
        browser.close()
    assert Path(unquote(urlsplit(led_to).path)).is_file()
    assert {urlsplit(url).scheme for url in asked} == {"file"}
    assert complaints == []
