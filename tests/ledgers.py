"""Small books, and the command line run in this process, for the tests of the commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from nkr_audit.cli import main
from nkr_audit.trail.places import FOLDER as LOG_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from click.testing import Result

NAMES = """\
option "name_assets" "Tillgångar"
option "name_liabilities" "Skulder"
option "name_equity" "EgetKapital"
option "name_income" "Intäkter"
option "name_expenses" "Kostnader"
"""
FAMILIES = (
    "grants", "cost_centre", "grant_year", "eligibility", "evidence", "vouchers", "settlement",
)  # fmt: skip
PLUGINS = "".join(f'plugin "nkr_plugins.{name}"\n' for name in FAMILIES)
ACCOUNTS = """\
2026-01-01 open Tillgångar:Bank SEK
2026-01-01 open Skulder:2440-Leverantörsskulder SEK
2026-01-01 open Skulder:NKR2026:2971-Förutbetalt-statsbidrag SEK
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Kostnader:NKR2026:7210-Löner SEK
"""
GRANT = """\
2026-03-10 custom "nkr-bidrag" "NKR2026" "sos-2026"
  region: "Region Uppsala"
  kostnadsstalle: "2610"
  beviljat: 1585858.00 SEK
2026-03-10 custom "nkr-register" "NKR2026" "Swedeheart" 792929.00 SEK
2026-03-10 custom "nkr-register" "NKR2026" "Riksstroke" 792929.00 SEK
"""
RECEIPT = """\
2026-03-16 custom "nkr-handelse" "NKR2026" "ombud"
2026-04-02 custom "nkr-handelse" "NKR2026" "rekvisition"
  belopp: 1585858.00 SEK
2026-05-20 * "Socialstyrelsen" "Statsbidrag 2026" #utbetalning ^A17
  verifikation: "A17"
  registrerad: 2026-05-20
  registrerad-av: "ekonom1"
  attesterad-av: "chef1"
  Tillgångar:Bank                                 1585858.00 SEK
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag
2026-05-20 document Skulder:NKR2026:2971-Förutbetalt-statsbidrag "beslut.pdf" ^A17
  typ: "beslut"
"""
COST = """\
2026-06-30 * "Exempel IT AB" "Driftplattform juni" ^A42
  verifikation: "A42"
  registrerad: 2026-06-30
  registrerad-av: "ekonom1"
  attesterad-av: "chef1"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror             40000.00 SEK
    register: "Swedeheart"
    nytta: "direkt"
  Skulder:2440-Leverantörsskulder
"""
INVOICE = """\
2026-06-30 document Kostnader:NKR2026:5420-Programvaror "underlag/A42.pdf" ^A42
  typ: "faktura"
"""
HEAD = NAMES + ACCOUNTS + GRANT
SOUND = HEAD + RECEIPT + COST + INVOICE
ACCEPTED = HEAD + RECEIPT + COST.replace(
    '  andamal: "it"\n', '  andamal: "it"\n  avvikelse: "EV101: fakturan är hos polisen"\n'
)  # fmt: skip
WARNED = SOUND.replace('    register: "Swedeheart"\n', "")
# At least one error or warning of each family, and one of them accepted.
FAULTY = (
    NAMES
    + PLUGINS
    + ACCOUNTS
    + GRANT.replace("Region Uppsala", "Region Exempel")
    + RECEIPT.replace("rekvisition", "besked")
    + """\
2026-06-30 * "Drift AB" "Löpande drift" ^B1
  verifikation: "B1"
  registrerad: 2026-06-30
  registrerad-av: "ekonom1"
  attesterad-av: "chef1"
  kostnadsslag: "drift-forvaltning"
  avser: "2025-12"
  avvikelse: "EV101: fakturan är förkommen"
  Kostnader:NKR2026:5420-Programvaror             40000.00 SEK
    register: "Okänt register"
  Skulder:2440-Leverantörsskulder
2026-07-01 * "Slarv AB" "Går inte ihop" ^B2
  verifikation: "B2"
  registrerad: 2026-07-01
  registrerad-av: "ekonom1"
  attesterad-av: "chef1"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror             100.005 SEK
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag   -100.00 SEK
2026-07-01 document Kostnader:NKR2026:5420-Programvaror "underlag/finns-inte.pdf" ^B2
  typ: "faktura"
"""
)


def write(path: Path, text: str) -> Path:
    """Write a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def book(folder: Path, text: str = SOUND) -> Path:
    """Write a book with the files of its documents, and return its main file."""
    write(folder / "underlag" / "A42.pdf", "%PDF-")
    write(folder / "beslut.pdf", "%PDF-")
    return write(folder / "main.beancount", text)


def run(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Result:
    """Run a command; an exception that a user would see as a traceback fails the test."""
    result = CliRunner().invoke(main, [str(part) for part in arguments], env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def refused(*arguments: str | Path) -> str:
    """Run a command that must be refused: exit 2, nothing on stdout, what is wrong and a remedy."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("fel: ")
    assert result.stderr.count("Gör så här: ") == 1
    return result.stderr


def as_json(*arguments: str | Path) -> Any:
    """Run a command with --json, which must print nothing but JSON."""
    result = run(*arguments, "--json")
    assert result.stderr == ""
    return json.loads(result.stdout)


def codes(path: Path) -> list[str]:
    """The codes of the findings of a book, as nkr check gives them."""
    return [finding["code"] for finding in as_json("check", path)["findings"]]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder`` with its content, but those of the processing log."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and LOG_FOLDER not in path.relative_to(folder).parts
    }
