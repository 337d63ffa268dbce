"""Workbooks: exported, filled in as a person would in Excel, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from tests.ledgers import refused, run, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from click.testing import Result

NAME = "att koda.xlsx"
COLUMNS = (
    "verifikation", "rad", "konto", "datum", "belopp", "text", "motpart", "faktura", "register",
    "nytta", "andamal", "kostnadsslag", "insats", "avser", "underlag", "typ",
)  # fmt: skip


def export(folder: Path, *options: str) -> Path:
    """Export what is to be coded."""
    path = folder / NAME
    path.unlink(missing_ok=True)
    result = run(
        "code", folder / "main.beancount", "--export", path, "--grant", "NKR2026", *options
    )
    assert result.exit_code == 0, result.output
    return path


def sheet(path: Path) -> Any:
    """The sheet with the rows."""
    return load_workbook(path)["Kodning"]


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows below the header, by column."""
    return [
        dict(zip(COLUMNS, row, strict=False))
        for row in sheet(path).iter_rows(min_row=2, values_only=True)
    ]


def change(path: Path, cells: Mapping[str, Any]) -> None:
    """Write in cells, by address."""
    edit(path, lambda sheet: [sheet.__setitem__(cell, value) for cell, value in cells.items()])


def edit(path: Path, how: Callable[[Any], Any]) -> None:
    """Do something to the sheet with the rows, and save."""
    book = load_workbook(path)
    how(book["Kodning"])
    book.save(path)


def read_back(folder: Path, *options: str) -> Result:
    """Code the book by the workbook."""
    result = run("code", folder / "main.beancount", folder / NAME, "--grant", "NKR2026", *options)
    assert result.exit_code == 0, result.output
    return result


def refuse_workbook(folder: Path) -> str:
    """Code the book by a workbook that must be refused, with nothing written."""
    before = snapshot(folder)
    said = refused("code", folder / "main.beancount", folder / NAME, "--grant", "NKR2026")
    assert snapshot(folder) == before
    return said
