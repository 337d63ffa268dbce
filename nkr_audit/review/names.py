"""What documents are called in a package: names any system can hold, without personnummer."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from nkr_audit.personal_number import mask
from nkr_importers.peppol.attachments import safe_name, unique_name

EVIDENCE: Final = "underlag"
PERSONAL: Final = "personuppgifter"
# Safe on a disk, but not in a manifest of BagIt or a link.
_NOT_IN_LINKS: Final = str.maketrans(dict.fromkeys("%#?", "-"))


class Names:
    """Gives each document a name of its own in the package."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, path: str, *, personal: bool) -> str:
        """Name a document by its path from the book's folder; the name is from ``data``.

        Folders become part of the name, so that no file can be where another has its folder.
        """
        parts = [part for part in PurePosixPath(path).parts if part not in {"/", ".."}]
        if len(parts) > 1 and parts[0] == EVIDENCE:
            parts = parts[1:]
        top = PERSONAL if personal else EVIDENCE
        name = safe_name(mask("-".join(parts))).translate(_NOT_IN_LINKS)
        chosen = unique_name(f"{top}/{name}", self._taken)
        self._taken.add(chosen.lower())
        return chosen
