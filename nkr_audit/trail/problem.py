"""Something that is not right with a book's log, or with the files that it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nkr_audit.text import Text

Kind = Literal[
    "record", "order", "cut", "root", "signature", "history", "altered", "missing", "unlogged",
    "discovered",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a line of the log, or of ``path`` when that is given.

    ``path`` is from the book's folder. ``line`` is None when no line can be told.
    """

    kind: Kind
    line: int | None
    what: Text
    path: str = ""
