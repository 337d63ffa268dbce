"""The users' file, its commands, passwords, sessions and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.cli.common import Group
from nkr_audit.cli.serve import serve
from nkr_audit.cli.user import user
from nkr_audit.errors import NkrError
from nkr_audit.serve import passwords
from nkr_audit.serve.limits import Lockout, Rate
from nkr_audit.serve.patterns import is_costly
from nkr_audit.serve.sessions import Sessions, stamp_of
from nkr_audit.serve.user_file import Users, read_users
from nkr_audit.serve.users import RIGHTS, ROLES, User, is_valid_name, may, may_write
from nkr_audit.text import Text
from tests.ledgers import SOUND, book
from tests.serve.serving import HASH, PASSWORD, logged_in, write_users

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.serve.serving import Served


@click.group("nkr", cls=Group, text=Text("Test", "Test"))
def nkr() -> None:
    """Stand in for the whole command line."""


nkr.add_command(user)
nkr.add_command(serve)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    result = CliRunner().invoke(nkr, [str(each) for each in arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_user_is_added_listed_changed_and_removed(tmp_path: Path) -> None:
    file = tmp_path / "anvandare.toml"
    at = ("--users", file)
    added = run(
        "user", "add", "åsa", "--role", "ekonom", "--book", "uppsala", *at, "--password-stdin",
        typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in file.read_text("utf-8")
    assert read_users(file)["åsa"].user == User("åsa", {"uppsala": "ekonom"})
    assert run("user", "role", "Åsa", "--role", "granskare", *at).exit_code == 0
    assert read_users(file)["åsa"].user.roles == {"uppsala": "ekonom", "*": "granskare"}
    assert "ekonom: uppsala, granskare: alla böcker" in run("user", "list", *at).stdout
    old = read_users(file)["åsa"].password
    new = "ett annat lösenord"
    changed = run("user", "password", "åsa", *at, typed=f"{new}\n{new}\n")
    assert changed.exit_code == 0, changed.output
    assert new not in changed.output
    assert read_users(file)["åsa"].password != old
    assert passwords.matches(new, read_users(file)["åsa"].password)
    assert run("user", "remove", "åsa", *at).exit_code == 0
    assert read_users(file) == {}
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "a b", "--role", "admin"], PASSWORD, "användarnamn"),
        (["add", "../x", "--role", "admin"], PASSWORD, "användarnamn"),
        (["add", "ny", "--role", "admin"], "kort", "minst 12 tecken"),
        (["add", "REVISOR1", "--role", "admin"], PASSWORD, "finns redan"),
        (["role", "nej", "--role", "admin"], PASSWORD, "ingen användare nej"),
        (["password", "nej"], PASSWORD, "ingen användare nej"),
        (["remove", "nej"], PASSWORD, "ingen användare nej"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    tmp_path: Path, arguments: list[str], typed: str, said: str
) -> None:
    file = tmp_path / "anvandare.toml"
    write_users(file)
    before = file.read_bytes()
    stdin = ["--password-stdin"] if arguments[0] in ("add", "password") else []
    result = run("user", *arguments, "--users", file, *stdin, typed=f"{typed}\n")
    assert result.exit_code == 2
    assert said in result.stderr
    assert file.read_bytes() == before


def test_a_file_that_others_can_read_lets_nobody_in(tmp_path: Path) -> None:
    file = tmp_path / "anvandare.toml"
    write_users(file)
    users = Users(file)
    assert users.authenticate("Revisor1", PASSWORD) is not None
    file.chmod(0o640)
    assert users.authenticate("revisor1", PASSWORD) is None
    with pytest.raises(NkrError, match="Andra kan läsa"):
        Users(file)


@pytest.mark.parametrize(
    "text",
    [
        '[a]\nlosenord = "klartext"\n[a.bocker]\n"*" = "admin"\n',
        f'[a]\nlosenord = "{HASH}"\n[a.bocker]\n"*" = "chef"\n',
        f'[a]\nlosenord = "{HASH}"\n',
        f'[a]\nlosenord = "{HASH}"\nokand = 1\n[a.bocker]\n',
        f'["a b"]\nlosenord = "{HASH}"\n[a.bocker]\n',
        f'[a]\nlosenord = "{HASH}"\n[a.bocker]\n[A]\nlosenord = "{HASH}"\n[A.bocker]\n',
        '[a]\nlosenord = "scrypt$99999999999$8$1$AAAA$AAAA"\n[a.bocker]\n', "nonsens",
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "anvandare.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(NkrError):
        read_users(file)


def test_a_new_password_or_a_removed_user_ends_the_session_at_once(served: Served) -> None:
    auditor, accountant = logged_in(served, "revisor1"), logged_in(served, "ekonom1")
    assert run("user", "remove", "revisor1", "--users", served.users).exit_code == 0
    new = run(
        "user", "password", "ekonom1", "--users", served.users, "--password-stdin",
        typed="ett annat lösenord\n",
    )  # fmt: skip
    assert new.exit_code == 0
    assert auditor.get("/uppsala/journal/").status_code == 401
    assert accountant.get("/uppsala/journal/").status_code == 401
    assert accountant.log_in("ekonom1", "ett annat lösenord").status_code == 303


def test_a_changed_role_holds_from_the_next_request(served: Served) -> None:
    auditor = logged_in(served, "revisor1")
    assert auditor.get("/skane/journal/").status_code == 404
    run("user", "role", "revisor1", "--role", "granskare", "--users", served.users)
    assert auditor.get("/skane/journal/").status_code == 200


def test_each_role_may_what_it_should_and_no_more() -> None:
    rights = {role: RIGHTS[role] for role in ROLES}
    assert rights["granskare"] == {"read"}
    assert "attest" not in rights["ekonom"]
    assert rights["attestant"] == {"read", "attest"}
    assert all("read" in each for each in rights.values())
    someone = User("a", {"uppsala": "ekonom", "*": "granskare"})
    assert may(someone, "record", "uppsala")
    assert not may(someone, "record", "skane")
    assert may(someone, "read", "skane")
    assert not may_write(someone, "skane")
    assert not may(None, "read", "uppsala")


@given(st.text(max_size=70))
def test_a_valid_name_is_one_word_on_one_line(name: str) -> None:
    if is_valid_name(name):
        assert name.isprintable()
        assert not any(character.isspace() or character in "/\\\"'<>&|" for character in name)


def test_passwords_are_salted_and_composed_letters_are_one() -> None:
    assert passwords.hashed(PASSWORD) != passwords.hashed(PASSWORD)
    assert passwords.matches("ra\u0308tt ha\u0308st batteri klammer", HASH)
    assert not passwords.matches(PASSWORD + "x", HASH)
    assert not passwords.matches(PASSWORD, None)
    assert not passwords.matches("\ud800", HASH)
    kept = passwords.hashed("a" * 1024)
    assert not passwords.matches("a" * 1025, kept)


def test_each_failure_after_the_last_allowed_doubles_the_wait() -> None:
    clock = Clock()
    lockout = Lockout(3, clock)
    assert [lockout.attempt("a") for _ in range(4)] == [0, 0, 0, 30]
    assert lockout.attempt("b") == 0
    clock.now += 30
    assert lockout.attempt("a") == 0
    assert lockout.attempt("a") == 60
    clock.now += 60
    lockout.succeeded("a")
    assert [lockout.attempt("a") for _ in range(3)] == [0, 0, 0]


def test_right_passwords_do_not_lock_an_address_that_many_share() -> None:
    lockout = Lockout(2, Clock())
    for _ in range(20):
        assert lockout.attempt("kontoret") == 0
        lockout.take_back("kontoret")


def test_a_rate_refills_with_time() -> None:
    clock = Clock()
    rate = Rate(60, clock)
    assert [rate.take("a") for _ in range(61)] == [True] * 60 + [False]
    assert rate.take("b")
    clock.now += 2
    assert [rate.take("a") for _ in range(3)] == [True, True, False]


def test_a_session_is_found_by_its_whole_number_only() -> None:
    clock = Clock()
    sessions = Sessions(60, 100, clock)
    someone = User("a", {"*": "granskare"})
    number = sessions.begin(someone, stamp_of(HASH))
    assert sessions.find(number, use=True) is not None
    assert sessions.find(number[:-1], use=True) is None
    assert sessions.find("", use=True) is None
    clock.now += 59
    assert sessions.find(number, use=False) is not None
    clock.now += 2
    assert sessions.find(number, use=True) is None
    clock.now -= 61
    assert sessions.find(number, use=True) is None  # ended is ended


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a*)*b", "(a|aa)+", "(.*)*x", "a*a*a*a*b", "((a{2,}){2,})", "(x+x+)+y",
     "payee:'(a+)+$'", "(?:ab|a)*", "(a+){9,}", "x" * 3000],
)  # fmt: skip
def test_a_pattern_that_may_blow_up_is_told(pattern: str) -> None:
    assert is_costly(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["Kostnader:NKR2026", "SELECT account, sum(position) WHERE account ~ '^Kost.*:54'", "#rattelse",
     "payee:\"Exempel AB\"", "(a|b)", "^A42", "any(account:\"Kostnader\")", "2026-01 - 2026-06"],
)  # fmt: skip
def test_usual_questions_are_no_such_patterns(pattern: str) -> None:
    assert not is_costly(pattern)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "utan kryptering"),  # noqa: S104 (that is what is refused)
        (["--host", "::"], "utan kryptering"),
        (["--host", "0.0.0.0", "--behind-proxy"], "adress utåt"),  # noqa: S104
        (["--behind-proxy"], "adress utåt"),
        (["--behind-proxy", "--address", "http://granska.exempel.se"], "https://"),
        (["--behind-proxy", "--address", "https://x/y"], "https://"),
        (["--tls-cert", "x"], "hör ihop"),
        (["--tls-cert", "x", "--tls-key", "y"], "Certifikatet eller nyckeln"),
        (["--host", "finns.inte.invalid"], "finns inte"),
        (["--users", "finns-inte.toml"], "ingen användarfil"),
    ],
)
def test_a_server_that_would_not_be_safe_does_not_start(
    tmp_path: Path, options: list[str], said: str
) -> None:
    main = book(tmp_path / "uppsala", SOUND)
    write_users(tmp_path / "anvandare.toml")
    result = run(
        "serve", main, "--port", "0", "--users", tmp_path / "anvandare.toml",
        "--access-log", tmp_path / "atkomst.jsonl", "--minutes", "0.05", *options,
    )  # fmt: skip
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_command_says_where_and_ends_when_asked_to(tmp_path: Path) -> None:
    main = book(tmp_path / "uppsala", SOUND)
    write_users(tmp_path / "anvandare.toml")
    result = run(
        "serve", main, "--port", "0", "--users", tmp_path / "anvandare.toml",
        "--access-log", tmp_path / "atkomst.jsonl", "--minutes", "0.02",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "Böcker: uppsala" in result.stdout
    assert "Öppna http://127.0.0.1:" in result.stdout
