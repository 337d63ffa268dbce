"""What every command shares: the language, the programmes, and one way to fail."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from nkr_audit.cli.terminal import print_whatever_fits
from nkr_audit.errors import NkrError
from nkr_audit.locale import speak
from nkr_audit.programme_file import load_programmes
from nkr_audit.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nkr_audit.programme import Programme


@dataclass(slots=True)
class State:
    """What the user chose for the whole run."""

    language: Language = "sv"
    programmes: Path | None = None


def state(ctx: click.Context | None = None) -> State:
    """The choices of the run under way."""
    root = (ctx or click.get_current_context()).find_root()
    return root.ensure_object(State)


def language() -> Language:
    """The language chosen for the run."""
    return state().language


def programmes() -> Mapping[str, Programme]:
    """The programmes known in this run, with those of ``--programmes``."""
    return load_programmes(state().programmes)


def say(text: Text) -> None:
    """Print a text in the chosen language."""
    click.echo(text.to(language()))


class Option(click.Option):
    """An option whose help is in both languages."""

    def __init__(self, *args: Any, text: Text, **attributes: Any) -> None:
        super().__init__(*args, **{**attributes, "help": text.sv})
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the help in the chosen language."""
        self.help = self.text.to(state(ctx).language)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help is in both languages."""

    def __init__(self, *args: Any, text: Text, **attributes: Any) -> None:
        super().__init__(*args, **{**attributes, "help": text.sv})
        self.text = text

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hear ``--lang`` first, so that it holds for a ``--help`` that stands before it."""
        words = [
            part
            for word in args
            for part in (word.split("=", 1) if word.startswith("--lang=") else [word])
        ]
        for word, following in pairwise(words):
            if word == "--lang" and following in LANGUAGES:
                _choose_language(ctx, following)
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the help of ``--help`` itself in the chosen language; click makes it only once."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = Text("Visa den här hjälpen.", "Show this message and exit.").to(
                state(ctx).language
            )
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the first sentence in the chosen language."""
        self.help = self.text.to(language())
        return super().get_short_help_str(limit)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the chosen language."""
        self.help = self.text.to(state(ctx).language)
        super().format_help_text(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name what may stand on the line in the chosen language."""
        self.options_metavar = Text("[VAL]", "[OPTIONS]").to(state(ctx).language)
        return super().collect_usage_pieces(ctx)


class Group(Command, click.Group):
    """A group of commands. At the top it turns an NkrError into its message and exit code 2."""

    command_class = Command
    group_class = type

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name what may stand on the line in the chosen language."""
        self.subcommand_metavar = Text("KOMMANDO …", "COMMAND …").to(state(ctx).language)
        return super().collect_usage_pieces(ctx)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:  # fmt: skip
        """Begin a run in Swedish; ``--lang`` may change that while the options are read."""
        if parent is None:
            print_whatever_fits()
            speak(State().language)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; on an NkrError print it and stop with exit code 2."""
        try:
            return super().invoke(ctx)
        except NkrError as error:
            if ctx.parent is not None:
                raise
            spoken = state(ctx).language
            kind = Text("fel", "error").to(spoken)
            message = error.describe(spoken).replace(f"{Path.cwd()}{os.sep}", "")
            click.echo(f"{click.style(kind, fg='red')}: {message}", err=True)
            ctx.exit(2)


def option(*names: str, text: Text, **attributes: Any) -> Callable[[Any], Any]:
    """Add an option whose help is in both languages."""
    return click.option(*names, cls=Option, text=text, **attributes)


def _set_language(ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        _choose_language(ctx, cast("Language", value))


def _choose_language(ctx: click.Context, chosen: Language) -> None:
    state(ctx).language = chosen
    speak(chosen)


def _set_programmes(ctx: click.Context, _option: click.Parameter, value: Path | None) -> None:
    if value is not None:
        state(ctx).programmes = value


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--lang`` and ``--programmes``, which may stand before or after the command's name."""
    for decorate in (
        option(
            "--programmes", type=click.Path(path_type=Path), metavar="DIR",
            expose_value=False, is_eager=True, callback=_set_programmes, envvar="NKR_PROGRAMMES",
            text=Text(
                "Mapp med egna bidragsprogram (se docs/programfil.md).",
                "Folder with programmes of your own (see docs/programfil.md).",
            ),
        ),
        option(
            "--lang", type=click.Choice(LANGUAGES), metavar="sv|en",
            expose_value=False, is_eager=True, callback=_set_language, envvar="NKR_LANG",
            text=Text("Språk: svenska (sv) eller engelska (en).", "Language: sv or en."),
        ),
    ):  # fmt: skip
        command = decorate(command)
    return command


def ledger_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument that names the main file of the book."""
    return click.argument("ledger", metavar="LEDGER", type=click.Path(path_type=Path))(command)
