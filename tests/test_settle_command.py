"""nkr settle: the JSON that others rely on, and the screen that people read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledgers import (
    ACCOUNTS,
    COST,
    GRANT,
    HEAD,
    INVOICE,
    NAMES,
    RECEIPT,
    SOUND,
    as_json,
    book,
    refused,
    run,
)

# Two registers and none, both ways of benefit, a cost across the year's end, an accrual that is
# released, one that is open, and a receipt of which some is paid back.
RICH = SOUND + """\
2026-07-15 * "Exempel IT AB" "Support" ^A50
  verifikation: "A50"
  kostnadsslag: "it-tjanster"
  andamal: "statistik"
  avser: "2026-12-01/2027-01-31"
  Kostnader:NKR2026:5420-Programvaror              6200.00 SEK
    register: "Riksstroke"
    nytta: "indirekt"
  Skulder:2440-Leverantörsskulder
2026-08-01 * "Exempel IT AB" "Oklart" ^A51
  verifikation: "A51"
  Kostnader:NKR2026:5420-Programvaror               100.50 SEK
  Skulder:2440-Leverantörsskulder
2026-12-31 * "Exempel IT AB" "Reservering" #reservering ^R1
  verifikation: "R1"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror              5000.00 SEK
  Skulder:2440-Leverantörsskulder
2026-12-31 * "Exempel IT AB" "Reservering" #reservering ^R2
  verifikation: "R2"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror              7000.00 SEK
  Skulder:2440-Leverantörsskulder
2027-01-02 * "Exempel IT AB" "Upplösning" #upplosning ^R1
  verifikation: "U1"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror             -5000.00 SEK
  Skulder:2440-Leverantörsskulder
2027-01-20 * "Exempel IT AB" "Faktura" ^R1
  verifikation: "B3"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror              5250.00 SEK
  Skulder:2440-Leverantörsskulder
2027-02-10 * "Socialstyrelsen" "Återbetalt" #aterbetalning
  verifikation: "B9"
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag   500000.00 SEK
  Tillgångar:Bank
"""  # fmt: skip
SECOND = """\
2026-03-10 custom "nkr-bidrag" "ANNAT" "sos-2026"
"""


def clean(text: str) -> str:
    """Plain spaces for those between thousands."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_json_to_the_letter(tmp_path: Path) -> None:
    assert as_json("settle", book(tmp_path, RICH)) == {
        "grants": [
            {
                "grant": "NKR2026",
                "programme": "sos-2026",
                "region": "Region Uppsala",
                "period": {"from": "2026-01-01", "to": "2026-12-31"},
                "granted": "1585858.00",
                "received": "1585858.00",
                "repaid": "500000.00",
                "costs": "55450.50",
                "unused": "1530407.50",
                "repayable": "1530407.50",
                "overspent": "0.00",
                "outstanding": "1030407.50",
                "questioned": "15450.50",
                "unused_if_disallowed": "1545858.00",
                "repayment": {
                    "expected": True,
                    "payee": "Socialstyrelsen",
                    "deadline": None,
                    "floor": "1000.00",
                },
                "by_register": [
                    {"register": "Swedeheart", "direct": "40000.00", "indirect": "0.00"},
                    {"register": "Riksstroke", "direct": "0.00", "indirect": "3100.00"},
                    {"register": None, "direct": "12350.50", "indirect": "0.00"},
                ],
                "by_purpose": [
                    {"purpose": "it", "amount": "52250.00"},
                    {"purpose": "statistik", "amount": "3100.00"},
                    {"purpose": None, "amount": "100.50"},
                ],
                "by_category": [
                    {"category": "it-tjanster", "amount": "55350.00"},
                    {"category": None, "amount": "100.50"},
                ],
            }
        ]
    }


def test_json_of_a_grant_with_nothing_said_or_booked(tmp_path: Path) -> None:
    (grant,) = as_json("settle", book(tmp_path, SECOND))["grants"]
    assert (grant["region"], grant["granted"]) == (None, None)
    assert (grant["by_register"], grant["by_purpose"], grant["by_category"]) == ([], [], [])
    assert grant["repayment"]["expected"] is False
    amounts = ("received", "repaid", "costs", "unused", "repayable", "overspent", "outstanding")
    assert {grant[name] for name in amounts} == {"0.00"}


