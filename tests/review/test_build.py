"""nkr review build: one package that anybody can check, the same each time, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from nkr_audit.ledger import load
from nkr_audit.reading import book_of
from nkr_audit.settlement import settle
from tests.books import PROGRAMMES
from tests.ledgers import as_json, book, refused, run, snapshot
from tests.review.packages import REGIONS, build, built, sealed_book, verified

if TYPE_CHECKING:
    from pathlib import Path


def table(bag: Path, name: str) -> list[dict[str, str]]:
    """The rows of one of the audit data tables."""
    with (bag / "data" / "tabeller" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("region", REGIONS)
def test_a_package_passes_every_check_where_nkr_audit_is_not_installed(
    tmp_path: Path, region: str
) -> None:
    main = sealed_book(tmp_path, region)
    before = snapshot(main.parent)

    bag = built(main, tmp_path / "ett paket å.zip")

    code, said = verified(bag)
    assert (code, said.splitlines()[-1]) == (0, "ALLT STÄMMER / ALL IS RIGHT")
    (grant,) = as_json("settle", main)["grants"]
    assert f"= {grant['received']} − {grant['costs']} = {grant['unused']}" in said
    assert "Ed25519 Exempelregionen+" in said
    assert snapshot(main.parent) == before
    if shutil.which("sha256sum"):
        for kind in ("manifest", "tagmanifest"):
            command = ["sha256sum", "-c", "--quiet", f"{kind}-sha256.txt"]
            assert subprocess.run(command, cwd=bag, check=False).returncode == 0


def test_bagit_finds_the_package_valid(tmp_path: Path) -> None:
    pytest.importorskip("bagit", reason="bagit is not installed")
    bag = built(sealed_book(tmp_path), tmp_path / "paket")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(bag)],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_same_book_gives_the_same_bytes_as_zip_and_as_folder(tmp_path: Path) -> None:
    main = sealed_book(tmp_path)
    first = built(main, tmp_path / "första.zip")
    built(main, tmp_path / "andra.zip")
    folder = built(main, tmp_path / "mapp")

    assert (tmp_path / "första.zip").read_bytes() == (tmp_path / "andra.zip").read_bytes()
    assert snapshot_all(first) == snapshot_all(folder)


def snapshot_all(root: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_nothing_in_the_package_tells_of_the_machine_it_was_built_on(tmp_path: Path) -> None:
    bag = built(sealed_book(tmp_path), tmp_path / "paket")
    found = [
        name for name, content in snapshot_all(bag).items() if str(tmp_path).encode() in content
    ]
    assert found == []


@pytest.mark.parametrize("region", [*REGIONS, "skr", "vastragotaland", "skr-skillnad"])
def test_the_ledger_of_the_package_loads_by_itself_and_settles_the_same(
    tmp_path: Path, region: str
) -> None:
    main = sealed_book(tmp_path, region)
    whole = book_of(load(main), PROGRAMMES)
    for number, grant in enumerate(whole.grants):
        bag = built(main, tmp_path / f"paket {number}", "--grant", grant.id)
        loaded = load(bag / "data" / "bok" / "main.beancount")
        assert loaded.errors == ()
        (again,) = book_of(loaded, PROGRAMMES).grants
        assert settle(again).costs == settle(grant).costs
        assert settle(again).received == settle(grant).received
        assert verified(bag)[0] == 0
        done = subprocess.run(
            [sys.executable, "-m", "beancount.scripts.check", str(loaded.path)],
            capture_output=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, b"")


def test_every_cost_line_leads_to_documents_that_are_in_the_package(tmp_path: Path) -> None:
    bag = built(sealed_book(tmp_path), tmp_path / "paket")
    documents = table(bag, "documents")
    assert documents
    for row in documents:
        assert (bag / "data" / row["Path"]).stat().st_size == int(row["Size"])
        assert row["SHA256"] == row["SHA256_Stated"]
        is_personal = row["Document_Type"] in {"lonespecifikation", "anstallningsavtal"}
        assert row["Path"].startswith("personuppgifter/" if is_personal else "underlag/")
    proved = {row["Journal_ID"] for row in documents}
    costs = {row["Journal_ID"] for row in table(bag, "journal_lines") if row["Period_From"]}
    assert costs <= proved


def test_the_tables_are_as_the_schema_says_and_every_voucher_balances(tmp_path: Path) -> None:
    bag = built(sealed_book(tmp_path), tmp_path / "paket")
    schema = json.loads((bag / "data" / "tabeller" / "schema.json").read_bytes())
    for described in schema["tables"]:
        rows = table(bag, described["file"].removesuffix(".csv"))
        assert rows, described["file"]
        assert list(rows[0]) == [column["name"] for column in described["columns"]]
    named = {described["file"]: described["iso21378"] for described in schema["tables"]}
    assert named["chart_of_accounts.csv"] == {"module": "Base", "table": "BAS_Chart_Of_Accounts"}
    assert named["journal_lines.csv"] == {"module": "General Ledger", "table": ""}
    sums: dict[str, Decimal] = {}
    for row in table(bag, "journal_lines"):
        sums[row["Journal_ID"]] = sums.get(row["Journal_ID"], Decimal(0)) + Decimal(row["Amount"])
    assert set(sums) == {row["Journal_ID"] for row in table(bag, "journal_entries")}
    assert set(sums.values()) == {Decimal("0.00")}


def test_a_sample_holds_those_vouchers_only(tmp_path: Path) -> None:
    bag = built(sealed_book(tmp_path), tmp_path / "urval", "--vouchers", "2026-A1, 2026-L1")
    assert {row["Journal_ID"] for row in table(bag, "journal_entries")} == {"2026-A1", "2026-L1"}
    assert {row["Journal_ID"] for row in table(bag, "documents")} <= {"2026-A1", "2026-L1", ""}
    assert not (bag / "data" / "rapporter").exists()
    code, said = verified(bag)
    assert (code, "a sample" in said) == (0, True)


def test_a_sample_of_an_unknown_voucher_is_refused(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    said = refused("review", "build", main, "-o", tmp_path / "ut", "--vouchers", "A42,A99")
    assert "A99" in said
    assert not (tmp_path / "ut").exists()


def test_personal_data_are_left_out_with_the_reason_and_listed(tmp_path: Path) -> None:
    bag = built(
        sealed_book(tmp_path), tmp_path / "paket", "--without-personal-data", "lämnas på begäran"
    )
    left_out = [row for row in table(bag, "documents") if row["Personal_Data"] == "1"]
    assert left_out
    assert not (bag / "data" / "personuppgifter").exists()
    assert {row["Path"] for row in left_out} == {""}
    assert all("lämnas på begäran" in row["Left_Out"] for row in left_out)
    assert "lämnas på begäran" in (bag / "data" / "README.txt").read_text(encoding="utf-8")
    assert load(bag / "data" / "bok" / "main.beancount").errors == ()
    assert verified(bag)[0] == 0


def test_leaving_out_personal_data_without_a_reason_is_refused(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    refused("review", "build", main, "-o", tmp_path / "ut", "--without-personal-data", " ")


def unpacked(content: bytes) -> list[bytes]:
    """A file's bytes; of a workbook, those of its parts too."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [content, *(archive.read(name) for name in archive.namelist())]


