"""Help: Swedish unless English is asked for, for every command."""

from __future__ import annotations

import pytest

from nkr_audit.cli import main
from nkr_audit.cli.common import Group
from tests.ledgers import run

LEAVES = [
    [name, *words]
    for name, command in main.commands.items()
    for words in (
        [],
        *([[leaf] for leaf in command.commands] if isinstance(command, Group) else []),
    )
]
WORDS = [("Användning:", "Usage:"), ("Val:", "Options:"), ("Visa den här", "Show this message")]


def test_the_commands_of_the_contract_are_there() -> None:
    assert {"check", "settle", "import", "init", "code"} <= set(main.commands)


@pytest.mark.parametrize("command", [[], *LEAVES], ids=lambda words: " ".join(words) or "nkr")
def test_swedish_by_default_and_english_when_asked(command: list[str]) -> None:
    swedish = run(*command, "--help")
    english = run("--lang", "en", *command, "--help")
    assert (swedish.exit_code, english.exit_code) == (0, 0)
    for sv, en in WORDS:
        assert sv in swedish.stdout
        assert en not in swedish.stdout
        assert en in english.stdout
        assert sv not in english.stdout


@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_english_asked_for_after_the_command_or_by_environment(command: list[str]) -> None:
    english = run("--lang", "en", *command, "--help").stdout
    assert run(*command, "--lang", "en", "--help").stdout == english
    assert run(*command, "--help", env={"NKR_LANG": "en"}).stdout == english


def test_language_asked_for_after_help() -> None:
    assert "Usage:" in run("check", "--help", "--lang", "en").stdout


def test_every_command_is_listed_with_what_it_does() -> None:
    swedish, english = run("--help").stdout, run("--lang", "en", "--help").stdout
    for name in main.commands:
        assert f"\n  {name} " in swedish
        assert f"\n  {name} " in english
    assert "Granska boken" in swedish
    assert "Check the book" in english


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "Argument saknas"),
        (["nej"], "nej"),
        (["check", "x", "--nej"], "--nej"),
        (["settle", "x", "--as-of", "nej"], "nej"),
        (["--lang", "fi", "check", "x"], "fi"),
    ],
)
def test_bad_usage_is_said_in_swedish(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Fel: " in result.stderr
    assert said in result.stderr
    assert "Error" not in result.stderr


def test_version() -> None:
    assert run("--version").stdout.startswith("nkr-audit ")


def test_language_does_not_leak_into_the_next_run() -> None:
    assert "Usage:" in run("--lang", "en", "--help").stdout
    assert "Användning:" in run("--help").stdout
