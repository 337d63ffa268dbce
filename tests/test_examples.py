"""The example data: fresh, sound where it says so, and with the figures it is meant to have."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from beancount.core.data import Custom, Document, Open, Transaction
from click.testing import CliRunner

from nkr_audit.cli import main
from nkr_audit.demo.books import make_book, write_examples
from nkr_audit.demo.erp import write_erp_example
from nkr_audit.demo.evidence import Sheet, render
from nkr_audit.demo.large import write_large_book
from nkr_audit.demo.organisations import check_digit
from nkr_audit.demo.plan_file import read_plans
from nkr_audit.period import Period, parse_period, split

if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER = Path(__file__).parents[1] / "ledger"
BOOKS = (
    "jonkoping", "skane", "skr", "skr-skillnad", "stockholm", "uppsala", "varmland", "vasterbotten",
    "vastragotaland",
)  # fmt: skip
FLAWED = {"skr-skillnad", "vastragotaland"}
SOUND = tuple(book for book in BOOKS if book not in FLAWED)
MOST_BYTES = 3_000_000

# What each book is meant to show: grant, received, costs in the grant year, repaid, unused.
FIGURES = {
    ("jonkoping", "NKR2026"): ("1585858.00", "1585218.00", "0.00", "640.00"),
    ("skane", "NKR2026"): ("3171716.00", "2957335.50", "214380.50", "214380.50"),
    ("stockholm", "NKR2026"): ("792929.00", "801341.75", "0.00", "-8412.75"),
    ("uppsala", "NKR2026"): ("792929.00", "734714.65", "0.00", "58214.35"),
    ("varmland", "NKR2026"): ("792929.00", "790624.00", "2305.00", "2305.00"),
    ("vasterbotten", "NKR2026"): ("792929.00", "661158.75", "131770.25", "131770.25"),
    ("vastragotaland", "NKR2026"): ("4757574.00", "4308123.39", "0.00", "449450.61"),
    ("skr-skillnad", "NKR2021"): ("600000.00", "577889.48", "22110.52", "22110.52"),
    ("skr-skillnad", "NKR2022"): ("600000.00", "577889.48", "22110.52", "22110.52"),
    ("skr", "NKR2021"): ("1850000.00", "1763580.00", "86420.00", "86420.00"),
    ("skr", "NKR2022"): ("1640000.00", "1621544.75", "18455.25", "18455.25"),
}
# What the faults of the one unsound book are found as, and how many there are of each family.
PLANTED = {
    ("GR202", None), ("CC101", "2026-A8"), ("CC102", "2026-A5"), ("GY101", "2026-A23"),
    ("GY102", "2026-A21"), ("EL101", "2026-A7"), ("EL102", "2026-A10"), ("EL301", "2026-A19"),
    ("PU101", "2026-A4"), ("PU102", "2026-A15"), ("PU103", "2026-A16"), ("EV101", "2026-A17"),
    ("EV102", "2026-L7"), ("EV103", "2026-B8"), ("EV104", "2026-B20"), ("EV104", "2027-B2"),
    ("EV104", "2027-A2"), ("EV105", None), ("SE201", None), ("SE202", None),
    ("IN101", "2026-B13"), ("IN107", "2026-B13"), ("DL104", None),
}  # fmt: skip
FAULTS = {
    "GR": 1, "CC": 2, "GY": 2, "EL": 3, "PU": 3, "EV": 5, "SE": 1, "IN": 1, "DL": 1,
}  # fmt: skip


def load_without_plugins(book: Path, tmp_path: Path) -> list[Any]:
    """Load a copy of the book with its ``plugin`` lines stripped; no errors are allowed."""
    copy = tmp_path / book.name
    shutil.copytree(book, copy)
    file = copy / "main.beancount"
    file.write_text(re.sub(r"(?m)^plugin .*\n", "", file.read_text("utf-8")), "utf-8")
    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    return list(entries)


def all_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def transactions(entries: list[Any]) -> Iterator[Any]:
    return (entry for entry in entries if isinstance(entry, Transaction))


def test_the_checked_in_books_are_fresh(tmp_path: Path) -> None:
    write_examples(tmp_path)
    made, checked_in = all_files(tmp_path), all_files(LEDGER)
    assert sorted(made) == sorted(checked_in)
    stale = [path for path, content in made.items() if checked_in[path] != content]
    assert stale == [], "run: python -m nkr_audit.demo ledger"


def test_the_books_are_small() -> None:
    assert sum(map(len, all_files(LEDGER).values())) < MOST_BYTES


@pytest.mark.parametrize("name", BOOKS)
def test_beancount_itself_has_nothing_to_say(name: str, tmp_path: Path) -> None:
    assert load_without_plugins(LEDGER / name, tmp_path)


@pytest.mark.parametrize("name", BOOKS)
def test_documents_are_what_their_hashes_say(name: str, tmp_path: Path) -> None:
    documents = [
        entry
        for entry in load_without_plugins(LEDGER / name, tmp_path)
        if isinstance(entry, Document)
    ]
    for entry in documents:
        content = Path(entry.filename).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry.meta["sha256"]
        assert b"EXEMPELDATA" in content
    filed = {Path(entry.filename).name for entry in documents}
    assert filed == {path.name for path in (LEDGER / name / "underlag").iterdir()}


@pytest.mark.parametrize(("name", "grant"), FIGURES)
def test_figures_counted_by_hand(name: str, grant: str, tmp_path: Path) -> None:
    """Count the figures straight from the postings, without the project's own settlement."""
    year = int(grant.removeprefix("NKR"))
    window = parse_period(str(year))
    received = costs = repaid = Decimal("0.00")
    for entry in transactions(load_without_plugins(LEDGER / name, tmp_path)):
        for posting in entry.postings:
            amount = posting.units.number
            if posting.account.startswith(f"Skulder:{grant}:"):
                received -= amount if "utbetalning" in entry.tags else 0
                repaid += amount if "aterbetalning" in entry.tags else 0
            elif posting.account.startswith(f"Kostnader:{grant}:"):
                stated = posting.meta.get("avser") or entry.meta.get("avser")
                arose = parse_period(stated) if stated else Period(entry.date, entry.date)
                costs += split(amount, arose, window)[0]
    meant = FIGURES[name, grant]
    assert (received, costs, repaid, received - costs) == tuple(map(Decimal, meant))


