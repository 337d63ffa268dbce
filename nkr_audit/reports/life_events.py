"""What a record says of one voucher, as a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nkr_audit.reports.log_words import action_word, clean
from nkr_audit.text import Text
from nkr_audit.trail import record as acts
from nkr_audit.trail.versions import TEXT_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.trail.life import Life
    from nkr_audit.trail.record import Record

_MOST_LINES = 8
_SENTENCES = {
    acts.IMPORT: Text("importerade verifikationen", "imported the voucher"),
    acts.CODE: Text("kodade kostnaden", "coded the cost"),
    acts.RECORD: Text("bokförde verifikationen", "booked the voucher"),
    acts.CORRECT: Text("bokförde en rättelse", "booked a correction"),
    acts.ACCRUE: Text("reserverade kostnaden", "accrued the cost"),
    acts.RELEASE: Text("löste upp reserveringen", "released the accrual"),
    acts.ATTACH: Text("bifogade underlag", "attached evidence"),
    acts.ATTEST: Text("attesterade", "attested it"),
    acts.CLOSE: Text("gjorde bokslut", "closed the books"),
    acts.REOPEN: Text("öppnade bokslutet igen", "reopened the books"),
    acts.ADOPT: Text(
        "tog in en ändring som gjorts utanför verktyget",
        "adopted a change that was made outside the tool",
    ),
}


def said_of(record: Record, life: Life) -> Text:
    """Tell what the record did to the voucher: who, with what others, which papers, and why."""
    act = record.act
    who = clean(act.who)
    if act.action == acts.DISCOVERED:
        done = Text(
            f"Ändrad utanför verktyget; upptäckt när {who} skrev i boken",
            f"Changed outside the tool; discovered when {who} wrote in the book",
        )
    else:
        word = _SENTENCES.get(act.action, action_word(clean(act.action)))
        done = Text(f"{who} {word.sv}", f"{who} {word.en}")
    parts = [done, *_details(record, life)]
    sv, en = (", ".join(part) for part in zip(*parts, strict=True))
    reason = Text("", "")
    if act.reason:
        reason = Text(f" Skäl: {clean(act.reason)}.", f" Reason: {clean(act.reason)}.")
    return Text(
        f"{sv} (post {record.seq}).{reason.sv}",
        f"{en} (record {record.seq}).{reason.en}",
    )


def _details(record: Record, life: Life) -> Iterator[Text]:
    act = record.act
    source = life.voucher.source if life.voucher is not None else None
    if act.action == acts.IMPORT and source:
        yield Text(f"ur {clean(source)}", f"from {clean(source)}")
    papers = [clean(one.path) for one in record.files if Path(one.path).suffix not in TEXT_FILES]
    own = {paper.path for paper in life.papers}
    attached = [path for path in papers if path in own]
    if act.action == acts.ATTACH and not life.papers:
        attached = papers
    if attached:
        yield Text(f"med {', '.join(attached)}", f"with {', '.join(attached)}")
    others = len(set(act.vouchers) - {life.number})
    if others:
        yield Text(
            f"tillsammans med {others} {'annan' if others == 1 else 'andra'}",
            f"together with {others} {'other' if others == 1 else 'others'}",
        )


def changed_lines(record: Record) -> list[str]:
    """The first lines that were changed outside the tool: ``−`` was there, ``+`` is there."""
    lines = [
        f"{'−' if line[0] == '-' else '+'} {clean(line[1:])}".rstrip()
        for change in record.files
        for line in change.diff.split("\n")
        if line[:1] in {"-", "+"} and line[:3] not in {"---", "+++"}
    ]
    return [*lines[:_MOST_LINES], "…"] if len(lines) > _MOST_LINES else lines
