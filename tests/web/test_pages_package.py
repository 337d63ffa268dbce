"""The page of the review package: what was asked for, what is missing, and the package itself."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from nkr_audit.serve.limits import Rate
from nkr_audit.web import packages
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT, as_json, book, run, write
from tests.serve.serving import logged_in, serving
from tests.web.serving import Pages, amounts, content, example, with_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.serve.serving import Served

ASKED = """\
2027-03-01 custom "nkr-handelse" "NKR2026" "granskning"
  senast: 2027-03-31
  fran: "Socialstyrelsen"
  begart: "huvudbok fakturor insatser"
  begart-ovrigt: "Protokoll från styrgruppen"
  diarienummer: "4.3-123/2027"
"""
ANSWERED = """\
2027-03-20 custom "nkr-handelse" "NKR2026" "granskning-svar"
  paket: "0f0f"
"""
PAYSLIP = """\
2026-06-30 document Kostnader:NKR2026:5420-Programvaror "underlag/A42-lon.pdf" ^A42
  typ: "lonespecifikation"
"""
ADDRESS = "/uppsala/extension/Granskning/"
PACKAGE = f"{ADDRESS}paket?bidrag=NKR2026"


def pages_of(folder: Path, text: str) -> Pages:
    return Pages(with_pages(book(folder, text)))


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(example("vastragotaland", tmp_path_factory.mktemp("bok")))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, HEAD + RECEIPT + COST + INVOICE + PAYSLIP) as running:
        write(folder / "uppsala" / "underlag" / "A42-lon.pdf", "%PDF-lon")
        running.server.books.refresh("uppsala")
        yield running


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_often", Rate(1000))


def test_a_grant_that_nobody_asked_about_says_so(flawed: Pages) -> None:
    assert "Ingen begäran om granskning är inlagd" in flawed.text("granskningspaket")


def test_a_request_is_told_with_each_thing_asked_for(tmp_path: Path) -> None:
    text = pages_of(tmp_path, HEAD + RECEIPT + COST + ASKED).text("granskningspaket")
    assert "Begäran från Socialstyrelsen 2027-03-01" in text
    assert "2027-03-31" in text
    assert "Inte besvarad." in text
    assert "4.3-123/2027" in text
    assert "Fakturor saknas 1" in text
    assert "Huvudbok och kontoutdrag klart" in text
    assert "Protokoll från styrgruppen se efter själv" in text


def test_an_answered_request_tells_when_and_by_which_package(tmp_path: Path) -> None:
    text = pages_of(tmp_path, HEAD + RECEIPT + COST + ASKED + ANSWERED).text("granskningspaket")
    assert "Besvarad 2027-03-20." in text
    assert "0f0f" in text
    assert "Fakturor lämnat" in text


def test_what_is_missing_is_that_of_nkr_review_check_each_with_its_voucher(
    flawed: Pages, tmp_path: Path
) -> None:
    path = example("vastragotaland", tmp_path)
    told = json.loads(run("review", "check", path, "--grant", "NKR2026", "--json").stdout)
    html = content(flawed.get("granskningspaket").text)
    listed = [*told["missing"], *told["vague"], *told["accruals"], *told["others"]]
    table = html.partition('id="brister"')[2].partition("</section>")[0]
    rows = table.partition("<tbody>")[2].count("<tr")
    assert rows == len(listed) > 15
    for one in listed:
        if one["voucher"]:
            assert f">{one['voucher']}</a>" in table
    amount = told["at_risk"].replace(".", ",")
    assert amount in [one.replace("\N{NO-BREAK SPACE}", "") for one in amounts(html)]


def test_the_download_is_the_package_of_the_command(served: Served, tmp_path: Path) -> None:
    auditor = logged_in(served, "revisor1")
    answer = auditor.get(PACKAGE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    built = tmp_path / "paket.zip"
    run("review", "build", served.main, "--grant", "NKR2026", "-o", built)
    assert answer.content == built.read_bytes()
    found = tmp_path / "hamtat.zip"
    found.write_bytes(answer.content)
    assert as_json("review", "verify", found)["sound"]


def test_payslips_are_left_out_when_that_is_asked_for(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    names = [
        zipfile.ZipFile(io.BytesIO(auditor.get(f"{PACKAGE}{asked}").content)).namelist()
        for asked in ("", "&utan=1")
    ]
    assert [sum("personuppgifter/" in one for one in found) for found in names] == [1, 0]


def test_the_page_tells_the_checksum_once_the_package_was_built(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    answer = auditor.get(PACKAGE)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        tags = archive.read("granskning-NKR2026/tagmanifest-sha256.txt")
    checksum = hashlib.sha256(tags).hexdigest()
    assert checksum in auditor.get(f"{ADDRESS}granskningspaket").text
    logged = [json.loads(line) for line in served.log.read_text("utf-8").splitlines()]
    line = next(one for one in reversed(logged) if one.get("vag", "").endswith("/paket"))
    assert line["anvandare"] == "revisor1"
    assert line["dokument"] == f"granskning-NKR2026.zip {checksum}"
    assert line["byte"] == len(answer.content)


def test_nothing_of_the_package_is_left_in_the_server_or_the_book(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(served.folder.rglob("*"))
    assert logged_in(served, "revisor1").get(PACKAGE).status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert sorted(served.folder.rglob("*")) == before


def test_a_download_that_is_broken_off_leaves_nothing_either(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    auditor = logged_in(served, "revisor1")
    with auditor.get(PACKAGE, stream=True) as answer:
        answer.raw.read(10)
    assert list(tmp_path.iterdir()) == []
    assert auditor.get(PACKAGE).status_code == 200


def test_one_package_is_built_at_a_time(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    with packages._building:
        answer = auditor.get(PACKAGE)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Ett annat paket byggs" in answer.text
    codes: list[int] = []
    asking = [
        threading.Thread(target=lambda: codes.append(auditor.get(PACKAGE).status_code))
        for _ in range(3)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join(timeout=60)
    assert 200 in codes
    assert set(codes) <= {200, 503}


def test_nobody_gets_package_after_package(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_often", Rate(1))
    auditor = logged_in(served, "revisor1")
    assert [auditor.get(PACKAGE).status_code for _ in range(2)] == [200, 503]


def test_another_site_cannot_have_a_package_built(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    answer = auditor.get(PACKAGE, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_who_may_not_see_the_book_gets_no_package(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    theirs = auditor.get(PACKAGE.replace("uppsala", "skane"))
    nobodys = auditor.get(PACKAGE.replace("uppsala", "finns-inte"))
    assert (theirs.status_code, theirs.text) == (404, nobodys.text)


def test_a_grant_that_is_too_large_has_the_command_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MOST_VOUCHERS", 1)
    pages = pages_of(tmp_path / "bok", HEAD + RECEIPT + COST + INVOICE)
    html = content(pages.get("granskningspaket").text)
    assert "Hämta paketet" not in html
    assert "nkr review build bok/main.beancount --grant NKR2026 -o granskning-NKR2026.zip" in html
    assert pages.get("paket").status_code == 409


def test_documents_that_are_too_large_are_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 6)
    pages = pages_of(tmp_path, HEAD + RECEIPT + COST + INVOICE)
    assert "Hämta paketet" not in pages.text("granskningspaket")
    assert pages.get("paket").status_code == 409


def test_a_book_that_cannot_be_settled_gives_no_package(tmp_path: Path) -> None:
    cost = COST.replace('  andamal: "it"\n', '  andamal: "it"\n  avser: "2026-13"\n')
    pages = pages_of(tmp_path, HEAD + RECEIPT + cost + INVOICE)
    assert "ger inget paket" in pages.text("granskningspaket")
    assert pages.get("paket").status_code == 409


def test_a_package_of_a_book_that_was_written_meanwhile_is_not_handed_out(tmp_path: Path) -> None:
    pages = pages_of(tmp_path, HEAD + RECEIPT + COST + INVOICE)
    pages.get("granskningspaket")
    run("attach", tmp_path / "main.beancount", tmp_path / "beslut.pdf", "--voucher", "A42",
        "--type", "avtal")  # fmt: skip
    answer = pages.get("paket")
    assert answer.status_code == 409
    assert "Boken ändrades" in answer.text
    assert str(tmp_path) not in answer.text
