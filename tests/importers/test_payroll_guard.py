"""The same pay is booked once, whichever file comes first, and nobody is more than the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nkr_audit.cli import main as nkr
from nkr_audit.ledger import load
from tests.ledgers import snapshot

from .helpers import HEAD, write
from .payroll_files import EXTRACT, MAPPING, book, extract, mapping

if TYPE_CHECKING:
    from pathlib import Path

SECOND = """
2026-01-01 custom "nkr-bidrag" "NKR2027" "sos-2026"
  region: "Region Exempel"
  kostnadsstalle: "2710"
  beviljat: 1000.00 SEK
2026-01-01 custom "nkr-register" "NKR2027" "Riksstroke" 1000.00 SEK
"""
MAY = "".join(line for line in EXTRACT.splitlines(keepends=True) if "2026-04" not in line)
PAID = """\
#VER "L" "7" 20260525 "Löner maj" 20260525 "ekonom1"
{
#TRANS 4010 {"1" "2610"} 45000.00
#TRANS 2790 {} -45000.00
}
"""
TABLE = """\
serie;nr;datum;konto;kst;belopp
L;7;2026-05-25;4010;2610;45000,00
L;7;2026-05-25;2790;;-45000,00
"""
LAYOUT = """\
beskrivning = "Exempel"
[kolumner]
serie = "serie"
nummer = "nr"
datum = "datum"
konto = "konto"
belopp = "belopp"
[dimensioner]
kostnadsstalle = "kst"
"""


def run(main: Path, *arguments: str, grant: str = "NKR2026", code: int = 0) -> str:
    before = snapshot(main.parent)
    command = ["import", *arguments, "--ledger", str(main), "--grant", grant]
    result = CliRunner().invoke(nkr, command)
    assert result.exit_code == code, result.output
    if code == 2:
        assert snapshot(main.parent) == before
    assert not load(main).errors
    return result.output


def payroll(
    main: Path, folder: Path, text: str = MAPPING, grant: str = "NKR2026", code: int = 0
) -> str:
    layout = str(mapping(folder, text))
    file = str(extract(folder, MAY))
    return run(main, "payroll", file, "--mapping", layout, grant=grant, code=code)


def share(percent: str) -> str:
    """A mapping with one share, for the second grant."""
    head = MAPPING[: MAPPING.index("[[person.andel]]")]
    return head + (
        f'[[person.andel]]\nregister = "Riksstroke"\nprocent = {percent}\nfran = 2026-05-01\n'
        'till = 2026-12-31\nandamal = "it"\nnytta = "direkt"\ngrund = "tid"\n'
        'godkand_av = "chef1"\n'
    )


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return book(tmp_path, SECOND)


def test_pay_in_an_erp_file_after_the_payroll_extract_is_stopped(
    tmp_path: Path, main: Path
) -> None:
    payroll(main, tmp_path)
    file = str(write(tmp_path, HEAD + PAID))
    said = run(main, "sie", file, code=2)
    assert "Boken har redan lönekostnader under NKR2026 för samma månad" in said
    assert "2026-LON05" in said
    assert "--also" in said
    run(main, "sie", file, "--also")


def test_pay_in_an_extract_of_the_erp_is_stopped_too(tmp_path: Path, main: Path) -> None:
    payroll(main, tmp_path)
    (tmp_path / "uttag.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "egen.toml").write_text(LAYOUT, encoding="utf-8")
    options = ("tabular", str(tmp_path / "uttag.csv"), "--mapping", str(tmp_path / "egen.toml"))
    assert "redan lönekostnader" in run(main, *options, code=2)
    run(main, *options, "--also")


@pytest.mark.parametrize(
    ("old", "new"), [("20260525", "20260625"), ("4010 {", "5420 {"), ('"2610"} 45', '"9"} 45')]
)
def test_another_month_other_costs_and_pay_without_the_code_are_booked(
    tmp_path: Path, main: Path, old: str, new: str
) -> None:
    payroll(main, tmp_path)
    other = PAID.replace(old, new).replace("}\n", '#TRANS 5420 {"1" "2610"} 0.00\n}\n')
    run(main, "sie", str(write(tmp_path, HEAD + other)))


def test_the_second_grants_pay_has_a_voucher_of_its_own(tmp_path: Path, main: Path) -> None:
    payroll(main, tmp_path)
    said = payroll(main, tmp_path, share("20"), grant="NKR2027")
    assert "2026-LON/NKR2027.05" in said
    written = snapshot(main.parent)
    assert "Finns redan                  1" in payroll(main, tmp_path, share("20"), grant="NKR2027")
    assert "Finns redan                  1" in payroll(main, tmp_path)
    assert snapshot(main.parent) == written


@pytest.mark.parametrize(("percent", "code"), [("26.67", 0), ("26.68", 2)])
def test_nobody_is_more_than_the_whole_over_all_grants(
    tmp_path: Path, main: Path, percent: str, code: int
) -> None:
    payroll(main, tmp_path)
    said = payroll(main, tmp_path, share(percent), grant="NKR2027", code=code)
    assert ("skulle få 100,01 % i 2026-05" in said) == (code == 2)
    assert ("NKR2026 Swedeheart 40 %" in said) == (code == 2)


def test_pay_out_of_an_extract_is_told_apart_when_reconciling(tmp_path: Path, main: Path) -> None:
    payroll(main, tmp_path)
    body = PAID.replace("4010 {", "5420 {")
    file = str(write(tmp_path, HEAD + body))
    run(main, "sie", file)
    result = CliRunner().invoke(nkr, ["reconcile", str(main), file, "--grant", "NKR2026"])
    assert result.exit_code == 0, result.output
    assert "Ur löneuttag, inte ur ekonomisystemets fil (1)" in result.output
    assert "inte prövade här" in result.output
    assert "45\N{NO-BREAK SPACE}000,00 kr i kostnader minus intäkter" in result.output
    assert "≠" not in result.output
    assert "tidigare fil" not in result.output
    missing = str(write(tmp_path, HEAD + body + PAID.replace('"7"', '"8"')))
    result = CliRunner().invoke(nkr, ["reconcile", str(main), missing, "--grant", "NKR2026"])
    assert result.exit_code == 1
    assert "Saknas i boken (1)" in result.output
