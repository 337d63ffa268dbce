"""A book for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.recording.books import new_book

if TYPE_CHECKING:
    from pathlib import Path


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
