"""``make demo-web``: example books in the browser, with a user of each role, for a while."""

from __future__ import annotations

import secrets
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from nkr_audit.cli.common import Command, language, option, programmes, say, shared_options
from nkr_audit.cli.demo import demo
from nkr_audit.demo.books import write_examples
from nkr_audit.errors import NkrError
from nkr_audit.serve.passwords import hashed
from nkr_audit.serve.user_file import FILE_NAME, Account, changing_users
from nkr_audit.serve.users import EVERY_BOOK, ROLE_NAMES, Role, User, plain
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOOKS: Final = ("uppsala", "vastragotaland")
_PEOPLE: Final[Mapping[str, Role]] = {
    "granskare1": "granskare", "ekonom1": "ekonom", "attestant1": "attestant",
}  # fmt: skip
# Tells a folder that this command has made, and so may make anew, from any other.
_MARK: Final = ".nkr-demo-web"


@click.command(
    "demo-web",
    cls=Command,
    text=Text(
        "Visa exempelböcker med påhittade uppgifter i webbläsaren, på den egna datorn. Böckerna "
        "skrivs i mappen DIR; en mapp från en tidigare visning skrivs om.",
        "Show example books of invented data in the browser, on this computer only. The books are "
        "written in the folder DIR; a folder of an earlier showing is written anew.",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option(
    "--port", type=click.IntRange(0, 65535), default=5000, show_default=True,
    text=Text("Port; 0 tar en ledig.", "Port; 0 takes a free one."),
)  # fmt: skip
@option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True,
    metavar="ANTAL", text=Text("Sluta efter så många minuter.", "Stop after so many minutes."),
)  # fmt: skip
@shared_options
@click.pass_context
def demo_web(ctx: click.Context, folder: Path, port: int, minutes: float) -> None:
    """Make the books and users, and serve them."""
    # These load Fava and the web server, which no other command needs.
    from nkr_audit.serve.books import book_names
    from nkr_audit.serve.server import make_server
    from nkr_audit.serve.settings import Settings

    _empty(folder)
    books = folder / "bocker"
    write_examples(books)
    for each in books.iterdir():
        if each.is_dir() and each.name not in _BOOKS:
            shutil.rmtree(each)
    ctx.invoke(demo, folder=books / "demo", vouchers=None)
    paths = [books / name / "main.beancount" for name in _BOOKS]
    paths += sorted((books / "demo").glob("main.beancount"))
    users = folder / FILE_NAME
    passwords = _people(users)
    server = make_server(
        book_names(paths), users, folder / "atkomst.jsonl",
        Settings(port=port, language=language()), programmes(),
        lambda text: click.echo(text.to(language()), err=True),
    )  # fmt: skip
    names = ", ".join(server.books.names())
    click.echo()
    say(Text(f"Böcker: {names}", f"Books: {names}"))
    for name, password in passwords.items():
        click.echo(f"  {name:<12} {ROLE_NAMES[_PEOPLE[name]].to(language()):<12} {password}")
    say(
        Text(
            f"Öppna {server.url} i webbläsaren. Slutar efter {minutes:g} minuter, eller Ctrl+C.",
            f"Open {server.url} in the browser. Ends after {minutes:g} minutes, or by Ctrl+C.",
        )
    )
    sys.stdout.flush()
    server.start(minutes)


def _empty(folder: Path) -> None:
    """Make the folder, empty; one that is not of an earlier showing is left alone."""
    if folder.exists():
        if folder.is_dir() and (folder / _MARK).is_file():
            shutil.rmtree(folder)
        elif not folder.is_dir() or any(folder.iterdir()):
            raise NkrError(
                Text("Mappen är inte tom.", "The folder is not empty."),
                remedy=Text("välj en ny mapp", "choose a new folder"),
                place=folder,
            )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def _people(users: Path) -> Mapping[str, str]:
    """Set up a user of each role, and return their passwords: new ones each time."""
    passwords = {name: secrets.token_urlsafe(12) for name in _PEOPLE}
    with changing_users(users) as accounts:
        for name, role in _PEOPLE.items():
            user = User(name, {EVERY_BOOK: role})
            accounts[plain(name)] = Account(user, hashed(passwords[name]))
    return passwords


if __name__ == "__main__":
    demo_web()
