"""Something that is not right with a package, and where in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nkr_audit.errors import Place
    from nkr_audit.text import Language, Text

_LONGEST = 200


class Problem(NamedTuple):
    """What is wrong. ``where`` is a file of the package by its name, with the line if it has one.

    ``kind`` tells what was being checked: ``package`` (the file or folder itself), ``name``,
    ``bag``, ``file``, ``content``, ``log``, ``book``, ``figure``, ``table`` or ``earlier``.
    """

    kind: str
    where: Place
    what: Text

    def describe(self, language: Language) -> str:
        """The place and what is wrong, on one line."""
        return f"{shown(str(self.where))}: {self.what.to(language)}"

    def as_json(self, language: Language) -> dict[str, Any]:
        """The problem as plain values."""
        return {
            "kind": self.kind,
            "file": shown(self.where.file),
            "line": self.where.line or None,
            "message": self.what.to(language),
        }


def shown(name: str) -> str:
    """A name out of a package, safe to print: nothing in it can move the cursor or hide itself."""
    seen = "".join(
        one if one.isprintable() else one.encode("unicode_escape", "replace").decode()
        for one in name
    )
    return seen if len(seen) <= _LONGEST else f"{seen[:_LONGEST]}…"
