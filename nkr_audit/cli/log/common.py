"""What the commands under ``nkr log`` share."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from nkr_audit.cli.common import language
from nkr_audit.ledger import load
from nkr_audit.reports.page import WIDTH, Page, plain
from nkr_audit.trail.places import Places

_NARROWEST = 60


def places_of(main: Path) -> Places:
    """Where the log of the book lies. Raises NkrError when there is neither book nor log."""
    places = Places((Path.cwd() / main.parent).resolve())
    if main.is_dir() or not (main.exists() or places.log.exists()):
        load(main)  # says why it cannot be opened
    return places


def page() -> Page:
    """The page to write on: colour and the window's width only where there is a window."""
    if not sys.stdout.isatty():
        return Page(language(), Path.cwd())
    width = min(WIDTH, max(_NARROWEST, shutil.get_terminal_size().columns))
    return Page(language(), Path.cwd(), plain if os.environ.get("NO_COLOR") else _coloured, width)


def _coloured(text: str, colour: str) -> str:
    return click.style(text, fg=colour, bold=True)
