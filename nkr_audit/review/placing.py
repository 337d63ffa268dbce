"""Putting a package in its place: beside it first, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.review.bag import FolderSink, zip_sink
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.review.bag import Sink

ZIP: Final = ".zip"
_MARK: Final = "bagit.txt"


def refuse_taken(output: Path, *, force: bool) -> None:
    """Never write over what is there, but for a package that is to be replaced."""
    if not output.exists() and not output.is_symlink():
        return
    is_package = (output / _MARK).is_file() or (output.is_file() and output.suffix.lower() == ZIP)
    if force and is_package and not output.is_symlink():
        return
    raise NkrError(
        Text("Här finns redan något.", "There is something here already."),
        remedy=Text(
            "välj ett annat namn med -o"
            + ("" if force or not is_package else ", eller skriv över paketet med --force"),
            "choose another name with -o"
            + ("" if force or not is_package else ", or replace the package with --force"),
        ),
        place=output,
    )


@contextmanager
def sink_for(temporary: Path, output: Path, grant: str) -> Iterator[Sink]:
    """Where the files of a package of a grant are put: a zip when ``output`` is named so."""
    if output.suffix.lower() != ZIP:
        yield FolderSink(temporary)
        return
    with zip_sink(temporary, f"granskning-{grant}") as sink:
        yield sink


@contextmanager
def placed(output: Path) -> Iterator[Path]:
    """Give a name beside ``output`` to write under, which takes its place when all is well."""
    output.parent.mkdir(parents=True, exist_ok=True)
    # The folder may hold what the writer alone may read until it is whole.
    holder = Path(tempfile.mkdtemp(prefix=".granskning-", suffix=".tmp", dir=output.parent))
    try:
        yield holder / "ny"
        if output.exists():
            output.replace(holder / "gammal")
        (holder / "ny").replace(output)
    finally:
        shutil.rmtree(holder, ignore_errors=True)
