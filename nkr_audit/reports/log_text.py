"""The log as a table: a row for each record, newest last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.reports.log_words import action_word, clean, local_time
from nkr_audit.reports.rows import shortened
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.reports.page import Page
    from nkr_audit.trail.record import Record

_HEADS = (
    Text("nr", "no."), Text("tid", "time"), Text("vem", "who"), Text("vad", "what"),
    Text("verifikationer", "vouchers"), Text("filer", "files"),
)  # fmt: skip
_WIDTHS = (5, 16, 12, 15, 28)
_NONE = "–"


def log_lines(records: Sequence[Record], page: Page) -> Iterator[str]:
    """Write out the records, each on a row, with its reason below."""
    yield page.style(_row([page.say(head) for head in _HEADS]), "reset")
    for record in records:
        act = record.act
        yield _row([
            str(record.seq), local_time(record.time), clean(act.who),
            page.say(action_word(clean(act.action))), vouchers(act.vouchers),
            _files(record),
        ])  # fmt: skip
        if act.reason:
            reason = page.say(Text(f"skäl: {clean(act.reason)}", f"reason: {clean(act.reason)}"))
            yield from page.folded(reason, first=" " * (_WIDTHS[0] + 2))


def log_summary(records: Sequence[Record], root: str | None, page: Page) -> Iterator[str]:
    """Say how long the log is, and what its root is."""
    if root is None:
        yield page.say(
            Text(
                "Boken har ingen behandlingshistorik än; den börjar vid nästa skrivning.",
                "The book has no processing log yet; it begins at the next write.",
            )
        )
        return
    first, last = local_time(records[0].time), local_time(records[-1].time)
    yield ""
    yield page.say(Text(f"{root} · {first} – {last}", f"{root} · {first} – {last}"))


def vouchers(numbers: Sequence[str]) -> str:
    """Name the vouchers of an act: the one, the two, or the first and the last and how many."""
    shown = [clean(number) for number in numbers]
    if not shown:
        return _NONE
    if len(shown) <= 2:
        return ", ".join(shown)
    return f"{shown[0]} … {shown[-1]} ({len(shown)})"


def _row(cells: Sequence[str]) -> str:
    number, *middle, last = cells
    padded = "  ".join(
        f"{shortened(cell, width + 1):<{width}}"
        for cell, width in zip(middle, _WIDTHS[1:], strict=True)
    )
    return f"{number:>{_WIDTHS[0]}}  {padded}  {last}"


def _files(record: Record) -> str:
    """The one file, or how many they are."""
    if not record.files:
        return _NONE
    if len(record.files) == 1:
        return clean(record.files[0].path)
    return str(len(record.files))
