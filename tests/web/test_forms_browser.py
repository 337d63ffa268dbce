"""A cost recorded, attached to and attested in a real browser, without a breach of the policy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import requests

from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import User
from tests.serve.serving import HASH, PASSWORD, Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
OURS = "uppsala/extension/Granskning"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        browser.close()


def test_a_cost_is_recorded_and_attested_in_the_browser(tmp_path: Path, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving(tmp_path) as served:
        with changing_users(served.users) as accounts:
            accounts["attestant1"] = Account(User("attestant1", {"uppsala": "attestant"}), HASH)
        _log_in(page, served, "ekonom1", "registrera")
        _record(page, tmp_path)
        page.get_by_role("button", name="Logga ut").click()
        _log_in(page, served, "attestant1", "attestera")
        page.get_by_role("checkbox", name="Attestera 2026-N1").check()
        page.screenshot(path=tmp_path / "4-attestera.png", full_page=True)
        page.get_by_role("button", name="Attestera valda").click()
        page.get_by_text("Attesterat.").wait_for()
        page.screenshot(path=tmp_path / "5-klar.png", full_page=True)
    # The browser notes the answer 422 to the empty form; nothing else may have been said.
    assert [each for each in said if "422" not in each] == []


def _log_in(page: Page, served: Served, name: str, form: str) -> None:
    page.goto(f"{served.url}/{OURS}/{form}")
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("form.nkr-write").wait_for()


def _record(page: Page, folder: Path) -> None:
    page.get_by_role("button", name="Visa verifikationen").click()
    page.get_by_role("alert").get_by_role("link", name="Datum").click()
    assert page.get_by_label("Datum *").get_attribute("aria-invalid") == "true"
    page.screenshot(path=folder / "1-fel.png", full_page=True)
    invoice = folder / "faktura.pdf"
    invoice.write_bytes(b"%PDF-1.4 exempel")
    page.get_by_label("Datum *").fill("2026-07-31")
    page.get_by_label("Leverantör *").fill("Exempel IT AB")
    page.get_by_label("Vad som köpts *").fill("Drift juli")
    page.get_by_label("Belopp utan moms, kronor *").fill("1250,50")
    for label, value in (
        ("Kostnadskonto *", "5420-Programvaror"), ("Register *", "Swedeheart"),
        ("Kostnadsslag *", "it-tjanster"), ("Ändamål *", "it"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).select_option(value)
    page.get_by_label("Underlag", exact=True).set_input_files(invoice)
    page.get_by_role("button", name="Visa verifikationen").click()
    page.get_by_role("heading", name="Så här bokförs: 2026-N1").wait_for()
    page.screenshot(path=folder / "2-visad.png", full_page=True)
    page.get_by_role("button", name="Bokför 2026-N1").click()
    page.get_by_text("Kostnaden är bokförd.").wait_for()
    page.get_by_role("link", name="Bifoga underlag").wait_for()
    page.screenshot(path=folder / "3-bokford.png", full_page=True)


def test_the_demo_starts_prints_its_logins_and_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nkr_audit.cli.demo_web", str(tmp_path / "d"), "--port", "0"]
    running = subprocess.Popen(
        [*command, "--minutes", "2"], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert running.stdout is not None
        lines = []
        for line in running.stdout:
            lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:[0-9]+", line):
                break
        assert found is not None, lines
        shown = "".join(lines)
        assert "Böcker: uppsala, vastragotaland, demo" in shown
        logins = re.findall(
            r"^  (granskare1|ekonom1|attestant1) +\w+ +(\S{16})$", shown, re.MULTILINE
        )
        assert len(logins) == 3
        with requests.Session() as visitor:
            visitor.trust_env = False
            door = visitor.get(f"{found[0]}/logga-in", timeout=30)
            csrf = re.search(r'name="csrf" value="([^"]+)"', door.text)
            assert csrf is not None
            sent = {"csrf": csrf[1], "namn": logins[1][0], "losenord": logins[1][1], "till": "/"}
            visitor.post(f"{found[0]}/logga-in", data=sent, timeout=30)
            form = f"{found[0]}/uppsala/extension/Granskning/registrera"
            assert "Registrera kostnad" in visitor.get(form, timeout=60).text
    finally:
        running.terminate()
        running.communicate(timeout=20)
