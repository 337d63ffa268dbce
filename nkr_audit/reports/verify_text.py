"""A verification as a person reads it: the verdict, each problem with its place, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal

from nkr_audit.errors import Place
from nkr_audit.reports.log_words import clean, local_time
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nkr_audit.errors import NkrError
    from nkr_audit.reports.page import Page
    from nkr_audit.text import Language
    from nkr_audit.trail.places import Places
    from nkr_audit.trail.problem import Problem
    from nkr_audit.trail.timestamp import Stamp
    from nkr_audit.trail.verifying import Verification

_LABEL = 18
_OF_FILES = frozenset({"altered", "missing", "unlogged", "discovered"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What ``nkr log verify`` found. ``problems`` are all of them, time stamps included.

    ``notes`` is how many seals there were to compare with, ``outside`` how many of them came from
    outside the book's folder, and ``covered`` how many records those cover. ``outside_key`` tells
    that the key came from outside too. ``unread`` is why the book cannot be loaded.
    """

    places: Places
    ledger: str
    found: Verification
    problems: tuple[Problem, ...]
    stamps: tuple[tuple[str, Stamp], ...]
    notes: int
    outside: int
    covered: int
    outside_key: bool
    unread: NkrError | None = None

    @property
    def is_sound(self) -> bool:
        """Tell whether everything is as it was written."""
        return not self.problems and self.unread is None


def problem_place(places: Places, problem: Problem) -> Place:
    """Where a problem stands: a line of the log, or of a file of the book."""
    file = places.root / problem.path if problem.path else places.log
    return Place(str(file), problem.line or 0)


def verify_lines(verified: Verified, page: Page) -> Iterator[str]:
    """Write out the outcome."""
    yield from _verdict(verified, page)
    for problem in verified.problems:
        place = clean(page.place(problem_place(verified.places, problem)))
        what = Text(clean(problem.what.sv), clean(problem.what.en))
        yield from page.folded(f"{place}: {page.say(what)}")
    if verified.unread is not None:
        yield from page.folded(
            page.say(Text("Boken kan inte läsas: ", "The book cannot be read: "))
            + clean(_first_line(verified.unread, page.language))
        )
    yield ""
    yield from _counts(verified, page)
    yield ""
    yield from _not_proved(verified, page)
    yield from page.folded(page.say(_next_step(verified, page)), first="")


def verified_json(verified: Verified, language: Language) -> dict[str, Any]:
    """The outcome as JSON."""
    found = verified.found
    return {
        "sound": verified.is_sound,
        "problems": [
            {
                "kind": problem.kind,
                "file": problem_place(verified.places, problem).file,
                "line": problem.line,
                "message": problem.what.to(language),
            }
            for problem in verified.problems
        ],
        "unread": verified.unread.describe(language) if verified.unread else None,
        "log": found.state.origin or None,
        "records": found.state.size,
        "root": found.state.root.hex(),
        "files": found.files,
        "bytes": found.size,
        "checkpoints": {
            "given": verified.notes,
            "agreed": found.checkpoints,
            "outside": verified.outside,
            "covered": verified.covered,
        },
        "timestamps": [
            {"file": name, "time": stamp.time.isoformat(), "proved": stamp.is_proved}
            for name, stamp in verified.stamps
        ],
    }


def _verdict(verified: Verified, page: Page) -> Iterator[str]:
    if verified.is_sound:
        said = Text("Behandlingshistoriken stämmer.", "The processing log is sound.")
        yield page.style(page.say(said), "green")
        return
    count = len(verified.problems) + (verified.unread is not None)
    said = Text(
        f"Behandlingshistoriken stämmer inte: {count} {'sak' if count == 1 else 'saker'}.",
        f"The processing log is not sound: {count} {'thing' if count == 1 else 'things'}.",
    )
    yield page.style(page.say(said), "red")


def _first_line(error: NkrError, language: Language) -> str:
    return error.describe(language).partition("\n")[0]


