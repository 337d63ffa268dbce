"""Costs coded in the browser, over HTTP against a running server: who may, what is written, what
not.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import User
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT, run
from tests.serve.serving import HASH, Browser, Served, logged_in, serving, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import requests

FORM = "/uppsala/extension/Granskning/koda"
NUMBER = "2026-N1"
CODING = {
    "register": "Swedeheart", "kostnadsslag": "it-tjanster", "andamal": "it", "nytta": "direkt",
    "skal": "enligt fakturan",
}  # fmt: skip


def cost(number: str, payee: str = "Exempel IT AB", account: str = "5420-Programvaror") -> str:
    """A voucher as an import leaves it: nobody has said what it was for."""
    return f"""\
2026-07-31 * "{payee}" "Faktura {number}" ^{number}
  verifikation: "{number}"
  registrerad: 2026-07-31
  registrerad-av: "ekonom2"
  attesterad-av: "chef1"
  kalla: "juli.se rad 7 sha256:1a2b3c4d5e6f"
  Kostnader:NKR2026:{account}   1000.00 SEK
  Skulder:2440-Leverantörsskulder
"""


BOOK = (
    HEAD + RECEIPT + COST + INVOICE + cost("A43") + cost("A44", "Annat AB", "7210-Löner")
    + cost("A45").replace("   1000.00 SEK\n", '   1000.00 SEK\n    register: "Riksstroke"\n')
)  # fmt: skip


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, BOOK) as running:
        with changing_users(running.users) as accounts:
            accounts["attestant1"] = Account(User("attestant1", {"uppsala": "attestant"}), HASH)
        yield running


@pytest.fixture(scope="module")
def unwritten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for tests in which nothing is written."""
    with serving(tmp_path_factory.mktemp("delad"), BOOK) as running:
        yield running


@pytest.fixture
def accountant(served: Served) -> Browser:
    return logged_in(served, "ekonom1")


def boxes(page: requests.Response) -> dict[str, str]:
    """The boxes of the rows, by the numbers of their vouchers."""
    values = [html.unescape(one) for one in re.findall(r'name="rad" value="([^"]*)"', page.text)]
    return {value.split(" ", 2)[2]: value for value in values}


def send(
    who: Browser, page: requests.Response, rows: list[str], step: str = "visa",
    address: str = FORM, **changed: str,
) -> requests.Response:  # fmt: skip
    found = re.search(r'name="sigill" value="([^"]*)"', page.text)
    data: dict[str, Any] = {
        "csrf": token(page), **CODING, "steg": step, "rad": rows,
        "sigill": found[1] if found else "", **changed,
    }  # fmt: skip
    return who.ask("POST", address, data=data)


def text_of(served: Served) -> str:
    return served.main.read_text("utf-8")


def acts(served: Served) -> list[dict[str, Any]]:
    log = served.main.parent / "behandlingshistorik" / "logg.jsonl"
    return (
        [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    )


def test_the_list_is_what_the_command_leaves_for_a_person(
    served: Served, accountant: Browser, tmp_path: Path
) -> None:
    assert set(boxes(accountant.get(FORM))) == {"A43", "A44", "A45"}
    sheet = run("code", served.main, "--grant", "NKR2026", "--export", tmp_path / "koda.xlsx")
    assert "3 av 4" in sheet.output


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("konto=7210", {"A44"}),
        ("konto=5420", {"A43", "A45"}),
        ("sok=annat", {"A44"}),
        ("sok=EXEMPEL&konto=5420", {"A43", "A45"}),
        ("sok=finns+inte", set()),
        ("sida=999999999999", {"A43", "A44", "A45"}),
        ("sida=%C2%B2", {"A43", "A44", "A45"}),
    ],
)
def test_the_list_is_narrowed_by_account_and_supplier(
    unwritten: Served, asked: str, found: set[str]
) -> None:
    accountant = logged_in(unwritten, "ekonom1")
    page = accountant.get(f"{FORM}?{asked}")
    assert page.status_code == 200
    assert set(boxes(page)) == found


