"""Beside git: a commit for each act, of what it touched and nothing else, never in the way."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from nkr_audit.trail.git import message
from nkr_audit.trail.places import Places
from nkr_audit.trail.record import Act
from tests.ledgers import run
from tests.trail.log_books import TEXT, act, by_hand, key_file, logged_book

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "arkiv"
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Exempel")
    git(folder, "config", "user.email", "exempel@example.org")
    monkeypatch.setenv("NKR_GIT", "1")
    return folder


def subjects(folder: Path) -> list[str]:
    return git(folder, "log", "--format=%s", "--reverse").splitlines()


def test_each_act_is_a_commit_that_names_it(tree: Path) -> None:
    logged_book(tree)

    assert subjects(tree) == [
        "nkr: import 2026-A42, 2026-A43 (ekonom1)", "nkr: code 2026-A42 (ekonom1)",
    ]  # fmt: skip


def test_what_is_committed_is_the_book_and_its_log_but_nothing_of_the_moment(tree: Path) -> None:
    logged_book(tree)

    assert git(tree, "ls-files").splitlines() == [
        "bok/behandlingshistorik/.gitignore",
        "bok/behandlingshistorik/huvud.txt",
        "bok/behandlingshistorik/logg.jsonl",
        "bok/beslut.pdf",
        "bok/main.beancount",
        "bok/underlag/A42.pdf",
    ]
    assert git(tree, "status", "--porcelain") == ""


def test_what_the_user_has_staged_is_left_alone(tree: Path) -> None:
    main = logged_book(tree)
    (tree / "eget.txt").write_text("x", encoding="utf-8")
    (tree / "bok" / "eget.beancount").write_text("; x\n", encoding="utf-8")
    git(tree, "add", "eget.txt")
    act(main, "attest", "2026-A42")

    assert git(tree, "status", "--porcelain").splitlines() == [
        "A  eget.txt", "?? bok/eget.beancount",
    ]  # fmt: skip
    changed = git(tree, "show", "--format=", "--name-only").split()
    assert changed == [
        "bok/behandlingshistorik/huvud.txt",
        "bok/behandlingshistorik/logg.jsonl",
        "bok/main.beancount",
    ]


def test_a_file_removed_by_hand_is_removed_in_git_too(tree: Path) -> None:
    main = logged_book(tree)
    (tree / "bok" / "beslut.pdf").unlink()
    by_hand(main, "; rad\n", "")
    run("log", "adopt", main, "--reason", "Fel beslut", env={"NKR_WHO": "ekonom1"})

    assert "bok/beslut.pdf" not in git(tree, "ls-files").split()
    assert subjects(tree)[-1].startswith("nkr: adopt ")


def test_a_seal_is_committed(tree: Path, tmp_path: Path) -> None:
    main = logged_book(tree)
    path, _ = key_file(tmp_path)
    run("log", "seal", main, "--key", path)

    assert subjects(tree)[-1] == "nkr: seal (region-exempel)"
    assert "bok/behandlingshistorik/forseglingar/3.txt" in git(tree, "ls-files").split()


def test_no_hook_is_run(tree: Path) -> None:
    for name in ("pre-commit", "post-commit"):
        hook = tree / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ntouch ran\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
    logged_book(tree)

    assert len(subjects(tree)) == 2
    assert not (tree / "ran").exists()


def test_a_git_that_fails_is_a_warning_and_the_book_is_written(
    tree: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tree / ".git" / "index.lock").write_text("", encoding="utf-8")
    main = logged_book(tree)

    assert main.read_text(encoding="utf-8") == f"{TEXT}; rad\n; rad\n"
    assert len(caplog.messages) == 2
    assert "git tog inte emot den" in caplog.text
    assert "index.lock" in caplog.text


def test_without_git_there_is_a_warning(
    tree: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tree))
    logged_book(tree)

    assert "git tog inte emot den" in caplog.text


def test_outside_a_work_tree_nothing_is_said(
    tree: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logged_book(tmp_path / "utanfor")

    assert caplog.messages == []
    assert not (tree / ".git" / "index").exists()


def test_git_is_left_alone_unless_asked_for(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NKR_GIT")
    main = logged_book(tree)

    assert git(tree, "ls-files") == ""
    assert Places(main.parent).git_ignore.exists()


def test_many_vouchers_are_counted_in_the_message() -> None:
    numbers = tuple(f"A{number}" for number in range(1, 9))

    assert message(Act("code", "ekonom1", numbers)) == "nkr: code A1, A2, A3, A4, A5 +3 (ekonom1)"
    assert message(Act("close", "rad\nbrytning")) == "nkr: close (rad brytning)"
