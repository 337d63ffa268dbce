"""A book for each test."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from nkr_audit.cli.recording import options
from tests.recording.books import new_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = date(2027, 12, 31)


@pytest.fixture(scope="package", autouse=True)
def clock() -> Iterator[None]:
    """A day after all that the tests register."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(options, "today", lambda: TODAY)
        yield


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """The main file of a book whose grant is paid."""
    return new_book(tmp_path / "bok")


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    """A document to file."""
    path = tmp_path / "Faktura 884512.pdf"
    path.write_bytes(b"%PDF-1.7 exempel\n")
    return path
