"""A real browser at the forms of a real server: logging in, axe, and what the browser says."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_fava_import import BROWSER, FLAGS
from tests.serve.serving import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.serve.serving import Served

OURS = "uppsala/extension/Granskning"
GRAVE = {"serious", "critical"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, for as long as the tests need it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


def log_in(page: Page, served: Served, name: str, place: str) -> None:
    """Go to a place that asks for a login, and log in there."""
    page.goto(f"{served.url}/{OURS}/{place}")
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".nkr main").wait_for()


def complaints(page: Page) -> list[str]:
    """What the browser complains of from now on; that an answer was 422 is no complaint."""
    said: list[str] = []

    def note(line: str) -> None:
        if "422" not in line:
            said.append(line)

    page.on("console", lambda line: note(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    return said


def grave_faults(page: Page) -> list[tuple[str, str]]:
    """What axe finds serious or critical in our part of the page, and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not here")
    page.locator("aside").wait_for(state="attached")
    found = axe.Axe().run(page, context="article .nkr").response["violations"]
    return [
        (one["id"], node["html"])
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]  # fmt: skip


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    script = "(a => a.scrollWidth - a.clientWidth)(document.querySelector('article'))"
    return int(page.evaluate(script))