def test_a_voucher_that_is_asked_for_comes_first_and_is_ticked(accountant: Browser) -> None:
    page = accountant.get(f"{FORM}?nr=A45")
    assert next(iter(boxes(page))) == "A45"
    assert len(re.findall(r'type="checkbox"[^>]* checked', page.text)) == 1
    every = accountant.get(f"{FORM}?alla=1")
    assert len(re.findall(r'type="checkbox"[^>]* checked', every.text)) == 3
    voucher = accountant.get("/uppsala/extension/Granskning/verifikation?nr=A45")
    assert "koda?bidrag=NKR2026&amp;nr=A45" in voucher.text
    coded = accountant.get("/uppsala/extension/Granskning/verifikation?nr=A42")
    assert "koda?bidrag=NKR2026&amp;nr=A42" not in coded.text


def test_several_rows_are_shown_then_coded_at_once_and_logged(
    served: Served, accountant: Browser
) -> None:
    page = accountant.get(FORM)
    before = text_of(served)
    rows = [boxes(page)["A43"], boxes(page)["A44"]]
    shown = send(accountant, page, rows)
    assert shown.status_code == 200, shown.text
    assert "Så här kodas" in shown.text
    assert "PU101" in shown.text  # what the coding takes away
    assert text_of(served) == before
    saved = send(accountant, shown, rows, "spara")
    assert saved.status_code == 303, saved.text
    after = accountant.get(saved.headers["Location"])
    assert "Kodningen är sparad." in after.text
    assert set(boxes(after)) == {"A45"}
    assert text_of(served).count('    andamal: "it"\n') == 2
    assert re.search(
        r'    kodad: "för hand av ekonom1 \d{4}-\d\d-\d\d: enligt fakturan"', text_of(served)
    )
    act = acts(served)[-1]
    assert (act["action"], act["who"]) == ("code", "ekonom1")
    assert act["vouchers"] == ["A43", "A44"]
    assert act["reason"] == "för hand: enligt fakturan"
    assert run("log", "verify", served.main).exit_code == 0
    history = accountant.get("/uppsala/extension/Granskning/historik")
    assert history.status_code == 200
    assert "för hand: enligt fakturan" in history.text


def test_the_browser_and_the_command_write_the_same_values(
    served: Served, accountant: Browser, tmp_path: Path
) -> None:
    page = accountant.get(FORM)
    rows = [boxes(page)["A43"]]
    saved = send(accountant, send(accountant, page, rows), rows, "spara")
    assert saved.status_code == 303
    sheet = tmp_path / "kodning.csv"
    sheet.write_text(
        "verifikation;konto;register;nytta;andamal;kostnadsslag\n"
        "A43;5420;Swedeheart;direkt;it;it-tjanster\n", "utf-8",
    )  # fmt: skip
    again = run("code", served.main, sheet, "--grant", "NKR2026")
    assert again.exit_code == 0, again.output
    assert "0 verifikationer kodade" in again.output


def test_a_row_that_has_a_part_already_gets_the_rest_and_keeps_what_it_has(
    served: Served, accountant: Browser
) -> None:
    page = accountant.get(FORM)
    rows = [boxes(page)["A45"]]
    refused = send(accountant, page, rows)
    assert refused.status_code == 422
    assert "boken säger redan register ”Riksstroke”" in html.unescape(refused.text)
    assert 'value="enligt fakturan"' in refused.text
    shown = send(accountant, page, rows, register="", kostnadsslag="")
    assert "saknar fortfarande något" in shown.text
    assert send(accountant, shown, rows, "spara", register="", kostnadsslag="").status_code == 303
    assert text_of(served).count('"Riksstroke"') == 2  # declared, and on the row


def test_the_way_on_leads_back_to_the_voucher_that_it_came_from(accountant: Browser) -> None:
    address = f"{FORM}?nr=A43"
    page = accountant.get(address)
    rows = [boxes(page)["A43"]]
    shown = send(accountant, page, rows, address=address)
    saved = send(accountant, shown, rows, "spara", address=address)
    assert "verifikation?bidrag=NKR2026&nr=A43&klart=kodad" in saved.headers["Location"]


