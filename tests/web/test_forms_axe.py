"""Every form as axe, a keyboard and a telephone see it: empty, refused, and shown before it is
booked. With ``NKR_FORM_SCREENSHOTS`` naming a folder, each is also photographed there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import User
from tests.ledgers import COST
from tests.serve.serving import HASH, serving
from tests.web.form_browsing import OURS, chromium, grave_faults, log_in, too_wide
from tests.web.test_code_form import BOOK
from tests.web.test_forms import COST as RECORDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.serve.serving import Served

WAITING = COST.replace("A42", "A46").replace('  attesterad-av: "chef1"\n', "")
PLACES = {
    "registrera": "Visa verifikationen", "koda?nr=A43": "Visa vad det ger",
    "attestera": "Attestera valda", "bifoga?nr=A42": "Bifoga till A42",
    "ratta?nr=A42": "Visa rättelsen",
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("bok"), BOOK + WAITING) as running:
        with changing_users(running.users) as accounts:
            accounts["chef2"] = Account(User("chef2", {"uppsala": "admin"}), HASH)
        yield running


def opened(browser: Browser, served: Served, width: int, scheme: str = "light") -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, locale="sv-SE",
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    log_in(page, served, "chef2", "oversikt")
    return page


def photographed(page: Page, name: str) -> None:
    folder = os.environ.get("NKR_FORM_SCREENSHOTS")
    if not folder or page.viewport_size is None:
        return
    width = page.viewport_size["width"]
    height = int(page.evaluate("document.querySelector('article').scrollHeight")) + 200
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=Path(folder) / f"formular-{name}.png")
    page.set_viewport_size({"width": width, "height": 900})


def shown(page: Page, place: str) -> None:
    """Fill in the form and have it show what it would book."""
    if place.startswith("registrera"):
        for name, value in RECORDED.items():
            field = page.locator(f"#f-{name}")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        page.locator("#f-kostnadsslag").select_option("drift-forvaltning")
    elif place.startswith("koda"):
        page.locator("#f-register").select_option("Swedeheart")
        page.locator("#f-kostnadsslag").select_option("drift-forvaltning")
        page.locator("#f-andamal").select_option("it")
        page.locator("#f-skal").fill("enligt fakturan")
    else:
        page.locator("#f-skal").fill("fel kostnadsslag")
        page.locator("#f-kostnadsslag").select_option("drift-forvaltning")
    page.get_by_role("button", name=PLACES[place]).click()
    page.get_by_role("heading", name="Vad granskningen säger").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_in_any_form(
    browser: Browser, served: Served, width: int, scheme: str
) -> None:
    page = opened(browser, served, width, scheme)
    for place, button in PLACES.items():
        name = f"{place.partition('?')[0]}-{width}-{scheme}"
        page.goto(f"{served.url}/{OURS}/{place}")
        assert grave_faults(page) == [], name
        assert too_wide(page) <= 0, name
        photographed(page, f"{name}-1-tom")
        page.get_by_role("button", name=button).click()
        page.get_by_role("alert").wait_for()
        assert grave_faults(page) == [], name
        assert too_wide(page) <= 0, name
        photographed(page, f"{name}-2-fel")
        if "granskning" in button or button.startswith("Visa"):
            shown(page, place)
            assert grave_faults(page) == [], name
            assert too_wide(page) <= 0, name
            photographed(page, f"{name}-3-visad")
    page.close()


@pytest.mark.parametrize("place", list(PLACES))
def test_every_field_of_a_form_has_a_name_of_its_own(
    browser: Browser, served: Served, place: str
) -> None:
    page = opened(browser, served, 1280)
    page.goto(f"{served.url}/{OURS}/{place}")
    form = page.locator("form.nkr-write")
    names = form.evaluate(
        """form => [...form.elements].filter(one => one.type !== 'hidden' && one.matches(
            'input, select, button')).map(one => one.getAttribute('aria-label')
            || [...(one.labels || [])].map(label => label.innerText).join()
            || (one.matches('button') ? one.innerText : ''))"""
    )
    assert names
    assert all(names)
    assert len(set(names)) == len(names)
    identities = form.evaluate("form => [...form.querySelectorAll('[id]')].map(one => one.id)")
    assert len(set(identities)) == len(identities)
    page.close()


def test_costs_are_chosen_and_shown_with_the_keyboard_alone(
    browser: Browser, served: Served
) -> None:
    page = opened(browser, served, 1280)
    page.goto(f"{served.url}/{OURS}/koda")
    page.locator("aside").wait_for(state="attached")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    for key, name in (("S", "register"), ("I", "kostnadsslag"), ("I", "andamal")):
        _tab_to(page, f"f-{name}")
        page.keyboard.press(key)
        assert page.locator(f"#f-{name}").input_value() != "", name
    _tab_to(page, "f-skal")
    page.keyboard.type("enligt fakturan")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Så här kodas").wait_for()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("checkbox").first.is_checked()
    page.close()


def _tab_to(page: Page, identity: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == identity:
            return
    raise AssertionError(f"Tab does not reach {identity}")
