"""The steps of a write, one by one: what hinders them is found before anything is decided."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.trail.commit import commit, finish, finish_interrupted, written_so_far
from nkr_audit.trail.disk import move, sync_folder, write_new
from nkr_audit.trail.lock import locked
from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import Act
from nkr_audit.trail.verifying import verify
from nkr_audit.trail.writing import write_new_book, writing

if TYPE_CHECKING:
    from collections.abc import Callable

EMPTY = 'option "operating_currency" "SEK"\n'
ACT = Act("record", "ekonom1")


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A book with a log."""
    path = tmp_path / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(EMPTY, encoding="utf-8")
    add(path, "; rad 0\n")
    return path


@pytest.fixture
def places(main: Path) -> Places:
    return Places(main.parent)


def add(main: Path, text: str) -> None:
    with writing(main) as writer:
        writer.write({main: main.read_bytes() + text.encode()}, ACT)


def pending(places: Places, main: Path, **changes: Any) -> None:
    """Leave a note of a write, as somebody else may have made it."""
    places.staging.mkdir(exist_ok=True)
    places.staging.joinpath("1-000000").write_text("; ny\n", encoding="utf-8")
    digest = "0" * 64
    content = {
        "moves": [[f"{places.folder.name}/nya/1-000000", main.name, digest]],
        "log_size": places.log.stat().st_size,
        "lines": "",
        **changes,
    }
    places.pending.write_text(json.dumps(content), encoding="utf-8")