def test_an_error_of_the_check_is_shown_before_it_is_saved(
    served: Served, accountant: Browser
) -> None:
    page = accountant.get(FORM)
    rows = [boxes(page)["A43"]]
    shown = send(accountant, page, rows, kostnadsslag="drift-forvaltning")
    assert shown.status_code == 200
    assert "EL101" in shown.text
    assert "Granskningen ger fel." in shown.text
    saved = send(accountant, shown, rows, "spara", kostnadsslag="drift-forvaltning")
    assert saved.status_code == 303
    assert "enligt fakturan" in acts(served)[-1]["reason"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"register": "Okänt"}, "e-register"),
        ({"andamal": "FIXME"}, "e-andamal"),
        ({"kostnadsslag": "it"}, "e-kostnadsslag"),
        ({"insats": "I9"}, "e-insats"),
        ({"nytta": "halv"}, "e-nytta"),
        ({"skal": ""}, "e-skal"),
        ({"skal": "\u200b"}, "e-skal"),
        ({"skal": "se 19121212-1212"}, "e-skal"),
        ({"avser": "i juni"}, "e-avser"),
        (dict.fromkeys(("register", "kostnadsslag", "andamal", "nytta"), ""), "Inget är valt"),
        ({"rad": ""}, "Ingen rad är vald"),
        ({"rad": "x 1 A43"}, "har ändrats sedan"),
        ({"rad": "x ² A43"}, "har ändrats sedan"),
        ({"rad": "x 9 <b>"}, "har ändrats sedan"),
    ],
)
@pytest.mark.parametrize("step", ["visa", "spara"])
def test_what_cannot_be_used_says_so_and_nothing_is_written(
    unwritten: Served, changed: dict[str, str], field: str, step: str
) -> None:
    accountant = logged_in(unwritten, "ekonom1")
    page = accountant.get(FORM)
    rows = [] if changed.get("rad") == "" else [boxes(page)["A43"]]
    rest = {name: value for name, value in changed.items() if name != "rad"}
    if changed.get("rad"):
        rows = [changed["rad"]]
    answer = send(accountant, page, rows, step, **rest)
    assert answer.status_code == 422
    assert field in answer.text
    assert "<b>" not in answer.text.partition("nkr-content")[2]
    assert text_of(unwritten) == BOOK
    assert acts(unwritten) == []


def test_a_voucher_that_has_changed_since_it_was_seen_is_not_coded(
    served: Served, accountant: Browser
) -> None:
    page = accountant.get(FORM)
    rows = [boxes(page)["A43"]]
    shown = send(accountant, page, rows)
    served.main.write_text(text_of(served).replace("Faktura A43", "Faktura A43 ändrad"), "utf-8")
    for step in ("visa", "spara"):
        answer = send(accountant, shown, rows, step)
        assert answer.status_code == 422
        assert "har ändrats sedan" in answer.text
    assert "kodad" not in text_of(served)


def test_a_coding_that_was_changed_after_it_was_shown_is_shown_again(
    served: Served, accountant: Browser
) -> None:
    page = accountant.get(FORM)
    rows = [boxes(page)["A43"]]
    shown = send(accountant, page, rows)
    answer = send(accountant, shown, rows, "spara", andamal="statistik")
    assert answer.status_code == 422
    assert "Det som skulle skrivas har ändrats" in answer.text
    assert "kodad" not in text_of(served)
    assert send(accountant, answer, rows, "spara", andamal="statistik").status_code == 303


def test_sending_the_same_coding_twice_writes_once(served: Served, accountant: Browser) -> None:
    page = accountant.get(FORM)
    rows = [boxes(page)["A43"]]
    shown = send(accountant, page, rows)
    assert send(accountant, shown, rows, "spara").status_code == 303
    again = send(accountant, shown, rows, "spara")
    assert again.status_code == 422
    assert text_of(served).count("kodad") == 1


def test_what_coded_the_row_before_is_kept(tmp_path: Path) -> None:
    by_rule = "regel drift i kodregler.toml sha256:1a2b3c4d5e6f"
    partly = cost("A43").replace(
        "   1000.00 SEK\n", f'   1000.00 SEK\n    andamal: "FIXME"\n    kodad: "{by_rule}"\n'
    )
    with serving(tmp_path, HEAD + RECEIPT + partly) as served:
        accountant = logged_in(served, "ekonom1")
        page = accountant.get(FORM)
        rows = [boxes(page)["A43"]]
        assert send(accountant, send(accountant, page, rows), rows, "spara").status_code == 303
        assert f'kodad: "{by_rule}; för hand av ekonom1' in text_of(served)
        assert "FIXME" not in text_of(served)


