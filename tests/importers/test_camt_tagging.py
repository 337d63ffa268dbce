"""A tag is put last in the head of a voucher, and no other byte changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from beancount.core.data import Transaction

from nkr_audit.ledger import load
from nkr_importers.editing import OF_VOUCHER, Edits
from tests.ledgers import NAMES

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "  Tillgångar:Bank   1.00 SEK\n  Skulder:2440-Lev\n"
OPEN = "2026-01-01 open Tillgångar:Bank SEK\n2026-01-01 open Skulder:2440-Lev SEK\n"


def tagged(folder: Path, head: str, *tags: str, ending: str = "\n") -> str:
    """Tag the one voucher, and return its head."""
    path = folder / "main.beancount"
    before = (NAMES + OPEN + head + "\n" + ROWS).replace("\n", ending)
    path.write_bytes(before.encode())
    (entry,) = [one for one in load(path).entries if isinstance(one, Transaction)]
    edits = Edits()
    for tag in tags:
        edits.add_tag(entry, tag)
    edits.add_metadata(entry.meta, "bank", "x", OF_VOUCHER)
    after = edits.contents()[path].decode()
    path.write_bytes(after.encode())
    assert not load(path).errors
    start, end = (NAMES + OPEN).replace("\n", ending), ROWS.replace("\n", ending)
    middle = after.removeprefix(start).removesuffix(end)
    assert start + middle + end == after
    said = f'{ending}  bank: "x"{ending}'
    assert middle.endswith(said)
    (entry,) = [one for one in load(path).entries if isinstance(one, Transaction)]
    assert set(tags) <= entry.tags
    assert entry.meta["bank"] == "x"
    return middle.removesuffix(said)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('2026-01-02 * "A" "B" ^A17', '2026-01-02 * "A" "B" ^A17 #ny'),
        ('2026-01-02 * "A" "B" ^A17   ', '2026-01-02 * "A" "B" ^A17 #ny   '),
        ('2026-01-02 * "A;" "B \\"; " ; "k"', '2026-01-02 * "A;" "B \\"; " #ny ; "k"'),
        ('2026-01-02 * "A"; k ; k', '2026-01-02 * "A" #ny; k ; k'),
        ('2026-01-02 * "Rad ; ett\nrad två" ^A', '2026-01-02 * "Rad ; ett\nrad två" ^A #ny'),
        ('2026-01-02 * "Å\nä ; ö" ; k', '2026-01-02 * "Å\nä ; ö" #ny ; k'),
        ('2026-01-02 * "A" #ny', '2026-01-02 * "A" #ny'),
        ("2026-01-02 *", "2026-01-02 * #ny"),
    ],
)
def test_last_in_the_head(tmp_path: Path, head: str, expected: str) -> None:
    assert tagged(tmp_path, head, "ny") == expected


def test_several_tags_and_each_once(tmp_path: Path) -> None:
    assert tagged(tmp_path, '2026-01-02 * "A"', "a", "b", "a") == '2026-01-02 * "A" #a #b'


def test_line_endings_of_windows_stay(tmp_path: Path) -> None:
    head = '2026-01-02 * "A" ; k'
    assert tagged(tmp_path, head, "ny", ending="\r\n") == '2026-01-02 * "A" #ny ; k'