def test_a_personnummer_is_masked_in_every_list_but_the_document_is_the_original(
    tmp_path: Path,
) -> None:
    number = "19121212-1212"
    main = book(tmp_path / "bok")
    paper = main.parent / "underlag" / f"A42 {number}.pdf"
    paper.write_bytes(f"%PDF- {number}".encode())
    text = main.read_text(encoding="utf-8")
    text = text.replace("Driftplattform juni", f"Driftplattform, {number}")
    main.write_text(text.replace("underlag/A42.pdf", f"underlag/{paper.name}"), encoding="utf-8")

    bag = built(main, tmp_path / "paket")

    told = {
        name
        for name, content in snapshot_all(bag).items()
        if any(b"1212-1212" in part for part in unpacked(content))
    }
    assert told == {"data/underlag/A42-19121212-XXXX.pdf"}
    assert [name for name in snapshot_all(bag) if "1212-1212" in name] == []


def number_in_log(folder: Path) -> Path:
    """A book whose processing log holds a personnummer in a reason, sealed."""
    main = sealed_book(folder)
    with (main.parent / "egen.beancount").open("w", encoding="utf-8") as file:
        file.write("; en fil\n")
    text = main.read_text(encoding="utf-8")
    main.write_text(f'{text}\ninclude "egen.beancount"\n', encoding="utf-8")
    reason = "Rättat lön för 19121212-1212"
    done = run("log", "adopt", main, "--reason", reason, env={"NKR_WHO": "ekonom1"})
    assert done.exit_code == 0, done.output
    assert "19121212-1212" in (main.parent / "behandlingshistorik" / "logg.jsonl").read_text(
        "utf-8"
    )
    return main


def test_a_log_with_a_personnummer_is_left_out_with_personal_data_and_it_is_said(
    tmp_path: Path,
) -> None:
    main = number_in_log(tmp_path)
    result = build(main, tmp_path / "paket", "--without-personal-data", "lämnas på begäran")
    assert "utelämnad: den innehåller personnummer (post" in result.stdout
    bag = tmp_path / "paket"
    told = [
        name
        for name, content in snapshot_all(bag).items()
        if any(b"1212-1212" in part for part in unpacked(content))
    ]
    assert told == []
    assert not (bag / "data" / "behandlingshistorik").exists()
    assert table(bag, "processing_log") == []
    for name in ("README.txt", "index.html"):
        said = (bag / "data" / name).read_text(encoding="utf-8")
        assert "utelämnad: den innehåller personnummer" in " ".join(said.split())
    assert verified(bag)[0] == 0
    assert run("review", "verify", bag).exit_code == 0


