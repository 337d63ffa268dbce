"""nkr code with rules: which rows they are about, and what the book says goes before them."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.coding.books import COST_OTHER, COST_ROW, IMPORTED, PAY_ROW, added, imported
from tests.coding.rules import PLATFORM, apply
from tests.ledgers import as_json, snapshot

if TYPE_CHECKING:
    from pathlib import Path

CODED = [
    '    register: "Swedeheart"',
    '    nytta: "direkt"',
    '    andamal: "it"',
    '    kostnadsslag: "it-tjanster"',
]


def rule(name: str, condition: str, gives: str) -> str:
    return f'[[regel]]\nnamn = "{name}"\nom = {{ {condition} }}\nger = {{ {gives} }}\n'


def reached(folder: Path, condition: str, text: str = IMPORTED) -> set[str]:
    """The rows (of the three) that a rule with the condition is about."""
    path = imported(folder, text)
    apply(folder, rule("r", condition, 'andamal = "it"'))
    rows = {COST_ROW: "A42/5420", PAY_ROW: "A42/7210", COST_OTHER: "A43/5420"}
    lines = path.read_text("utf-8").split("\n")
    coded = {before for before, line in pairwise(lines) if line == '    andamal: "it"'}
    return {name for row, name in rows.items() if any(one.startswith(row) for one in coded)}


def test_a_rule_codes_the_rows_it_is_about_and_says_why(tmp_path: Path) -> None:
    path = imported(tmp_path)
    before = path.read_text("utf-8")
    result = apply(tmp_path, PLATFORM)
    sha256 = hashlib.sha256(PLATFORM.encode()).hexdigest()[:12]
    lines = [*CODED, f'    kodad: "regel plattform i kodregler.toml sha256:{sha256}"']
    (cost,) = [line for line in before.split("\n") if line.startswith(COST_ROW)]
    assert added(before, path.read_text("utf-8")) == {cost: lines, COST_OTHER: lines}
    assert result.exit_code == 1
    (left,) = [line for line in result.stdout.split("\n") if "saknar" in line]
    assert left.startswith("  A42           7210    ")
    assert "5\N{NO-BREAK SPACE}000,00   Exempel IT AB" in left
    assert left.endswith(": saknar register, andamal, kostnadsslag")


def test_when_all_is_coded_the_command_is_content_and_changes_nothing_again(
    tmp_path: Path,
) -> None:
    imported(tmp_path)
    everything = PLATFORM.replace('konto = "5400-5499"', "alla = true")
    assert apply(tmp_path, everything).exit_code == 0
    before = snapshot(tmp_path)
    again = apply(tmp_path, everything)
    assert again.exit_code == 0
    assert snapshot(tmp_path) == before
    found = as_json("check", tmp_path / "main.beancount")["findings"]
    assert not {"CC103", "PU101", "EL201"} & {one["code"] for one in found}


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ('konto = "5420"', {"A42/5420", "A43/5420"}),
        ('konto = "54"', {"A42/5420", "A43/5420"}),
        ('konto = "5000-5419"', set()),
        ('konto = "5421-7210"', {"A42/7210"}),
        ('konto = "1000, 7200-7299"', {"A42/7210"}),
        ('motpart = "annan ab"', {"A43/5420"}),
        ('motpart = "*AB"', {"A42/5420", "A42/7210", "A43/5420"}),
        ('motpart = "Exempel*"', {"A42/5420", "A42/7210"}),
        ('motpart = "[AE]*"', set()),
        ('text = "JUNI"', {"A42/5420", "A42/7210"}),
        ('text = "Orör?"', {"A43/5420"}),
        ('text = "rör?"', set()),
        ('serie = "a"', {"A42/5420", "A42/7210", "A43/5420"}),
        ('serie = "L"', set()),
        ("belopp-minst = 5000", {"A42/5420", "A42/7210"}),
        ("belopp-minst = 5000.01", {"A42/5420"}),
        ("belopp-hogst = 5000.00", {"A42/7210", "A43/5420"}),
        ("belopp-minst = 100, belopp-hogst = 100", {"A43/5420"}),
        ('period = "2026-06"', {"A42/5420", "A42/7210"}),
        ('period = "2026-07-01/2026-12"', {"A43/5420"}),
        ('konto = "5420", period = "2026-07"', {"A43/5420"}),
        ('konto = "5420", text = "lön"', set()),
    ],
)
def test_conditions_must_all_hold(tmp_path: Path, condition: str, rows: set[str]) -> None:
    assert reached(tmp_path, condition) == rows


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ('motpart-orgnr = "556016-0680"', {"A43/5420"}),
        ('motpart-orgnr = "165560160680"', {"A43/5420"}),
        ('motpart-orgnr = "556016-0681"', set()),
        ('objekt = "6=103"', {"A43/5420"}),
        ('objekt = "1=2610"', {"A43/5420"}),
        ('objekt = "6=10"', set()),
        ('text = "licens"', {"A43/5420"}),
    ],
)
def test_conditions_on_what_the_import_says(tmp_path: Path, condition: str, rows: set[str]) -> None:
    text = IMPORTED.replace(
        '  verifikation: "A43"\n',
        '  verifikation: "A43"\n  motpart-orgnr: "5560160680"\n  objekt: "1=2610"\n',
    ).replace(COST_OTHER, f'{COST_OTHER}\n    text: "Licenser"\n    objekt: "6=103, 7=x"')
    path = imported(tmp_path, text)
    apply(tmp_path, rule("r", condition, 'andamal = "it"'))
    written = path.read_text("utf-8")
    assert (f'{COST_OTHER}\n    andamal: "it"' in written) is bool(rows)
    assert written.count('andamal: "it"') == len(rows)


def test_a_credit_meets_the_amounts_of_its_invoice(tmp_path: Path) -> None:
    path = imported(tmp_path, IMPORTED.replace("   100.00 SEK", "  -100.00 SEK"))
    apply(tmp_path, rule("r", "belopp-minst = 100, belopp-hogst = 100", 'andamal = "it"'))
    assert path.read_text("utf-8").count('andamal: "it"') == 1


def test_the_first_rule_decides_alone_and_others_that_say_otherwise_are_shown(
    tmp_path: Path,
) -> None:
    path = imported(tmp_path)
    second = rule("stroke", 'motpart = "Annan*"', 'register = "Riksstroke", insats = "I1"')
    main = tmp_path / "main.beancount"
    main.write_text(
        main.read_text("utf-8") + '2026-03-10 custom "nkr-insats" "NKR2026" "I1" "Plattform"\n',
        "utf-8",
    )
    said = apply(tmp_path, PLATFORM + second).stdout
    assert 'register: "Riksstroke"' not in path.read_text("utf-8")
    assert 'insats: "I1"' not in path.read_text("utf-8")
    (line,) = [line for line in said.split("\n") if "avgör; även" in line]
    assert "A43" in line
    assert "regeln plattform avgör; även stroke träffar" in line
    assert "register ”Riksstroke”, insats ”I1”" in line


def test_a_later_rule_that_says_the_same_is_not_shown(tmp_path: Path) -> None:
    imported(tmp_path)
    second = rule("it", "alla = true", 'andamal = "it"')
    assert "träffar" not in apply(tmp_path, PLATFORM + second).stdout


def test_the_order_of_the_file_is_what_counts(tmp_path: Path) -> None:
    path = imported(tmp_path)
    first = rule("stroke", 'motpart = "Annan*"', 'register = "Riksstroke", andamal = "it"')
    apply(tmp_path, first + PLATFORM)
    assert f'{COST_OTHER}\n    register: "Riksstroke"\n' in path.read_text("utf-8")


def test_the_book_is_never_overwritten_and_the_difference_is_shown(tmp_path: Path) -> None:
    text = IMPORTED.replace(COST_OTHER, f'{COST_OTHER}\n    register: "Riksstroke"')
    path = imported(tmp_path, text)
    said = apply(tmp_path, PLATFORM).stdout
    (line,) = [line for line in said.split("\n") if "boken gäller" in line]
    assert "A43" in line
    assert "register ”Riksstroke”" in line
    written = path.read_text("utf-8")
    assert f'{COST_OTHER}\n    nytta: "direkt"\n    andamal: "it"' in written
    assert written.count('register: "Swedeheart"') == 1


def test_what_the_voucher_says_holds_for_its_rows(tmp_path: Path) -> None:
    text = IMPORTED.replace('"A43"\n', '"A43"\n  register: "Riksstroke"\n  andamal: "it"\n')
    path = imported(tmp_path, text)
    said = apply(tmp_path, PLATFORM).stdout
    assert "boken säger register ”Riksstroke”" in said
    assert f'{COST_OTHER}\n    nytta: "direkt"\n    kostnadsslag:' in path.read_text("utf-8")


def test_fixme_says_nothing_yet_and_gives_way(tmp_path: Path) -> None:
    text = IMPORTED.replace(COST_OTHER, f'{COST_OTHER}\n    register: "FIXME"  ; vem?')
    path = imported(tmp_path, text)
    apply(tmp_path, PLATFORM)
    assert '    register: "Swedeheart"  ; vem?\n' in path.read_text("utf-8")
    assert "FIXME" not in path.read_text("utf-8")


def test_a_second_rule_file_is_recorded_after_the_first(tmp_path: Path) -> None:
    path = imported(tmp_path)
    apply(tmp_path, rule("forst", 'konto = "7210"', 'register = "Swedeheart"'))
    apply(tmp_path, rule("sedan", 'konto = "7210"', 'andamal = "it"'))
    (line,) = [line for line in path.read_text("utf-8").split("\n") if "kodad:" in line]
    assert line.count("sha256:") == 2
    assert line.index("regel forst") < line.index("regel sedan")


def test_the_month_of_the_voucher(tmp_path: Path) -> None:
    path = imported(tmp_path)
    apply(tmp_path, rule("r", 'konto = "5420"', 'avser = "verifikationens-manad"'))
    assert f'{COST_OTHER}\n    avser: "2026-07"\n' in path.read_text("utf-8")


@pytest.mark.parametrize("period", ["verifikationens-manad", "2027-01"])
def test_a_rule_does_not_move_what_was_accrued(tmp_path: Path, period: str) -> None:
    accrual = """\
