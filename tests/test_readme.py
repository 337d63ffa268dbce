"""The README shows what the demo prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from nkr_audit.cli import main

if TYPE_CHECKING:
    import pytest

README = Path(__file__).parent.parent / "README.md"


def test_the_demo_prints_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = README.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(main, ["demo", "demo"]).stdout.replace("\xa0", " ").splitlines()
    block = re.search(r"```\n(1\. En ny bok.*?)```", shown, re.DOTALL)

    assert block is not None
    assert [line for line in block[1].splitlines() if line not in printed] == []
