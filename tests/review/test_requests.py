"""Requests for review: recorded, followed, answered; and what a reviewer would miss."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.ledgers import (
    ACCOUNTS,
    COST,
    FAULTY,
    GRANT,
    INVOICE,
    NAMES,
    RECEIPT,
    book,
    codes,
    refused,
    run,
)
from tests.review.bags import as_zip, bagged, payload

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

WHO = {"NKR_WHO": "ekonom1"}
UNPROVED = NAMES + ACCOUNTS + GRANT + RECEIPT + COST


def ask(
    main: Path, *more: str, items: str = "fakturor,huvudbok", due: str = "2027-03-31"
) -> Result:
    return run(
        "review", "request", main, "--grant", "NKR2026", "--from", "Socialstyrelsen",
        "--items", items, "--due", due, "--date", "2027-03-01", *more, env=WHO,
    )  # fmt: skip


def status(main: Path, *more: str) -> str:
    result = run("review", "status", main, "--date", "2027-03-11", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def check(main: Path, *more: str) -> Result:
    return run("review", "check", main, "--grant", "NKR2026", *more)


def test_a_request_is_recorded_followed_and_answered(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert "Ingen har begärt granskning" in status(main)
    result = ask(main, "--reference", "4.3-123/2027", "--other", "Protokoll från styrgruppen")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "registrerat" / "NKR2026-2027.beancount").read_text()
    assert '2027-03-01 custom "nkr-handelse" "NKR2026" "granskning"\n  senast: 2027-03-31\n' in text
    said = status(main)
    assert "begäran från Socialstyrelsen 2027-03-01, senast 2027-03-31, 20 dagar kvar" in said
    assert "klart     Fakturor" in said
    assert "se efter  Protokoll från styrgruppen" in said
    assert not {"DL105", "DL106"} & set(codes(main))

    package = as_zip(tmp_path / "paket.zip", bagged(payload()))
    answered = run(
        "review", "delivered", main, "--grant", "NKR2026", "--date", "2027-03-20",
        "--package", package, env=WHO,
    )  # fmt: skip
    assert answered.exit_code == 0, answered.output
    assert "besvarad 2027-03-20" in status(main)
    (request,) = json.loads(status(main, "--json"))["requests"]
    assert len(request["package"]) == 64
    assert {item["state"] for item in request["items"]} == {"delivered"}
    assert (request["late"], request["reference"]) == (False, "4.3-123/2027")
    lines = (tmp_path / "behandlingshistorik" / "logg.jsonl").read_text().splitlines()
    log = [json.loads(line) for line in lines]
    assert [record["action"] for record in log[-2:]] == ["review-request", "review-delivered"]


def test_what_is_missing_of_a_request_is_told_for_the_vouchers_asked_for(tmp_path: Path) -> None:
    main = book(tmp_path, UNPROVED)
    assert ask(main, "--vouchers", "A42").exit_code == 0
    said = status(main)
    assert "gäller bara A42" in said
    assert "saknas    Fakturor (1)" in said
    assert "A42  40 000,00" in said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"items": "allting"}, "allting är inget som kan begäras"),
        ({"items": ","}, "inget som kan begäras"),
        ({"due": "2027-02-01"}, "är före den dag det begärdes"),
        ({"due": "snart"}, "inget datum"),
    ],
)
def test_a_request_that_cannot_be_right_is_refused(
    more: dict[str, str], said: str, tmp_path: Path
) -> None:
    main = book(tmp_path)
    result = ask(main, **more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (tmp_path / "registrerat").exists()


def test_a_request_for_a_voucher_that_is_not_there_is_refused(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert "ingen verifikation A99" in ask(main, "--vouchers", "A99").stderr


def test_the_same_request_is_not_recorded_twice(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert ask(main).exit_code == 0
    assert "är redan inlagd" in ask(main).stderr


def test_an_answer_needs_a_request_and_a_sound_package(tmp_path: Path) -> None:
    main = book(tmp_path)
    delivered = ("review", "delivered", main, "--grant", "NKR2026", "--date", "2027-03-20")
    assert "ingen obesvarad begäran" in refused(*delivered)
    assert ask(main).exit_code == 0
    files = {**bagged(payload()), "data/underlag/ny.pdf": b"x"}
    package = as_zip(tmp_path / "paket.zip", files)
    assert "Paketet stämmer inte" in refused(*delivered, "--package", package)
    assert "besvarad" not in status(main)


def test_a_request_in_hostile_words_stays_one_event(tmp_path: Path) -> None:
    main = book(tmp_path)
    result = ask(main, "--other", 'x"\n2026-01-01 open Tillgångar:Ny\n"')
    assert result.exit_code == 0, result.output
    assert len(json.loads(status(main, "--json"))["requests"]) == 1
    assert codes(main) == codes(book(tmp_path / "annan"))


def test_a_request_written_by_hand_asks_for_everything(tmp_path: Path) -> None:
    line = '2027-03-01 custom "nkr-handelse" "NKR2026" "granskning"\n'
    main = book(tmp_path, NAMES + ACCOUNTS + GRANT + RECEIPT + COST + INVOICE + line)
    (request,) = json.loads(status(main, "--json"))["requests"]
    assert (request["due"], request["days_left"], len(request["items"])) == (None, None, 11)


def test_nothing_is_missing_in_a_book_with_everything(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert ask(main).exit_code == 0  # begins the log
    result = check(main)
    assert result.exit_code == 0, result.output
    assert "inget saknas inför granskningen" in result.stdout
    assert "Socialstyrelsen 2027-03-01, senast 2027-03-31" in result.stdout


def test_what_the_reviewer_will_miss_is_told_with_what_it_may_cost(tmp_path: Path) -> None:
    vague = COST.replace("Driftplattform juni", "Diverse").replace("A42", "A43")
    accrued = COST.replace("^A42", "#reservering ^A44").replace('"A42"', '"A44"')
    main = book(tmp_path, UNPROVED + vague + INVOICE.replace("^A42", "^A43") + accrued)
    result = check(main)
    assert result.exit_code == 1
    said = json.loads(check(main, "--json").stdout)
    assert said["complete"] is False
    assert {"A42", "A44"} <= {gap["voucher"] for gap in said["missing"] if gap["voucher"]}
    assert [gap["voucher"] for gap in said["vague"]] == ["A43"]
    assert [gap["voucher"] for gap in said["accruals"]] == ["A44"]
    assert (said["at_risk"], said["unproved"]) == ("80000.00", "80000.00")
    assert said["by_register"] == [{"register": "Swedeheart", "amount": "80000.00"}]
    for line in ("Kan underkännas", "Saknas:", "Vaga fakturatexter:", "Reserveringar som inte"):
        assert line in result.stdout


def test_other_errors_are_told_too(tmp_path: Path) -> None:
    main = book(tmp_path, FAULTY)
    result = check(main)
    assert result.exit_code == 1
    assert "Andra öppna fel" in result.stdout
    assert run("--lang", "en", "review", "check", main, "--grant", "NKR2026").exit_code == 1


def test_a_grant_that_is_not_there(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert "inget bidrag X" in refused("review", "check", main, "--grant", "X")
