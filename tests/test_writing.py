"""Every write to a book is whole and logged, and what was changed outside the tool is seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.trail.log import log_lines, read_log
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import NO_RECORD, Act, hash_of
from nkr_audit.trail.writing import write_new_book, writing

if TYPE_CHECKING:
    from pathlib import Path

EMPTY = 'option "operating_currency" "SEK"\n'
ACT = Act("record", "ekonom1", ("2026-A1",), "")


@pytest.fixture
def main(tmp_path: Path) -> Path:
    path = tmp_path / "main.beancount"
    path.write_text(EMPTY, encoding="utf-8")
    return path


def add(main: Path, text: str, act: Act = ACT) -> None:
    with writing(main) as writer:
        writer.write({main: main.read_bytes() + text.encode()}, act)


def records(main: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log_lines(Places(main.parent))]


def test_the_first_write_begins_the_log_with_the_book_as_it_was(main: Path) -> None:
    add(main, "; rad 1\n")

    first, second = records(main)
    assert (first["action"], second["action"]) == ("start", "record")
    assert [change["path"] for change in first["files"]] == ["main.beancount"]
    assert (second["who"], second["vouchers"]) == ("ekonom1", ["2026-A1"])
    assert main.read_text(encoding="utf-8") == EMPTY + "; rad 1\n"


def test_each_record_holds_the_hash_of_the_one_before(main: Path) -> None:
    add(main, "; rad 1\n")
    add(main, "; rad 2\n")

    lines = log_lines(Places(main.parent))
    assert [json.loads(line)["previous"] for line in lines] == [
        NO_RECORD,
        *[hash_of(line) for line in lines[:-1]],
    ]
    assert [json.loads(line)["seq"] for line in lines] == [1, 2, 3]


def test_what_was_changed_by_hand_is_discovered_with_its_lines(main: Path) -> None:
    add(main, "; rad 1\n")
    main.write_text(EMPTY + "; ändrad\n", encoding="utf-8")
    add(main, "; rad 2\n")

    found = records(main)[-2]
    assert found["action"] == "discovered"
    (change,) = found["files"]
    assert "-; rad 1" in change["diff"]
    assert "+; ändrad" in change["diff"]


def test_a_file_that_the_book_has_been_given_by_hand_is_discovered(main: Path) -> None:
    add(main, "; rad 1\n")
    (main.parent / "ny.beancount").write_text(EMPTY, encoding="utf-8")
    main.write_text(main.read_text(encoding="utf-8") + 'include "ny.beancount"\n', encoding="utf-8")
    add(main, "; rad 2\n")

    paths = [change["path"] for change in records(main)[-2]["files"]]
    assert paths == ["main.beancount", "ny.beancount"]


def test_a_new_book_begins_with_what_it_was_made_of(tmp_path: Path) -> None:
    main = tmp_path / "bok" / "main.beancount"
    main.parent.mkdir()
    write_new_book(main.parent, {main: EMPTY.encode()}, Act("init", "ekonom1"))
    add(main, "; rad 1\n")

    assert [record["action"] for record in records(main)] == ["init", "record"]


def test_a_broken_log_is_not_written_to(main: Path) -> None:
    add(main, "; rad 1\n")
    log = Places(main.parent).log
    log.write_bytes(log.read_bytes().replace(b'"ekonom1"', b'"ekonom2"'))
    before = main.read_bytes()

    with pytest.raises(NkrError, match="bruten"):
        add(main, "; rad 2\n")
    assert main.read_bytes() == before


def test_a_broken_book_is_not_written_to(main: Path) -> None:
    main.write_text(EMPTY + "2026-01-01 * oavslutat\n", encoding="utf-8")

    with pytest.raises(NkrError, match="Boken har fel"):
        add(main, "; rad\n")


def test_a_book_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NkrError, match="finns inte"), writing(tmp_path / "main.beancount"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_outside_the_book_is_refused(main: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / "annan.txt"
    with writing(main) as writer, pytest.raises(NkrError, match="utanför bokens mapp"):
        writer.write({outside: b"x"}, ACT)
    assert not outside.exists()
    assert read_log(Places(main.parent)).records == []


def test_only_the_last_wording_of_each_file_is_kept(main: Path) -> None:
    for number in range(4):
        add(main, f"; rad {number}\n")

    assert len(list(Places(main.parent).versions.iterdir())) == 1


def test_who_has_not_the_right_writes_nothing_by_any_way(main: Path) -> None:
    (main.parent / "roller.toml").write_text('[ekonom1]\nfar = ["registrera"]\n', encoding="utf-8")
    add(main, "; rad 1\n")

    with pytest.raises(NkrError, match="revisor1 får inte registrera"):
        add(main, "; rad 2\n", Act("import", "revisor1"))
    with pytest.raises(NkrError, match="ekonom1 får inte attestera"):
        add(main, "; rad 2\n", Act("attest", "ekonom1"))
    assert main.read_text(encoding="utf-8") == EMPTY + "; rad 1\n"


def test_who_may_do_what_is_a_part_of_the_book(main: Path) -> None:
    add(main, "; rad 1\n")
    roles = main.parent / "roller.toml"
    roles.write_text('[ekonom1]\nfar = ["registrera"]\n', encoding="utf-8")
    add(main, "; rad 2\n")
    roles.write_text('[ekonom1]\nfar = ["registrera", "attestera"]\n', encoding="utf-8")
    add(main, "; rad 3\n")

    found = [record["files"] for record in records(main) if record["action"] == "discovered"]
    assert [change["path"] for (change,) in found] == ["roller.toml", "roller.toml"]
    assert '+far = ["registrera", "attestera"]' in found[1][0]["diff"]
