"""``nkr log verify``: is the log whole, and is every file of the book as the log says?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nkr_audit.cli.common import Command, language, ledger_argument, option, shared_options
from nkr_audit.cli.log.common import page, places_of
from nkr_audit.cli.progress import byte_bar
from nkr_audit.errors import NkrError
from nkr_audit.ledger import collector_held, load
from nkr_audit.reports.verify_text import Verified, verified_json, verify_lines
from nkr_audit.text import Text
from nkr_audit.trail.checkpoint import VerifierKey, parse_checkpoint
from nkr_audit.trail.commit import written_so_far
from nkr_audit.trail.problem import Problem
from nkr_audit.trail.sealing import kept_notes, verify_here
from nkr_audit.trail.stamps import kept_stamps
from nkr_audit.trail.timestamp import read_roots
from nkr_audit.trail.verifier_keys import book_keys, given_keys, read_small
from nkr_audit.trail.writing import book_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nkr_audit.trail.places import Places
    from nkr_audit.trail.verifying import Verification

_MOST_READINGS = 3


@click.command(
    "verify",
    cls=Command,
    text=Text(
        "Pröva loggen för boken LEDGER: kedjan av poster, varje fil mot loggen, och "
        "förseglingarna. Slutar med 0 när allt stämmer, 1 när något inte stämmer, 2 när det inte "
        "går att pröva.",
        "Verify the log of the book LEDGER: the chain of records, each file against the log, and "
        "the seals. Exits with 0 when all is sound, 1 when something is not, 2 when it cannot be "
        "verified.",
    ),
)
@ledger_argument
@option(
    "--checkpoint", "outside", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
    text=Text(
        "En försegling som någon annan har haft. Kan anges flera gånger.",
        "A seal that somebody else has kept. May be given several times.",
    ),
)  # fmt: skip
@option(
    "--key", "key", metavar="FILE|NYCKEL",
    text=Text(
        "Den öppna nyckeln, eller en fil med den. Utelämnad: bokens egen.",
        "The verifier key, or a file that holds it. Left out: the book's own.",
    ),
)  # fmt: skip
@option(
    "--tsa", metavar="FILE", type=click.Path(path_type=Path),
    text=Text(
        "Tidsstämpeltjänstens rotcertifikat (PEM).",
        "The root certificate of the time stamp service (PEM).",
    ),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, text=Text("Skriv JSON.", "Print JSON."))
@shared_options
def log_verify(
    ledger: Path, outside: tuple[Path, ...], key: str | None, tsa: Path | None, *, as_json: bool
) -> None:
    """Print what is not as it was written."""
    places = places_of(ledger)
    given = [(str(path.resolve()), read_small(path)) for path in outside]
    keys = given_keys(key) if key is not None else None
    roots = read_roots(tsa) if tsa is not None else []
    with collector_held():
        files, unread = _book_files(ledger)
        key_faults: list[Problem] = []
        if keys is None:
            keys, key_faults = _own_keys(places)
        notes = kept_notes(places)
        found = _verified(places, files, [*notes, *given], keys)
        stamps, faults = kept_stamps(places, roots)
    outside_notes = [note for path, note in given if not _is_in_book(places, path)]
    verified = Verified(
        places,
        str(ledger),
        found,
        (*found.problems, *key_faults, *faults),
        stamps,
        len(notes) + len(given),
        len(outside_notes),
        max(map(_size, outside_notes), default=0),
        key is not None and not _is_in_book(places, key),
        unread,
    )
    if as_json:
        click.echo(json.dumps(verified_json(verified, language()), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(verify_lines(verified, page())))
    click.get_current_context().exit(0 if verified.is_sound else 1)


def _is_in_book(places: Places, path: str) -> bool:
    """Tell whether what was given lies in the book's own folder, and so proves nothing more."""
    return Path(path).is_file() and Path(path).resolve().is_relative_to(places.root)


def _size(note: str) -> int:
    try:
        return parse_checkpoint(note).size
    except ValueError:
        return 0


def _book_files(ledger: Path) -> tuple[list[Path], NkrError | None]:
    """The files that the book itself names; without them when it cannot be loaded, and why."""
    try:
        return book_files(load(ledger)), None
    except NkrError as error:
        return [], error


def _verified(
    places: Places,
    files: Sequence[Path],
    notes: Sequence[tuple[str, str]],
    keys: Sequence[VerifierKey],
) -> Verification:
    """Verify while nobody writes: once more when a command wrote in the book meanwhile."""
    label = Text("Läser filerna", "Reading the files")
    for _ in range(_MOST_READINGS):
        before = written_so_far(places.root)
        with byte_bar(label, language()) as told:
            found = verify_here(places, files, notes, keys, told)
        if not found.problems or written_so_far(places.root) == before:
            break
    return found


def _own_keys(places: Places) -> tuple[tuple[VerifierKey, ...], list[Problem]]:
    """The keys that the book names; a damaged file of keys is a problem like others."""
    try:
        return book_keys(places), []
    except NkrError as error:
        line = error.place.line if error.place else 0
        problem = Problem("signature", line or None, error.what, places.relative(places.key))
        return (), [problem]
