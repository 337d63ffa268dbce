"""The pages in a real browser: the way from the figure to the document, by mouse and by keyboard.

With ``NKR_SCREENSHOTS`` naming a folder, the handbook's pictures are taken anew there.
"""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from werkzeug.serving import make_server

from tests.browser.test_fava_import import BROWSER, FLAGS
from tests.ledgers import run
from tests.web.serving import Pages, example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

WIDTHS = (1280, 390)
GRAVE = {"serious", "critical"}
PLACES = (
    "", "avrakning", "rader?steg=kostnader", "iakttagelser", "andamal", "underlag",
    "verifikationer", "verifikation?nr=2026-A8", "tidsfrister", "historik", "rapporter",
    "granskningspaket",
)  # fmt: skip
# What ``nkr serve`` allows a page of Fava's, less what only Fava's query editor needs.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "style-src 'self'"
)
# What a screen reader goes between, as the pages had it when somebody last read it through.
HEARD = ("- heading", "- table", "- navigation", "- img", "- form", "- group", "- region")
SNAPSHOTS = Path(__file__).parent / "heard.txt"
OUTSIDE_OF_OURS = "article .nkr"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages of the example with faults."""
    pages = Pages(example("vastragotaland", tmp_path_factory.mktemp("bok")))
    server = make_server("127.0.0.1", 0, pages.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}{pages.address}"
    server.shutdown()
    thread.join(timeout=20)
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield chromium
        chromium.close()


def opened(browser: Browser, address: str, width: int = 1280, scheme: str = "light") -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, locale="sv-SE",
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    page.goto(address)
    page.locator("aside").wait_for(state="attached")
    return page


def test_the_way_from_the_figure_to_the_document(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.get_by_role("link", name="Avräkning").click()
    page.get_by_role("heading", name="Avräkning", level=2).wait_for()
    step = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Ifrågasatt"))
    step.get_by_role("link").click()
    page.get_by_role("heading", name="Ifrågasatta kostnader", level=2).wait_for()
    page.get_by_role("link", name="2026-A7", exact=True).first.click()
    page.get_by_role("heading", name="Verifikation 2026-A7", level=2).wait_for()
    with page.expect_download() as found:
        page.get_by_role("link", name="Hämta underlag/2026-A7-faktura.pdf").click()
    path = found.value.path()
    assert Path(path).read_bytes().startswith(b"%PDF-")
    page.close()


def test_the_pages_work_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Iakttagelser", exact=True).click()
    page.get_by_label("Regelfamilj").select_option("EV")
    page.get_by_role("button", name="Visa").click()
    page.wait_for_url("**familj=EV**", wait_until="load")
    codes = page.locator("td", has_text="EV10").count()
    assert codes >= 5
    assert page.locator("td", has_text="CC102").count() == 0
    page.locator("summary").first.click()
    assert page.locator("details[open]").count() == 1
    context.close()


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}avrakning")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    skip.focus()
    assert skip.bounding_box() is not None
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "nkr-content"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in {"none", ""}
    page.close()


def test_a_screen_reader_hears_the_parts_of_every_page(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    heard = []
    for place in PLACES:
        page.goto(f"{address}{place}")
        page.locator("aside").wait_for(state="attached")
        said = page.locator("#nkr-content").aria_snapshot().splitlines()
        parts = [line.strip().rstrip(":") for line in said]
        heard += [f"[{place}]", *(part for part in parts if part.startswith(HEARD)), ""]
    page.close()
    if os.environ.get("NKR_NEW_SNAPSHOTS"):
        SNAPSHOTS.write_text("\n".join(heard), encoding="utf-8")
    assert "\n".join(heard) == SNAPSHOTS.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(browser: Browser, address: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not here")
    for width in WIDTHS:
        page = opened(browser, address, width, scheme)
        for place in PLACES:
            page.goto(f"{address}{place}")
            page.locator("aside").wait_for(state="attached")
            found = axe.Axe().run(page, context=OUTSIDE_OF_OURS).response["violations"]
            grave = [(one["id"], one["nodes"][0]["html"]) for one in found
                     if one["impact"] in GRAVE]  # fmt: skip
            assert not grave, (place, width)
        page.close()


def test_no_page_is_wider_than_a_telephone(browser: Browser, address: str) -> None:
    page = opened(browser, address, WIDTHS[-1])
    for place in PLACES:
        page.goto(f"{address}{place}")
        wider = page.evaluate(
            "(a => a.scrollWidth - a.clientWidth)(document.querySelector('article'))"
        )
        assert wider <= 0, place
    page.close()


def test_the_pages_need_nothing_that_a_strict_policy_forbids(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text
            else None)  # fmt: skip

    def strict(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": POLICY}
        route.fulfill(response=answer, headers=headers)

    page.route("**/extension/Granskning/**", strict)
    for place in ("", "avrakning", "verifikation?nr=2026-A8", "historik"):
        page.goto(f"{address}{place}")
        page.locator("aside").wait_for(state="attached")
        shown = page.locator(".nkr-menu a").first.evaluate("one => getComputedStyle(one).display")
        assert shown == "block"  # our own style sheet is let through
    assert not refused
    page.close()


def test_paper_has_the_grant_and_the_period_but_no_menus(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}avrakning")
    page.emulate_media(media="print")
    assert page.get_by_text("2026-01-01 – 2026-12-31").is_visible()
    assert page.get_by_text("NKR2026").first.is_visible()
    assert not page.locator(".nkr-menu").is_visible()
    assert not page.locator(".nkr-export").first.is_visible()
    page.close()


def test_pictures_for_the_handbook(browser: Browser, address: str) -> None:
    folder = os.environ.get("NKR_SCREENSHOTS")
    if not folder:
        pytest.skip("NKR_SCREENSHOTS names no folder")
    page = opened(browser, address)
    for name, place in (
        ("oversikt", ""), ("avrakning", "avrakning"), ("rader", "rader?steg=ifragasatt"),
        ("iakttagelser", "iakttagelser?allvar=fel"), ("andamal", "andamal"),
        ("verifikation", "verifikation?nr=2026-A8"), ("rapporter", "rapporter"),
    ):  # fmt: skip
        page.goto(f"{address}{place}")
        page.locator("aside").wait_for(state="attached")
        page.wait_for_timeout(300)
        path = Path(folder) / f"granskning-{name}.png"
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(64)
        picture.save(path, optimize=True)
        assert path.stat().st_size < 150_000
    page.close()


def test_pictures_of_a_package_for_the_handbook(browser: Browser, tmp_path: Path) -> None:
    folder = os.environ.get("NKR_SCREENSHOTS")
    if not folder:
        pytest.skip("NKR_SCREENSHOTS names no folder")
    book = example("uppsala", tmp_path)
    run(
        "review", "request", book, "--grant", "NKR2026", "--from", "Socialstyrelsen",
        "--items", "huvudbok,fakturor,lon,insatser,behandlingshistorik", "--due", "2027-03-31",
        "--reference", "4.3-123/2027", "--date", "2027-03-01", env={"NKR_WHO": "ekonom1"},
    )  # fmt: skip
    run("review", "build", book, "--grant", "NKR2026", "-o", tmp_path / "paket")
    pages, data = Pages(book), (tmp_path / "paket" / "data").as_uri()
    server = make_server("127.0.0.1", 0, pages.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    ours = f"http://127.0.0.1:{server.port}{pages.address}granskningspaket"
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="sv-SE")
    for name, place in (
        ("begaran", ours), ("innehall", f"{data}/index.html"),
        ("kostnader", f"{data}/index.html#kostnader"),
        ("verifikation", f"{data}/sidor/verifikationer-1.html#v3"),
    ):  # fmt: skip
        page.goto(place)
        page.wait_for_timeout(500)
        path = Path(folder) / f"socialstyrelsen-{name}.png"
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(48)
        picture.save(path, optimize=True)
        assert path.stat().st_size < 80_000
    page.close()
    server.shutdown()
    thread.join(timeout=20)
    server.server_close()
