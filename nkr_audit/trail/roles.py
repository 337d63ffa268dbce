"""Who may do what with a book: ``roller.toml`` beside its main file. Without it, all may do all.

Nobody attests what he or she has registered, with or without the file.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_audit.toml_table import read_toml
from nkr_audit.trail.record import (
    ACCRUE,
    ADOPT,
    ATTACH,
    ATTEST,
    CLOSE,
    CODE,
    CORRECT,
    IMPORT,
    RECORD,
    RELEASE,
    REOPEN,
    REVIEW_DELIVERED,
    REVIEW_REQUEST,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nkr_audit.trail.record import Act

# Marks that cannot be seen: the grapheme joiner, and variation selectors.
_JOINERS: Final = frozenset("\u034f" + "".join(map(chr, range(0xFE00, 0xFE10))))
ROLES_FILE: Final = "roller.toml"

# To book and correct, and to import; to file documents; to attest; to close and open a grant.
MAY_RECORD: Final = "registrera"
MAY_ATTACH: Final = "bifoga"
MAY_ATTEST: Final = "attestera"
MAY_CLOSE: Final = "avsluta"
RIGHTS: Final = {
    MAY_RECORD: Text("registrera", "record"),
    MAY_ATTACH: Text("bifoga underlag", "attach documents"),
    MAY_ATTEST: Text("attestera", "attest"),
    MAY_CLOSE: Text("avsluta bidrag", "close grants"),
}


# The right that each kind of act demands; what is not here anybody may do who can write.
_DEMANDED: Final = {
    **dict.fromkeys((IMPORT, CODE, RECORD, CORRECT, ACCRUE, RELEASE, ADOPT), MAY_RECORD),
    **dict.fromkeys((REVIEW_REQUEST, REVIEW_DELIVERED), MAY_RECORD),
    ATTACH: MAY_ATTACH,
    ATTEST: MAY_ATTEST,
    **dict.fromkeys((CLOSE, REOPEN), MAY_CLOSE),
}


def require_for(root: Path, act: Act) -> None:
    """Raise NkrError unless the one who acts has the right to it in the folder ``root``."""
    if act.action in _DEMANDED:
        require(root, act.who, _DEMANDED[act.action])


def require(root: Path, who: str, right: str) -> None:
    """Raise NkrError unless ``who`` has the right to the book in the folder ``root``."""
    path = root / ROLES_FILE
    if not path.is_file():
        return
    roles = read_roles(path)
    if right in roles.get(_plain(who), frozenset()):
        return
    verb = RIGHTS[right]
    raise NkrError(
        Text(
            f"{who} får inte {verb.sv} i den här boken.", f"{who} may not {verb.en} in this book."
        ),
        remedy=Text(
            f'låt någon som får göra det, eller lägg till "{right}" under [{who}] i {ROLES_FILE}',
            f'let someone do it who may, or add "{right}" under [{who}] in {ROLES_FILE}',
        ),
        place=path,
    )


def read_roles(path: Path) -> Mapping[str, frozenset[str]]:
    """Read the file: each person's rights, by name in the form that names are compared in.

    Raises NkrError when it says something else than who may do what, or the same person twice.
    """
    root = read_toml(path)
    roles: dict[str, frozenset[str]] = {}
    for name in root.names():
        table = root.table(name)
        rights = table.texts("far")
        for right in rights:
            if right not in RIGHTS:
                listed = ", ".join(RIGHTS)
                raise table.error(
                    "far",
                    Text(f"har en okänd rättighet: ”{right}”", f"has an unknown right: “{right}”"),
                    Text(f"Skriv något av: {listed}.", f"Write one of: {listed}."),
                )
        if _plain(name) in roles:
            raise root.error(
                name,
                Text("står två gånger", "stands twice"),
                Text("Slå ihop dem till en.", "Make them one."),
            )
        roles[_plain(name)] = frozenset(rights)
    root.end()
    return roles


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are one person's.

    Case, spaces, hyphens and what cannot be seen make no difference.
    """
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in folded if not _makes_no_difference(char))


def _makes_no_difference(char: str) -> bool:
    """Tell whether it is a hyphen, a space, a control or format character, or joins others."""
    category = unicodedata.category(char)
    return category[0] in "CZ" or category == "Pd" or char in _JOINERS
