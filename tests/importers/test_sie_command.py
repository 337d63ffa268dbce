"""``nkr sie`` as a user runs it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nkr_audit.cli.common import State
from nkr_audit.cli.sie import sie

from .sie_documents import WHOLE, WHOLE_4I, line_with, save

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(sie, list(arguments), obj=State())
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def words(output: str) -> list[list[str]]:
    plain = output.replace("\u00a0", " ")
    return [re.split(r" {2,}", line) for line in plain.splitlines()]


def test_sound_files_are_one_row_each_and_exit_with_0(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    save(tmp_path, WHOLE_4I, "lön.si")
    result = run("export.se", "lön.si")
    assert result.exit_code == 0
    heads, first, second = words(result.stdout)[:3]
    assert heads == [
        "Fil", "typ", "kodning", "ver", "rader", "debet", "#KSUMMA", "avstämning", "karantän",
    ]  # fmt: skip
    assert first == ["export.se", "4E", "cp437", "2", "4", "500,00", "saknas", "stämmer", "0"]
    assert second == ["lön.si", "4I", "cp437", "2", "4", "500,00", "saknas", "inga saldon", "0"]
    assert "typ 4I och har inga saldon" in result.stdout
    assert result.stderr == ""


def test_a_difference_is_shown_by_account_and_exits_with_1(tmp_path: Path) -> None:
    save(tmp_path, WHOLE.replace("#UB 0 1930 900", "#UB 0 1930 1901.50"))
    result = run("export.se")
    assert result.exit_code == 1
    assert words(result.stdout)[1][-2:] == ["stämmer inte", "0"]
    assert ["", "1930", "900,00", "1 901,50", "1 001,50"] in words(result.stdout)
    assert "IB + verifikationer = UB: 2 jämförda, 1 skiljer sig" in result.stdout


def test_a_quarantined_voucher_is_shown_with_line_and_reason(tmp_path: Path) -> None:
    text = WHOLE_4I.replace("} 400.00", "} 402.00")
    save(tmp_path, text, "a.si")
    result = run("a.si")
    assert result.exit_code == 1
    line = line_with(text, "#VER")
    assert f"karantän a.si:{line}: #VER A 42: raderna summerar till 2,00" in result.stdout


def test_remarks_and_passed_over_labels_are_shown_and_exit_with_0(tmp_path: Path) -> None:
    save(tmp_path, WHOLE.replace("#TAXAR 2027", "#TAXAR 27\n#NYTT 1"))
    result = run("export.se")
    assert result.exit_code == 0
    assert "avvikelse export.se:16: #TAXAR: ”27” är inget år" in result.stdout
    assert "förbigånget (okända etiketter och fält): #NYTT 1" in result.stdout


def test_a_wrong_checksum_exits_with_1(tmp_path: Path) -> None:
    save(tmp_path, WHOLE_4I.replace("#PROG", "#KSUMMA\n#PROG") + "#KSUMMA 1\n", "a.si")
    result = run("a.si")
    assert result.exit_code == 1
    assert "stämmer inte" in words(result.stdout)[1]
    assert "kontrollsumman är 1 men innehållet ger" in result.stdout


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    (tmp_path / "tom.se").write_bytes(b"")
    result = run("tom.se", "export.se", "saknas.se")
    assert result.exit_code == 2
    assert words(result.stdout)[1][0] == "export.se"
    assert "fel: tom.se: Filen är tom" in result.stderr
    assert "fel: saknas.se: Filen finns inte." in result.stderr


def test_strict_stops_at_the_first_departure(tmp_path: Path) -> None:
    save(tmp_path, WHOLE.replace("#TAXAR 2027", "#TAXAR 27"))
    result = run("export.se", "--strict")
    assert (result.exit_code, result.stdout) == (2, "")
    first = "fel: export.se:16: Filen följer inte SIE-standarden. #TAXAR: ”27” är inget år (ÅÅÅÅ)."
    assert result.stderr.splitlines()[0] == first


def test_english(tmp_path: Path) -> None:
    save(tmp_path, WHOLE.replace("#RES 0 5420 400 3", "#RES 0 5420 1400"))
    result = run("export.se", "--lang", "en")
    assert result.exit_code == 1
    heads = words(result.stdout)[0]
    assert heads[:4] == ["File", "type", "encoding", "vouchers"]
    assert ["", "5420", "400.00", "1,400.00", "1,000.00"] in words(result.stdout)
    assert "stämmer" not in result.stdout


def test_a_hostile_file_prints_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / "a.se").write_bytes(b"#FLAGGA 0\n#\x1b[31mX 1\n#ORGNR \x1b[2J\n")
    result = run("a.se")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_json_has_every_figure_of_the_report(tmp_path: Path) -> None:
    text = WHOLE.replace("#UB 0 1930 900", "#UB 0 1930 901.5").replace("#TAXAR 2027", "#NYTT 1")
    save(tmp_path, text)
    result = run("export.se", "--json")
    assert result.exit_code == 1
    (file,) = json.loads(result.stdout)["files"]
    assert (file["type"], file["vouchers"], file["rows"], file["debits"]) == ("4E", 2, 4, "500.00")
    assert (file["sound"], file["checksum"], file["ignored"]) == (False, None, {"#NYTT": 1})
    assert file["compared"] == {"UB": 2, "RES": 1, "IB": 2, "OUB": 2, "OIB": 1, "PSALDO": 2}
    assert file["differences"] == [{
        "check": "UB", "account": "1930", "objects": [], "period": None,
        "expected": "900.00", "found": "901.50", "difference": "1.50",
    }]  # fmt: skip
    broken = WHOLE_4I.replace("} 400.00", "} 402.00").replace("#PROG", "#KSUMMA\n#PROG")
    save(tmp_path, broken + "#KSUMMA 1\n", "a.si")
    (file,) = json.loads(run("a.si", "--json").stdout)["files"]
    assert (file["checksum"]["stated"], file["checksum"]["agrees"]) == (1, False)
    assert [(one["label"], one["severity"]) for one in file["problems"]] == [("#KSUMMA", "error")]
    assert [one["voucher"] for one in file["quarantined"]] == ["A 42"]


def test_nothing_is_written(tmp_path: Path) -> None:
    path = save(tmp_path, WHOLE)
    before = path.read_bytes()
    run("export.se")
    assert [one.name for one in tmp_path.iterdir()] == ["export.se"]
    assert path.read_bytes() == before
