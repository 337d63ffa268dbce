"""Rule files, and the command run with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ledgers import refused, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PLATFORM = """\
[[regel]]
namn = "plattform"
om = { konto = "5400-5499" }
ger = { register = "Swedeheart", nytta = "direkt", andamal = "it", kostnadsslag = "it-tjanster" }
"""
KEY = """\
[[fordelningsnyckel]]
namn = "nyckel1"
grund = "Antal registreringar 2025"
galler-fran = 2026-01-01
galler-till = 2026-12-31
beslutad-av = "chef1"
beslutad = 2026-01-15
[[fordelningsnyckel.del]]
andel = "1/3"
register = "Swedeheart"
nytta = "direkt"
[[fordelningsnyckel.del]]
andel = "2/3"
register = "Riksstroke"
nytta = "indirekt"
"""
SHARED = """\
[[regel]]
namn = "delad"
om = { konto = "5420" }
ger = { fordelning = "nyckel1", andamal = "it", kostnadsslag = "it-tjanster" }
"""


def rule_file(folder: Path, text: str) -> Path:
    """A rule file beside the book."""
    return write(folder / "kodregler.toml", text)


def apply(folder: Path, text: str, *options: str) -> Result:
    """Code the book by such rules."""
    path = rule_file(folder, text)
    result = run("code", folder / "main.beancount", path, "--grant", "NKR2026", *options)
    assert result.exit_code in {0, 1}, result.output
    assert result.stderr == ""
    return result


def refuse_rules(folder: Path, text: str) -> str:
    """Code the book by rules that must be refused, with nothing written."""
    path = rule_file(folder, text)
    before = snapshot(folder)
    said = refused("code", folder / "main.beancount", path, "--grant", "NKR2026")
    assert snapshot(folder) == before
    return said
