"""Running text on the forms, written by the accountant in ``kontakt.toml``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nkr_audit.contacts import FILE_NAME
from nkr_audit.reports.document import Prose
from nkr_audit.reports.kinds.form_answers import Answer, key_of_grant, notes_of, programme_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.reports.context import Context

_BETWEEN: Final = re.compile(r"\n[ \t]*\n\s*")
# The terms under which the recipient is to give an account of what was done.
_ACCOUNTED: Final = frozenset({"activity-report", "final-report"})


def paragraphs(key: str, title: Text, written: str | None) -> Iterator[Prose]:
    """Yield what was written, a paragraph for each; nothing when nothing was."""
    if written:
        parts = (" ".join(part.split()) for part in _BETWEEN.split(written.strip()))
        yield Prose(key, title, tuple(Text(part, part) for part in parts))


def narrative(context: Context) -> dict[str, Answer]:
    """The account of the activity, when the programme asks for one."""
    if _ACCOUNTED.isdisjoint(programme_of(context).terms):
        return {}
    where = key_of_grant(context, "verksamhet")
    return {"verksamhet": Answer(notes_of(context).narrative, where=where)}


def not_written(context: Context) -> Text:
    """What stands where the account of the activity should be."""
    where = key_of_grant(context, "verksamhet")
    return Text(
        f"(Ej skriven. Fyll i {where} i {FILE_NAME}.)",
        f"(Not written. Fill in {where} in {FILE_NAME}.)",
    )
