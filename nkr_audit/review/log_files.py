"""The files of the processing log that go into a package, and what is to be known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.personal_number import masked_numbers
from nkr_audit.text import Text
from nkr_audit.trail.places import Places

if TYPE_CHECKING:
    from nkr_audit.review.contents import Contents

_MOST_LISTED: Final = 20


def log_files(contents: Contents) -> tuple[dict[str, bytes], list[Text]]:
    """The files of the processing log, and what is to be noted about it."""
    places = Places(contents.opened.root)
    if not places.log.is_file():
        said = Text("Boken har ingen behandlingshistorik.", "The book has no processing log.")
        return {}, [said]
    seals = sorted(one for one in places.checkpoints.glob("*") if one.suffix in {".txt", ".tsr"})
    named = [places.log, places.head, places.key, *seals]
    found = {
        path.relative_to(places.folder).as_posix(): path.read_bytes()
        for path in named
        if path.is_file() and not path.is_symlink()
    }
    told = _told_of_numbers(found[places.log.name])
    notes = []
    if told and contents.withheld:
        said = Text(
            f"Behandlingshistoriken är utelämnad: den innehåller personnummer ({told.sv}).",
            "The processing log is left out: there are personal identity numbers in it "
            f"({told.en}).",
        )
        return {}, [said]
    if told:
        notes.append(
            Text(
                f"Behandlingshistoriken innehåller personnummer ({told.sv}), eftersom den inte kan "
                "ändras. Hantera den därefter.",
                f"There are personal identity numbers in the processing log ({told.en}), since it "
                "cannot be altered. Handle it as such.",
            )
        )
    if not seals:
        said = Text(
            "Behandlingshistoriken är inte förseglad: kedjan kan kontrolleras, men ingen "
            "underskrift.",
            "The processing log is not sealed: its chain can be checked, but no signature.",
        )
        notes.append(said)
    return found, notes


def _told_of_numbers(log: bytes) -> Text | None:
    """The records of the log that hold personnummer, by number; None when none does."""
    text = log.decode("utf-8", "replace")
    if not masked_numbers(text):
        return None
    lines = enumerate(text.split("\n"), start=1)
    found = [str(number) for number, line in lines if masked_numbers(line)]
    listed = ", ".join(found[:_MOST_LISTED]) + (" …" if len(found) > _MOST_LISTED else "")
    return Text(f"post {listed}", f"record {listed}")
