"""Vouchers corrected in the browser, over HTTP against a running server: who may, what is written,
what not.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from nkr_audit.serve.user_file import Account, changing_users
from nkr_audit.serve.users import User
from tests.ledgers import COST, HEAD, INVOICE, RECEIPT, SOUND, run
from tests.serve.serving import HASH, Browser, Served, logged_in, serving, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import requests

PAGES = "/uppsala/extension/Granskning"
FORM = f"{PAGES}/ratta?nr=A42"
WHY = "fel belopp på fakturan"
_FIELD = re.compile(
    r'<input id="f-[^"]*" name="([^"]+)" type="(?:text|date)"[^>]*? value="([^"]*)"'
)
_SELECT = re.compile(r'<select id="f-[^"]*" name="([^"]+)".*?</select>', re.DOTALL)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        with changing_users(running.users) as accounts:
            accounts["attestant1"] = Account(User("attestant1", {"uppsala": "attestant"}), HASH)
        yield running


@pytest.fixture(scope="module")
def unwritten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for tests in which nothing is written."""
    with serving(tmp_path_factory.mktemp("delad")) as running:
        yield running


@pytest.fixture
def accountant(served: Served) -> Browser:
    return logged_in(served, "ekonom1")


def filled(page: requests.Response) -> dict[str, str]:
    """The fields of the form as they are filled in, as a browser would send them."""
    values = {name: html.unescape(value) for name, value in _FIELD.findall(page.text)}
    for found in _SELECT.finditer(page.text):
        chosen = re.search(r'<option value="([^"]*)" selected', found[0])
        first = re.search(r'<option value="([^"]*)"', found[0])
        assert first is not None
        values[found[1]] = html.unescape((chosen or first)[1])
    return values


def send(
    who: Browser, page: requests.Response, step: str = "visa", address: str = FORM, **changed: str
) -> requests.Response:
    seal = re.search(r'name="sigill" value="([^"]*)"', page.text)
    data: dict[str, Any] = {
        **filled(page), "csrf": token(page), "steg": step, "sigill": seal[1] if seal else "",
        **changed,
    }  # fmt: skip
    return who.ask("POST", address, data=data)


def recorded(served: Served) -> str:
    """All that stands in the files that recordings are written in."""
    files = sorted((served.main.parent / "registrerat").glob("*.beancount"))
    return "".join(path.read_text("utf-8") for path in files)


def acts(served: Served) -> list[dict[str, Any]]:
    log = served.main.parent / "behandlingshistorik" / "logg.jsonl"
    return (
        [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    )


def plain(page: requests.Response) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.text.partition("nkr-content")[2]))
    return re.sub(r"\s+", " ", text)


def test_the_form_says_what_the_voucher_says(accountant: Browser) -> None:
    page = accountant.get(f"{PAGES}/verifikation?nr=A42")
    assert "ratta?bidrag=NKR2026&amp;nr=A42" in page.text
    values = filled(accountant.get(FORM))
    assert values == {
        "skal": "", "hur": "ersatt", "datum": "", "leverantor": "Exempel IT AB", "orgnr": "",
        "faktura": "", "text": "Driftplattform juni", "belopp": "40000,00",
        "konto": "5420-Programvaror", "nytt-konto": "", "motkonto": "2440-Leverantörsskulder",
        "register": "Swedeheart", "kostnadsslag": "it-tjanster", "andamal": "it", "insats": "",
        "nytta": "direkt", "avser": "",
    }  # fmt: skip


