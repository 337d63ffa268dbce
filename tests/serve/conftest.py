"""Servers that tests share: one that nobody changes for each module, one of its own for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.serve.serving import Browser, Served, logged_in, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for tests that leave it as it was."""
    with serving(tmp_path_factory.mktemp("delad")) as served:
        yield served


@pytest.fixture(scope="module")
def auditor(shared: Served) -> Browser:
    """Somebody who may read one of the books."""
    return logged_in(shared, "revisor1")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server that the test may do with as it likes."""
    with serving(tmp_path) as running:
        yield running