def test_a_row_of_an_accrual_is_given_no_period_of_its_own(tmp_path: Path) -> None:
    accrual = COST.replace(" ^A42\n", " #reservering ^A42\n")
    invoice = cost("A43").replace(" ^A43\n", " ^A43 ^A42\n")
    with serving(tmp_path, HEAD + RECEIPT + accrual + INVOICE + invoice) as served:
        accountant = logged_in(served, "ekonom1")
        page = accountant.get(FORM)
        rows = [boxes(page)["A43"]]
        answer = send(accountant, page, rows, avser="2026-06")
        assert answer.status_code == 422
        assert "hör till en reservering" in answer.text
        assert send(accountant, page, rows).status_code == 200


def test_a_closed_grant_is_not_given_other_figures(tmp_path: Path) -> None:
    closed = BOOK + '2027-01-31 custom "nkr-handelse" "NKR2026" "bokslut"\n'
    with serving(tmp_path, closed) as served:
        accountant = logged_in(served, "ekonom1")
        page = accountant.get(FORM)
        rows = [boxes(page)["A43"]]
        answer = send(accountant, page, rows, avser="2025-12")
        assert answer.status_code == 422
        assert "är stängt" in answer.text
        assert send(accountant, page, rows).status_code == 200


def test_the_roles_of_the_book_itself_are_heeded(served: Served, accountant: Browser) -> None:
    page = accountant.get(FORM)
    (served.main.parent / "roller.toml").write_text('[ekonom1]\nfar = ["bifoga"]\n', "utf-8")
    answer = send(accountant, page, [boxes(page)["A43"]])
    assert answer.status_code == 422
    assert "får inte registrera" in answer.text


@pytest.mark.parametrize("name", ["revisor1", "attestant1"])
def test_who_lacks_the_right_neither_sees_nor_reaches_it(served: Served, name: str) -> None:
    who = logged_in(served, name)
    page = who.get("/uppsala/extension/Granskning/verifikation?nr=A43")
    assert page.status_code == 200
    assert "Granskning/koda" not in page.text
    assert who.get(FORM).status_code == 403
    answer = who.ask("POST", FORM, data={"csrf": token(page), **CODING, "rad": "x 1 A43"})
    assert answer.status_code == 403
    assert text_of(served) == BOOK


@pytest.mark.parametrize("csrf", [{}, {"csrf": ""}, {"csrf": "x" * 43}])
def test_without_the_token_nothing_is_taken(
    served: Served, accountant: Browser, csrf: dict[str, str]
) -> None:
    rows = [boxes(accountant.get(FORM))["A43"]]
    data = {**CODING, "steg": "spara", "rad": rows, **csrf}
    assert accountant.ask("POST", FORM, data=data).status_code == 403
    assert acts(served) == []


def test_a_long_list_comes_in_pages(tmp_path: Path) -> None:
    many = HEAD + RECEIPT + "".join(cost(f"B{number}") for number in range(120))
    with serving(tmp_path, many) as served:
        accountant = logged_in(served, "ekonom1")
        pages = [accountant.get(f"{FORM}?sida={number}") for number in (1, 2, 3)]
        assert [len(boxes(page)) for page in pages] == [50, 50, 20]
        assert 'rel="prev"' not in pages[0].text
        assert 'rel="next"' not in pages[2].text
        rows = list(boxes(pages[2]).values())
        address = f"{FORM}?sida=3"
        shown = send(accountant, pages[2], rows, address=address)
        assert len(boxes(shown)) == 20
        saved = send(accountant, shown, rows, "spara", address=address)
        assert saved.status_code == 303
        assert len(acts(served)[-1]["vouchers"]) == 20


def test_vouchers_that_nothing_tells_apart_are_left_out_and_told_of(tmp_path: Path) -> None:
    with serving(tmp_path, HEAD + RECEIPT + cost("A43") * 2 + cost("A44")) as served:
        page = logged_in(served, "ekonom1").get(FORM)
        assert set(boxes(page)) == {"A44"}
        assert "2 rader är inte med" in page.text


def test_a_book_with_nothing_to_code_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        page = logged_in(served, "ekonom1").get(FORM)
        assert "Alla kostnadsrader på bidraget är kodade." in page.text