def test_a_log_with_a_personnummer_is_whole_otherwise_and_its_records_are_named(
    tmp_path: Path,
) -> None:
    main = number_in_log(tmp_path)
    result = build(main, tmp_path / "paket")
    log = main.parent / "behandlingshistorik" / "logg.jsonl"
    lines = log.read_text("utf-8").splitlines()
    (record,) = [number for number, line in enumerate(lines, 1) if "1212-1212" in line]
    assert f"innehåller personnummer (post {record})" in result.stdout
    bag = tmp_path / "paket"
    assert (bag / "data" / "behandlingshistorik" / "logg.jsonl").read_bytes() == log.read_bytes()
    assert "1212-1212" not in (bag / "data" / "tabeller" / "processing_log.csv").read_text("utf-8")
    assert verified(bag)[0] == 0


def test_a_text_that_would_begin_a_formula_is_no_formula_in_the_tables(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    text = main.read_text(encoding="utf-8").replace("Driftplattform juni", "=1+1")
    main.write_text(text, encoding="utf-8")
    bag = built(main, tmp_path / "paket")
    assert "'=1+1" in {row["Description"] for row in table(bag, "journal_entries")}


def test_what_is_there_already_is_never_written_over_but_an_earlier_package(
    tmp_path: Path,
) -> None:
    main = book(tmp_path / "bok")
    output = tmp_path / "paket"
    built(main, output)
    first = snapshot_all(output)
    assert "--force" in refused("review", "build", main, "-o", output)
    built(main, output, "--force")
    assert snapshot_all(output) == first
    other = tmp_path / "annat"
    other.mkdir()
    (other / "viktigt.txt").write_text("kvar", encoding="utf-8")
    refused("review", "build", main, "-o", other, "--force")
    assert (other / "viktigt.txt").read_text(encoding="utf-8") == "kvar"


def test_a_build_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = book(tmp_path / "bok")
    (tmp_path / "ut").mkdir()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nkr_audit.review.bag.Bag.finish", full)
    for name in ("paket", "paket.zip"):
        assert "No space left" in refused("review", "build", main, "-o", tmp_path / "ut" / name)
        assert list((tmp_path / "ut").iterdir()) == []


def test_a_book_that_is_written_meanwhile_gives_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = sealed_book(tmp_path)
    monkeypatch.setattr("nkr_audit.review.building.written_so_far", lambda _root: (False, 1))
    assert "kör om" in refused("review", "build", main, "-o", tmp_path / "paket")
    assert not (tmp_path / "paket").exists()


def test_a_book_that_cannot_be_settled_gives_no_package(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    account = "  Skulder:2440-Leverantörsskulder\n"
    text = main.read_text(encoding="utf-8").replace(account, f"{account.rstrip()}  -1 SEK\n")
    main.write_text(text, encoding="utf-8")
    refused("review", "build", main, "-o", tmp_path / "paket")


def test_a_missing_document_is_told_in_the_package(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    (main.parent / "underlag" / "A42.pdf").unlink()
    result = build(main, tmp_path / "paket")
    assert (result.exit_code, "1 underlag saknas" in result.output) == (0, True)
    bag = tmp_path / "paket"
    (row,) = [row for row in table(bag, "documents") if row["Journal_ID"] == "A42"]
    assert (row["Path"], row["SHA256"], row["Left_Out"] != "") == ("", "", True)
    assert verified(bag)[0] == 0


def test_no_name_in_the_zip_leads_out_of_it_and_nothing_is_compressed(tmp_path: Path) -> None:
    main = book(tmp_path / "bok")
    built(main, tmp_path / "paket.zip")
    with zipfile.ZipFile(tmp_path / "paket.zip") as archive:
        entries = archive.infolist()
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.filename.partition("/")[0] for entry in entries} == {"granskning-NKR2026"}
    assert not any(".." in entry.filename or "\\" in entry.filename for entry in entries)


def test_the_help_is_in_both_languages() -> None:
    assert "granskningspaketet" in run("review", "build", "--help").output
    assert "review package" in run("review", "build", "--help", "--lang", "en").output


def test_every_link_of_the_pages_leads_to_a_file_of_the_package(tmp_path: Path) -> None:
    bag = built(sealed_book(tmp_path), tmp_path / "paket med å")
    pages = [bag / "data" / "index.html", *(bag / "data" / "sidor").glob("*.html")]
    assert len(pages) > 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        ids = {part.partition('"')[0] for part in text.split('id="')[1:]}
        for target in (part.partition('"')[0] for part in text.split('href="')[1:]):
            split = urlsplit(target)
            assert split.scheme == split.netloc == ""
            if split.path:
                assert (page.parent / unquote(split.path)).is_file(), target
            else:
                assert split.fragment in ids, target
        assert "<script" not in text
        assert "default-src 'none'" in text
