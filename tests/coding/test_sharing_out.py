"""nkr code with allocation keys: one row becomes several, and nothing else changes."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nkr_audit.ledger import load
from tests.coding.books import COST_OTHER, COST_ROW, IMPORTED, added, imported
from tests.coding.rules import KEY, SHARED, apply, refuse_rules
from tests.importers.helpers import HEAD as SIE_HEAD
from tests.importers.helpers import INVOICE as SIE_INVOICE
from tests.importers.helpers import write as write_sie
from tests.ledgers import as_json, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

BY = "grund Antal registreringar 2025; beslutad av chef1 2026-01-15"
DOCUMENTED = KEY.replace("grund =", 'underlag = "underlag/nyckel1.pdf"\ngrund =')


def kodad(text: str) -> str:
    sha256 = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f'    kodad: "regel delad i kodregler.toml sha256:{sha256}"'


def part(register: str, benefit: str, share: str, text: str) -> list[str]:
    return [
        f'    register: "{register}"',
        f'    nytta: "{benefit}"',
        '    andamal: "it"',
        '    kostnadsslag: "it-tjanster"',
        f'    fordelning: "nyckel1 {share} {BY}"',
        kodad(text),
    ]


def test_a_row_becomes_one_for_each_part(tmp_path: Path) -> None:
    path = imported(tmp_path)
    before = path.read_text("utf-8")
    result = apply(tmp_path, KEY + SHARED)
    text = KEY + SHARED
    cost = f'{COST_ROW} ; "öppet citat'
    first = cost.replace("40000.00", "13333.33")
    small = COST_OTHER.replace("100.00", " 33.33")
    expected = before.replace(
        cost,
        "\n".join([
            first, *part("Swedeheart", "direkt", "1/3", text),
            COST_ROW.replace("40000.00", "26666.67"), *part("Riksstroke", "indirekt", "2/3", text),
        ]),
    ).replace(
        COST_OTHER,
        "\n".join([
            small, *part("Swedeheart", "direkt", "1/3", text),
            COST_OTHER.replace("100.00", " 66.67"), *part("Riksstroke", "indirekt", "2/3", text),
        ]),
    )  # fmt: skip
    assert path.read_text("utf-8") == expected
    assert "varav fördelade" in result.stdout
    assert "på 4 delar" in result.stdout


def test_metadata_is_kept_on_every_part_and_comments_stay(tmp_path: Path) -> None:
    row = f"""\
{COST_OTHER}  ; noterat
    text: "Två
