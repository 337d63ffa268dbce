"""Behandlingshistorik: what was done to the book, whether the log is whole, and its seals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.reports.document import Column
from nkr_audit.reports.log_text import vouchers
from nkr_audit.reports.log_words import action_word, clean, local_time
from nkr_audit.text import Text
from nkr_audit.trail.checkpoint import is_signed_by, parse_checkpoint
from nkr_audit.trail.sealing import kept_notes
from nkr_audit.trail.stamps import kept_stamps
from nkr_audit.trail.verifier_keys import book_keys
from nkr_audit.web.model import Figure, Figures, Line, Link, Listing, Notice, Page

if TYPE_CHECKING:
    from nkr_audit.book import TrailState
    from nkr_audit.trail.checkpoint import Checkpoint
    from nkr_audit.trail.problem import Problem
    from nkr_audit.trail.record import Record
    from nkr_audit.web.model import Part
    from nkr_audit.web.view import View

_TITLE: Final = Text("Behandlingshistorik", "Processing log")
_LIMIT: Final = Text(
    "Det här visar inte om slutet av loggen är borttaget eller om hela mappen är utbytt. Det "
    "visar bara en försegling som någon annan har haft: nkr log verify --checkpoint.",
    "This does not tell whether the end of the log is gone or the whole folder replaced. Only a "
    "seal that somebody else has kept does: nkr log verify --checkpoint.",
)


def build(view: View) -> Page:
    """The outcome of the verification that was made when the book was read, and the records."""
    state = view.reading.book.trail
    if state is None:
        none = Text(
            "Boken har ingen behandlingshistorik än; den börjar vid nästa skrivning.",
            "The book has no processing log yet; it begins at the next write.",
        )
        return Page(_TITLE, (Notice(none),))
    parts: list[Part] = [_verdict(state), _figures(view, state)]
    if state.problems:
        parts.append(_problems(state))
    return Page(_TITLE, (*parts, _seals(view), _records(view), Notice(_LIMIT)))


def _verdict(state: TrailState) -> Notice:
    if not state.problems:
        return Notice(
            Text(
                "Kedjan av poster är hel, och varje fil är som loggen säger. Prövat när boken "
                "lästes in.",
                "The chain of records is whole, and every file is as the log says. Verified when "
                "the book was read.",
            ),
            title=Text("Behandlingshistoriken stämmer", "The processing log is sound"),
        )
    count = len(state.problems)
    return Notice(
        Text(
            f"{count} {'sak' if count == 1 else 'saker'} stämmer inte mellan loggen och boken.",
            f"{count} {'thing is' if count == 1 else 'things are'} not right between log and book.",
        ),
        grave=True,
        title=Text("Behandlingshistoriken stämmer inte", "The processing log is not sound"),
    )


def _figures(view: View, state: TrailState) -> Figures:
    from nkr_audit.trail.merkle import root_of

    chain = view.reading.chain()
    root = view.reading.once("root", lambda: root_of(chain.lines).hex()) if chain.lines else ""
    count, records = len(chain.lines), chain.sound
    span = f"{local_time(records[0].time)} – {local_time(records[-1].time)}" if records else "–"
    return Figures(
        "loggen",
        Text("Loggen", "The log"),
        (
            Figure(Text("Poster", "Records"), count, "count"),
            Figure(Text("Tid", "Time"), span),
            Figure(Text("Förseglade poster", "Sealed records"), state.sealed, "count",
                   None if state.sealed else Text("Ingen försegling täcker loggen.",
                                                  "No seal covers the log.")),
            Figure(Text("Rot (SHA-256)", "Root (SHA-256)"), root),
        ),
        listed=True,
    )  # fmt: skip


def _problems(state: TrailState) -> Listing:
    def line(one: Problem) -> Line:
        return Line((one.path or "logg.jsonl", one.line, one.what))

    return Listing(
        "problem",
        Text("Det som inte stämmer", "What is not right"),
        (
            Column("fil", Text("Fil", "File")),
            Column("rad", Text("Rad", "Line"), "count"),
            Column("vad", Text("Vad", "What")),
        ),
        state.problems,
        line,
    )


def _seals(view: View) -> Listing:
    places = view.reading.places
    notes = view.reading.once("notes", lambda: kept_notes(places))
    try:
        keys = view.reading.once("keys", lambda: book_keys(places))
    except NkrError:
        keys = ()
    stamps, _ = view.reading.once("stamps", lambda: kept_stamps(places, []))
    times = {name.rpartition(".")[0]: stamp.time for name, stamp in stamps}

    def line(item: tuple[str, str]) -> Line:
        name, note = item
        point = _point(note)
        by = ", ".join(key.name for key in keys if is_signed_by(note, key))
        time = times.get(name.rpartition(".")[0])
        return Line(
            (
                name.rpartition("/")[2],
                point.size if point else None,
                by or Text("ingen känd nyckel", "no known key"),
                f"{point.short}…" if point else None,
                local_time(time) if time else None,
            )
        )

    return Listing(
        "forseglingar",
        Text("Förseglingar", "Seals"),
        (
            Column("fil", Text("Fil", "File")),
            Column("poster", Text("Poster", "Records"), "count"),
            Column("nyckel", Text("Undertecknad med", "Signed by")),
            Column("rot", Text("Rot", "Root")),
            Column("tidsstampel", Text("Tidsstämpel", "Time stamp")),
        ),
        notes,
        line,
        empty=Text("Loggen är inte förseglad.", "The log is not sealed."),
    )


def _point(note: str) -> Checkpoint | None:
    try:
        return parse_checkpoint(note)
    except ValueError:
        return None


def _records(view: View) -> Listing:
    records = view.reading.once("newest", lambda: list(reversed(view.reading.chain().sound)))

    def line(record: Record) -> Line:
        act = record.act
        files = ", ".join(clean(change.path) for change in record.files[:3])
        more = len(record.files) - 3
        numbers = [one for one in act.vouchers if view.reading.voucher(one)]
        way = Link("verifikation", {"nr": numbers[0]}, "historik") if numbers else None
        return Line(
            (
                record.seq,
                local_time(record.time),
                clean(act.who),
                action_word(clean(act.action)),
                vouchers(act.vouchers),
                files + (f" … (+{more})" if more > 0 else ""),
                clean(act.reason) or None,
            ),
            {"verifikation": way} if way else {},
        )

    return Listing(
        "poster",
        Text("Poster, nyast först", "Records, newest first"),
        (
            Column("nr", Text("Nr", "No."), "count"),
            Column("tid", Text("Tid", "Time")),
            Column("vem", Text("Vem", "Who")),
            Column("vad", Text("Vad", "What")),
            Column("verifikation", Text("Verifikationer", "Vouchers")),
            Column("filer", Text("Filer", "Files")),
            Column("skal", Text("Skäl", "Reason")),
        ),
        records,
        line,
    )
