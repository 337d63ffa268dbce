"""The whole way an accountant goes: import, rules, what is left in Excel, and a book in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nkr_audit.trail.places import FOLDER as LOG_FOLDER
from tests.coding.rules import KEY, apply
from tests.coding.workbooks import change, export, read_back, rows
from tests.importers.helpers import HEAD, write
from tests.ledgers import ACCOUNTS, GRANT, NAMES, RECEIPT, as_json, book, codes, run, snapshot

if TYPE_CHECKING:
    from pathlib import Path

EXPORT = """\
#VER "A" "42" 20260630 "Driftplattform juni" 20260702 "ekonom1"
{
#TRANS 5420 {"1" "2610"} 40000.00 20260630 "Två register"
#TRANS 5420 {"1" "2610"} 1000.01 20260630 "Tillägg"
#TRANS 2440 {} -41000.01
}
#VER "L" "7" 20260725 "Lön juli" 20260725 "ekonom1"
{
#TRANS 7210 {"1" "2610"} 30000.00
#TRANS 1930 {} -30000.00
}
#VER "A" "51" 20260801 "Resa" 20260802 "ekonom1"
{
#TRANS 5800 {"1" "2610"} 2500.50 20260801 "Tåg till årsmöte"
#TRANS 2440 {} -2500.50
}
#VER "A" "52" 20260803 "Kreditfaktura" 20260803 "ekonom1"
{
#TRANS 5420 {"1" "2610"} -500.00
#TRANS 2440 {} 500.00
}
"""
CHART = '#KONTO 5800 "Resekostnader"\n#KTYP 5800 K\n#KONTO 1930 "Bank"\n#KTYP 1930 T\n'
RULES = (
    KEY
    + """\
[[regel]]
namn = "delad-plattform"
om = { konto = "5420", serie = "A" }
ger = { fordelning = "nyckel1", andamal = "it", kostnadsslag = "it-tjanster" }
[[regel]]
namn = "loner"
om = { konto = "7000-7699" }
ger = { register = "Riksstroke", nytta = "direkt", kostnadsslag = "lon", avser = "verifikationens-manad" }
"""  # noqa: E501
)


def test_from_the_export_of_the_erp_to_a_coded_book(tmp_path: Path) -> None:
    folder = tmp_path / "bok"
    main = book(folder, NAMES + ACCOUNTS + GRANT + RECEIPT)
    erp = write(tmp_path, HEAD + CHART + EXPORT)
    options = ("--ledger", main, "--grant", "NKR2026")
    assert run("import", "sie", erp, *options).exit_code == 0
    assert {"CC103", "PU101"} <= set(codes(main))
    costs = as_json("settle", main)["grants"][0]["costs"]

    ruled = apply(folder, RULES)
    (*_, last) = (folder / LOG_FOLDER / "logg.jsonl").read_text("utf-8").splitlines()
    record = json.loads(last)
    assert record["action"] == "code"
    assert record["vouchers"] == ["2026-A42", "2026-L7", "2026-A52"]
    assert record["reason"].startswith("kodregler.toml sha256:")
    assert ruled.exit_code == 1
    assert "delad-plattform 3, loner 1" in ruled.stdout

    workbook = export(folder)
    found = [(one["verifikation"], one["belopp"], one["avser"]) for one in rows(workbook)]
    assert found == [("2026-L7", 30000, "2026-07"), ("2026-A51", 2500.5, None)]
    change(workbook, {
        "K2": "statistik", "I3": "Swedeheart", "J3": "indirekt", "K3": "it", "L3": "resor",
        "N3": "2026-08-01",
    })  # fmt: skip
    read_back(folder)

    left = set(codes(main))
    assert not {one for one in left if one == "CC103" or one.startswith("PU")}
    assert "EL201" not in left
    assert apply(folder, RULES).exit_code == 0
    assert as_json("settle", main)["grants"][0]["costs"] == costs
    before = snapshot(folder)
    again = run("import", "sie", erp, *options)
    assert again.exit_code == 0, again.output
    assert snapshot(folder) == before
