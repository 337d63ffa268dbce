"""Damaged files: each is read or refused with a clear message, and nothing else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.mutating import mutations
from tests.fuzz.targets import targets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fuzz.targets import Target

NAMES = (
    "sie", "tabular", "layout", "xlsx", "sheet", "peppol", "camt", "payroll", "payroll-mapping",
    "coding", "coding-rules",
)  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Target]:
    return targets(tmp_path_factory.mktemp("beside"))


def test_every_parser_is_tried(known: dict[str, Target]) -> None:
    assert tuple(known) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, known: dict[str, Target], name: str
) -> None:
    target = known[name]
    path = tmp_path / f"in{target.suffix}"
    for seed in target.seeds:
        for content in mutations(seed, target.words, 120 // len(target.seeds) + 1):
            path.write_bytes(content)
            target.examine(path)
