"""Rows added to and taken out of a voucher in the ERP are kept for the trail, and never counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from nkr_audit.cli import main as nkr

from .helpers import HEAD, INVOICE, MAIN, read, write

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """\
#RTRANS 5420 {"1" "2610"} 1000.00 20260304 "Anna Exempelsson" 0 "lisa"
#TRANS 5420 {"1" "2610"} 1000.00 20260304 "Anna Exempelsson" 0 "lisa"
#TRANS 2440 {} -1000.00
#BTRANS 5420 {"1" "2610"} 39000.00 20260304 "Anna Exempelsson" 0 "lisa"
#BTRANS 2440 {} -38000.00 20260305 "" 0 "kalle"
}
"""


def test_who_changed_which_rows_and_when_is_one_value(tmp_path: Path) -> None:
    main = tmp_path / "bok" / "main.beancount"
    main.parent.mkdir()
    main.write_text(MAIN, encoding="utf-8")
    file = write(tmp_path, HEAD + INVOICE.replace("}\n", ROWS))
    arguments = ["import", "sie", str(file), "--ledger", str(main), "--grant", "NKR2026"]
    assert CliRunner().invoke(nkr, arguments).exit_code == 0
    path = main.parent / "import" / "NKR2026-2026.beancount"
    lines = path.read_text(encoding="utf-8").split("\n")
    (line,) = [one for one in lines if one.startswith("  andrad:")]
    assert line.replace("\N{NO-BREAK SPACE}", " ") == (
        '  andrad: "2026-03-04 lisa: + 5420 1 000,00; − 5420 39 000,00 |'
        ' 2026-03-05 kalle: − 2440 −38 000,00"'
    )
    again = CliRunner().invoke(nkr, arguments)
    assert "Finns redan                  1" in again.output
    reconciled = ["reconcile", str(main), str(file), "--grant", "NKR2026"]
    assert CliRunner().invoke(nkr, reconciled).exit_code == 0


def test_many_changes_are_counted_beyond_the_first(tmp_path: Path) -> None:
    main = tmp_path / "bok" / "main.beancount"
    main.parent.mkdir()
    main.write_text(MAIN, encoding="utf-8")
    removed = '#BTRANS 5420 {"1" "2610"} 1.00 20260304 "" 0 "lisa"\n' * 25
    file = write(tmp_path, HEAD + INVOICE.replace("}\n", removed + "}\n"))
    arguments = ["import", "sie", str(file), "--ledger", str(main), "--grant", "NKR2026"]
    assert CliRunner().invoke(nkr, arguments).exit_code == 0
    text = (main.parent / "import" / "NKR2026-2026.beancount").read_text(encoding="utf-8")
    assert text.count("− 5420 1,00") == 20
    assert "… och 5 till" in text


def test_two_objects_of_one_dimension_put_the_voucher_in_quarantine(tmp_path: Path) -> None:
    row = INVOICE.replace('"6" "103"', '"1" "9999"')
    (fault,) = read(tmp_path, row).faults
    assert fault.what.sv == "raden har två objekt i dimension 1: 2610 och 9999"
    assert not read(tmp_path, INVOICE.replace('"6" "103"', '"1" "2610"')).faults