def test_a_correction_is_shown_then_booked_and_logged(served: Served, accountant: Browser) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, belopp="41 000")
    assert shown.status_code == 200, plain(shown)
    said = plain(shown)
    assert re.search(r"(\d{4}-N1) tar tillbaka A42, och \d{4}-N2 ersätter den\.", said)
    assert "41 000,00" in said
    assert acts(served) == []
    booked = send(accountant, shown, "bokfor")
    assert booked.status_code == 303, plain(booked)
    page = accountant.get(booked.headers["Location"])
    assert "Rättelsen är bokförd." in page.text
    assert "Rättas av" in page.text
    assert "ratta?bidrag=NKR2026&amp;nr=A42" not in page.text  # it is corrected now
    text = recorded(served)
    assert text.count('rattar: "A42"') == 2
    assert "-40000.00 SEK" in text
    assert "41000.00 SEK" in text
    assert 'registrerad-av: "ekonom1"' in text
    assert served.main.read_text("utf-8").startswith(SOUND)
    act = acts(served)[-1]
    assert (act["action"], act["who"], act["reason"]) == ("correct", "ekonom1", WHY)
    assert len(act["vouchers"]) == 2
    assert run("log", "verify", served.main).exit_code == 0


def test_the_browser_writes_what_the_command_writes(
    served: Served, accountant: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path / "annan") as other:
        command = run(
            "correct", other.main, "A42", "--amount", "41000", "--reason", WHY,
            env={"NKR_WHO": "ekonom1"},
        )  # fmt: skip
        assert command.exit_code == 0, command.output
        shown = send(accountant, accountant.get(FORM), skal=WHY, belopp="41000")
        assert send(accountant, shown, "bokfor").status_code == 303
        assert recorded(served) == recorded(other)
        first, second = acts(served)[-1], acts(other)[-1]
        assert [first[key] for key in ("who", "action", "vouchers", "reason")] == [
            second[key] for key in ("who", "action", "vouchers", "reason")
        ]


def test_a_voucher_is_only_taken_back_when_that_is_chosen(
    served: Served, accountant: Browser
) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, hur="tillbaka", belopp="1")
    assert "tar tillbaka A42. Inget ersätter den." in plain(shown)
    assert send(accountant, shown, "bokfor").status_code == 303
    assert recorded(served).count("verifikation:") == 1


