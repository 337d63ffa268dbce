"""A bar for long work, on a terminal only, and never in the way of what is printed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nkr_audit.text import Text


@contextmanager
def byte_bar(label: Text, language: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to tell the progress to: bytes done, and bytes in all."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task(label.en if language == "en" else label.sv, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
