"""Example books with our pages in Fava, asked in this process or by a browser."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from fava.application import create_app

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

LEDGER = Path(__file__).parents[2] / "ledger"
LINE = '2026-01-01 custom "fava-extension" "nkr_audit.web"\n'
_NUMBER = re.compile(r"[−-]?\d{1,3}(?:\N{NO-BREAK SPACE}\d{3})*,\d\d")


def with_pages(book: Path) -> Path:
    """Have Fava show our pages in the book."""
    if "nkr_audit.web" not in book.read_text("utf-8"):
        book.write_text(book.read_text("utf-8") + LINE, "utf-8")
    return book


def example(name: str, folder: Path) -> Path:
    """A copy of an example book, with our pages."""
    shutil.copytree(LEDGER / name, folder / name)
    return with_pages(folder / name / "main.beancount")


class Pages:
    """The pages of one book."""

    def __init__(self, book: Path) -> None:
        self.app: Flask = create_app([str(book)], load=True)
        self.app.testing = True
        self.book: str = self.app.config["LEDGERS"].first_slug()
        self._client = self.app.test_client()

    @property
    def address(self) -> str:
        """Where the pages are, from the server's root."""
        return f"/{self.book}/extension/Granskning/"

    def get(self, page: str = "") -> TestResponse:
        """Ask for a page."""
        return self._client.get(self.address + page)

    def text(self, page: str = "") -> str:
        """What a page says, without its marks."""
        return text_of(self.get(page).text)

    def links(self, page: str) -> list[str]:
        """The addresses that a page leads to."""
        return [
            unescape(one) for one in re.findall(r'href="([^"]+)"', content(self.get(page).text))
        ]

    def follow(self, address: str) -> TestResponse:
        """Ask for an address of a link."""
        return self._client.get(address.partition("#")[0])


def content(html: str) -> str:
    """Our part of a page."""
    return html.partition('<div class="nkr"')[2].partition('id="ledger-data"')[0]


def text_of(html: str) -> str:
    """The words of our part of a page, in one line."""
    return re.sub(r"[ \n\t]+", " ", unescape(re.sub(r"<[^>]+>", " ", content(html))))


def amounts(text: str) -> list[str]:
    """The amounts in a text, as they are written."""
    return _NUMBER.findall(text)
