"""The users' file, ``anvandare.toml``: hashes and roles, readable by its owner only."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from filelock import FileLock, Timeout

from nkr_audit.errors import NkrError
from nkr_audit.serve.passwords import is_hash, matches
from nkr_audit.serve.users import ROLES, Role, User, is_valid_name, plain
from nkr_audit.text import Text
from nkr_audit.toml_table import Table, read_toml
from nkr_audit.trail.atomic import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE_NAME: Final = "anvandare.toml"

_PATIENCE: Final = 10.0
_HEADER: Final = (
    "# Användare i nkr serve. Skrivs av nkr user; filen får bara läsas av den som kör servern.\n"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the file has it."""

    user: User
    password: str


def read_users(path: Path) -> dict[str, Account]:
    """Read the file: accounts by name, in the form that names are compared in.

    Raises NkrError when others may read it too, or when it says what it should not.
    """
    _refuse_open(path)
    root = read_toml(path)
    accounts: dict[str, Account] = {}
    for name in root.names():
        table = root.table(name)
        if not is_valid_name(name) or plain(name) in accounts:
            raise root.error(
                name,
                Text("är inget användarnamn, eller står två gånger", "is no name, or stands twice"),
                Text(
                    "Skriv 1–64 bokstäver, siffror eller . _ @ + - och varje namn en gång.",
                    "Write 1–64 letters, digits or . _ @ + - and every name once.",
                ),
            )
        password = table.text("losenord")
        if not is_hash(password):
            raise table.error(
                "losenord",
                Text("är inte skrivet av nkr user", "is not written by nkr user"),
                Text(f"Kör nkr user password {name}.", f"Run nkr user password {name}."),
            )
        accounts[plain(name)] = Account(User(name, read_roles(table.table("bocker"))), password)
    root.end()
    return accounts


def read_roles(table: Table) -> dict[str, Role]:
    """Read a table of a role for each book."""
    return {book: cast("Role", table.choice(book, ROLES)) for book in table.names()}


@contextmanager
def changing_users(path: Path) -> Iterator[dict[str, Account]]:
    """Give the accounts to change, alone with the file, and write them whole when that is done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.name}.las"))
    try:
        with lock.acquire(timeout=_PATIENCE):
            accounts = read_users(path) if path.exists() else {}
            yield accounts
            _write(path, accounts)
    except Timeout as error:
        raise NkrError(
            Text("Någon annan ändrar användarna.", "Somebody else is changing the users."),
            remedy=Text("vänta, och kör om", "wait, and run again"),
            place=path,
        ) from error


def _write(path: Path, accounts: Mapping[str, Account]) -> None:
    lines = [_HEADER]
    for account in accounts.values():
        name = _quoted(account.user.name)
        lines.append(f"\n[{name}]\nlosenord = {_quoted(account.password)}\n[{name}.bocker]\n")
        lines += [f"{_quoted(b)} = {_quoted(role)}\n" for b, role in account.user.roles.items()]
    if not path.exists():
        # What is written next keeps these permissions.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    write_files({path: "".join(lines).encode()})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _refuse_open(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise NkrError(
            Text("Det finns ingen användarfil.", "There is no file of users."),
            remedy=Text(
                "lägg upp den första användaren: nkr user add NAMN --role admin",
                "set up the first user: nkr user add NAME --role admin",
            ),
            place=path,
        ) from error
    if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NkrError(
            Text("Andra kan läsa användarfilen.", "Others can read the file of users."),
            remedy=Text(f"kör chmod 600 {path.name}", f"run chmod 600 {path.name}"),
            place=path,
        )


class Users:
    """The users of a running server: the file is read again when it has been changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._accounts: Mapping[str, Account] = {}
        self._refresh()

    def authenticate(self, name: str, password: str) -> Account | None:
        """The account, when the password is its own."""
        account = self.account(name)
        return account if matches(password, account.password if account else None) else None

    def account(self, name: str) -> Account | None:
        """The account as it is now."""
        try:
            self._refresh()
        except NkrError:
            return None  # a file that cannot be trusted lets nobody in
        return self._accounts.get(plain(name))

    def _refresh(self) -> None:
        with self._lock:
            try:
                found = self._path.stat()
                seen = (found.st_mtime_ns, found.st_ino, found.st_mode)
            except OSError:
                seen = None
            if seen is None or seen != self._seen:
                self._accounts = read_users(self._path)
                self._seen = seen