def test_overspent(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND.replace("40000.00", "1600000.00"))
    (grant,) = as_json("settle", path)["grants"]
    assert (grant["unused"], grant["overspent"]) == ("-14142.00", "14142.00")
    assert (grant["repayable"], grant["outstanding"]) == ("0.00", "0.00")
    assert grant["repayment"]["expected"] is False
    said = clean(run("settle", path).stdout)
    assert "−14 142,00   överskridet; regionen betalar själv" in said


@pytest.mark.parametrize(("cost", "expected"), [("1584858.00", False), ("1584857.99", True)])
def test_repayment_strictly_above_the_floor(tmp_path: Path, cost: str, *, expected: bool) -> None:
    (grant,) = as_json("settle", book(tmp_path, SOUND.replace("40000.00", cost)))["grants"]
    assert grant["repayment"]["expected"] is expected


def test_deadline_of_an_agreement(tmp_path: Path) -> None:
    text = SOUND.replace("sos-2026", "skr-2022").replace("2026-", "2022-")
    text = text.replace("1585858.00", "40000.01")
    path = book(tmp_path, text)
    (grant,) = as_json("settle", path)["grants"]
    repayment = grant["repayment"]
    assert (grant["repayable"], repayment["expected"], repayment["floor"]) == ("0.01", True, None)
    assert repayment["deadline"].startswith("2023-")
    assert f"återbetalas till {repayment['payee']} senast " in run("settle", path).stdout


@pytest.mark.parametrize(
    ("day", "received", "costs"),
    [
        ("2026-05-19", "0.00", "0.00"), ("2026-05-20", "1585858.00", "0.00"),
        ("2026-06-29", "1585858.00", "0.00"), ("2026-06-30", "1585858.00", "40000.00"),
    ],
)  # fmt: skip
def test_as_of_sees_that_day_and_no_later(
    tmp_path: Path, day: str, received: str, costs: str
) -> None:
    (grant,) = as_json("settle", book(tmp_path), "--as-of", day)["grants"]
    assert (grant["received"], grant["costs"]) == (received, costs)


@pytest.mark.parametrize("day", ["2026-02-30", "i går", "2026", "260630", "2026-06-30T12:00"])
def test_bad_day(tmp_path: Path, day: str) -> None:
    result = run("settle", book(tmp_path), "--as-of", day)
    assert (result.exit_code, result.stdout) == (2, "")
    assert day in result.stderr


def test_before_the_grant_was_declared(tmp_path: Path) -> None:
    path = book(tmp_path)
    assert as_json("settle", path, "--as-of", "2026-01-01") == {"grants": []}
    assert "Boken har inget bidrag" in refused(
        "settle", path, "--grant", "NKR2026", "--as-of", "2026-01-01"
    )


def test_one_grant(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND + SECOND)
    assert [grant["grant"] for grant in as_json("settle", path)["grants"]] == ["NKR2026", "ANNAT"]
    (chosen,) = as_json("settle", path, "--grant", "ANNAT")["grants"]
    assert chosen["grant"] == "ANNAT"


def test_unknown_grant(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND + SECOND)
    said = refused("settle", path, "--grant", "NKR2062")
    assert f"{path}: Boken har inget bidrag NKR2062." in said
    assert "NKR2026, ANNAT" in said
    assert refused("settle", path, "--grant", "NKR2062", "--json") == said


def test_unknown_programme(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND.replace("sos-2026", "sos-2062"))
    assert "sos-2062 är inte känt" in refused("settle", path, "--json")


def test_errors_in_the_book_do_not_stop_the_figure(tmp_path: Path) -> None:
    assert run("settle", book(tmp_path, HEAD + RECEIPT + COST)).exit_code == 0


def test_bad_usage(tmp_path: Path) -> None:
    result = run("settle", book(tmp_path), "--nej")
    assert (result.exit_code, result.stdout) == (2, "")


SCREEN = """\
Region Uppsala · NKR2026 · Socialstyrelsens statsbidrag 2026 till nationella kvalitetsregister
Bidragsår 2026-01-01 – 2026-12-31 · bokfört t.o.m. 2027-02-10

  Utbetalt bidrag                         1 585 858,00   A17
  Kostnader i bidragsåret                   −55 450,50   7 verifikationer
    reserverat vid årsskiftet                12 000,00   2 reserveringar, 1 ännu inte upplöst
  ────────────────────────────────────────────────────
  Oanvänt (bidrag − kostnader)            1 530 407,50   återbetalas när Socialstyrelsen fakturerar\
 (över 1 000 kr)
  Återbetalt                               −500 000,00   B9
  Kvar att återbetala                     1 030 407,50
"""
SCREEN_EN = """\
  Grant received                          1,585,858.00   A17
  Costs in the grant year                   −55,450.50   7 vouchers
    accrued at year end                      12,000.00   2 accruals, 1 not yet released
  ────────────────────────────────────────────────────
  Unused (grant − costs)                  1,530,407.50   to be repaid when Socialstyrelsen sends an\
 invoice (above SEK 1,000)
  Repaid                                   −500,000.00   B9
  Left to repay                           1,030,407.50
"""