2026-06-30 * "Annan AB" "Upplupet" #reservering ^A43
  verifikation: "R1"
  avser: "2026-05"
  Kostnader:NKR2026:7210-Löner       100.00 SEK
  Skulder:2440-Leverantörsskulder
"""
    path = imported(tmp_path, IMPORTED + accrual)
    before = as_json("settle", tmp_path / "main.beancount")
    apply(tmp_path, rule("r", 'motpart = "Annan*"', f'andamal = "it", avser = "{period}"'))
    assert f'{COST_OTHER}\n    andamal: "it"\n    kodad:' in path.read_text("utf-8")
    after = as_json("settle", tmp_path / "main.beancount")
    assert after["grants"][0]["costs"] == before["grants"][0]["costs"]


def test_dry_run_shows_the_changes_and_writes_nothing(tmp_path: Path) -> None:
    imported(tmp_path)
    before = snapshot(tmp_path)
    result = apply(tmp_path, PLATFORM, "--dry-run")
    del before["main.beancount"]
    after = snapshot(tmp_path)
    assert all(after[name] == content for name, content in before.items())
    assert result.exit_code == 1
    assert "Så blir det" in result.stdout
    assert "register ”Swedeheart”, nytta ”direkt”, andamal ”it”" in result.stdout
    assert "Nästa steg: skriv fler regler" in result.stdout
    assert result.stdout.endswith("Inget är skrivet (--dry-run).\n")


def test_rows_of_another_grant_are_not_touched(tmp_path: Path) -> None:
    other = "2026-01-01 open Kostnader:ANNAT:5420-Programvaror SEK\n"
    path = imported(
        tmp_path, other + IMPORTED.replace(COST_OTHER, COST_OTHER.replace("NKR2026", "ANNAT"))
    )
    apply(tmp_path, PLATFORM)
    assert path.read_text("utf-8").count("kodad:") == 1


def test_english(tmp_path: Path) -> None:
    imported(tmp_path)
    said = apply(tmp_path, PLATFORM, "--lang", "en", "--dry-run").stdout
    assert "Left to code by hand (1)" in said
    assert "lacks register, andamal, kostnadsslag" in said
    assert "Kvar" not in said


def test_personal_numbers_are_masked_in_the_report(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED.replace("Orörd", "Arvode 811228-9874"))
    said = apply(tmp_path, PLATFORM.replace("5400-5499", "7210")).stdout
    assert "811228-XXXX" in said
    assert "9874" not in said


def test_a_period_that_the_book_says_is_no_difference_to_the_month(tmp_path: Path) -> None:
    text = IMPORTED.replace(COST_OTHER, f'{COST_OTHER}\n    avser: "2026-05"')
    imported(tmp_path, text)
    said = apply(tmp_path, rule("r", "alla = true", 'avser = "verifikationens-manad"')).stdout
    assert "boken gäller" not in said
