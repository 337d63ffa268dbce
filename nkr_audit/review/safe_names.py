"""Names of files in a package from outside: only those that are safe on every system."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST_PART: Final = 255
_LONGEST: Final = 1000
_DEEPEST: Final = 20
# Names that are a device on Windows, in any folder and with any ending.
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)\s*(?:\..*)?",
    re.IGNORECASE,
)
_NOT_IN_NAMES: Final = frozenset('<>:"|?*')
# Control, format (among them those that turn the reading order), surrogates, unassigned.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def fault_of(name: str) -> Text | None:
    """Tell what is wrong with the name of a file, as a path with slashes; None when it is safe."""
    if not name:
        return Text("Namnet är tomt.", "The name is empty.")
    if "\\" in name:
        return Text("Namnet har ett omvänt snedstreck.", "The name has a backslash.")
    if name.startswith("/"):
        return Text("Namnet är en absolut sökväg.", "The name is an absolute path.")
    if re.match("[A-Za-z]:", name):
        return Text("Namnet pekar ut en enhet.", "The name points to a drive.")
    parts = name.split("/")
    if ".." in parts:
        return Text(
            "Namnet leder ut ur paketets mapp (..).",
            "The name leads out of the package's folder (..).",
        )
    if any(part in {"", "."} for part in parts):
        return Text("Namnet har en tom mapp i sig.", "The name has an empty folder in it.")
    if any(unicodedata.category(one) in _INVISIBLE for one in name):
        return Text(
            "Namnet har ett osynligt tecken eller styrtecken.",
            "The name has an invisible or a control character.",
        )
    if len(name) > _LONGEST or len(parts) > _DEEPEST:
        return Text("Namnet är för långt eller för djupt.", "The name is too long or too deep.")
    for part in parts:
        found = _fault_of_part(part)
        if found is not None:
            return found
    return None


def _fault_of_part(part: str) -> Text | None:
    if _DEVICE.fullmatch(part):
        return Text(
            f"{part} är namnet på en enhet i Windows.", f"{part} is the name of a Windows device."
        )
    if part[-1] in ". " or part[0] == " ":
        return Text(
            "Namnet slutar med punkt eller mellanslag, eller börjar med mellanslag.",
            "The name ends with a dot or a space, or begins with a space.",
        )
    if _NOT_IN_NAMES & set(part):
        return Text(
            "Namnet har ett tecken som inte får stå i filnamn i Windows.",
            "The name has a character that Windows does not allow in names.",
        )
    if len(part.encode()) > _LONGEST_PART:
        return Text("Namnet är för långt.", "The name is too long.")
    return None


def clashes(names: Iterable[str]) -> Iterator[tuple[str, Text]]:
    """The names that are another's too on some system: each but the first, and what is wrong.

    Two names clash when they are the same; when only upper and lower case, or how a letter like ä
    is put together, tells them apart; and when one is a file and also the folder of another.
    """
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        key = _plain(name)
        other = seen.setdefault(key, name) if key in seen else None
        seen.setdefault(key, name)
        if other is not None:
            yield name, _clash(name, other)
        parts = name.split("/")[:-1]
        for end in range(1, len(parts) + 1):
            folder = "/".join(parts[:end])
            first = folders.setdefault(_plain(folder), folder)
            if first != folder:
                yield name, _clash(folder, first)
    for key in seen.keys() & folders.keys():
        yield (
            seen[key],
            Text("Namnet är både en fil och en mapp.", "The name is both a file and a folder."),
        )


def _clash(name: str, other: str) -> Text:
    if name == other:
        return Text("Namnet finns två gånger.", "The name is there twice.")
    if unicodedata.normalize("NFKC", name) == unicodedata.normalize("NFKC", other):
        return Text(
            "Namnet ser likadant ut som ett annat, men är skrivet med andra tecken.",
            "The name looks like another, but is written with other characters.",
        )
    return Text(
        f"Namnet skiljer sig från {other} bara i stora och små bokstäver.",
        f"The name differs from {other} only in upper and lower case.",
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