class TestScreen:
    """Every step from the grant to what is to be repaid."""

    def test_figure(self, tmp_path: Path) -> None:
        assert clean(run("settle", book(tmp_path, RICH)).stdout).startswith(SCREEN)

    def test_figure_in_english(self, tmp_path: Path) -> None:
        said = run("settle", book(tmp_path, RICH), "--lang", "en").stdout
        assert SCREEN_EN in said
        assert "Kostnader" not in said
        assert "booked until 2027-02-10" in said

    @pytest.mark.parametrize(
        "row",
        [
            "Ifrågasatt | 15 450,50 | 11 av 11 fel, se nkr check",
            "Oanvänt om det underkänns | 1 545 858,00",
            "Per register | direkt | indirekt | summa",
            "Swedeheart | 40 000,00 | 0,00 | 40 000,00",
            "Riksstroke | 0,00 | 3 100,00 | 3 100,00",
            "(ej angivet) | 12 350,50 | 0,00 | 12 350,50",
            "Per ändamål",
            "It | 52 250,00",
            "Statistik | 3 100,00",
            "(ej angivet) | 100,50",
            "Per kostnadsslag",
            "It-tjänster | 55 350,00",
            "Utanför bidragsåret, räknas inte",
            "A50 5420 | 3 100,00 | avser 2026-12-01/2027-01-31",
            "Summa | 3 100,00",
            "Reserveringar | reserverat | upplöst | utfall | skillnad",
            "R1 | 5 000,00 | −5 000,00 | 5 250,00 | 250,00",
            "R2 | 7 000,00 | 0,00 | 0,00 | ej upplöst",
        ],
    )
    def test_row(self, tmp_path: Path, row: str) -> None:
        lines = clean(run("settle", book(tmp_path, RICH)).stdout).splitlines()
        assert row.split(" | ") in [[part for part in _cells(line) if part] for line in lines]

    def test_headings_in_english(self, tmp_path: Path) -> None:
        said = run("settle", book(tmp_path, RICH), "--lang", "en").stdout
        for heading in (
            "Questioned", "Unused if that is disallowed", "Proved by evidence", "By register",
            "By purpose", "By category", "Outside the year, not counted", "Accruals", "(not said)",
        ):  # fmt: skip
            assert f"  {heading}" in said

    def test_registers_without_costs(self, tmp_path: Path) -> None:
        said = run("settle", book(tmp_path)).stdout
        assert "  Register utan kostnader: Riksstroke\n" in said

    def test_proved_by_evidence(self, tmp_path: Path) -> None:
        path = book(tmp_path)
        assert "100,0 %" in clean(run("settle", path).stdout)
        assert "100.0 %" in clean(run("settle", path, "--lang", "en").stdout)

    def test_book_with_nothing_booked(self, tmp_path: Path) -> None:
        path = book(tmp_path, NAMES + ACCOUNTS + GRANT)
        assert "2026-12-31 · inget bokfört\n" in run("settle", path).stdout
        assert "2026-12-31 · nothing booked\n" in run("settle", path, "--lang", "en").stdout
        assert "None" not in run("settle", path).stdout

    def test_no_colours_but_in_a_terminal(self, tmp_path: Path) -> None:
        assert "\x1b" not in run("settle", book(tmp_path, RICH)).output

    def test_old_terminals_get_the_figure_too(self, tmp_path: Path) -> None:
        nkr = Path(sys.executable).parent / "nkr"
        result = subprocess.run(
            [nkr, "settle", book(tmp_path, RICH)], env={"PYTHONIOENCODING": "cp1252"},
            capture_output=True, check=False,
        )  # fmt: skip
        assert (result.returncode, result.stderr) == (0, b"")
        assert clean(result.stdout.decode("cp1252")).count("1 530 407,50") == 1


def _cells(line: str) -> list[str]:
    return [part.strip() for part in line.split("  ")]


def test_document_alone_is_not_a_cost(tmp_path: Path) -> None:
    text = HEAD + RECEIPT + INVOICE
    assert as_json("settle", book(tmp_path, text))["grants"][0]["costs"] == "0.00"
