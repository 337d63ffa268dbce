"""A voucher that two grants of one book share is both's, to the öre, and untouched else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from click.testing import CliRunner

from nkr_audit.cli import main as nkr
from nkr_audit.ledger import load
from tests.ledgers import snapshot

from .helpers import HEAD, MAIN, write

if TYPE_CHECKING:
    from pathlib import Path

SECOND = """
2026-01-01 custom "nkr-bidrag" "NKR2027" "sos-2026"
  region: "Region Exempel"
  kostnadsstalle: "2710"
  beviljat: 1000.00 SEK
"""
SHARED = """\
#VER "A" "42" 20260630 "Driftplattform juni" 20260702 "ekonom1"
{
#TRANS 5420 {"1" "2610"} 40000.00
#TRANS 5420 {"1" "2710" "6" "7"} 25000.00
#TRANS 5420 {"1" "9999"} 25000.00
#TRANS 2440 {} -90000.00
}
"""
IMPORTED = "import/NKR2026-2026.beancount"


def book(folder: Path) -> Path:
    path = folder / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(MAIN + SECOND, encoding="utf-8")
    mapping = '[[konto]]\nfran = "5420"\ntill = "5420"\nkostnadsslag = "it-tjanster"\n'
    (path.parent / "kontoplan.toml").write_text(mapping, encoding="utf-8")
    return path


def run(main: Path, file: Path, grant: str, *options: str, code: int = 0) -> str:
    arguments = ["import", "sie", str(file), "--ledger", str(main), "--grant", grant, *options]
    result = CliRunner().invoke(nkr, arguments)
    assert result.exit_code == code, result.output
    assert not load(main).errors
    return result.output


def reconciled(main: Path, file: Path, grant: str) -> None:
    result = CliRunner().invoke(nkr, ["reconcile", str(main), str(file), "--grant", grant])
    assert result.exit_code == 0, result.output


def test_the_second_grants_rows_are_moved_under_it(tmp_path: Path) -> None:
    main, file = book(tmp_path), write(tmp_path, HEAD + SHARED)
    run(main, file, "NKR2026")
    before = snapshot(main.parent)[IMPORTED].decode().split("\n")
    planned = run(main, file, "NKR2027", "--dry-run")
    assert "Skulle kompletteras" in planned
    assert snapshot(main.parent)[IMPORTED].decode().split("\n") == before
    said = run(main, file, "NKR2027")
    assert "Kompletterade" in said
    assert "Kostnader:5420-Programvaror → Kostnader:NKR2027:5420-Programvaror" in said
    after = snapshot(main.parent)[IMPORTED].decode().split("\n")
    gone = [line.split() for line in (Counter(before) - Counter(after)).elements()]
    new = [line.split() for line in (Counter(after) - Counter(before)).elements()]
    assert gone == [["Kostnader:5420-Programvaror", "25000.00", "SEK"]]
    assert ["Kostnader:NKR2027:5420-Programvaror", "25000.00", "SEK"] in new
    assert ["kostnadsslag:", '"it-tjanster"'] in new
    assert ["kalla:", '"export.se', "rad", "17"] in [line[:4] for line in new]
    assert len(new) == 3
    moved = after.index(next(line for line in after if "NKR2027:5420" in line))
    assert after[moved + 3].strip() == 'objekt: "1=2710, 6=7"'


def test_both_grants_have_the_voucher_and_reconcile(tmp_path: Path) -> None:
    main, file = book(tmp_path), write(tmp_path, HEAD + SHARED)
    run(main, file, "NKR2026")
    run(main, file, "NKR2027")
    written = snapshot(main.parent)
    for grant in ("NKR2026", "NKR2027"):
        said = run(main, file, grant)
        assert "Finns redan                  1" in said
        assert "Inget är skrivet" in said
        reconciled(main, file, grant)
    assert snapshot(main.parent) == written
    shown = CliRunner().invoke(nkr, ["log", "show", str(main)]).output
    assert "kompletterade under NKR2027" in shown


def test_what_is_no_longer_in_the_file_is_told_of_the_moved_row(tmp_path: Path) -> None:
    main, file = book(tmp_path), write(tmp_path, HEAD + SHARED)
    run(main, file, "NKR2026")
    run(main, file, "NKR2027")
    said = run(main, write(tmp_path, HEAD + SHARED.replace('"2710"', '"2720"')), "NKR2027", code=2)
    assert "ändrad 2026-A42" in said


def test_other_amounts_are_a_change_with_advice_that_spares_the_other_grant(
    tmp_path: Path,
) -> None:
    main = book(tmp_path)
    run(main, write(tmp_path, HEAD + SHARED), "NKR2026")
    before = snapshot(main.parent)
    changed = SHARED.replace("25000.00", "25001.00").replace("-90000.00", "-90002.00")
    said = run(main, write(tmp_path, HEAD + changed), "NKR2027", code=2)
    assert snapshot(main.parent) == before
    assert "verifikationen bär också NKR2026; ta inte bort den" in said
    assert "eller ta bort verifikationen ur boken" not in said


def test_a_row_moved_off_the_grant_by_hand_stays_there(tmp_path: Path) -> None:
    main, file = book(tmp_path), write(tmp_path, HEAD + SHARED)
    run(main, file, "NKR2026")
    run(main, file, "NKR2027")
    path = main.parent / IMPORTED
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("NKR2027:5420", "5420"), encoding="utf-8")
    said = run(main, file, "NKR2027", code=2)
    assert "ändrad 2026-A42" in said
    assert path.read_text(encoding="utf-8") == text.replace("NKR2027:5420", "5420")