@pytest.mark.parametrize("name", SOUND)
def test_liability_is_what_is_left(name: str, tmp_path: Path) -> None:
    """Balance of Skulder:G:* = unused − repaid once the book is closed (own money is no debt)."""
    entries = load_without_plugins(LEDGER / name, tmp_path)
    for (book, grant), (_, _, repaid, unused) in FIGURES.items():
        if book == name:
            balance = sum(
                posting.units.number
                for entry in transactions(entries)
                for posting in entry.postings
                if posting.account.startswith(f"Skulder:{grant}:")
            )
            assert -balance == max(Decimal(0), Decimal(unused)) - Decimal(repaid)


@pytest.mark.parametrize("name", BOOKS)
def test_vouchers_are_numbered_without_gaps_and_attested(name: str, tmp_path: Path) -> None:
    series: dict[str, list[int]] = {}
    for entry in transactions(load_without_plugins(LEDGER / name, tmp_path)):
        number = entry.meta["verifikation"]
        match = re.fullmatch(r"(\d{4}-[ABL])(\d+)", number)
        assert match
        assert number in entry.links
        assert match[1].startswith(str(entry.date.year))
        series.setdefault(match[1], []).append(int(match[2]))
        assert entry.meta["registrerad"] >= entry.date
        assert entry.meta["registrerad-av"] != entry.meta["attesterad-av"]
        assert len(entry.narration) > 10
        if match[1].endswith("A"):
            digits = entry.meta["motpart-orgnr"].replace("-", "")
            assert check_digit(digits[:-1]) == digits[-1]
            assert entry.meta["faktura"]
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in series.values())


@pytest.mark.parametrize("name", BOOKS)
def test_registers_have_a_source(name: str, tmp_path: Path) -> None:
    with (LEDGER / "register.csv").open(encoding="utf-8", newline="") as file:
        sourced = {row["register"]: row["cpua_region"] for row in csv.DictReader(file)}
    customs = [e for e in load_without_plugins(LEDGER / name, tmp_path) if isinstance(e, Custom)]
    regions = {e.meta["region"] for e in customs if e.type == "nkr-bidrag"}
    registers = {e.values[1].value for e in customs if e.type == "nkr-register"}
    assert {sourced[register] for register in registers} == regions


def findings(name: str) -> list[dict[str, Any]]:
    """What ``nkr check --json`` says of a book."""
    main_file = str(LEDGER / name / "main.beancount")
    result = CliRunner().invoke(main, ["check", main_file, "--json"])
    assert result.exit_code in (0, 1), result.output
    return list(json.loads(result.output)["findings"])


@pytest.mark.parametrize("name", SOUND)
def test_sound_books_have_no_findings(name: str) -> None:
    """The one finding is the overspent grant, which is accepted with its reason."""
    found = [(one["code"], one["accepted"]) for one in findings(name)]
    assert [code for code, _ in found] == (["SE101"] if name == "stockholm" else [])
    assert all(accepted for _, accepted in found)


def test_the_same_costs_are_flagged_as_the_agreement_of_each_year_says() -> None:
    # 350 000.00 of 577 889.48 to innehållsutveckling: 60.6 %
    found = {
        (finding["grant"], finding["code"], finding["severity"])
        for finding in findings("skr-skillnad")
    }

    assert found == {
        ("NKR2021", "PU105", "warning"), ("NKR2022", "PU103", "error"),
        ("NKR2022", "PU201", "error"),
    }  # fmt: skip


def test_every_planted_fault_is_found() -> None:
    found = findings("vastragotaland")
    assert {(one["code"], one["voucher"]) for one in found if not one["accepted"]} == PLANTED
    assert [(one["code"], one["voucher"]) for one in found if one["accepted"]] == [
        ("EL101", "2026-A22")
    ]


