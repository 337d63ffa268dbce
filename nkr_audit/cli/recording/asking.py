"""Asking for what was left out, where there is somebody to ask; else one error that names it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import click

from nkr_audit.cli.common import language
from nkr_audit.errors import NkrError
from nkr_audit.labels import label_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")


def is_interactive() -> bool:
    """Tell whether there is a person at the keyboard to ask."""
    return sys.stdin.isatty()


class Asker:
    """Asks for values. ``has_asked`` tells that it did, so that a person confirms the whole."""

    def __init__(self) -> None:
        self.has_asked = False
        self._interactive = is_interactive()

    def need(self, given: Mapping[str, object]) -> None:
        """Make sure that every option is given, or can be asked for.

        Raises NkrError naming those that are not.
        """
        missing = [option for option, value in given.items() if value is None]
        if missing and not self._interactive:
            listed = ", ".join(missing)
            raise NkrError(
                Text(f"Uppgifter saknas: {listed}.", f"Something is missing: {listed}."),
                remedy=Text(
                    f"ange {listed}; i ett terminalfönster frågar kommandot efter dem",
                    f"give {listed}; in a terminal window the command asks for them",
                ),
            )

    def value(
        self,
        given: str | None,
        label: Text,
        read: Callable[[str], T],
        *,
        choices: Sequence[str] = (),
        default: str | None = None,
    ) -> T:
        """Return what was given, else ask, until the answer can be read."""
        if given is not None:
            return read(given)
        self.has_asked = True
        for choice in choices:
            click.echo(f"  {_choice(choice)}")
        suggested = default or (choices[0] if len(choices) == 1 else None)
        while True:
            answer = click.prompt(label.to(language()), default=suggested)
            try:
                return read(answer)
            except NkrError as error:
                click.echo(error.describe(language()))


def agreed(question: Text) -> bool:
    """Ask a question that is answered by yes or no, in either language."""
    letters = Text("J/n", "Y/n").to(language())
    while True:
        answer = click.prompt(
            f"{question.to(language())} [{letters}]", default=letters[0], show_default=False
        )
        if answer.strip().casefold() in {"j", "ja", "y", "yes"}:
            return True
        if answer.strip().casefold() in {"n", "nej", "no"}:
            return False


def _choice(name: str) -> str:
    called = label_of(name).to(language())
    return name if called == name else f"{name:<30}{called}"
