"""A book that only commands have written in, but for the payment, for the tests of recording."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nkr_audit.trail.log import log_lines
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import IMPORT, Act
from nkr_audit.trail.writing import writing
from tests.ledgers import as_json, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from click.testing import Result

GRANT = "NKR2026"
RECEIVED = "792929.00"
PAID = """
2026-03-10 custom "nkr-insats" "NKR2026" "I1" "Gemensam it-plattform"
  andamal: "it"
  framjar: "Upprätthåller en driftsäker infrastruktur för registret."
2026-03-16 custom "nkr-handelse" "NKR2026" "ombud"
2026-04-02 custom "nkr-handelse" "NKR2026" "rekvisition"
  belopp: 792929.00 SEK
2026-05-20 * "Socialstyrelsen" "Statsbidrag 2026" #utbetalning ^2026-B17
  verifikation: "2026-B17"
  registrerad: 2026-05-20
  registrerad-av: "ekonom1"
  attesterad-av: "chef1"
  Tillgångar:Bank                                  792929.00 SEK
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag    -792929.00 SEK
2026-05-20 document Skulder:NKR2026:2971-Förutbetalt-statsbidrag "underlag/beslut.pdf" ^2026-B17
  typ: "beslut"
2026-12-01 document Skulder:NKR2026:2971-Förutbetalt-statsbidrag "underlag/insats.pdf"
  typ: "insats"
  insats: "I1"
"""
COST = {
    "--grant": GRANT,
    "--date": "2026-06-30",
    "--amount": "40 000,00",
    "--account": "5420",
    "--text": "Driftplattform juni",
    "--supplier": "Exempel IT AB",
    "--register": "SWEDEHEART",
    "--purpose": "it",
    "--category": "it-tjanster",
    "--period": "2026-06",
    "--registered": "2026-07-02",
}
ACCRUED = COST | {
    "--date": None,
    "--amount": "120000",
    "--account": "5620",
    "--text": "Årsrapport, levererad i december",
    "--supplier": "Exempel Statistik AB",
    "--purpose": "statistik",
    "--category": "statistik-arsrapport",
    "--period": "2026-12",
    "--registered": "2027-01-05",
}


def new_book(folder: Path) -> Path:
    """A book with its grant declared and paid, and return its main file."""
    run(
        "init", folder, "--region", "Region Uppsala", "--cost-centre", "2610",
        "--register", "SWEDEHEART",
    )  # fmt: skip
    main = folder / "main.beancount"
    documents = {
        folder.resolve() / "underlag" / name: b"%PDF-" + name.encode()
        for name in ("beslut.pdf", "insats.pdf")
    }
    with writing(main) as writer:
        book = {writer.ledger.path: main.read_bytes() + PAID.encode()}
        writer.write({**documents, **book}, Act(IMPORT, "ekonom1", ("2026-B17",)))
    return main


def options(given: Mapping[str, str | None], **changed: str | None) -> list[str]:
    """The options as words of a command line; ``changed`` go before, and None leaves one out."""
    own = {f"--{key.replace('_', '-')}": value for key, value in changed.items()}
    return [
        word
        for option, value in {**given, **own}.items()
        if value is not None
        for word in (option, value)
    ]


def by(person: str) -> dict[str, str]:
    """The environment of someone at the keyboard."""
    return {"NKR_WHO": person}


def record(main: Path, *more: str | Path, **changed: str | None) -> Result:
    """Book the usual cost, with what is changed."""
    return run("record", main, *options(COST, **changed), *more, env=by("ekonom1"))


def accrue(main: Path, *more: str | Path, **changed: str | None) -> Result:
    """Accrue the usual cost, with what is changed."""
    return run("accrue", main, *options(ACCRUED, **changed), *more, env=by("ekonom1"))


def done(result: Result) -> str:
    """What a command printed that had to do what it was told."""
    assert result.exit_code == 0, result.output
    return result.stdout


def stopped(result: Result) -> str:
    """What a command said that had to be refused, with a remedy."""
    assert result.exit_code == 2, result.output
    assert result.stderr.count("Gör så här: ") >= 1
    return result.stderr


def figures(main: Path) -> dict[str, Any]:
    """The grant as nkr settle gives it."""
    (grant,) = as_json("settle", main)["grants"]
    return dict(grant)


def found(main: Path) -> list[tuple[str, str | None]]:
    """The findings of a book: code and voucher."""
    return [(one["code"], one["voucher"]) for one in as_json("check", main)["findings"]]


def logged(main: Path) -> list[dict[str, Any]]:
    """The records of the processing log."""
    return [json.loads(line) for line in log_lines(Places(main.parent))]


def recorded(main: Path, year: int = 2026) -> str:
    """The text of what was recorded for a year."""
    path = main.parent / "registrerat" / f"{GRANT}-{year}.beancount"
    return path.read_text(encoding="utf-8")