@pytest.mark.parametrize(("name", "grant"), FIGURES)
def test_settlement_gives_the_figures(name: str, grant: str) -> None:
    main_file = str(LEDGER / name / "main.beancount")
    result = CliRunner().invoke(main, ["settle", main_file, "--grant", grant, "--json"])
    settled = json.loads(result.output)["grants"][0]
    shown = tuple(settled[key] for key in ("received", "costs", "repaid", "unused"))
    assert shown == FIGURES[name, grant]


def test_planted_faults_are_marked() -> None:
    text = "".join(
        path.read_text("utf-8") for path in (LEDGER / "vastragotaland").glob("*.beancount")
    )
    marks = re.findall(r"(?m)^;; FEL \(([A-Z]{2})\): ", text)
    assert {family: marks.count(family) for family in FAULTS} == FAULTS
    assert len(marks) == sum(FAULTS.values())
    assert re.search(r'(?m)^;; AVVIKELSE: [^\n]+\n2026-.+\n(?:  .+\n)*  avvikelse: "EL101: ', text)
    for name in SOUND:
        for path in (LEDGER / name).glob("*.beancount"):
            assert "FEL (" not in path.read_text("utf-8")


def test_every_account_comes_from_the_chart(tmp_path: Path) -> None:
    chart = (LEDGER / "kontoplan.toml").read_text("utf-8")
    names = dict(re.findall(r'(?m)^"(\d{4})" = "(.+)"$', chart))
    for name in BOOKS:
        for entry in load_without_plugins(LEDGER / name, tmp_path):
            if isinstance(entry, Open):
                number, _, rest = entry.account.rpartition(":")[2].partition("-")
                assert names[number] == rest


def test_the_guide_tells_the_figures() -> None:
    text = (LEDGER / "README.md").read_text("utf-8").replace("\u00a0", " ")
    assert "| 1 585 858,00 | 1 585 218,00 | 640,00 | 0,00 |" in text
    assert "{figures}" not in text


def test_books_are_made_the_same_way_twice() -> None:
    assert make_book(read_plans()[0]).files == make_book(read_plans()[0]).files


def test_evidence_is_a_small_readable_page() -> None:
    page = render(Sheet(title="Åtgärd – prov", issuer=("Exempel Å Ä Ö AB",)))
    assert page.startswith(b"%PDF-")
    assert "Åtgärd - prov".encode("latin-1") in page
    assert len(page) < MOST_BYTES // 1000


@pytest.mark.parametrize("vouchers", [0, 1, 250])
def test_large_book_has_the_vouchers_asked_for(vouchers: int, tmp_path: Path) -> None:
    book = write_large_book(tmp_path / "stor", vouchers).parent
    entries = load_without_plugins(book, tmp_path / "kopia")
    purchases = [e for e in transactions(entries) if not e.tags]
    assert len(purchases) == vouchers
    assert all(len(entry.postings) == 3 for entry in purchases)
    assert len({entry.meta["verifikation"] for entry in purchases}) == vouchers
    papers = {e.filename for e in entries if isinstance(e, Document)}
    assert all(Path(path).is_file() for path in papers)


def test_erp_example_is_a_whole_year_in_sie(tmp_path: Path) -> None:
    example = write_erp_example(tmp_path / "erp")
    text = example.sie.read_bytes().decode("cp437")
    vouchers = re.split(r"(?m)^#VER ", text)[1:]
    assert len(vouchers) == 60
    assert sum(f'1 "{example.cost_centre}"' in voucher for voucher in vouchers) == 25
    for voucher in vouchers:
        amounts = re.findall(r"#TRANS \d+ \{[^}]*\} (-?\d+\.\d\d) ", voucher)
        assert sum(map(Decimal, amounts)) == 0
    assert text.startswith("#FLAGGA 0\r\n")
    assert '#FNAMN "Region Exempel"\r\n' in text


def test_erp_coding_points_to_its_vouchers_and_documents(tmp_path: Path) -> None:
    example = write_erp_example(tmp_path / "erp")
    text = example.sie.read_bytes().decode("cp437")
    numbers = {f"2026-{a}{b}" for a, b in re.findall(r"(?m)^#VER (\w) (\d+) ", text)}
    with example.coding.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["verifikation"] for row in rows} <= numbers
    assert len({row["verifikation"] for row in rows}) == 25
    papers = {row["underlag"] for row in rows if row["underlag"]}
    assert all((example.coding.parent / paper).is_file() for paper in papers)
    by_voucher: dict[str, dict[str, str]] = {}
    for row in rows:
        said = {column: value for column, value in row.items() if value}
        by_voucher.setdefault(row["verifikation"], {}).update(said)
    assert [v for v, said in by_voucher.items() if "andamal" not in said] == ["2026-A31"]
    assert [v for v, said in by_voucher.items() if said.get("avser") == "2027"] == ["2026-A32"]
    assert [v for v, said in by_voucher.items() if "underlag" not in said] == ["2026-A28"]
