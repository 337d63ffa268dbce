"""The door and Fava behind it in a real browser, under the policy that lets no strange code run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.serve.serving import PASSWORD, Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = (
    "income_statement", "balance_sheet", "trial_balance", "journal", "query", "documents",
    "statistics", "errors", "holdings", "events", "account/Kostnader:NKR2026:5420-Programvaror",
    "help",
)  # fmt: skip
WAIT = 15_000


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 800}, locale="sv-SE")
        browser.close()


def test_login_by_keyboard_every_page_without_a_breach_and_logout(
    tmp_path_factory: pytest.TempPathFactory, page: Page
) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving(tmp_path_factory.mktemp("s")) as served:
        page.goto(f"{served.url}/uppsala/journal/")
        assert page.locator("main").aria_snapshot().splitlines() == FORM.splitlines()
        page.locator("#namn:focus").wait_for()  # the first field has the focus by itself
        page.keyboard.type("revisor1")
        page.keyboard.press("Tab")
        page.keyboard.type("fel lösenord här")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert page.get_by_role("alert").inner_text().splitlines()[0] == "Inloggningen misslyckades"
        said.clear()  # the browser notes that it was answered 401
        page.get_by_label("Användarnamn").fill("revisor1")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("ol.journal").first.wait_for(timeout=WAIT)
        _visit(page, served)
        assert said == []
        page.get_by_role("button", name="Logga ut").click()
        page.get_by_role("heading", name="Logga in").wait_for()


def test_favas_own_dialog_for_writing_does_not_open(
    tmp_path_factory: pytest.TempPathFactory, page: Page
) -> None:
    with serving(tmp_path_factory.mktemp("n")) as served:
        page.goto(f"{served.url}/uppsala/journal/")
        page.get_by_label("Användarnamn").fill("ekonom1")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("ol.journal").first.wait_for(timeout=WAIT)
        page.keyboard.press("n")
        page.keyboard.press("?")  # another key, which Fava heeds
        page.locator(".keyboard-tooltip").first.wait_for(timeout=WAIT)
        assert page.locator("dialog").count() == 0
        assert "#" not in page.url
        page.goto(f"{served.url}/uppsala/journal/#add-transaction")
        page.reload()
        page.locator("ol.journal").first.wait_for(timeout=WAIT)
        assert page.locator("dialog").count() == 0
        page.evaluate("location.hash = '#add-transaction'")
        page.wait_for_function("location.hash === ''")
        assert page.locator("dialog[open]").count() == 0


def _visit(page: Page, served: Served) -> None:
    for name in PAGES:
        page.goto(f"{served.url}/uppsala/{name}/")
        page.locator("aside").wait_for(timeout=WAIT)
        page.locator("article > *").first.wait_for(timeout=WAIT)
        page.wait_for_load_state("networkidle")
        for link in ("Redigering", "Importera", "Inställningar", "Exportera", "Lägg till post"):
            assert page.get_by_role("link", name=link, exact=True).count() == 0, link
    page.goto(f"{served.url}/uppsala/query/")
    page.locator(".cm-content").click()
    page.keyboard.type("SELECT account, sum(number) GROUP BY account")
    page.keyboard.press("Control+Enter")
    page.locator("table").get_by_text("Tillgångar:Bank").wait_for(timeout=WAIT)
    assert page.get_by_role("link", name="Grundbok").is_visible()


FORM = """\
- main:
  - paragraph: Granskning av statsbidrag
  - heading "Logga in" [level=1]
  - text: Användarnamn
  - textbox "Användarnamn"
  - text: Lösenord
  - textbox "Lösenord"
  - button "Logga in\""""
