"""A book with a log, a key to seal it by, and changes by hand, for the tests of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.trail.record import Act
from nkr_audit.trail.signing_key import make_key
from nkr_audit.trail.writing import writing
from tests.ledgers import COST, SOUND, book

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.trail.signing_key import SigningKey

CORRECTION = (
    COST.replace("A42", "2026-A43")
    .replace('  verifikation: "2026-A43"\n', '  verifikation: "2026-A43"\n  rattar: "2026-A42"\n')
    .replace('juni" ^', 'juni, rättelse" #rattelse ^')
    .replace("40000.00", "-1000.00")
)
TEXT = (
    SOUND.replace("A42", "2026-A42").replace("underlag/2026-A42.pdf", "underlag/A42.pdf")
    + CORRECTION
)


def act(main: Path, action: str, *vouchers: str, line: str = "; rad\n", reason: str = "") -> None:
    """Write a line in the book, logged as such an act by ekonom1."""
    with writing(main) as writer:
        content = main.read_bytes() + line.encode()
        writer.write({main: content}, Act(action, "ekonom1", vouchers, reason))


def logged_book(folder: Path) -> Path:
    """A book with a log of three records, and its main file."""
    main = book(folder / "bok", TEXT)
    act(main, "import", "2026-A42", "2026-A43")
    act(main, "code", "2026-A42")
    return main


def by_hand(main: Path, before: str, after: str) -> None:
    """Change the book as somebody with an editor would."""
    text = main.read_text(encoding="utf-8")
    assert before in text
    main.write_text(text.replace(before, after), encoding="utf-8")


def key_file(folder: Path, name: str = "region-exempel") -> tuple[Path, SigningKey]:
    """A key outside of the book, and its file."""
    path = folder / "nycklar" / f"{name}.pem"
    return path, make_key(name, path)
