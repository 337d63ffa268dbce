"""Fava's import page in a real browser, set up as the handbook says."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from beancount.core import data

from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_importers import sie
from nkr_importers.reconcile import ReconcileRequest, reconcile_files
from tests.importers.helpers import HEAD, INVOICE, MAIN, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbok" / "fava-import.md"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LIFETIME = 120  # seconds, after which Fava is ended whatever happens
OPENED = """
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Skulder:2440-Leverantörsskulder SEK
"""
TWIN = INVOICE.replace('"42"', '"43"')
BROKEN = INVOICE.replace('"42"', '"44"').replace("40000.00", "39998.00", 1)


def block(language: str) -> str:
    """The one block of code in that language in the handbook's page."""
    (text,) = re.findall(
        rf"^```{language}\n(.*?)^```",
        HANDBOOK.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    return str(text)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book beside which the handbook's two files lie, with an export to import."""
    folder = tmp_path / "bok"
    (folder / "inkorg").mkdir(parents=True)
    path = folder / "main.beancount"
    path.write_text(MAIN + OPENED, encoding="utf-8")
    (folder / "fava.beancount").write_text(block("beancount"), encoding="utf-8")
    (folder / "fava_import.py").write_text(block("python"), encoding="utf-8")
    write(folder / "inkorg", HEAD + INVOICE + TWIN + BROKEN)
    return path


@pytest.fixture
def fava(book: Path) -> Iterator[str]:
    """The address of a Fava that shows the book."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-c",
        f"import threading, os; threading.Timer({LIFETIME}, os._exit, [1]).start();"
        " from fava.cli import main; main()",
        str(book.with_name("fava.beancount")), "--host", "127.0.0.1", "--port", str(port),
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=20)


def answering(address: str) -> str:
    """Wait until the server answers, and return where it led to: the ledger's own address."""
    for _ in range(150):
        try:
            with urlopen(address, timeout=10) as answer:  # noqa: S310 (our own server)
                return str(answer.url).rpartition("/income_statement")[0]
        except (URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("Fava did not answer")


@pytest.fixture
def page() -> Iterator[Page]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 800})
        browser.close()


def test_a_sie_file_is_imported_on_the_page_and_is_in_the_book(
    book: Path, fava: str, page: Page
) -> None:
    page.goto(f"{fava}/import/")
    page.get_by_role("button", name="Extrahera").click()
    note = page.locator("dialog textarea, [role=dialog] textarea, form textarea").first
    note.wait_for()
    assert "fel A 44" in note.input_value()
    assert page.get_by_role("checkbox").is_checked()
    page.get_by_role("button", name="Nästa", exact=True).click()
    page.get_by_text("Entry 2 of 3 (2 to import)").wait_for()
    folder = os.environ.get("NKR_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / "fava-import.png"))
    page.get_by_role("button", name="Nästa", exact=True).click()
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("Stored 2 entries").wait_for()

    loaded = load(book)
    assert not loaded.errors
    first, second = (one for one in loaded.entries if isinstance(one, data.Transaction))
    assert [first.meta["verifikation"], second.meta["verifikation"]] == ["2026-A42", "2026-A43"]
    assert first.links == {"2026-A42"}
    assert first.meta["registrerad"] == "2026-07-02"
    cost, debt = first.postings
    assert cost.meta is not None
    assert str(cost.units) == "40000.00 SEK"
    assert str(debt.units) == "-40000.00 SEK"
    assert (cost.meta["objekt"], cost.meta["text"]) == ("6=103", "Två register")
    file = write(book.parent / "inkorg", HEAD + INVOICE + TWIN)
    found = reconcile_files([file], sie.SieFormat(), ReconcileRequest(book, "NKR2026"))
    assert found.agrees
    assert len(found.items) == 2

    page.goto(f"{fava}/import/")
    page.get_by_role("button", name="Extrahera").click()
    page.get_by_text("No entries to import from this file.").wait_for()


def test_the_findings_show_in_fava(fava: str, page: Page) -> None:
    page.goto(f"{fava}/errors/")
    page.get_by_text(re.compile(r"(fel|varning) [A-Z]{2}\d{3}")).first.wait_for()


def test_only_the_file_for_fava_runs_code(book: Path) -> None:
    assert not load(book).errors
    with pytest.raises(NkrError, match="låta Fava köra kod"):
        load(book.with_name("fava.beancount"))
