"""The pages on the example books: they are there, and say what ``nkr settle`` says."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from nkr_audit.cli import main
from nkr_audit.reports.formats import SUFFIXES
from nkr_audit.reports.kinds import KINDS
from nkr_audit.text import kronor
from nkr_audit.web.pages import PAGES
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT
from tests.web.serving import LEDGER, Pages, amounts, content, example, text_of, with_pages

if TYPE_CHECKING:
    from pathlib import Path

BOOKS = ("uppsala", "vastragotaland", "varmland", "skr-skillnad")


@pytest.fixture(scope="module")
def all_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pages]:
    return {name: Pages(example(name, tmp_path_factory.mktemp(name))) for name in BOOKS}


@pytest.fixture(scope="module")
def flawed(all_pages: dict[str, Pages]) -> Pages:
    return all_pages["vastragotaland"]


def small(tmp_path: Path, text: str) -> Pages:
    book = tmp_path / "main.beancount"
    book.write_text(text, "utf-8")
    (tmp_path / "underlag").mkdir()
    (tmp_path / "underlag" / "A42.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return Pages(with_pages(book))


@pytest.mark.parametrize("book", BOOKS)
def test_every_page_is_there_with_one_heading_of_its_own(
    all_pages: dict[str, Pages], book: str
) -> None:
    pages = all_pages[book]
    number = re.findall(r"nr=([^&\"#]+)", pages.get("verifikationer").text)[0]
    for name in PAGES:
        address = "" if name == "oversikt" else name
        answer = pages.get(f"{address}?nr={number}" if name == "verifikation" else address)
        assert answer.status_code == 200, name
        levels = [int(one) for one in re.findall(r"<h(\d)", content(answer.text))]
        assert levels.count(2) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("book", BOOKS)
def test_the_figures_are_those_of_nkr_settle(all_pages: dict[str, Pages], book: str) -> None:
    pages = all_pages[book]
    path = str(LEDGER / book / "main.beancount")
    settled = json.loads(CliRunner().invoke(main, ["settle", path, "--json"]).stdout)
    for grant in settled["grants"]:
        overview = pages.text(f"?bidrag={grant['grant']}")
        steps = pages.text(f"avrakning?bidrag={grant['grant']}")
        for key in ("received", "costs", "unused", "questioned"):
            said = kronor(Decimal(grant[key]))
            assert said in amounts(overview), key
            assert said in amounts(steps), key
        for one in (*grant["by_purpose"], *grant["by_category"]):
            assert kronor(Decimal(one["amount"])) in amounts(steps)


def test_each_amount_of_the_settlement_leads_to_lines_that_add_up_to_it(flawed: Pages) -> None:
    html = content(flawed.get("avrakning").text)
    cells = re.findall(r'<a href="([^"]*rader\?[^"]*)">([^<]+)</a>', html)
    assert len(cells) > 15
    for address, said in cells:
        answer = flawed.follow(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        total = answer.text.rpartition("<tfoot>")[2]
        there = [one.lstrip("−") for one in amounts(text_of(f'<div class="nkr"{total}'))]
        amount = said.strip().lstrip("−")
        assert amount in there or amount == "0,00"


def test_the_square_leads_to_its_lines_and_adds_up_to_the_costs(flawed: Pages) -> None:
    html = content(flawed.get("andamal").text)
    cells = re.findall(r'<a href="([^"]*rader\?[^"]*andamal[^"]*)">([^<]+)</a>', html)
    assert len(cells) > 10
    for address, said in cells:
        assert said in amounts(text_of(flawed.follow(address.replace("&amp;", "&")).text))
    assert "4 308 123,39".replace(" ", "\N{NO-BREAK SPACE}") in amounts(text_of(html and flawed.get(
        "andamal").text))  # fmt: skip


def test_findings_are_narrowed_by_family_and_state_and_show_their_sources(flawed: Pages) -> None:
    errors = flawed.text("iakttagelser?allvar=fel&familj=EL")
    assert "EL101" in errors
    assert "CC102" not in errors.partition("Allvar Kod")[2]
    assert "”" in errors  # the words that the rule rests on
    accepted = flawed.text("iakttagelser?allvar=godtagen")
    assert "Godtagen:" in accepted
    named = flawed.text("iakttagelser?register=Inget+s%C3%A5dant")
    assert "Inga iakttagelser." in named


def test_a_voucher_shows_its_rows_its_document_and_its_findings(flawed: Pages) -> None:
    answer = flawed.get("verifikation?nr=2026-A8")
    text = text_of(answer.text)
    assert "Verifikation 2026-A8" in text
    assert "Attesterad av chef1" in text
    assert "CC101" in text
    (frame,) = re.findall(r'<iframe[^>]* src="([^"]+)"', answer.text)
    with flawed.follow(frame.replace("&amp;", "&")) as document:
        assert document.data.startswith(b"%PDF-")


def test_a_correction_is_shown_from_both_its_vouchers(all_pages: dict[str, Pages]) -> None:
    pages = all_pages["uppsala"]
    links = {
        one.partition("nr=")[2].partition("&")[0].partition("#")[0]
        for page in ("verifikationer", "verifikationer?sida-verifikationer=2")
        for one in pages.links(page)
        if "nr=" in one
    }
    texts = {number: pages.text(f"verifikation?nr={number}") for number in links}
    correcting = [number for number, text in texts.items() if re.search(r" Rättar 20\d\d-", text)]
    assert correcting
    for number in correcting:
        (other,) = re.findall(r" Rättar (20\d\d-\w+) ", texts[number])
        assert f"Rättas av {number}" in texts[other]


def test_a_voucher_that_is_not_there_is_404(flawed: Pages) -> None:
    assert flawed.get("verifikation?nr=2026-X1").status_code == 404
    assert flawed.get("rader?steg=inget").status_code == 404
    assert flawed.get("?bidrag=NKR1999").status_code == 200  # the main page says there is none
    assert "Boken har inget bidrag" in flawed.text("?bidrag=NKR1999")
    assert flawed.get("avrakning?bidrag=NKR1999").status_code == 404
    assert flawed.get("ingensida").status_code == 404


@pytest.mark.parametrize("page", [name for name in PAGES if name != "rapporter"])
def test_every_table_of_a_page_is_also_a_file(flawed: Pages, page: str) -> None:
    name = "" if page == "oversikt" else page
    links = [one for one in flawed.links(f"{name}?nr=2026-A8") if "/tabell?" in one]
    assert links or page == "historik"
    for address in links:
        answer = flawed.follow(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        if "xlsx" in address:
            assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames
        else:
            assert answer.data.startswith("\ufeff".encode())


def test_a_file_has_every_row_and_not_only_those_of_the_page(flawed: Pages) -> None:
    text = flawed.get("tabell?fran=rader&tabell=rader&steg=kostnader&format=csv").text
    assert text.count("\r\n") - 1 > 50
    total = sum(
        Decimal(line.split(";")[4].replace(",", ".")) for line in text.split("\r\n")[1:] if line
    )
    assert total == Decimal("4308123.39")


def test_pages_of_a_table_hold_each_row_once(flawed: Pages) -> None:
    first = flawed.text("rader?steg=kostnader")
    (count,) = re.findall(r"Sida 1 av (\d+) \(", first)
    rows = 0
    for number in range(1, int(count) + 1):
        html = flawed.get(f"rader?steg=kostnader&sida-rader={number}").text
        rows += content(html).count('<th scope="row" class="nkr-text"')
    assert f"({rows} rader)" in first
    assert "Sida 1 av" in flawed.text("rader?steg=kostnader&sida-rader=-3")
    assert f"Sida {count} av" in flawed.text("rader?steg=kostnader&sida-rader=99999")


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_can_be_downloaded(flawed: Pages, kind: str) -> None:
    listed = f"typ={kind}&" in " ".join(flawed.links("rapporter"))
    for suffix in SUFFIXES if kind == "underlag" else (".json", ".xlsx"):
        answer = flawed.get(f"rapport?typ={kind}&format={suffix}")
        assert answer.status_code == (200 if listed else 409), answer.text
        assert answer.data
    assert listed or (kind == "redovisning" and "main.beancount" not in answer.text)
    assert flawed.get(f"rapport?typ={kind}&format=.exe").status_code == 404


def test_a_book_of_account_can_be_downloaded_as_sie(flawed: Pages) -> None:
    answer = flawed.get("rapport?typ=huvudbok&format=.se")
    assert answer.data[:2] == b"PK"  # one file for each year
    assert flawed.get("rapport?typ=rekvisition&format=.se").status_code == 404


def test_personal_numbers_are_masked_on_pages_and_in_files(tmp_path: Path) -> None:
    number = "19121212-1212"
    cost = COST.replace("Driftplattform juni", f"Lön {number}")
    pages = small(tmp_path, HEAD + RECEIPT + cost + INVOICE)
    for page in ("rader", "verifikationer", "verifikation?nr=A42", "iakttagelser", "underlag",
                 "tabell?fran=verifikationer&tabell=verifikationer&format=csv",
                 f"verifikationer?sok={number[:-5]}"):  # fmt: skip
        assert (
            "1212-1212"
            not in content(pages.get(page).text)
            + pages.get(page).text.partition("verifikation;")[2]
        ), page
    assert "19121212-XXXX" in pages.text("verifikation?nr=A42")


def test_what_is_written_in_the_book_is_no_html(tmp_path: Path) -> None:
    cost = COST.replace("Driftplattform juni", "<script>alert(1)</script>")
    pages = small(tmp_path, HEAD + RECEIPT + cost + INVOICE)
    for page in ("rader", "verifikationer", "verifikation?nr=A42", "verifikationer?sok=<script>"):
        assert "<script>alert" not in pages.get(page).text
        assert "&lt;script&gt;" in pages.get(page).text


def test_a_book_that_cannot_be_settled_says_so_before_its_figures(tmp_path: Path) -> None:
    cost = COST.replace('  andamal: "it"\n', '  andamal: "it"\n  avser: "2026-13"\n')
    text = small(tmp_path, HEAD + RECEIPT + cost + INVOICE).text("avrakning")
    assert text.index("Boken kan inte avräknas") < text.index("Utbetalt bidrag 1")


def test_a_book_of_an_unknown_programme_says_so(tmp_path: Path) -> None:
    pages = small(tmp_path, HEAD.replace("sos-2026", "sos-1999") + RECEIPT)
    for name in ("", "avrakning", "verifikation?nr=A17"):
        assert "Boken kan inte läsas" in pages.text(name)
        assert "GR103" in pages.text(name)


def test_filters_of_favas_change_no_figure_and_that_is_said(flawed: Pages) -> None:
    plain, filtered = flawed.text("avrakning"), flawed.text("avrakning?time=2026-01")
    assert amounts(plain) == amounts(filtered)
    assert "Favas filter" in filtered
    assert "Favas filter" not in plain


def test_the_pages_follow_the_book_when_it_is_changed(tmp_path: Path) -> None:
    pages = small(tmp_path, HEAD + RECEIPT + COST + INVOICE)
    before = pages.text("avrakning")
    book = tmp_path / "main.beancount"
    book.write_text(book.read_text("utf-8").replace("40000.00", "41000.00"), "utf-8")
    ledger = pages.app.config["LEDGERS"][pages.book]
    ledger.load_file()
    assert "41\N{NO-BREAK SPACE}000,00" in pages.text("avrakning")
    assert "41\N{NO-BREAK SPACE}000,00" not in before


def test_nothing_on_the_pages_is_inline_script_or_style(flawed: Pages) -> None:
    for name in (*PAGES, "verifikation?nr=2026-A8"):
        html = content(flawed.get("" if name == "oversikt" else name).text)
        assert not re.search(r"\s(style|on\w+)=", html)
        assert not re.search(r"<script(?! type=\"application/json\")", html)
        assert "<style" not in html
