"""``nkr user``: who may log in to ``nkr serve``, and what they may do in which book."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from nkr_audit.cli.common import Command, Group, language, option, say, shared_options
from nkr_audit.errors import NkrError
from nkr_audit.serve.passwords import LONGEST, SHORTEST, hashed
from nkr_audit.serve.user_file import FILE_NAME, Account, changing_users, read_users
from nkr_audit.serve.users import EVERY_BOOK, ROLE_NAMES, ROLES, Role, User, is_valid_name, plain
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable


@click.group(
    "user",
    cls=Group,
    text=Text(
        "Användare i nkr serve: lägg upp, visa, ändra och ta bort.",
        "Users of nkr serve: add, list, change and remove.",
    ),
)
@shared_options
def user() -> None:
    """Gather the commands."""


def _users(command: Callable[..., Any]) -> Callable[..., Any]:
    decorate: Callable[[Any], Any] = option(
        "--users", type=click.Path(path_type=Path), default=FILE_NAME, show_default=True,
        metavar="FIL", text=Text("Användarfilen.", "The file of users."),
    )  # fmt: skip
    decorated: Callable[..., Any] = decorate(command)
    return decorated


def _from_stdin(command: Callable[..., Any]) -> Callable[..., Any]:
    decorate: Callable[[Any], Any] = option(
        "--password-stdin", is_flag=True,
        text=Text(
            "Läs lösenordet från standard in i stället för att fråga.",
            "Read the password from standard input instead of asking.",
        ),
    )  # fmt: skip
    decorated: Callable[..., Any] = decorate(command)
    return decorated


def _role(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        option(
            "--book", "books", multiple=True, metavar="NAMN",
            text=Text(
                "Bok som rollen gäller (mappens namn); upprepas. Utan den: alla böcker.",
                "Book that the role is for (its folder's name); repeat. Without it: every book.",
            ),
        ),
        option(
            "--role", type=click.Choice(ROLES), required=True, metavar="|".join(ROLES),
            text=Text("Vad användaren får göra.", "What the user may do."),
        ),
    ):  # fmt: skip
        command = decorate(command)
    return command


_NAME = click.argument("name", metavar="NAMN")


@user.command(
    "add", cls=Command, text=Text("Lägg upp användaren NAMN.", "Set up the user NAMN.")
)  # fmt: skip
@_NAME
@_role
@_from_stdin
@_users
@shared_options
def add(name: str, role: str, books: tuple[str, ...], users: Path, *, password_stdin: bool) -> None:
    """Add a user, with a password that is asked for."""
    if not is_valid_name(name):
        raise NkrError(
            Text(f"Ett användarnamn kan inte vara {name!r}.", f"A name cannot be {name!r}."),
            remedy=Text(
                "skriv 1–64 bokstäver, siffror eller . _ @ + -, utan mellanslag",
                "write 1–64 letters, digits or . _ @ + -, without spaces",
            ),
        )
    if users.exists() and plain(name) in read_users(users):
        raise _taken(name, users)
    password = hashed(_asked(from_stdin=password_stdin))
    with changing_users(users) as accounts:
        if plain(name) in accounts:
            raise _taken(name, users)
        roles = dict.fromkeys(books or (EVERY_BOOK,), cast("Role", role))
        accounts[plain(name)] = Account(User(name, roles), password)
    say(Text(f"{name} är upplagd i {users}.", f"{name} is set up in {users}."))


@user.command("list", cls=Command, text=Text("Visa användarna.", "List the users."))
@_users
@shared_options
def listing(users: Path) -> None:
    """Print each user with the role in each book."""
    every = Text("alla böcker", "every book").to(language())
    for account in read_users(users).values():
        roles = ", ".join(
            f"{ROLE_NAMES[role].to(language())}: {every if book == EVERY_BOOK else book}"
            for book, role in account.user.roles.items()
        )
        click.echo(f"{account.user.name:<24} {roles}".rstrip())


@user.command(
    "role", cls=Command,
    text=Text(
        "Ge användaren NAMN en roll; andra böckers roller står kvar.",
        "Give the user NAMN a role; the roles in other books stay.",
    ),
)  # fmt: skip
@_NAME
@_role
@_users
@shared_options
def set_role(name: str, role: str, books: tuple[str, ...], users: Path) -> None:
    """Change what a user may do."""
    with changing_users(users) as accounts:
        account = _known(accounts, name, users)
        changed = dict.fromkeys(books or (EVERY_BOOK,), cast("Role", role))
        roles = {**account.user.roles, **changed}
        accounts[plain(name)] = Account(User(account.user.name, roles), account.password)
    say(Text("Rollen är ändrad.", "The role is changed."))


@user.command(
    "password", cls=Command,
    text=Text(
        "Byt lösenord för NAMN. Det som är inloggat med det gamla loggas ut.",
        "Change the password of NAMN. What is logged in by the old one is logged out.",
    ),
)  # fmt: skip
@_NAME
@_from_stdin
@_users
@shared_options
def password(name: str, users: Path, *, password_stdin: bool) -> None:
    """Set a new password."""
    _known(read_users(users), name, users)
    new = hashed(_asked(from_stdin=password_stdin))
    with changing_users(users) as accounts:
        account = _known(accounts, name, users)
        accounts[plain(name)] = Account(account.user, new)
    say(Text("Lösenordet är bytt.", "The password is changed."))


@user.command(
    "remove", cls=Command,
    text=Text(
        "Ta bort NAMN, som genast loggas ut.", "Remove NAMN, who is logged out at once."
    ),
)  # fmt: skip
@_NAME
@_users
@shared_options
def remove(name: str, users: Path) -> None:
    """Remove a user."""
    with changing_users(users) as accounts:
        _known(accounts, name, users)
        del accounts[plain(name)]
    say(Text(f"{name} är borttagen.", f"{name} is removed."))


def _known(accounts: dict[str, Account], name: str, users: Path) -> Account:
    account = accounts.get(plain(name))
    if account is None:
        raise NkrError(
            Text(f"Det finns ingen användare {name}.", f"There is no user {name}."),
            remedy=Text("nkr user list visar alla", "nkr user list shows all"),
            place=users,
        )
    return account


def _taken(name: str, users: Path) -> NkrError:
    return NkrError(
        Text(f"{name} finns redan.", f"{name} is there already."),
        remedy=Text(
            "ändra med nkr user role eller nkr user password",
            "change it by nkr user role or nkr user password",
        ),
        place=users,
    )


def _asked(*, from_stdin: bool) -> str:
    """The new password, from where nobody else sees it: never from the command line itself."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = click.prompt(
            Text("Lösenord", "Password").to(language()), hide_input=True,
            confirmation_prompt=Text("En gång till", "Once more").to(language()),
        )  # fmt: skip
    if not SHORTEST <= len(given) <= LONGEST:
        raise NkrError(
            Text(
                f"Lösenordet ska ha minst {SHORTEST} tecken.",
                f"The password should have at least {SHORTEST} characters.",
            ),
            remedy=Text("välj till exempel fyra slumpade ord", "choose four random words"),
        )
    return str(given)
