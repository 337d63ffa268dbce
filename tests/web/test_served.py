"""The pages behind ``nkr serve``: an auditor sees them all, and nobody else sees any."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
import requests

from nkr_audit.web.pages import PAGES
from tests.serve.serving import Served, logged_in, serving
from tests.web.serving import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "/uppsala/extension/Granskning/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def test_an_auditor_sees_every_page_and_its_style(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    for name, kind in PAGES.items():
        if kind.right != "read":
            continue
        answer = auditor.get(f"{ADDRESS}{'' if name == 'oversikt' else name}?nr=A42")
        assert answer.status_code == 200, name
        assert "NKR2026" in text_of(answer.text)
    assert auditor.get(f"{ADDRESS}stil.css").headers["Content-Type"].startswith("text/css")


def test_a_document_is_shown_in_a_frame_of_the_voucher(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    html = auditor.get(f"{ADDRESS}verifikation?nr=A17").text
    (path,) = re.findall(r'<iframe[^>]* src="([^"]+)"', html)
    shown = auditor.get(unescape(path))
    assert shown.status_code == 200
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_sees_a_page_without_logging_in(served: Served) -> None:
    for name in ("", "avrakning", "tabell", "rapport", "stil.css"):
        answer = requests.get(f"{served.url}{ADDRESS}{name}", allow_redirects=False, timeout=20)
        assert answer.status_code in {302, 303, 401, 404}
        assert "NKR2026" not in answer.text
