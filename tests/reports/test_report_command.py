"""nkr report: what is asked for is written whole, said, and the same each time."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds import KINDS, Kind
from nkr_audit.text import Text
from nkr_importers.sie.document_reader import read_document
from nkr_importers.sie.reconciling import reconcile
from tests.ledgers import SOUND, as_json, book, refused, run, snapshot, write

if TYPE_CHECKING:
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

LEDGERS = Path(__file__).parents[2] / "ledger"
SECOND = """\
2026-03-10 custom "nkr-bidrag" "NKR2026B" "sos-2026"
  region: "Region Uppsala"
  kostnadsstalle: "2611"
  beviljat: 1000.00 SEK
"""
WHO = {"NKR_WHO": "ekonom1"}
WHY = Text("Diarienummer saknas.", "Reference number missing.")


def build(context: Context) -> Report:
    """A small report; whether it is a draft follows the cost centre."""
    settlement = context.grant.settlement
    rows = (Row((Text("Kostnader", "Costs"), settlement.costs), document="underlag/A42.pdf"),)
    columns = (
        Column("vad", Text("Vad", "What")),
        Column("kr", Text("Belopp", "Amount"), "amount", total=True),
    )
    draft = () if settlement.grant.cost_centre == "2610" else (WHY,)
    table = Table("summor", Text("Summor", "Sums"), columns, rows)
    return context.report("prov", Text("Provrapport", "Test report"), (table,), draft=draft)


# The module; the package has the command under the same name.
command = import_module("nkr_audit.cli.report")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command know two kinds more: one that is a form, and one that is a book."""
    kinds = {
        **KINDS,
        "prov": Kind("prov", Text("Provrapport", "Test report"), build),
        "bok": Kind("bok", Text("Provbok", "Test book"), build, books=True),
    }
    monkeypatch.setattr(command, "KINDS", kinds)
    monkeypatch.setattr(command.report.params[0], "type", click.Choice(tuple(kinds)))


