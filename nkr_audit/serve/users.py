"""Who a user is and what he or she may do: a role in each book."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["granskare", "ekonom", "attestant", "admin"]
Right = Literal["read", "record", "attach", "attest", "close"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    "granskare": frozenset({"read"}),
    "ekonom": frozenset({"read", "record", "attach", "close"}),
    "attestant": frozenset({"read", "attest"}),
    "admin": frozenset({"read", "record", "attach", "attest", "close"}),
}
WRITING: Final = frozenset[Right]({"record", "attach", "attest", "close"})
ROLE_NAMES: Final[Mapping[Role, Text]] = {
    "granskare": Text("granskare", "auditor"),
    "ekonom": Text("ekonom", "accountant"),
    "attestant": Text("attestant", "approver"),
    "admin": Text("administratör", "administrator"),
}
# Stands for every book that is served, where a book's name is asked for.
EVERY_BOOK: Final = "*"

_NAME = re.compile(r"\w[\w.@+-]{0,63}")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is logged in. ``roles`` is by book; a book's own role goes before ``*``."""

    name: str
    roles: Mapping[str, Role]

    def role(self, book: str) -> Role | None:
        """The role in ``book``, or None when the book is none of the user's business."""
        return self.roles.get(book) or self.roles.get(EVERY_BOOK)


def may(user: User | None, right: Right, book: str) -> bool:
    """Tell whether ``user`` has the right in ``book``. Nobody has any right in no one's name."""
    role = user.role(book) if user is not None else None
    return role is not None and right in RIGHTS[role]


def may_write(user: User | None, book: str) -> bool:
    """Tell whether ``user`` may change anything at all in ``book``."""
    return any(may(user, right, book) for right in WRITING)


def plain(name: str) -> str:
    """The form that names are compared in: case and look-alike widths make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def is_valid_name(name: str) -> bool:
    """Tell whether ``name`` can be a user's: what may stand on a log line and mean one person."""
    return unicodedata.normalize("NFKC", name) == name and _NAME.fullmatch(name) is not None
