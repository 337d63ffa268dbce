"""The time stamps that are kept beside the seals of a log, each held against its seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.trail.problem import Problem
from nkr_audit.trail.timestamp import LARGEST, read_stamp
from nkr_audit.trail.verifier_keys import read_small

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.x509 import Certificate

    from nkr_audit.trail.places import Places
    from nkr_audit.trail.timestamp import Stamp


def kept_stamps(
    places: Places, roots: Sequence[Certificate]
) -> tuple[tuple[tuple[str, Stamp], ...], list[Problem]]:
    """The stamps with the names of their files, and what is wrong with those that are not right."""
    stamps: list[tuple[str, Stamp]] = []
    problems: list[Problem] = []
    folder = places.checkpoints
    for path in sorted(folder.glob("*.tsr")) if folder.is_dir() else ():
        name = places.relative(path)
        try:
            note = read_small(path.with_suffix(".txt")).encode()
            stamps.append((name, read_stamp(_read(path), note, roots)))
        except (ValueError, OSError, NkrError):
            problems.append(Problem("signature", None, _wrong(path), name))
    return tuple(stamps), problems


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise ValueError("no file")
    with path.open("rb") as stream:
        return stream.read(LARGEST)


def _wrong(path: Path) -> Text:
    note = path.with_suffix(".txt").name
    return Text(
        f"Tidsstämpeln är skadad, gäller något annat än {note}, eller är inte underskriven av "
        "tjänsten.",
        f"The time stamp is damaged, is of something else than {note}, or is not signed by the "
        "service.",
    )