def test_the_kinds_are_listed_with_what_they_are() -> None:
    swedish = run("report", "--help").stdout
    english = run("--lang", "en", "report", "--help").stdout
    for kind in KINDS.values():
        assert f"  {kind.name} " in swedish
        assert kind.title.sv.split()[0] in swedish
        assert kind.title.en.split()[0] in english


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv", "json", "PDF"])
def test_a_report_in_each_format(tmp_path: Path, ending: str) -> None:
    ledger, out = book(tmp_path / "bok"), tmp_path / f"ut.{ending}"
    result = run("report", "prov", ledger, "-o", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"Skrev {out}" in result.stdout
    assert "1 rad" in result.stdout
    assert "Utkast" not in result.stdout
    first = out.read_bytes()
    assert first
    run("report", "prov", ledger, "-o", out)
    assert out.read_bytes() == first


def test_the_pages_of_a_pdf_are_counted(tmp_path: Path) -> None:
    result = run("report", "prov", book(tmp_path), "-o", tmp_path / "ut.pdf")
    assert "1 sida" in result.stdout


def test_the_book_itself_is_left_alone(tmp_path: Path) -> None:
    ledger = book(tmp_path / "bok")
    before = snapshot(tmp_path / "bok")
    run("report", "prov", ledger, "-o", tmp_path / "ut.pdf")
    assert snapshot(tmp_path / "bok") == before


def test_the_figures_are_those_of_settle(tmp_path: Path) -> None:
    ledger, out = book(tmp_path), tmp_path / "ut.json"
    run("report", "prov", ledger, "-o", out)
    made = json.loads(out.read_text("utf-8"))
    (grant,) = as_json("settle", ledger)["grants"]
    assert made["sections"][0]["totals"]["kr"] == grant["costs"]
    assert (made["grant"], made["cost_centre"], made["log"]) == ("NKR2026", "2610", "")


def test_the_day_is_the_last_of_the_book_or_the_one_asked_for(tmp_path: Path) -> None:
    ledger, out = book(tmp_path), tmp_path / "ut.json"
    run("report", "prov", ledger, "-o", out)
    made = json.loads(out.read_text("utf-8"))
    assert (made["day"], made["sections"][0]["totals"]["kr"]) == ("2026-06-30", "40000.00")
    run("report", "prov", ledger, "-o", out, "--date", "2026-06-29")
    made = json.loads(out.read_text("utf-8"))
    assert (made["day"], made["sections"][0]["totals"]["kr"]) == ("2026-06-29", "0.00")


def test_english(tmp_path: Path) -> None:
    out = tmp_path / "ut.json"
    result = run("--lang", "en", "report", "prov", book(tmp_path), "-o", out)
    assert "Wrote" in result.stdout
    assert json.loads(out.read_text("utf-8"))["title"] == "Test report"


def test_csv_is_the_file_asked_for_and_others_beside(tmp_path: Path) -> None:
    run("report", "prov", book(tmp_path / "bok"), "-o", tmp_path / "ut" / "r.CSV")
    assert sorted(path.name for path in (tmp_path / "ut").iterdir()) == [
        "r-uppgifter.csv", "r.CSV",
    ]  # fmt: skip


def test_links_lead_from_the_file_to_the_books_folder(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    ledger = book(tmp_path / "bok")
    for out, leads in ((tmp_path / "ut" / "r.xlsx", "../bok/"), (tmp_path / "bok" / "r.xlsx", "")):
        run("report", "prov", ledger, "-o", out)
        cell = openpyxl.load_workbook(out)["Summor"]["C3"].value
        assert cell.startswith(f'=HYPERLINK("{leads}underlag/A42.pdf"')


def test_a_draft_is_written_and_says_what_remains(tmp_path: Path) -> None:
    ledger, out = book(tmp_path, SOUND + SECOND), tmp_path / "ut.pdf"
    result = run("report", "prov", ledger, "--grant", "NKR2026B", "-o", out)
    assert result.exit_code == 0
    assert "Det här återstår" in result.stdout
    assert "Diarienummer saknas." in result.stdout
    assert out.exists()


def test_final_refuses_a_draft_and_writes_nothing(tmp_path: Path) -> None:
    ledger, out = book(tmp_path, SOUND + SECOND), tmp_path / "ut.pdf"
    said = refused("report", "prov", ledger, "--grant", "NKR2026B", "-o", out, "--final")
    assert "Diarienummer saknas." in said
    assert not out.exists()


def test_final_lets_a_whole_report_through(tmp_path: Path) -> None:
    out = tmp_path / "ut.pdf"
    assert run("report", "prov", book(tmp_path), "-o", out, "--final").exit_code == 0
    assert out.exists()


@pytest.mark.parametrize("more", [(), ("--date", "2026-06-30")])
def test_final_refuses_a_book_whose_log_is_broken(tmp_path: Path, more: tuple[str, ...]) -> None:
    ledger, out = book(tmp_path / "bok"), tmp_path / "ut.pdf"
    final: tuple[str | Path, ...] = ("report", "prov", ledger, "-o", out, "--final", *more)
    assert run("log", "adopt", ledger, "--reason", "Början", env=WHO).exit_code == 0
    assert run(*final).exit_code == 0
    out.unlink()

    log = tmp_path / "bok" / "behandlingshistorik" / "logg.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"who":"', b'"who":"x', 1))

    said = refused(*final)
    assert "Behandlingshistoriken är bruten (TR101)." in said
    assert not out.exists()
    assert run("report", "prov", ledger, "-o", out, *more).exit_code == 0
    assert out.exists()


def test_other_accounts_are_of_the_statement_only(tmp_path: Path) -> None:
    ledger, out = book(tmp_path), tmp_path / "ut.json"
    result = run(
        "report", "kontoutdrag", ledger, "--account", "5420", "--account", "2440", "-o", out
    )
    assert result.exit_code == 0
    section = json.loads(out.read_text("utf-8"))["sections"][0]
    assert {row["values"]["konto"] for row in section["rows"]} == {"2440", "5420"}
    said = refused("report", "huvudbok", ledger, "--account", "5420", "-o", tmp_path / "h.json")
    assert "--account hör till kontoutdrag" in said
    assert not (tmp_path / "h.json").exists()


@pytest.mark.parametrize("name", ["ut.docx", "ut", "ut.beancount", "ut.pdf.exe"])
def test_another_ending_is_refused_with_those_that_can_be(tmp_path: Path, name: str) -> None:
    said = refused("report", "prov", book(tmp_path), "-o", tmp_path / name)
    assert ".pdf, .xlsx, .csv, .json" in said
    assert not (tmp_path / name).exists()


def test_a_form_is_no_sie_file(tmp_path: Path) -> None:
    assert "SIE" in refused("report", "prov", book(tmp_path), "-o", tmp_path / "ut.se")


def test_which_grant_must_be_said_when_there_are_several(tmp_path: Path) -> None:
    ledger = book(tmp_path, SOUND + SECOND)
    said = refused("report", "prov", ledger, "-o", tmp_path / "ut.pdf")
    assert "NKR2026, NKR2026B" in said
    said = refused("report", "prov", ledger, "--grant", "X", "-o", tmp_path / "ut.pdf")
    assert "Boken har inget bidrag X." in said


def test_a_day_before_the_grant_is_told_as_that(tmp_path: Path) -> None:
    out = tmp_path / "ut.pdf"
    said = refused("report", "prov", book(tmp_path), "--date", "2026-03-09", "-o", out)
    assert "inget bidrag som är anmält 2026-03-09" in said
    assert "välj en senare dag" in said


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    write(tmp_path / "fil", "x")
    refused("report", "prov", book(tmp_path / "bok"), "-o", tmp_path / "fil" / "ut.pdf")


def test_the_log_is_named_by_its_root(tmp_path: Path) -> None:
    ledger, out = book(tmp_path / "bok"), tmp_path / "ut.json"
    write(tmp_path / "bok" / "behandlingshistorik" / "logg.jsonl", '{"seq": 1}\n')
    run("report", "prov", ledger, "-o", out)
    assert json.loads(out.read_text("utf-8"))["log"].startswith("1 post, rot ")


def test_sie_is_read_back_and_ties(tmp_path: Path) -> None:
    ledger, out = book(tmp_path), tmp_path / "ut.se"
    assert run("report", "bok", ledger, "-o", out).exit_code == 0
    document = read_document(out)
    assert document.kind == "4E"
    assert not document.source.problems
    assert document.source.checksum
    assert document.source.checksum.agrees
    made = reconcile(document)
    assert made.count > 3
    assert not made.differences
    own = [
        row.amount
        for voucher in document.vouchers
        for row in voucher.rows
        if row.objects == (("1", "2610"),) and row.account == "5420"
    ]
    (grant,) = as_json("settle", ledger)["grants"]
    assert sum(own, Decimal(0)) == Decimal(grant["costs"])
    assert [(one.series, one.number) for one in document.vouchers] == [("A", "17"), ("A", "42")]


def test_an_account_without_number_gets_one_and_the_file_says_so(tmp_path: Path) -> None:
    out = tmp_path / "ut.se"
    run("report", "bok", book(tmp_path), "-o", out)
    document = read_document(out)
    assert {one.number: one.name for one in document.accounts}["1999"] == "Bank"
    assert any("Tillgångar:Bank" in comment for comment in document.header.comments)


@pytest.mark.parametrize("region", ["uppsala", "skr", "stockholm"])
def test_sie_of_the_example_books_has_each_year_and_every_voucher(
    tmp_path: Path, region: str
) -> None:
    ledger = LEDGERS / region / "main.beancount"
    grant = as_json("settle", ledger)["grants"][0]
    out = tmp_path / "ut.se"
    result = run("report", "bok", ledger, "--grant", grant["grant"], "-o", out)
    assert result.exit_code == 0
    documents = [read_document(path) for path in sorted(tmp_path.iterdir())]
    assert documents
    booked = Decimal(0)
    for document in documents:
        made = reconcile(document)
        assert not made.differences
        assert not document.quarantined
        kinds = {account.number: account.kind for account in document.accounts}
        booked += sum(
            (
                row.amount
                for voucher in document.vouchers
                for row in voucher.rows
                if row.objects and kinds[row.account] == "K"
            ),
            Decimal(0),
        )
    run("report", "huvudbok", ledger, "--grant", grant["grant"], "-o", tmp_path / "h.json")
    tied = json.loads((tmp_path / "h.json").read_text("utf-8"))["sections"][0]["fields"]
    assert str(booked) in {field["value"] for field in tied}


def test_a_grant_with_nothing_booked_has_no_sie_file(tmp_path: Path) -> None:
    ledger = book(tmp_path, SOUND + SECOND)
    said = refused("report", "bok", ledger, "--grant", "NKR2026B", "-o", tmp_path / "ut.se")
    assert "inget bokfört" in said


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv", "json"])
def test_every_kind_can_be_written_in_every_format(tmp_path: Path, kind: str, ending: str) -> None:
    """Of a programme that asks for it: not every one asks for every form."""
    out = tmp_path / f"ut.{ending}"
    made = {
        run(
            "report", kind, LEDGERS / region / "main.beancount", "--grant", grant, "-o", out
        ).exit_code
        for region, grant in (("uppsala", "NKR2026"), ("skr", "NKR2022"))
    }  # fmt: skip
    assert 0 in made
    assert made <= {0, 2}
    assert out.stat().st_size > 20