def refuse_moves_to(name: str, number: int) -> Callable[[Path, Path], Path]:
    """A rename that the system refuses when it is to that file."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == name:
            raise OSError(number, os.strerror(number), str(self), None, str(target))
        return real(self, target)

    return replace


def test_a_file_that_somebody_has_open_is_named_and_the_next_command_finishes(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held:
        held.setattr(Path, "replace", refuse_moves_to(main.name, errno.EACCES))
        with pytest.raises(NkrError, match=r"beslutad men inte klar.*main\.beancount"):
            add(main, "; rad 1\n")
        with pytest.raises(NkrError, match="beslutad men inte klar"):
            load(main)
    assert main.read_text("utf-8") == EMPTY + "; rad 0\n"
    load(main)
    assert main.read_text("utf-8") == EMPTY + "; rad 0\n; rad 1\n"
    assert verify(places, [main], [], ()).problems == ()


def test_nothing_more_is_written_while_a_write_is_not_finished(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(main) as writer:
        with monkeypatch.context() as held:
            held.setattr(Path, "replace", refuse_moves_to(main.name, errno.EACCES))
            with pytest.raises(NkrError, match="beslutad men inte klar"):
                writer.write({main: b"; ett\n"}, ACT)
        with pytest.raises(NkrError, match="beslutad men inte klar"):
            writer.write({main: b"; ett\n"}, ACT)
    load(main)
    assert main.read_text("utf-8") == "; ett\n"


def test_a_write_that_was_refused_leaves_no_trace_in_the_next(main: Path, places: Places) -> None:
    folder = main.parent / "mapp.beancount"
    folder.mkdir()
    with writing(main) as writer:
        with pytest.raises(NkrError, match="Inget är ändrat"):
            writer.write({main: b"; ett\n", folder: b""}, ACT)
        assert main.read_text("utf-8") == EMPTY + "; rad 0\n"
        writer.write({main: b"; tv\xc3\xa5\n"}, ACT)
    assert [record.seq for record in read_log(places).records] == [1, 2, 3]
    assert verify(places, [main], [], ()).problems == ()


def test_a_folder_where_nothing_may_be_written_is_found_before_it_is_decided(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = main.parent / "2025"
    closed.mkdir()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != closed)
    with writing(main) as writer, pytest.raises(NkrError, match="Inget är ändrat"):
        writer.write({main: b"", closed / "a.beancount": b""}, ACT)
    assert not places.pending.exists()


def test_a_file_on_a_file_system_of_its_own_gets_its_place(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if (self.parent == places.staging) and target.parent.name == "underlag":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    document = main.parent / "underlag" / "A1.pdf"
    with writing(main) as writer:
        writer.write({document: b"%PDF-1"}, ACT)
        writer.write({document: b"%PDF-2"}, ACT)
    assert document.read_bytes() == b"%PDF-2"
    assert [path.name for path in document.parent.iterdir()] == ["A1.pdf"]
    assert list(places.staging.iterdir()) == []


def test_a_copy_that_was_broken_off_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"hel")
    (tmp_path / "b.nkr-ny").write_bytes(b"h")
    real = Path.replace
    monkeypatch.setattr(
        Path,
        "replace",
        lambda self, to: (_ for _ in ()).throw(OSError(errno.EXDEV, "")) if self == source
        else real(self, to),
    )  # fmt: skip
    move(source, target)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert target.read_bytes() == b"hel"


def test_a_folder_that_cannot_be_synced_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.EINVAL, "")

    monkeypatch.setattr(os, "fsync", refuse)
    sync_folder(tmp_path)
    with pytest.raises(OSError, match="22"):
        write_new(tmp_path / "a", b"", 0o644)


def test_a_book_is_written_through_a_link_to_its_folder(main: Path, tmp_path: Path) -> None:
    (tmp_path / "genom").symlink_to(main.parent)
    through = tmp_path / "genom" / main.name
    add(through, "; rad 1\n")
    assert main.read_text("utf-8").endswith("; rad 1\n")
    assert verify(Places(through.parent), [through], [], ()).problems == ()


@pytest.mark.parametrize("name", ["logg.jsonl", "nya", "las", "huvud.txt", "oavslutad.json"])
def test_a_log_made_of_links_is_not_written_to(main: Path, places: Places, name: str) -> None:
    outside = main.parent.parent / "utanför"
    outside.write_bytes(b"kvar")
    path = places.folder / name
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)
    path.symlink_to(outside)
    with pytest.raises(NkrError, match="länkar"):
        add(main, "; rad\n")
    assert outside.read_bytes() == b"kvar"


def test_a_log_folder_that_is_a_link_is_not_written_to(main: Path, places: Places) -> None:
    outside = main.parent.parent / "utanför"
    places.folder.rename(outside)
    places.folder.symlink_to(outside)
    pending(places, main)
    before = sorted(outside.iterdir())
    with pytest.raises(NkrError, match="länkar"):
        load(main)
    assert sorted(outside.iterdir()) == before


@pytest.mark.parametrize(
    "moves",
    [
        [["underlag.pdf", "main.beancount", "0" * 64]],
        [["behandlingshistorik/nya/../logg.jsonl", "main.beancount", "0" * 64]],
        [["behandlingshistorik/nya/1-000000", "../annan.txt", "0" * 64]],
        [["behandlingshistorik/nya/1-000000", "/annan/plats.txt", "0" * 64]],
        [["behandlingshistorik/nya/1-000000", "main.beancount"]],
        [["behandlingshistorik/nya/saknas", "main.beancount", "0" * 64]],
        "abc",
        None,
    ],
)
def test_a_note_that_somebody_else_made_moves_nothing(
    main: Path, places: Places, moves: object
) -> None:
    pending(places, main, moves=moves)
    before = main.read_bytes(), places.log.read_bytes()
    with pytest.raises(NkrError, match="oavslutad skrivning kan inte göras klar"):
        load(main)
    assert (main.read_bytes(), places.log.read_bytes()) == before
    assert not (main.parent.parent / "annan.txt").exists()


def test_a_note_cannot_lead_out_of_the_book_by_a_link_that_it_moves_first(
    main: Path, places: Places
) -> None:
    outside = main.parent.parent / "utanför"
    outside.mkdir()
    pending(places, main)
    (places.staging / "1-000001").symlink_to(outside)
    nya = "behandlingshistorik/nya"
    moves = [[f"{nya}/1-000001", "in", "0" * 64], [f"{nya}/1-000000", "in/fil", "0" * 64]]
    pending(places, main, moves=moves)
    with pytest.raises(NkrError, match="kan inte göras klar"):
        load(main)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("log_size", [-1, 0, 10, 10**9, "x", None])
def test_a_note_of_another_log_cuts_nothing_off(
    main: Path, places: Places, log_size: object
) -> None:
    before = places.log.read_bytes()
    pending(places, main, log_size=log_size)
    with pytest.raises(NkrError, match="kan inte göras klar"):
        load(main)
    assert places.log.read_bytes() == before
    assert main.read_text("utf-8") == EMPTY + "; rad 0\n"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_note_that_cannot_be_read_is_told(main: Path, places: Places, content: bytes) -> None:
    places.pending.write_bytes(content)
    with pytest.raises(NkrError, match="oavslutad skrivning kan inte göras klar") as found:
        load(main)
    assert found.value.place is not None
    assert "nkr log verify" in found.value.remedy.sv


def test_who_may_only_read_waits_for_the_writer(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending(places, main)
    monkeypatch.setattr(os, "access", lambda *_: False)
    waited = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            places.pending.unlink()

    monkeypatch.setattr("nkr_audit.trail.commit.time.sleep", pause)
    finish_interrupted(main.parent)
    assert len(waited) == 3


def test_who_may_only_read_is_told_that_a_write_is_not_finished(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending(places, main)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr("nkr_audit.trail.commit.PATIENCE", 0.0)
    with pytest.raises(NkrError, match="inte klar: du får inte skriva i bokens mapp"):
        load(main)
    assert places.pending.exists()


def test_a_write_that_ends_between_two_looks_is_seen(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written_so_far(main.parent)
    real = Path.exists

    def exists(self: Path) -> bool:
        if self == places.pending and real(places.pending):
            places.pending.unlink()
            with places.log.open("ab") as log:
                log.write(b"ny rad\n")
        return real(self)

    places.pending.touch()
    monkeypatch.setattr(Path, "exists", exists)
    assert written_so_far(main.parent) != before


def test_a_file_that_is_gone_while_a_write_is_under_way_is_read_again(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = main.parent / "del.beancount"
    main.write_text(EMPTY + 'include "del.beancount"\n', encoding="utf-8")
    looks = [(False, 1), (False, 2), (False, 2), (False, 2)]

    def look(_root: Path) -> tuple[bool, int]:
        if len(looks) == 3:
            part.write_text(EMPTY, encoding="utf-8")
        return looks.pop(0)

    monkeypatch.setattr("nkr_audit.ledger_parsing.written_so_far", look)
    assert load(main).errors == ()
    assert looks == []
    assert not places.pending.exists()


def test_a_book_that_is_written_all_the_time_is_read_all_the_same(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter(range(1000))
    monkeypatch.setattr(
        "nkr_audit.ledger_parsing.written_so_far", lambda _root: (False, next(looks))
    )
    assert load(main).errors == ()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(NkrError, match="ändras hela tiden"):
        load(main)


def test_a_folder_that_somebody_removed_in_between_is_made_again(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = main.parent / "underlag" / "2026" / "A1.pdf"
    with monkeypatch.context() as held:
        held.setattr(Path, "replace", refuse_moves_to(document.name, errno.EACCES))
        with pytest.raises(NkrError, match="beslutad men inte klar"), writing(main) as writer:
            writer.write({document: b"%PDF-"}, ACT)
    document.parent.rmdir()
    load(main)
    assert document.read_bytes() == b"%PDF-"


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_written(
    main: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = main.parent / "A1.pdf"
    document.write_bytes(b"%PDF-")
    text = main.read_bytes() + b'2026-01-01 open Assets:A\n2026-01-01 document Assets:A "A1.pdf"\n'
    real = Path.open

    def refuse(self: Path, *given: Any, **named: Any) -> Any:
        if self == document:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, *given, **named)

    monkeypatch.setattr(Path, "open", refuse)
    before = main.read_bytes(), places.log.read_bytes()
    with pytest.raises(NkrError, match="kan inte läsas"), writing(main) as writer:
        writer.write({main: text}, ACT)
    assert (main.read_bytes(), places.log.read_bytes()) == before


def test_two_who_make_the_same_book_do_not_write_over_one_another(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    write_new_book(tmp_path, {main: b"; min\n"}, Act("init", "ekonom1"))
    with pytest.raises(NkrError, match="redan en bok"):
        write_new_book(tmp_path, {main: b"; din\n"}, Act("init", "ekonom2"))
    assert main.read_bytes() == b"; min\n"


def test_permissions_are_kept(main: Path) -> None:
    main.chmod(0o640)
    add(main, "; rad 1\n")
    assert main.stat().st_mode & 0o777 == 0o640


def test_a_commit_of_files_alone_leaves_the_log_as_it_is(main: Path, places: Places) -> None:
    before = places.log.read_bytes()
    with locked(places):
        commit(places, {places.checkpoints / "a.txt": b"x"}, b"")
        finish(places)
    assert places.log.read_bytes() == before
    assert (places.checkpoints / "a.txt").read_bytes() == b"x"
    load(main)