@pytest.mark.parametrize(
    ("changed", "written"),
    [
        ({"konto": "7210-Löner"}, "7210-Löner"),
        ({"nytt-konto": "5460 Molntjänster"}, "5460-Molntjänster"),
        ({"register": "Riksstroke"}, 'register: "Riksstroke"'),
        ({"andamal": "statistik"}, 'andamal: "statistik"'),
        ({"avser": "2026-05"}, 'avser: "2026-05"'),
        ({"datum": "2026-07-02"}, "2026-07-02 * "),
        ({"leverantor": "Annat AB"}, '"Annat AB"'),
        ({"text": "Drift maj"}, '"Drift maj"'),
        ({"faktura": "F-8", "orgnr": "5560160680"}, 'motpart-orgnr: "556016-0680"'),
    ],
)
def test_each_thing_that_was_wrong_can_be_put_right(
    served: Served, accountant: Browser, changed: dict[str, str], written: str
) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, **changed)
    assert shown.status_code == 200, plain(shown)
    again = {"anda": "Beslut av chef1"} if 'name="anda"' in shown.text else {}
    assert send(accountant, shown, "bokfor", **again).status_code == 303
    assert written in recorded(served)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"skal": ""}, 'id="e-skal"'),
        ({"skal": "…"}, 'id="e-skal"'),
        ({"skal": "19121212-1212 ska bort"}, 'id="e-skal"'),
        ({"hur": "radera"}, 'id="e-hur"'),
        ({"hur": ""}, 'id="e-hur"'),
        ({"belopp": "mycket"}, 'id="e-belopp"'),
        ({"belopp": ""}, 'id="e-belopp"'),
        ({"konto": "1-Nej"}, 'id="e-konto"'),
        ({"motkonto": "Kostnader:X"}, 'id="e-motkonto"'),
        ({"nytt-konto": "Molntjänster"}, 'id="e-nytt-konto"'),
        ({"register": "Okänt"}, 'id="e-register"'),
        ({"register": ""}, 'id="e-register"'),
        ({"insats": "I9"}, 'id="e-insats"'),
        ({"andamal": "FIXME"}, 'id="e-andamal"'),
        ({"avser": "i juni"}, 'id="e-avser"'),
        ({"orgnr": "123"}, 'id="e-orgnr"'),
        ({"datum": "2026-02-30"}, 'id="e-datum"'),
        ({"datum": "2999-01-31"}, "innan det har hänt"),
        ({}, "Inget är annorlunda"),
        ({"belopp": "40000"}, "Inget är annorlunda"),
    ],
)
@pytest.mark.parametrize("step", ["visa", "bokfor"])
def test_what_cannot_be_used_says_so_and_nothing_is_written(
    unwritten: Served, changed: dict[str, str], said: str, step: str
) -> None:
    accountant = logged_in(unwritten, "ekonom1")
    answer = send(accountant, accountant.get(FORM), step, **{"skal": WHY, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "--" not in plain(answer).partition("Inget är skrivet")[2][:400]
    assert acts(unwritten) == []


def test_an_error_of_the_check_is_booked_only_with_a_reason_that_is_logged(
    served: Served, accountant: Browser
) -> None:
    wrong = {"skal": WHY, "kostnadsslag": "drift-forvaltning"}
    shown = send(accountant, accountant.get(FORM), **wrong)
    assert 'name="anda"' in shown.text
    refused = send(accountant, shown, "bokfor")
    assert refused.status_code == 422
    assert 'id="e-anda"' in refused.text
    assert send(accountant, refused, "bokfor", anda="Beslut av chef1").status_code == 303
    assert acts(served)[-1]["reason"] == f"{WHY}; Beslut av chef1"


def test_a_voucher_that_has_changed_since_it_was_shown_is_shown_again(
    served: Served, accountant: Browser
) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, belopp="41000")
    text = served.main.read_text("utf-8")
    served.main.write_text(text.replace("40000.00", "39000.00"), "utf-8")
    answer = send(accountant, shown, "bokfor")
    assert answer.status_code == 422
    assert "Rättelsen har ändrats sedan du såg den" in answer.text
    assert "39 000,00" in plain(answer)
    assert recorded(served) == ""


def test_what_was_written_otherwise_after_it_was_shown_is_shown_again(
    served: Served, accountant: Browser
) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, belopp="41000")
    answer = send(accountant, shown, "bokfor", belopp="999999")
    assert answer.status_code == 422
    assert recorded(served) == ""


def test_a_voucher_is_corrected_once(served: Served, accountant: Browser) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, belopp="41000")
    assert send(accountant, shown, "bokfor").status_code == 303
    again = send(accountant, shown, "bokfor")
    assert again.status_code == 422
    assert "är redan rättad" in again.text
    assert len(acts(served)) == 2
    assert "är redan rättad" in accountant.get(FORM).text
    reversal = acts(served)[-1]["vouchers"][0]
    page = accountant.get(f"{PAGES}/ratta?nr={reversal}")
    assert "rättas inte i sin tur" in page.text
    assert '<form class="nkr-write"' not in page.text
    replaced = accountant.get(f"{PAGES}/ratta?nr={acts(served)[-1]['vouchers'][1]}")
    assert filled(replaced)["belopp"] == "41000,00"


def test_a_receipt_is_not_corrected_here(accountant: Browser) -> None:
    page = accountant.get(f"{PAGES}/ratta?nr=A17")
    assert page.status_code == 200
    assert "#utbetalning" in page.text
    assert "Granskning/ratta" not in accountant.get(f"{PAGES}/verifikation?nr=A17").text
    answer = accountant.ask(
        "POST", f"{PAGES}/ratta?nr=A17", data={"csrf": token(page), "skal": WHY, "hur": "tillbaka"}
    )
    assert answer.status_code == 422
    assert accountant.get(f"{PAGES}/ratta?nr=finns-inte").status_code == 404