def _counts(verified: Verified, page: Page) -> Iterator[str]:
    found = verified.found
    yield _row(page, Text("Poster", "Records"), str(found.state.size))
    read = _bytes_said(found.size, page.language)
    yield _row(page, Text("Filer", "Files"), f"{found.files} ({read})")
    agreed = Text(
        f"{found.checkpoints} av {verified.notes} stämmer",
        f"{found.checkpoints} of {verified.notes} agree",
    )
    none = Text("inga", "none")
    yield _row(page, Text("Förseglingar", "Seals"), page.say(agreed if verified.notes else none))
    for name, stamp in verified.stamps:
        proved = Text("certifikatet är prövat", "certificate verified")
        unproved = Text(
            "tjänstens egen uppgift; pröva den med --tsa", "as the service says; prove by --tsa"
        )
        trust = page.say(proved if stamp.is_proved else unproved)
        label = Text("Tidsstämpel", "Time stamp")
        yield _row(page, label, f"{local_time(stamp.time)}  {clean(name)} ({trust})")
    if found.state.size:
        yield _row(page, Text("Rot", "Root"), f"{found.state.short}…")


def _row(page: Page, label: Text, said: str) -> str:
    return f"  {page.say(label):<{_LABEL}}{said}"


def _bytes_said(size: int, language: Language) -> str:
    locale = "sv_SE" if language == "sv" else "en_GB"
    unit, by = ("MB", 1_000_000) if size >= 1_000_000 else ("kB", 1_000)
    return f"{format_decimal(Decimal(size) / by, '#,##0.0', locale=locale)} {unit}"


def _not_proved(verified: Verified, page: Page) -> Iterator[str]:
    """Say what this cannot tell, without something from outside the folder."""
    if not verified.found.state.size:
        return
    if not verified.outside:
        said = Text(
            "Det här visar inte om slutet av loggen är borttaget, eller om hela mappen är utbytt. "
            "Det visar bara en försegling som någon annan har haft (--checkpoint).",
            "This does not tell whether the end of the log is gone, or the whole folder replaced. "
            "Only a seal that somebody else has kept tells that (--checkpoint).",
        )
    elif not verified.outside_key:
        said = Text(
            "Nyckeln är bokens egen. Ta den från den som förseglade (--key), annars kan mapp och "
            "nyckel vara utbytta tillsammans.",
            "The key is the book's own. Take it from whoever sealed the book (--key), or folder "
            "and key may have been replaced together.",
        )
    elif verified.covered < verified.found.state.size:
        said = Text(
            f"Förseglingarna utifrån täcker {verified.covered} poster. De som kommit sedan vilar "
            "på mappen själv.",
            f"The seals from outside cover {verified.covered} records. Those since rest on the "
            "folder itself.",
        )
    else:
        return
    yield from page.folded(page.say(said), first="")


def _next_step(verified: Verified, page: Page) -> Text:
    kinds = {problem.kind for problem in verified.problems}
    if not kinds <= _OF_FILES:
        return Text(
            "Nästa steg: ändra inget. Ta reda på vem som har varit i mappen, och jämför med en "
            "säkerhetskopia; visa det för revisorn.",
            "Next: change nothing. Find out who has been in the folder, and compare with a "
            "backup; show it to the auditor.",
        )
    if verified.unread is not None:
        return Text(
            "Nästa steg: rätta boken så att den kan läsas, eller hämta den ur en säkerhetskopia, "
            "och kör om.",
            "Next: mend the book so that it can be read, or fetch it from a backup, and run again.",
        )
    if kinds:
        return Text(
            "Nästa steg: är ändringarna riktiga, ge dem ett skäl med "
            f'{page.command("log adopt", verified.ledger)} --reason "…". Är de inte det, hämta '
            "filerna ur en säkerhetskopia.",
            "Next: if the changes are right, give them a reason with "
            f'{page.command("log adopt", verified.ledger)} --reason "…". If not, fetch the '
            "files from a backup.",
        )
    if not verified.found.state.size:
        return Text(
            "Nästa steg: boken har ingen logg än; den börjar vid nästa skrivning.",
            "Next: the book has no log yet; it begins at the next write.",
        )
    return Text(
        f"Nästa steg: försegla med {page.command('log seal', verified.ledger)} --key FIL.",
        f"Next: seal it with {page.command('log seal', verified.ledger)} --key FILE.",
    )