rader"
    ; en kommentar
    objekt: "6=103"
  ; mellan raderna"""
    path = imported(tmp_path, IMPORTED.replace(COST_OTHER, row))
    apply(tmp_path, KEY + SHARED)
    written = path.read_text("utf-8")
    assert written.count('    text: "Två\nrader"\n') == 2
    assert written.count('    objekt: "6=103"\n') == 2
    assert written.count("; noterat") == written.count("; en kommentar") == 1
    assert written.index("; mellan raderna") > written.rindex('objekt: "6=103"')
    assert not load(tmp_path / "main.beancount").errors


def test_the_figure_is_the_same_and_the_book_is_in_order(tmp_path: Path) -> None:
    imported(tmp_path)
    main = tmp_path / "main.beancount"
    before = as_json("settle", main)["grants"][0]
    apply(tmp_path, KEY + SHARED)
    after = as_json("settle", main)["grants"][0]
    assert after["costs"] == before["costs"]
    by_register = {one["register"]: one for one in after["by_register"]}
    assert Decimal(by_register["Swedeheart"]["direct"]) == Decimal("13366.66")
    assert Decimal(by_register["Riksstroke"]["indirect"]) == Decimal("26733.34")
    assert not load(main).errors


@pytest.mark.parametrize("amount", ["-100.00", "0.01", "-0.01", "99999999999.99"])
def test_odd_amounts(tmp_path: Path, amount: str) -> None:
    row = f"  Kostnader:NKR2026:5420-Programvaror  {amount} SEK"
    path = imported(tmp_path, IMPORTED.replace(COST_OTHER, row))
    apply(tmp_path, KEY + SHARED)
    entries = load(tmp_path / "main.beancount").entries
    (entry,) = [one for one in entries if "A43" in getattr(one, "links", ())]
    costs = [one.units.number for one in entry.postings if one.account.startswith("Kostnader")]
    assert sum(costs) == Decimal(amount)
    assert len(costs) == (1 if abs(Decimal(amount)) < 1 else 2)
    assert path.read_text("utf-8").count("fordelning:") == 2 + len(costs)


def test_crlf_is_kept(tmp_path: Path) -> None:
    path = imported(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    apply(tmp_path, KEY + SHARED)
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n")
    assert content.count(b"fordelning:") == 4


def test_again_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path)
    rules = DOCUMENTED + SHARED.replace('konto = "5420"', "alla = true")
    write(tmp_path / "underlag" / "nyckel1.pdf", "%PDF-")
    assert apply(tmp_path, rules).exit_code == 1  # 7210 has another nytta
    before = snapshot(tmp_path)
    assert "Kodade rader                 0" in apply(tmp_path, rules).stdout
    assert snapshot(tmp_path) == before


def test_an_import_again_knows_the_voucher(tmp_path: Path) -> None:
    book = write(
        tmp_path / "bok" / "main.beancount",
        'option "name_assets" "Tillgångar"\noption "name_liabilities" "Skulder"\n'
        'option "name_equity" "EgetKapital"\noption "name_income" "Intäkter"\n'
        'option "name_expenses" "Kostnader"\n'
        '2026-01-01 custom "nkr-bidrag" "NKR2026" "sos-2026"\n  region: "Region Uppsala"\n'
        '  kostnadsstalle: "2610"\n'
        '2026-01-01 custom "nkr-register" "NKR2026" "Swedeheart"\n'
        '2026-01-01 custom "nkr-register" "NKR2026" "Riksstroke"\n',
    )
    export = write_sie(tmp_path, SIE_HEAD + SIE_INVOICE)
    options = ("--ledger", book, "--grant", "NKR2026")
    assert run("import", "sie", export, *options).exit_code == 0
    assert apply(book.parent, KEY + SHARED).exit_code == 0
    before = snapshot(book.parent)
    assert before["import/NKR2026-2026.beancount"].count(b"fordelning:") == 2
    again = run("import", "sie", export, *options)
    assert again.exit_code == 0, again.output
    assert "Inget är skrivet" in again.stdout
    assert snapshot(book.parent) == before


def test_outside_the_period_of_the_key(tmp_path: Path) -> None:
    path = imported(tmp_path)
    before = path.read_text("utf-8")
    said = apply(tmp_path, KEY.replace("2026-12-31", "2026-06-30") + SHARED).stdout
    (line,) = [line for line in said.split("\n") if "nyckeln nyckel1 gäller" in line]
    assert "A43" in line
    assert "2026-01-01 – 2026-06-30, verifikationen är från 2026-07-01" in line
    assert "A43           5420" in said.partition("Kvar att koda för hand")[2]
    assert COST_OTHER in path.read_text("utf-8")
    assert "13333.33" in path.read_text("utf-8")
    assert before.count("Kostnader") + 1 == path.read_text("utf-8").count("Kostnader")


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        ('    register: "Swedeheart"', "boken säger redan register ”Swedeheart”, nyckeln nyckel1"),
        ('    fordelning: "nyckel0 100 %"', "raden är redan fördelad"),
    ],
)
def test_a_row_that_says_otherwise_is_not_shared_out(tmp_path: Path, meta: str, said: str) -> None:
    path = imported(tmp_path, IMPORTED.replace(COST_OTHER, f"{COST_OTHER}\n{meta}"))
    assert said in apply(tmp_path, KEY + SHARED).stdout
    assert f"{COST_OTHER}\n{meta}\n" in path.read_text("utf-8")


@pytest.mark.parametrize("amount", ["", "100.005 SEK", "0.00 SEK"])
def test_amounts_that_cannot_be_shared_out(tmp_path: Path, amount: str) -> None:
    row = f"  Kostnader:NKR2026:5420-Programvaror  {amount}".rstrip()
    credit = "  Skulder:2440-Leverantörsskulder"
    text = IMPORTED.replace(COST_OTHER, row).removesuffix(f"{credit}\n")
    path = imported(tmp_path, text + (credit if amount else f"{credit}  -100.00 SEK") + "\n")
    said = apply(tmp_path, KEY + SHARED).stdout
    assert "Kunde inte fördelas (1)" in said
    assert f"{row}\n{credit}" in path.read_text("utf-8")


def test_an_amount_worked_out_on_the_row_is_shared_out(tmp_path: Path) -> None:
    row = "  ! Kostnader:NKR2026:5420-Programvaror  (50.00 + 2 * 25.00) SEK;ihop"
    path = imported(tmp_path, IMPORTED.replace(COST_OTHER, row))
    apply(tmp_path, KEY + SHARED)
    rows = [line.split() for line in path.read_text("utf-8").split("\n") if "  ! " in line]
    account = "Kostnader:NKR2026:5420-Programvaror"
    assert rows == [["!", account, "33.33", "SEK;ihop"], ["!", account, "66.67", "SEK"]]


def test_the_document_of_a_key_is_filed_on_each_voucher(tmp_path: Path) -> None:
    path = imported(tmp_path)
    write(tmp_path / "underlag" / "nyckel1.pdf", "%PDF-nyckel")
    said = apply(tmp_path, DOCUMENTED + SHARED).stdout
    sha256 = hashlib.sha256(b"%PDF-nyckel").hexdigest()
    for day, number in (("2026-06-30", "A42"), ("2026-07-01", "A43")):
        assert (
            f"\n{day} document Kostnader:NKR2026:5420-Programvaror "
            f'"../underlag/nyckel1.pdf" ^{number}\n  typ: "fordelning"\n  sha256: "{sha256}"\n'
        ) in path.read_text("utf-8")
    assert "Underlag tillagda            2" in said


@pytest.mark.parametrize("name", ["underlag/saknas.pdf", "../hemlig.pdf", "underlag"])
def test_a_key_whose_document_is_not_there(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "bok"
    imported(folder)
    write(tmp_path / "hemlig.pdf", "%PDF-")
    said = refuse_rules(folder, DOCUMENTED.replace("underlag/nyckel1.pdf", name) + SHARED)
    assert f"Nyckeln nyckel1 har underlaget {name}, som inte finns i bokens mapp." in said


def test_dry_run_shows_the_parts(tmp_path: Path) -> None:
    path = imported(tmp_path)
    before = path.read_bytes()
    said = apply(tmp_path, KEY + SHARED, "--dry-run").stdout
    assert path.read_bytes() == before
    assert "13\N{NO-BREAK SPACE}333,33" in said
    assert f"fordelning ”nyckel1 1/3 {BY}”" in said


def test_only_the_rows_with_the_key_change(tmp_path: Path) -> None:
    path = imported(tmp_path)
    before = path.read_text("utf-8")
    apply(tmp_path, KEY + SHARED.replace('konto = "5420"', 'motpart = "Annan AB"'))
    changed = path.read_text("utf-8")
    head, _, tail = changed.partition(COST_OTHER.replace("100.00", " 33.33"))
    assert head == before.partition(COST_OTHER)[0]
    assert tail.endswith(before.partition(COST_OTHER)[2])
    assert added(before.partition(COST_OTHER)[0], head) == {}
