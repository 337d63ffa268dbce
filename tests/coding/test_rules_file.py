"""The rule file: strict, and refused whole when anything in it does not fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nkr_importers.coding.rules_file import read_rules
from tests.coding.books import imported
from tests.coding.rules import KEY, PLATFORM, SHARED, refuse_rules
from tests.ledgers import refused, snapshot, write


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('namn = "plattform"\n', "", "regel[1].namn saknas"),
        ('"plattform"', '"Plattform Ä"', "inte ett giltigt namn"),
        ("om = ", "nar = ", "regel[1].om saknas"),
        ("om = {", "om = { kanto = 1,", "regel[1].om.kanto är ingen känd nyckel"),
        ('konto = "5400-5499"', "", "regel[1].om har inget villkor"),
        ('konto = "5400-5499"', 'alla = true, konto = "5"', "både alla = true och villkor"),
        ('"5400-5499"', '"54xx"', "regel[1].om.konto kan inte läsas: ”54xx”"),
        ('"5400-5499"', '"5499-5400"', "kan inte läsas"),
        ('"5400-5499"', "5420", "ska vara en text"),
        ('konto = "5400-5499"', 'objekt = "103"', "om.objekt kan inte läsas"),
        ('konto = "5400-5499"', 'period = "juni"', "om.period är ingen period: ”juni”"),
        ('konto = "5400-5499"', 'belopp-minst = "1"', "ska vara ett belopp"),
        ('konto = "5400-5499"', "belopp-minst = 2, belopp-hogst = 1", "är lägre än"),
        ('"Swedeheart"', '"Swedehart"', "Regeln plattform ger register: ”Swedehart”"),
        ('"direkt"', '"Direkt"', "Regeln plattform ger nytta: ”Direkt”"),
        ('"it-tjanster"', '"it"', "Regeln plattform ger kostnadsslag: ”it”"),
        ('andamal = "it"', 'avser = "juni"', "Regeln plattform ger avser: ”juni”, som inte är"),
        ('andamal = "it"', 'andamal = "FIXME"', "Regeln plattform ger andamal: ”FIXME”"),
        ('andamal = "it"', 'faktura = "1"', "faktura är ingen känd nyckel"),
        ('andamal = "it"', 'fordelning = "n"', "har ett okänt värde: ”n”"),
    ],
)
def test_refused_rules(tmp_path: Path, old: str, new: str, said: str) -> None:
    imported(tmp_path)
    assert old in PLATFORM
    message = refuse_rules(tmp_path, PLATFORM.replace(old, new))
    assert "kodregler.toml: " in message
    assert said in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('grund = "Antal registreringar 2025"\n', "", "fordelningsnyckel[1].grund saknas"),
        ('grund = "Antal registreringar 2025"\n', 'grund = " "\n', "grund ska vara en text"),
        ("galler-fran = 2026-01-01\n", "", "galler-fran saknas"),
        ("galler-till = 2026-12-31\n", "", "galler-till saknas"),
        ('beslutad-av = "chef1"\n', "", "beslutad-av saknas"),
        ("beslutad = 2026-01-15\n", "", "beslutad saknas"),
        ("= 2026-12-31", "= 2025-12-31", "galler-till är före galler-fran"),
        ("2026-01-15", '"2026-01-15"', "ska vara ett datum utan citattecken"),
        ('"2/3"', '"66,67 %"', "summerar till 100,003333 %, inte 100 %"),
        ('"2/3"', '"1/3"', "summerar till 66,666667 %, inte 100 %"),
        ('"2/3"', '"0 %"', "andel kan inte läsas: ”0 %”"),
        ('"2/3"', '"-10 %"', "andel kan inte läsas"),
        ('"2/3"', '"1/0"', "andel kan inte läsas"),
        ('"2/3"', '"67"', "andel kan inte läsas"),
        ('register = "Riksstroke"\n', "", "del[2].register saknas"),
        ('"Riksstroke"', '"Riksstrok"', "Nyckeln nyckel1 ger register: ”Riksstrok”"),
        ('"indirekt"', '"delvis"', "Nyckeln nyckel1 ger nytta: ”delvis”"),
        ('nytta = "indirekt"', 'kostnadsslag = "resor"', "kostnadsslag är ingen känd nyckel"),
    ],
)
def test_refused_keys(tmp_path: Path, old: str, new: str, said: str) -> None:
    imported(tmp_path)
    assert old in KEY
    assert said in refuse_rules(tmp_path, KEY.replace(old, new) + SHARED)


def test_a_key_and_its_rule_may_not_say_the_same(tmp_path: Path) -> None:
    imported(tmp_path)
    for own in ('register = "Swedeheart"', 'nytta = "direkt"'):
        said = refuse_rules(tmp_path, KEY + SHARED.replace("ger = {", f"ger = {{ {own},"))
        assert "står både i regeln och i nyckeln nyckel1" in said


def test_names_are_given_once(tmp_path: Path) -> None:
    imported(tmp_path)
    assert "regel[2].namn står två gånger" in refuse_rules(tmp_path, PLATFORM + PLATFORM)
    assert "fordelningsnyckel[2].namn står" in refuse_rules(tmp_path, KEY + KEY + SHARED)


def test_a_rule_that_gives_nothing(tmp_path: Path) -> None:
    imported(tmp_path)
    text = PLATFORM.partition("ger = ")[0] + "ger = {}\n"
    assert "ger ingenting" in refuse_rules(tmp_path, text)


def test_keys_that_the_file_does_not_know(tmp_path: Path) -> None:
    imported(tmp_path)
    assert "regler är ingen känd nyckel" in refuse_rules(tmp_path, f"regler = 1\n{PLATFORM}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"regel = [\n", "inte giltig TOML"),
        (b"\xff\xfe", "inte i UTF-8"),
        (b"\x00", "inte giltig TOML"),
        (b"x = " + b"[" * 50_000, "för djupt"),
        (b"x = " + b"1" * 50_000, "orimligt långt tal"),
        (b"# " + b"x" * (1 << 20), "för stor för en regelfil"),
        (b"", "regel saknas"),
    ],
)
def test_files_that_are_no_rules(tmp_path: Path, content: bytes, said: str) -> None:
    imported(tmp_path)
    path = tmp_path / "kodregler.toml"
    path.write_bytes(content)
    before = snapshot(tmp_path)
    assert said in refused("code", tmp_path / "main.beancount", path, "--grant", "NKR2026")
    assert snapshot(tmp_path) == before


def test_no_rule_file(tmp_path: Path) -> None:
    imported(tmp_path)
    path = tmp_path / "saknas.toml"
    said = refused("code", tmp_path / "main.beancount", path, "--grant", "NKR2026")
    assert "saknas.toml: Filen finns inte." in said


def test_the_rules_of_the_handbook_can_be_read(tmp_path: Path) -> None:
    handbook = Path(__file__).parents[2] / "docs" / "handbok" / "koda.md"
    rules, keys = re.findall(r"```toml\n(.*?)```", handbook.read_text("utf-8"), re.DOTALL)
    allowed = {"register": ("SWEDEHEART", "RIKSSTROKE"), "insats": ("I1",)}
    found = read_rules(write(tmp_path / "kodregler.toml", keys + rules), allowed)
    assert [rule.name for rule in found.rules] == ["driftplattform", "registercentrum", "loner"]
    assert [rule.key is not None for rule in found.rules] == [False, True, False]