def test_a_voucher_of_several_rows_is_only_taken_back(tmp_path: Path) -> None:
    rows = "  Skulder:2440-Leverantörsskulder\n"
    several = COST.replace(rows, f"  Kostnader:NKR2026:7210-Löner   10.00 SEK\n{rows}")
    with serving(tmp_path, HEAD + RECEIPT + several + INVOICE) as served:
        accountant = logged_in(served, "ekonom1")
        page = accountant.get(FORM)
        assert filled(page) == {"skal": "", "hur": "tillbaka"}
        assert send(accountant, page, skal=WHY, hur="ersatt", belopp="1").status_code == 422
        shown = send(accountant, page, skal=WHY)
        assert send(accountant, shown, "bokfor").status_code == 303
        assert "-40000.00 SEK" in recorded(served)


def test_a_closed_grant_is_not_given_other_figures(tmp_path: Path) -> None:
    closed = SOUND + '2027-01-31 custom "nkr-handelse" "NKR2026" "bokslut"\n'
    with serving(tmp_path, closed) as served:
        accountant = logged_in(served, "ekonom1")
        answer = send(accountant, accountant.get(FORM), skal=WHY, belopp="41000")
        assert answer.status_code == 422
        assert "är stängt" in answer.text


def test_what_is_personal_is_masked_in_the_form_and_kept_in_the_book(tmp_path: Path) -> None:
    personal = SOUND.replace("Driftplattform juni", "Drift 19121212-1212 juni")
    with serving(tmp_path, personal) as served:
        accountant = logged_in(served, "ekonom1")
        page = accountant.get(FORM)
        shown = send(accountant, page, skal=WHY, belopp="41000")
        for each in (page, shown):
            assert "1212-1212" not in each.text.partition("nkr-content")[2].partition("</main>")[0]
        assert filled(page)["text"] == "Drift 19121212-XXXX juni"
        again = {"anda": "Beslut av chef1"} if 'name="anda"' in shown.text else {}
        assert send(accountant, shown, "bokfor", **again).status_code == 303
        assert "XXXX" not in recorded(served)


def test_the_roles_of_the_book_itself_are_heeded(served: Served, accountant: Browser) -> None:
    page = accountant.get(FORM)
    (served.main.parent / "roller.toml").write_text('[ekonom1]\nfar = ["bifoga"]\n', "utf-8")
    answer = send(accountant, page, skal=WHY, belopp="41000")
    assert answer.status_code == 422
    assert "får inte registrera" in answer.text


@pytest.mark.parametrize("name", ["revisor1", "attestant1"])
def test_who_lacks_the_right_neither_sees_nor_reaches_it(served: Served, name: str) -> None:
    who = logged_in(served, name)
    page = who.get(f"{PAGES}/verifikation?nr=A42")
    assert page.status_code == 200
    assert "Granskning/ratta" not in page.text
    assert who.get(FORM).status_code == 403
    data = {"csrf": token(page), "skal": WHY, "hur": "tillbaka", "steg": "bokfor"}
    assert who.ask("POST", FORM, data=data).status_code == 403
    assert acts(served) == []


@pytest.mark.parametrize("csrf", ["", "x" * 43])
def test_without_the_token_nothing_is_taken(served: Served, accountant: Browser, csrf: str) -> None:
    shown = send(accountant, accountant.get(FORM), skal=WHY, belopp="41000")
    assert send(accountant, shown, "bokfor", csrf=csrf).status_code == 403
    assert acts(served) == []


def test_a_name_that_cannot_be_read_in_the_log_writes_nothing(
    served: Served, accountant: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = accountant.get(FORM)
    hidden = User("ekonom\u200b1", {"uppsala": "ekonom"})
    monkeypatch.setattr("nkr_audit.web.forms.asking.seam.current_user", lambda: hidden)
    answer = send(accountant, page, skal=WHY, belopp="41000")
    assert answer.status_code == 403
    assert "tecken som inte syns" in answer.text
    assert accountant.get(FORM).status_code == 403
    assert acts(served) == []
