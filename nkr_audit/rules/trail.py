"""TR: the trail: the processing log is whole, and what it tells of is still there unaltered."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from nkr_audit.deadlines import kept_until
from nkr_audit.errors import Place
from nkr_audit.personal_number import mask
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.text import Text
from nkr_audit.vocabulary import REPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.book import Book, Deviation, GoneFile, Grant, TrailState
    from nkr_audit.trail.problem import Problem

TR = Family("TR", Text("Behandlingshistorik", "Processing log"))

# The files that people write in; the others are documents.
_TEXTS: Final = frozenset({".beancount", ".toml", ".csv"})
_OF_THE_LOG: Final = frozenset({"record", "order", "cut", "root", "signature", "history"})
# Accounts are kept to the end of the seventh year after the financial year.
_YEAR: Final = re.compile(r"((?:19|20)\d{2})-")
_VERIFY: Final = Text(
    "kör nkr log verify, och hämta det som är ändrat ur en säkerhetskopia",
    "run nkr log verify, and fetch what was altered from a backup",
)


@TR.rule(
    101, "error", Text("Behandlingshistoriken är bruten", "The processing log is broken"),
    "bookkeeping-law",
    about=Text(
        "Behandlingshistoriken berättar vem som gjorde vad i boken och när, och varje post bär "
        "avtrycket av posten före. Här stämmer kedjan inte: en post är ändrad, borttagen, flyttad "
        "eller tillagd vid sidan av verktyget, eller så stämmer loggen inte med en försegling. Då "
        "går det inte att lita på vad historiken säger. En bok som aldrig har haft någon "
        "behandlingshistorik ger ingen iakttagelse.",
        "The processing log tells who did what in the book and when, and each record bears the "
        "hash of the one before. Here the chain does not hold: a record was altered, removed, "
        "moved or added outside the tool, or the log is not the one that a checkpoint attests. "
        "What the log says can then not be trusted. A book that never had a processing log gives "
        "no finding.",
    ),
)  # fmt: skip
def log_broken(subject: Subject) -> Iterator[Hit]:
    """The log is not as it was written."""
    trail = subject.book.trail
    for problem in trail.problems if trail else ():
        if trail and problem.kind in _OF_THE_LOG:
            yield _hit(subject.book, "TR101", problem.what, _VERIFY, _place(trail, problem))


@TR.rule(
    102, "warning", Text("Ändring utanför loggen", "A change outside the log"),
    "bookkeeping-law",
    about=Text(
        "En fil i boken har ändrats för hand, och ingen har angett varför. Det är tillåtet att "
        "skriva i filerna, men då säger behandlingshistoriken inte vem som gjorde ändringen och "
        "av vilket skäl. Gäller bokens textfiler: huvudfilen, verifikationerna, kontoplanen.",
        "A file of the book was changed by hand, and nobody has said why. Writing in the files is "
        "allowed, but then the processing log does not tell who made the change and for what "
        "reason. This is about the book's text files: main file, vouchers, chart of accounts.",
    ),
)  # fmt: skip
def changed_outside(subject: Subject) -> Iterator[Hit]:
    """A text of the book, or a new file in it, is not as the log says; each file once."""
    trail = subject.book.trail
    told: set[str] = set()
    for problem in trail.problems if trail else ():
        is_change = problem.kind in {"unlogged", "discovered"} or (
            problem.kind == "altered" and PurePath(problem.path).suffix in _TEXTS
        )
        if trail and is_change and problem.path not in told:
            told.add(problem.path)
            yield _hit(
                subject.book, "TR102",
                Text(
                    f"{mask(problem.path)}: {_lower(problem.what.sv)}",
                    f"{mask(problem.path)}: {_lower(problem.what.en)}",
                ),
                Text(
                    "granska ändringen med nkr log verify, och ange skälet med nkr log adopt "
                    "--reason",
                    "look at the change with nkr log verify, and give the reason with nkr log "
                    "adopt --reason",
                ),
                _place(trail, problem),
            )  # fmt: skip


@TR.rule(
    103, "error", Text("Underlaget har ändrats sedan det loggades", "The document was replaced"),
    "bookkeeping-law", "review",
    about=Text(
        "En underlagsfil har bytts ut eller ändrats sedan den loggades. Underlag får inte ändras; "
        "ett nytt läggs in bredvid. Säger verifikationens egen rad med sha256 redan att filen är "
        "ändrad så sägs det bara där (EV108).",
        "A document's file was replaced or altered since it was logged. Evidence may not be "
        "altered; a new one is entered beside it. When the document's own sha256 says so already, "
        "it is told only there (EV108).",
    ),
)  # fmt: skip
def document_altered(subject: Subject) -> Iterator[Hit]:
    """A document is not the one that the log knows, and no hash in the book says so."""
    trail = subject.book.trail
    for problem in trail.problems if trail else ():
        if trail is None or problem.kind != "altered":
            continue
        if PurePath(problem.path).suffix in _TEXTS or _is_told(subject.book, trail, problem.path):
            continue
        yield _hit(
            subject.book, "TR103",
            Text(
                f"{mask(problem.path)} är en annan fil än den som loggades.",
                f"{mask(problem.path)} is another file than the one that was logged.",
            ),
            Text(
                "lägg tillbaka den ursprungliga filen, och bifoga den nya med nkr attach",
                "put the original file back, and attach the new one with nkr attach",
            ),
            _place(trail, problem),
        )  # fmt: skip


@TR.rule(
    104, "warning", Text("Försegling saknas före redovisningen", "No checkpoint before the report"),
    "bookkeeping-law", "report-back",
    about=Text(
        "Bidraget är återrapporterat, men behandlingshistoriken som den var dagen före är inte "
        "förseglad. En försegling är det som i efterhand visar att boken såg ut så när siffrorna "
        "lämnades: utan den går slutet av loggen att hugga av utan att det märks.",
        "The grant has been reported, but the processing log as it was the day before is not "
        "sealed. A checkpoint is what later shows that the book was so when the figures were "
        "handed in: without it the end of the log can be cut off unnoticed.",
    ),
)  # fmt: skip
def not_sealed(subject: Subject) -> Iterator[Hit]:
    """A report was made, and no checkpoint covers the log as it was the day before."""
    trail = subject.book.trail
    if trail is None:
        return
    for grant in subject.book.grants:
        for event in grant.events_of(REPORTED):
            before = bisect_left(trail.record_days, event.date)
            begun = bisect_right(trail.record_days, event.date) > 0
            if begun and trail.sealed < max(1, before):
                yield Hit(
                    Text(
                        f"{grant.id} rapporterades {event.date}, men loggens poster fram till "
                        "dess är inte förseglade.",
                        f"{grant.id} was reported on {event.date}, but the records of the log "
                        "until then are not sealed.",
                    ),
                    Text(
                        "försegla med nkr log seal, och lämna förseglingen till någon utanför",
                        "seal it with nkr log seal, and hand the checkpoint to somebody outside",
                    ),
                    event.place, grant=grant, deviation=event.deviation or grant.deviation,
                )  # fmt: skip


@TR.rule(
    105, "error", Text("Gallrat för tidigt", "Purged too early"), "bookkeeping-law",
    about=Text(
        "En fil eller verifikation som behandlingshistoriken känner finns inte kvar. Räkenskaperna "
        "ska bevaras till och med det sjunde året efter räkenskapsåret: det som hör till 2026 "
        "till och med 2033-12-31 (lagen om kommunal bokföring och redovisning, 3 kap.). En fil "
        "som boken har en document-rad för sägs i EV106 i stället.",
        "A file or voucher that the processing log knows is no more. Accounts are kept to the end "
        "of the seventh year after the financial year: what belongs to 2026 until 2033-12-31 "
        "(the municipal bookkeeping act, chapter 3). A file that the book has a document line for "
        "is told in EV106 instead.",
    ),
)  # fmt: skip
def purged(subject: Subject) -> Iterator[Hit]:
    """A file or voucher that the log knows is gone before the time is out."""
    book, trail = subject.book, subject.book.trail
    if trail is None:
        return
    now = max(
        [*trail.record_days[-1:], *([book.last_date] if book.last_date else [])], default=None
    )
    named = {document.path for document in book.documents if not document.usable}
    for gone in trail.gone:
        if _full(trail, gone.path) in named:
            continue
        until = kept_until(_year_of(book, gone))
        if now is None or now <= until:
            path = mask(gone.path)
            yield _hit(
                book, "TR105",
                Text(
                    f"Filen {path} finns inte kvar; den ska bevaras till och med {until}.",
                    f"The file {path} is no more; it is to be kept until {until}.",
                ),
                Text("hämta filen ur en säkerhetskopia", "fetch the file from a backup"),
                Place(_full(trail, gone.path)),
            )  # fmt: skip
    present = {voucher.number for voucher in book.vouchers}
    for number, day in trail.vouchers.items():
        until = kept_until(_year_in(number) or day.year)
        if number not in present and (now is None or now <= until):
            yield _hit(
                book, "TR105",
                Text(
                    f"Verifikationen {mask(number)} bokfördes {day} men finns inte i boken; den "
                    f"ska bevaras till och med {until}.",
                    f"The voucher {mask(number)} was booked on {day} but is not in the book; it "
                    f"is to be kept until {until}.",
                ),
                Text(
                    "lägg tillbaka verifikationen, och rätta den i stället med nkr correct",
                    "put the voucher back, and correct it with nkr correct instead",
                ),
                trail.log,
            )  # fmt: skip


def _hit(book: Book, code: str, what: Text, remedy: Text, place: Place) -> Hit:
    """A hit on the book as a whole; a grant may say that it is accepted."""
    return Hit(
        what, remedy, place, grant=_only_grant(book), deviation=_accepted(book, code)
    )  # fmt: skip


def _only_grant(book: Book) -> Grant | None:
    return book.grants[0] if len(book.grants) == 1 else None


def _accepted(book: Book, code: str) -> Deviation | None:
    deviations = (grant.deviation for grant in book.grants)
    return next((one for one in deviations if one is not None and code in one.codes), None)


def _root(trail: TrailState) -> PurePath:
    return PurePath(trail.log.file).parent.parent


def _place(trail: TrailState, problem: Problem) -> Place:
    if not problem.path:
        return Place(trail.log.file, problem.line or 0)
    return Place(_full(trail, problem.path), problem.line or 0)


def _is_told(book: Book, trail: TrailState, path: str) -> bool:
    """Tell whether EV108 says that the document was altered."""
    full = _full(trail, path)
    return any(document.is_altered and document.path == full for document in book.documents)


def _full(trail: TrailState, path: str) -> str:
    """The path of a file as the book has it."""
    return str(_root(trail) / path)


def _year_of(book: Book, gone: GoneFile) -> int:
    """The financial year of a file: of the vouchers that it came with, else when it was logged."""
    numbers = set(gone.vouchers)
    years = [voucher.date.year for voucher in book.vouchers if voucher.number in numbers]
    return max(years, default=gone.day.year)


def _year_in(number: str) -> int | None:
    """The year that an imported voucher's number begins with: ``2026-A42``."""
    match = _YEAR.match(number)
    return int(match[1]) if match else None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
