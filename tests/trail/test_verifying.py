"""What nkr log verify is told, where chance does not get: notes, logs cut open, hostile files."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nkr_audit.errors import NkrError
from nkr_audit.trail.checkpoint import Checkpoint, public_half, signed
from nkr_audit.trail.log import log_lines
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import Act, parse_record
from nkr_audit.trail.verifying import verify
from nkr_audit.trail.writing import writing
from tests.ledgers import HEAD, INVOICE, book

if TYPE_CHECKING:
    from pathlib import Path

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
PUBLIC = public_half("exempel-ab", KEY)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A book with three records in its log."""
    main = book(tmp_path, HEAD)
    for number in range(2):
        add(main, f"; rad {number}\n")
    return main


def add(main: Path, text: str) -> None:
    with writing(main) as writer:
        writer.write({main: main.read_bytes() + text.encode()}, Act("record", "ekonom1"))


def kinds(main: Path, *notes: str) -> list[str]:
    named = [(f"{number}.txt", note) for number, note in enumerate(notes)]
    return [one.kind for one in verify(Places(main.parent), [main], named, [PUBLIC]).problems]


def note(main: Path, key: Ed25519PrivateKey = KEY) -> str:
    with writing(main) as writer:
        return signed(writer.log.checkpoint(), "exempel-ab", key)


def test_what_was_verified_is_counted(main: Path) -> None:
    found = verify(Places(main.parent), [main], [("a.txt", note(main))], [PUBLIC])
    assert found.problems == ()
    assert (found.checkpoints, found.files, found.size) == (1, 1, main.stat().st_size)
    assert found.state.size == 3


def test_a_book_without_a_log_is_told_file_by_file(tmp_path: Path) -> None:
    assert kinds(book(tmp_path, HEAD)) == ["unlogged"]


def test_a_checkpoint_by_another_key_counts_for_nothing(main: Path) -> None:
    assert kinds(main, note(main, OTHER)) == ["signature"]


def test_a_checkpoint_of_another_log_is_told(main: Path) -> None:
    other = Checkpoint("nkr-audit/annan", 1, bytes(32))
    assert kinds(main, signed(other, "exempel-ab", KEY)) == ["signature"]


def test_a_file_that_is_no_checkpoint_is_told(main: Path) -> None:
    assert kinds(main, "inget\n") == ["signature"]


def test_an_altered_first_record_is_told_as_such_and_not_as_another_log(main: Path) -> None:
    sealed = note(main)
    log = Places(main.parent).log
    log.write_bytes(log.read_bytes().replace(b'"ekonom1"', b'"ekonom2"', 1))
    assert kinds(main, sealed) == ["record", "root"]


def test_a_log_without_its_last_line_end_is_told_and_not_written_to(main: Path) -> None:
    log = Places(main.parent).log
    log.write_bytes(log.read_bytes()[:-1])
    assert kinds(main) == ["record"]
    with pytest.raises(NkrError, match="bruten"):
        add(main, "; rad\n")


def test_a_record_that_the_tool_did_not_write_is_told(main: Path) -> None:
    places = Places(main.parent)
    head = places.head.read_bytes()
    add(main, "; rad\n")
    places.head.write_bytes(head)
    (problem,) = verify(places, [main], [], ()).problems
    assert (problem.kind, problem.line) == ("order", 4)


def test_a_head_that_is_gone_is_told(main: Path) -> None:
    Places(main.parent).head.unlink()
    assert kinds(main) == ["root"]


def test_a_log_that_is_gone_is_told_by_its_head(main: Path) -> None:
    Places(main.parent).log.unlink()
    assert kinds(main) == ["cut", "unlogged"]


def test_a_line_end_of_another_kind_is_on_its_line(main: Path) -> None:
    text = main.read_bytes()
    main.write_bytes(text.replace(b"; rad 0\n", b"; rad 0\r"))
    (problem,) = verify(Places(main.parent), [main], [], ()).problems
    assert (problem.kind, problem.line) == (
        "altered",
        text.count(b"\n", 0, text.index(b"; rad 0")) + 1,
    )


def test_a_document_that_an_act_makes_the_books_own_is_logged_with_it(main: Path) -> None:
    add(main, INVOICE)
    record = parse_record(log_lines(Places(main.parent))[-1])
    assert [change.path for change in record.files] == ["underlag/A42.pdf", "main.beancount"]
    document = main.parent / "underlag" / "A42.pdf"
    assert verify(Places(main.parent), [main, document], [], ()).problems == ()
    document.write_bytes(b"%PDF-annan")
    assert kinds(main) == ["altered"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs os.mkfifo")
def test_a_log_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.folder.mkdir()
    os.mkfifo(places.log)
    with pytest.raises(OSError, match="no ordinary file"):
        verify(places, [], [], ())


@pytest.mark.parametrize(
    "change",
    [
        {"seq": True}, {"seq": "1"}, {"who": 1}, {"vouchers": "ab"}, {"vouchers": [1]},
        {"time": "2026-01-01"}, {"time": None}, {"files": {}}, {"files": [1]}, {"files": None},
        {"files": [{"path": "a", "before": "x", "after": None}]},
        {"files": [{"path": "a", "before": 1, "after": None}]},
        {"files": [{"path": "a", "before": None}]},
        {"files": [{"path": "a", "before": None, "after": None, "diff": 1}]},
        {"more": 1},
    ],
)  # fmt: skip
def test_what_is_no_record(main: Path, change: dict[str, object]) -> None:
    line = log_lines(Places(main.parent))[-1]
    content = {**json.loads(line), **change}
    with pytest.raises(ValueError, match=r"."):
        parse_record(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


@pytest.mark.parametrize("line", [b"", b"[]", b"null", b"[" * 100_000, b"\xff", b'"\\ud800"'])
def test_what_is_no_record_at_all(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_record(line)
