# ruff: noqa: S311 (chance, but no secrets)
"""Whatever is changed in a book or its log behind the tool's back is found, and where it stands."""

from __future__ import annotations

import contextlib
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nkr_audit.ledger import load
from nkr_audit.trail.checkpoint import Checkpoint, public_half, signed
from nkr_audit.trail.log import log_lines, name_of, read_log
from nkr_audit.trail.merkle import root_of
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import NO_RECORD, Act, hash_of
from nkr_audit.trail.verifying import verify
from nkr_audit.trail.writing import book_files, writing
from tests.ledgers import COST, HEAD, NAMES, book, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_audit.trail.problem import Problem

TIMES = 200
RECORDS = 30
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = "exempel-ab"
TEXTS = ("main.beancount", "2026.beancount", "kontoplan.toml")
DOCUMENTS = ("underlag/A42.pdf", "underlag/bild.png")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A book with a log, and a checkpoint of the log before its last records."""

    main: Path
    note: tuple[str, str]
    sealed: int

    @property
    def places(self) -> Places:
        return Places(self.main.parent)

    def file(self, name: str) -> Path:
        return self.main.parent / name

    def problems(self, *notes: tuple[str, str]) -> tuple[Problem, ...]:
        files = [self.file(name) for name in (*TEXTS[:2], *DOCUMENTS)]
        key = public_half(SIGNER, KEY)
        return verify(self.places, [path for path in files if path.exists()], notes, [key]).problems

    @contextlib.contextmanager
    def as_it_was_after(self, *paths: Path) -> Iterator[None]:
        """Put the files back when the test has done its worst."""
        kept = {path: path.read_bytes() for path in paths}
        try:
            yield
        finally:
            for path, content in kept.items():
                path.write_bytes(content)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    folder = tmp_path_factory.mktemp("bok")
    main = book(folder, HEAD + 'include "2026.beancount"\n')
    write(folder / "2026.beancount", NAMES)
    write(folder / "underlag" / "bild.png", "\x89PNG" * 500)
    note = ("", "")
    size = 0
    for number in range(RECORDS - 1):
        with writing(main) as writer:
            writer.write(act_of(folder, number), Act("record", "ekonom1", (f"A{number}",), "köp"))
            if number == RECORDS // 2:
                note = ("2026-06-30.txt", signed(writer.log.checkpoint(), SIGNER, KEY))
                size = len(writer.log.records)
    return Sealed(main, note, size)


def act_of(folder: Path, number: int) -> dict[Path, bytes]:
    year = folder / "2026.beancount"
    text = year.read_text("utf-8") + COST.replace("A42", f"A{number}")
    contents = {year: text.encode()}
    if number == 3:
        contents[folder / "kontoplan.toml"] = b'[konto]\n"5420" = "it-tjanster"\n'
        named = "".join(
            f'2026-06-30 document Kostnader:NKR2026:5420-Programvaror "{name}" ^A3\n'
            for name in DOCUMENTS
        )
        contents[year] += named.encode()
    return contents


def changed(content: bytes, chance: random.Random) -> tuple[bytes, int]:
    """Change, add or remove one byte; returns where."""
    at = chance.randrange(len(content))
    new = bytes([(content[at] + chance.randrange(1, 256)) % 256])
    kind = chance.randrange(3)
    if kind == 0:
        return content[:at] + new + content[at + 1 :], at
    if kind == 1:
        return content[:at] + new + content[at:], at
    return content[:at] + content[at + 1 :], at


def line_at(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def near(problems: tuple[Problem, ...], path: str, line: int) -> bool:
    """Tell whether something is said of that line of the file, or of one beside it."""
    return any(
        problem.path == path and problem.line is not None and abs(problem.line - line) <= 1
        for problem in problems
    )


def test_nothing_is_said_of_a_book_that_nobody_touched(sealed: Sealed) -> None:
    assert len(read_log(sealed.places).records) == RECORDS
    assert book_files(load(sealed.main)) == sorted(
        sealed.file(name) for name in (*TEXTS[:2], *DOCUMENTS)
    )
    assert sealed.problems(sealed.note) == ()


@pytest.mark.parametrize("name", TEXTS)
def test_a_byte_of_the_ledger(sealed: Sealed, name: str) -> None:
    chance = random.Random(name)
    path = sealed.file(name)
    before = path.read_bytes()
    for _ in range(TIMES):
        content, at = changed(before, chance)
        with sealed.as_it_was_after(path):
            path.write_bytes(content)
            (problem,) = sealed.problems(sealed.note)
        assert (problem.kind, problem.path) == ("altered", name)
        assert problem.line is not None
        assert abs(problem.line - line_at(before, at)) <= 1
    assert sealed.problems(sealed.note) == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_byte_of_a_document(sealed: Sealed, name: str) -> None:
    chance = random.Random(name)
    path = sealed.file(name)
    for _ in range(TIMES):
        with sealed.as_it_was_after(path):
            path.write_bytes(changed(path.read_bytes(), chance)[0])
            (problem,) = sealed.problems(sealed.note)
        assert (problem.kind, problem.path) == ("altered", name)
    assert sealed.problems(sealed.note) == ()


def test_a_document_that_is_gone(sealed: Sealed) -> None:
    for name in DOCUMENTS:
        path = sealed.file(name)
        with sealed.as_it_was_after(path):
            path.unlink()
            (problem,) = sealed.problems(sealed.note)
        assert (problem.kind, problem.path) == ("missing", name)


def test_a_byte_of_the_log(sealed: Sealed) -> None:
    chance = random.Random("log")
    path = sealed.places.log
    before = path.read_bytes()
    for _ in range(3 * TIMES):
        content, at = changed(before, chance)
        with sealed.as_it_was_after(path):
            path.write_bytes(content)
            problems = sealed.problems(sealed.note)
        assert near(problems, "", line_at(before, at)), (problems, content[at - 9 : at + 9])


def test_a_byte_of_the_head(sealed: Sealed) -> None:
    chance = random.Random("head")
    path = sealed.places.head
    before = path.read_bytes()
    found = 0
    for _ in range(TIMES):
        content, _ = changed(before, chance)
        if content.split(b"\n")[:3] == before.split(b"\n")[:3]:
            continue  # what follows the root says nothing
        with sealed.as_it_was_after(path):
            path.write_bytes(content)
            assert sealed.problems(sealed.note), content
        found += 1
    assert found > TIMES * 0.9


def test_a_byte_of_a_checkpoint(sealed: Sealed) -> None:
    chance = random.Random("checkpoint")
    name, note = sealed.note
    for _ in range(TIMES):
        content, _ = changed(note.encode(), chance)
        (problem,) = sealed.problems((name, content.decode("utf-8", "replace")))
        assert (problem.kind, problem.path) == ("signature", name)


def rewrite_log(sealed: Sealed, lines: list[bytes]) -> None:
    sealed.places.log.write_bytes(b"".join(line + b"\n" for line in lines))


def test_a_dropped_record(sealed: Sealed) -> None:
    chance = random.Random("dropped")
    lines = log_lines(sealed.places)
    for _ in range(TIMES):
        at = chance.randrange(len(lines))
        with sealed.as_it_was_after(sealed.places.log):
            rewrite_log(sealed, lines[:at] + lines[at + 1 :])
            problems = sealed.problems(sealed.note)
        assert near(problems, "", at + 1), problems
        assert any(problem.kind in {"order", "cut"} for problem in problems)


def test_a_doubled_record(sealed: Sealed) -> None:
    chance = random.Random("doubled")
    lines = log_lines(sealed.places)
    for _ in range(TIMES):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines) + 1)
        with sealed.as_it_was_after(sealed.places.log):
            rewrite_log(sealed, [*lines[:to], lines[at], *lines[to:]])
            problems = sealed.problems(sealed.note)
        assert near(problems, "", to + 1), problems
        assert any(problem.kind == "order" for problem in problems)


def test_records_in_another_order(sealed: Sealed) -> None:
    chance = random.Random("order")
    lines = log_lines(sealed.places)
    for _ in range(TIMES):
        one, other = sorted(chance.sample(range(len(lines)), 2))
        moved = list(lines)
        moved[one], moved[other] = moved[other], moved[one]
        with sealed.as_it_was_after(sealed.places.log):
            rewrite_log(sealed, moved)
            problems = sealed.problems(sealed.note)
        assert near(problems, "", one + 1), problems
        assert near(problems, "", other + 1), problems


def forge_head(sealed: Sealed, lines: list[bytes]) -> None:
    """Let the unsigned head say what the log is now."""
    state = Checkpoint(name_of(lines[0]), len(lines), root_of(lines))
    sealed.places.head.write_text(state.text(), encoding="utf-8")


def test_a_cut_tail_that_only_a_checkpoint_tells(sealed: Sealed) -> None:
    chance = random.Random("cut")
    lines = log_lines(sealed.places)
    for _ in range(TIMES):
        left = chance.randrange(1, sealed.sealed)
        with sealed.as_it_was_after(sealed.places.log, sealed.places.head):
            rewrite_log(sealed, lines[:left])
            forge_head(sealed, lines[:left])
            problems = sealed.problems(sealed.note)
            kinds = {problem.kind for problem in sealed.problems()}
        assert [problem.line for problem in problems if problem.kind == "cut"] == [left]
        assert kinds <= {"altered", "missing", "unlogged"}  # by the files only, not by the log


def test_a_cut_tail_that_the_head_tells(sealed: Sealed) -> None:
    lines = log_lines(sealed.places)
    for left in range(len(lines)):
        with sealed.as_it_was_after(sealed.places.log):
            rewrite_log(sealed, lines[:left])
            assert "cut" in {problem.kind for problem in sealed.problems()}


def forged(lines: list[bytes], at: int, chance: random.Random) -> list[bytes]:
    """Rewrite the record at ``at``, and let all after it fit."""
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    key = chance.choice(("who", "reason", "time"))
    value = records[at][key]
    records[at][key] = f"2025{value[4:]}" if key == "time" else value + chance.choice("abc")
    made: list[bytes] = []
    for record in records:
        record["previous"] = hash_of(made[-1]) if made else NO_RECORD
        made.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
    return made


def test_a_record_rewritten_with_all_after_it_made_to_fit(sealed: Sealed) -> None:
    chance = random.Random("forged")
    lines = log_lines(sealed.places)
    for _ in range(TIMES):
        at = chance.randrange(1, len(lines))
        false = forged(lines, at, chance)
        with sealed.as_it_was_after(sealed.places.log, sealed.places.head):
            rewrite_log(sealed, false)
            assert {problem.kind for problem in sealed.problems()} == {"record"}  # by the head
            forge_head(sealed, false)
            problems = sealed.problems(sealed.note)
            assert sealed.problems() == ()  # nothing but the checkpoint tells
        if at < sealed.sealed:
            (problem,) = problems
            assert (problem.kind, problem.line) == ("root", sealed.sealed)


def test_a_log_written_anew_from_the_first_record(sealed: Sealed) -> None:
    chance = random.Random("anew")
    lines = log_lines(sealed.places)
    for _ in range(TIMES):
        false = forged(lines, 0, chance)
        with sealed.as_it_was_after(sealed.places.log, sealed.places.head):
            rewrite_log(sealed, false)
            forge_head(sealed, false)
            (problem,) = sealed.problems(sealed.note)
        assert (problem.kind, problem.path) == ("signature", sealed.note[0])
        assert "annan logg" in problem.what.sv


def test_an_edit_outside_the_tool(sealed: Sealed) -> None:
    chance = random.Random("edit")
    path = sealed.file("2026.beancount")
    lines = path.read_text("utf-8").split("\n")
    amounts = [number for number, line in enumerate(lines) if "40000.00" in line]
    for _ in range(TIMES):
        edited = list(lines)
        at = chance.choice(amounts)
        edited[at] = edited[at].replace("40000.00", f"{chance.randrange(1, 40000)}.00")
        if chance.randrange(2):
            edited[at:at] = ["  ; en rad till"] * chance.randrange(1, 4)
        with sealed.as_it_was_after(path):
            path.write_text("\n".join(edited), encoding="utf-8")
            (problem,) = sealed.problems(sealed.note)
        assert (problem.kind, problem.path, problem.line) == ("altered", path.name, at + 1)


def test_an_edit_outside_the_tool_is_remembered_when_the_tool_writes_on(tmp_path: Path) -> None:
    main = book(tmp_path, HEAD)
    with writing(main) as writer:
        writer.write({main: HEAD.encode() + b"; rad\n"}, Act("record", "ekonom1"))
    main.write_text(HEAD + "; egen\n", encoding="utf-8")
    with writing(main) as writer:
        writer.write({main: HEAD.encode() + b"; egen\n; rad\n"}, Act("record", "ekonom1"))

    (problem,) = verify(Places(tmp_path), [main], [], ()).problems
    assert (problem.kind, problem.path) == ("discovered", "main.beancount")


@pytest.mark.parametrize("path", ["../bort", "/etc/passwd", "a/../../b", "", "a\0b", 5, None])
def test_a_path_that_leads_out_of_the_book_is_no_record(sealed: Sealed, path: object) -> None:
    lines = log_lines(sealed.places)
    record = json.loads(lines[-1])
    record["files"][0]["path"] = path
    lines[-1] = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    with sealed.as_it_was_after(sealed.places.log):
        rewrite_log(sealed, lines)
        assert near(sealed.problems(sealed.note), "", len(lines))
