"""The forms that write, over HTTP against a running server: who may, what is written, what not."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from nkr_audit.cli import main
from nkr_audit.recording.documents import Paper
from nkr_audit.serve.settings import Limits
from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import User
from nkr_audit.web.forms.drafts import Drafts
from tests.serve.serving import HASH, Browser, Served, logged_in, serving, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import requests

FORMS = "/uppsala/extension/Granskning"
PDF = b"%PDF-1.4 exempel"
COST = {
    "datum": "2026-07-31", "leverantor": "Exempel IT AB", "text": "Drift juli",
    "belopp": "1 250,50", "konto": "5420-Programvaror",
    "motkonto": "2440-Leverantörsskulder", "register": "Swedeheart",
    "kostnadsslag": "it-tjanster", "andamal": "it", "nytta": "direkt", "faktura": "F-77",
}  # fmt: skip


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        with changing_users(running.users) as accounts:
            accounts["attestant1"] = Account(User("attestant1", {"uppsala": "attestant"}), HASH)
        yield running


def hidden(page: requests.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None, page.text[-3000:]
    return html.unescape(found[1])


def show(who: Browser, name: str = "faktura.pdf", **changed: str) -> requests.Response:
    csrf = token(who.get(f"{FORMS}/registrera"))
    return who.ask(
        "POST", f"{FORMS}/registrera", data={"csrf": csrf, **COST, **changed, "steg": "visa"},
        files={"underlag": (name, PDF, "application/pdf")},
    )  # fmt: skip


def book(who: Browser, shown: requests.Response, **changed: str) -> requests.Response:
    data = {
        "csrf": token(shown), **COST, "steg": "bokfor", "sigill": hidden(shown, "sigill"),
        "utkast": hidden(shown, "utkast"), **changed,
    }  # fmt: skip
    return who.ask("POST", f"{FORMS}/registrera", data=data)


def log_of(served: Served) -> str:
    result = CliRunner().invoke(main, ["log", "show", str(served.main)])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_cost_is_shown_then_booked_with_its_document_and_attested_by_another(
    served: Served,
) -> None:
    accountant = logged_in(served, "ekonom1")
    before = served.main.read_bytes()
    shown = show(accountant)
    assert shown.status_code == 200
    assert "2026-N1-faktura-faktura.pdf" in shown.text
    assert "1 250,50" in shown.text.replace("\xa0", " ")
    assert "VO107" in shown.text  # not attested yet: what the check would say of it
    assert served.main.read_bytes() == before
    booked = book(accountant, shown)
    assert booked.status_code == 303, booked.text
    page = accountant.get(booked.headers["Location"])
    assert "Kostnaden är bokförd." in page.text
    paper = served.main.parent / "underlag" / "2026-N1-faktura-faktura.pdf"
    assert paper.read_bytes() == PDF
    text = (served.main.parent / "registrerat" / "NKR2026-2026.beancount").read_text("utf-8")
    assert 'registrerad-av: "ekonom1"' in text
    assert "ekonom1" in log_of(served)
    approver = logged_in(served, "attestant1")
    waiting = approver.get(f"{FORMS}/attestera?nr=2026-N1")
    ticked = hidden(waiting, "verifikation")
    answer = approver.ask(
        "POST", f"{FORMS}/attestera", data={"csrf": token(waiting), "verifikation": ticked}
    )
    assert answer.status_code == 303, answer.text
    text = (served.main.parent / "registrerat" / "NKR2026-2026.beancount").read_text("utf-8")
    assert 'attesterad-av: "attestant1"' in text
    logged = log_of(served)
    assert "attestant1" in logged
    assert "2026-N1" in logged


def test_sending_the_same_form_twice_books_once(served: Served) -> None:
    accountant = logged_in(served, "ekonom1")
    shown = show(accountant)
    assert book(accountant, shown).status_code == 303
    again = book(accountant, shown, utkast="")
    assert again.status_code == 422
    assert "Inget är bokfört" in again.text
    text = (served.main.parent / "registrerat" / "NKR2026-2026.beancount").read_text("utf-8")
    assert text.count("Drift juli") == 1


def test_what_was_changed_after_it_was_shown_is_shown_again(served: Served) -> None:
    accountant = logged_in(served, "ekonom1")
    answer = book(accountant, show(accountant), belopp="999999")
    assert answer.status_code == 422
    assert not (served.main.parent / "registrerat").exists()


def test_errors_stand_beside_their_fields_and_what_was_written_is_kept(served: Served) -> None:
    accountant = logged_in(served, "ekonom1")
    answer = show(accountant, belopp="tusen", orgnr="123", leverantor="", konto="1-Nej")
    assert answer.status_code == 422
    for field in ("belopp", "orgnr", "leverantor", "konto"):
        assert f'id="e-{field}"' in answer.text, field
    assert 'value="tusen"' in answer.text
    assert "faktura.pdf" in answer.text  # the file is kept, too
    assert "--orgnr" not in answer.text
    assert 'id="e-datum"' not in answer.text


def test_an_error_of_the_check_is_booked_only_with_a_reason_that_is_logged(served: Served) -> None:
    accountant = logged_in(served, "ekonom1")
    wrong = {"kostnadsslag": "drift-forvaltning", "avser": "2025-12"}
    shown = show(accountant, **wrong)
    assert 'name="skal"' in shown.text
    refused = book(accountant, shown, **wrong)
    assert refused.status_code == 422
    assert 'id="e-skal"' in refused.text
    done = book(accountant, shown, **wrong, skal="Beslut av chef1")
    assert done.status_code == 303
    assert "Beslut av chef1" in (
        served.main.parent / "behandlingshistorik" / "logg.jsonl"
    ).read_text("utf-8")


def test_what_cannot_be_booked_at_all_says_so_in_the_words_of_the_form(served: Served) -> None:
    answer = show(logged_in(served, "ekonom1"), datum="2999-01-31")
    assert answer.status_code == 422
    assert "Inget är skrivet" in answer.text
    assert "--date" not in answer.text


@pytest.mark.parametrize("name", ["../../ond.pdf", "..\\ond.beancount", "con\n.pdf", "ö" * 300])
def test_a_hostile_file_name_stays_within_the_folder(served: Served, name: str) -> None:
    accountant = logged_in(served, "ekonom1")
    assert book(accountant, show(accountant, name)).status_code == 303
    papers = list((served.main.parent / "underlag").iterdir())
    new = [one for one in papers if one.read_bytes() == PDF]
    assert len(new) == 1
    assert new[0].name.startswith("2026-N1-faktura-")
    assert new[0].suffix != ".beancount"


def test_nobody_attests_what_he_or_she_registered(served: Served) -> None:
    boss = logged_in(served, "admin1")
    assert book(boss, show(boss)).status_code == 303
    page = boss.get(f"{FORMS}/attestera?nr=2026-N1")
    assert "Du har registrerat den." in page.text
    assert 'type="checkbox"' not in page.text
    other = logged_in(served, "attestant1").get(f"{FORMS}/attestera")
    sent = {"csrf": token(page), "verifikation": hidden(other, "verifikation")}
    answer = boss.ask("POST", f"{FORMS}/attestera", data=sent)
    assert answer.status_code == 422
    assert "får inte attestera" in answer.text


def test_a_voucher_that_has_changed_since_it_was_seen_is_not_attested(served: Served) -> None:
    accountant = logged_in(served, "ekonom1")
    assert book(accountant, show(accountant)).status_code == 303
    approver = logged_in(served, "attestant1")
    page = approver.get(f"{FORMS}/attestera")
    written = served.main.parent / "registrerat" / "NKR2026-2026.beancount"
    written.write_text(written.read_text("utf-8").replace("1250.50", "9250.50"), "utf-8")
    sent = {"csrf": token(page), "verifikation": hidden(page, "verifikation")}
    answer = approver.ask("POST", f"{FORMS}/attestera", data=sent)
    assert answer.status_code == 422
    assert "attesterad-av" not in written.read_text("utf-8")


def test_a_document_is_attached_once(served: Served) -> None:
    accountant = logged_in(served, "ekonom1")
    address = f"{FORMS}/bifoga?nr=A42"
    page = accountant.get(address)
    sent = {"csrf": token(page), "typ": "leverans"}
    files = {"underlag": ("kvitto.pdf", PDF, "application/pdf")}
    first = accountant.ask("POST", address, data=sent, files=files)
    assert first.status_code == 303, first.text
    assert "klart=bifogat" in unquote(first.headers["Location"])
    assert "A42-leverans-kvitto.pdf" in accountant.get(first.headers["Location"]).text
    second = accountant.ask("POST", address, data=sent, files=files)
    assert "klart=fanns" in unquote(second.headers["Location"])
    empty = {"underlag": ("tom.pdf", b"", "application/pdf")}
    assert 'id="e-underlag"' in accountant.ask("POST", address, data=sent, files=empty).text
    assert 'id="e-underlag"' in accountant.ask("POST", address, data=sent).text
    proof = {**sent, "typ": "insats"}
    assert 'id="e-insats"' in accountant.ask("POST", address, data=proof, files=files).text


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("revisor1", set()),
        ("ekonom1", {"registrera", "bifoga"}),
        ("attestant1", {"attestera"}),
        ("admin1", {"registrera", "attestera", "bifoga"}),
    ],
)
def test_each_role_sees_and_reaches_its_own_forms_only(
    served: Served, name: str, allowed: set[str]
) -> None:
    who = logged_in(served, name)
    before = served.main.read_bytes()
    voucher = who.get(f"{FORMS}/verifikation?nr=A42")
    assert voucher.status_code == 200
    csrf = token(voucher)
    for form in ("registrera", "attestera", "bifoga"):
        shown = who.get(f"{FORMS}/{form}?nr=A42").status_code
        answer = who.ask("POST", f"{FORMS}/{form}?nr=A42", data={"csrf": csrf})
        assert (shown == 200) is (form in allowed), form
        assert (shown, answer.status_code) == ((200, 422) if form in allowed else (403, 403)), form
    assert ("Registrera kostnad" in voucher.text) is ("registrera" in allowed)
    assert ("Bifoga underlag" in voucher.text) is ("bifoga" in allowed)
    assert (f"{FORMS}/attestera" in voucher.text) is ("attestera" in allowed)
    assert served.main.read_bytes() == before


@pytest.mark.parametrize("form", ["registrera", "attestera", "bifoga"])
@pytest.mark.parametrize("csrf", [{}, {"csrf": ""}, {"csrf": "x" * 43}])
def test_without_the_token_nothing_is_taken(
    served: Served, form: str, csrf: dict[str, str]
) -> None:
    boss = logged_in(served, "admin1")
    answer = boss.ask("POST", f"{FORMS}/{form}?nr=A42", data={**COST, **csrf})
    assert answer.status_code == 403
    assert not (served.main.parent / "behandlingshistorik").exists()


def test_a_file_that_is_too_large_is_refused_beside_its_field(tmp_path: Path) -> None:
    with serving(tmp_path, limits=Limits(body=200_000)) as served:
        accountant = logged_in(served, "ekonom1")
        address = f"{FORMS}/bifoga?nr=A42"
        sent = {"csrf": token(accountant.get(address)), "typ": "faktura"}
        large = {"underlag": ("stor.pdf", b"x" * 150_000, "application/pdf")}
        answer = accountant.ask("POST", address, data=sent, files=large)
        assert answer.status_code == 422
        assert 'id="e-underlag"' in answer.text
        larger = {"underlag": ("stor.pdf", b"x" * 250_000, "application/pdf")}
        assert accountant.ask("POST", address, data=sent, files=larger).status_code == 413
        assert not (served.main.parent / "behandlingshistorik").exists()


def test_another_post_to_our_pages_leads_nowhere(served: Served) -> None:
    boss = logged_in(served, "admin1")
    csrf = token(boss.get(f"{FORMS}/registrera"))
    for page in ("oversikt", "tabell", "rapport", "formular.css", "avsluta"):
        assert boss.ask("POST", f"{FORMS}/{page}", data={"csrf": csrf}).status_code == 404


def test_a_draft_is_its_owners_and_is_forgotten() -> None:
    now = [0.0]
    drafts = Drafts(lambda: now[0])
    paper = Paper("a.pdf", PDF, "faktura")
    key = drafts.put(("ekonom1", "uppsala"), paper)
    assert drafts.get(("ekonom1", "uppsala"), key) == paper
    assert drafts.get(("ekonom2", "uppsala"), key) is None
    assert drafts.get(("ekonom1", "skane"), key) is None
    for _ in range(3):
        drafts.put(("ekonom1", "uppsala"), paper)
    assert drafts.get(("ekonom1", "uppsala"), key) is None
    key = drafts.put(("ekonom1", "uppsala"), paper)
    now[0] = 31 * 60.0
    assert drafts.get(("ekonom1", "uppsala"), key) is None
